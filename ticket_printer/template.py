"""What an office may change about its slips: a TOML file. ``default_slip.toml`` says everything that is built in.

The number cannot be left out, nor the marks of a reprint and of a number that was given while the desk was in
trouble: what tells two slips apart is not a matter of taste.
"""

import difflib
import io
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, UnidentifiedImageError
from pydantic import Field

from contracts.settings import Part, Problem, Settings
from contracts.texts import FIRST
from hardware.host.regular_file import read_regular
from hardware.host.settings_file import SettingsError, load_settings

LINES = (
    "logo",
    "authority",
    "office",
    "rule",
    "title",
    "number",
    "service",
    "ahead",
    "wait",
    "counters",
    "stops",
    "time",
    "session",
    "keep",
    "validity",
    "note",
    "thanks",
    "code",
)
CHECKLIST_LINES = (
    "rule",
    "logo",
    "authority",
    "office",
    "rule",
    "title",
    "name",
    "papers",
    "fee",
    "limit",
    "place",
    "result",
    "procedure-code",
    "time",
    "no-number",
    "code",
)
EXTRA = "extra."
MM = 8
"""Dots of a millimetre, on paper of 80 mm at 203 dots an inch."""
LOGO_MM = 40
"""How high a logo may be: more is paper that nobody reads."""
LOGO_DOTS = 4000
LOGO_BYTES = 4 * 1024 * 1024
"""Of its file."""


class Logo(Part):
    """A picture in black and white above the slip."""

    file: Path = Field(description="PNG, from the folder of this file")
    width_mm: float = Field(16, ge=5, le=60, description="How wide it is on paper of 80 mm")
    threshold: int = Field(50, ge=5, le=95, description="Percent of brightness below which it is black")


class Sizes(Part):
    """Letters, in percent of what is built in."""

    authority: int = Field(100, ge=80, le=160, description="The authority above the office")
    office: int = Field(100, ge=80, le=160, description="The office")
    title: int = Field(100, ge=80, le=160, description="What this paper is")
    number: int = Field(100, ge=60, le=130, description="The number; it never gets wider than the paper")
    service: int = Field(100, ge=80, le=160, description="The service")
    facts: int = Field(100, ge=80, le=140, description="The table of facts")
    closing: int = Field(100, ge=80, le=140, description="The lines at the end, and the office's own")


class Extra(Part):
    """A line of the office's own, e.g. its telephone number."""

    name: str = Field(pattern="^[a-z0-9-]{1,20}$", description='What ``order`` calls it: "extra.NAME"')
    vi: str = Field(min_length=1, max_length=200, description="In Vietnamese")
    en: str = Field("", max_length=200, description="In English; empty: the Vietnamese")
    strong: bool = Field(False, description="Whether its letters are heavy")

    def in_language(self, lang: str) -> str:
        """Its text."""
        return {FIRST: self.vi, "en": self.en}.get(lang) or self.vi


class Template(Settings):
    """How slips look."""

    order: tuple[str, ...] = Field(
        (
            *("authority", "office", "rule", "title", "number", "service", "rule"),
            *("ahead", "wait", "counters", "stops", "time", "session", "rule"),
            *("keep", "validity", "note", "thanks", "code"),
        ),
        max_length=40,
        description="What is on the slip, from the top; what is not here is not on the slip",
    )
    checklist: tuple[str, ...] = Field(
        (
            *("authority", "office", "rule", "title", "name", "rule", "papers", "rule"),
            *("fee", "limit", "place", "result", "procedure-code", "time", "rule", "no-number", "code"),
        ),
        max_length=40,
        description="The same of a checklist, which tells what a procedure needs",
    )
    most_lines: int = Field(
        3, ge=1, le=8, description="A text that needs more lines has smaller letters, down to three quarters"
    )
    side_mm: float = Field(1.75, ge=0.5, le=10, description="White on the left and right, on paper of 80 mm")
    top_mm: float = Field(1, ge=0, le=20, description="White above")
    bottom_mm: float = Field(2, ge=0, le=20, description="White below, before the cut")
    logo: Logo | None = Field(None, description='The picture that "logo" in ``order`` means')
    sizes: Sizes = Sizes()
    extra: tuple[Extra, ...] = Field((), max_length=8, description="Lines of the office's own")

    def problems(self) -> Iterator[Problem]:
        """Lines that are not known, twice there or missing, and a logo without its place or picture."""
        extras = tuple(f"{EXTRA}{extra.name}" for extra in self.extra)
        yield from _lines("order", self.order, (*LINES, *extras))
        yield from _lines("checklist", self.checklist, (*CHECKLIST_LINES, *extras))
        if "number" not in self.order:
            yield Problem("order", "no 'number'", "any order that has the number")
        for needed in ("name", "papers", "no-number"):
            if needed not in self.checklist:
                yield Problem("checklist", f"no {needed!r}", f"any order that has {needed!r}")
        for extra in extras:
            if extra not in self.order:
                yield Problem("order", f"no {extra!r}", "each [[extra]] has a place in order")
            if extras.count(extra) > 1:
                yield Problem("extra", f"{extras.count(extra)} named {extra!r}", "each name once")
        if ("logo" in self.order) != (self.logo is not None):
            found = "'logo' without [logo]" if self.logo is None else "[logo] without 'logo'"
            yield Problem("order", found, "both or none")


def _lines(key: str, order: tuple[str, ...], known: tuple[str, ...]) -> Iterator[Problem]:
    for n, line in enumerate(order):
        if line not in known:
            near = difflib.get_close_matches(line, known, n=1)
            yield Problem(f"{key}.{n}", repr(line), f"{near[0]!r}?" if near else ", ".join(known))
        elif line != "rule" and line in order[:n]:
            yield Problem(f"{key}.{n}", repr(line), "each line once, only rules more often")


DEFAULT = Template()


def read_template(path: Path) -> Template:
    """Read a template without looking for its logo; the path of that is made whole. Raises SettingsError."""
    template = load_settings(path, Template)
    if template.logo is None:
        return template
    logo = template.logo.model_copy(update={"file": path.parent / template.logo.file})
    return template.model_copy(update={"logo": logo})


def logo_of(path: Path, template: Template, dots_per_mm: float) -> Image.Image | None:
    """As ``load_logo``; raises SettingsError, which names the template ``path``."""
    try:
        return load_logo(template, dots_per_mm)
    except Exception as error:  # noqa: BLE001 - whatever the library of pictures throws at bytes that are none
        found = str(template.logo.file) if template.logo else ""
        why = str(error) or type(error).__name__
        facts = {"what": "logo", "found": found}
        raise SettingsError(path, [f"logo.file: found {found!r}; {why}"], facts) from None


def load_logo(template: Template, dots_per_mm: float) -> Image.Image | None:
    """The logo in black and white, as many dots wide as it is to be; None without one.

    Raises OSError when it cannot be read, ValueError when it is no PNG, or absurdly large; and whatever else Pillow
    throws at broken bytes.
    """
    logo = template.logo
    if logo is None:
        return None
    try:
        with Image.open(io.BytesIO(read_regular(logo.file, LOGO_BYTES)), formats=("PNG",)) as image:
            if max(image.size) > LOGO_DOTS:
                raise ValueError(f"allowed: at most {LOGO_DOTS} dots wide and high, not {image.size}")
            whole = image.convert("RGBA")
    except (UnidentifiedImageError, Image.DecompressionBombError, SyntaxError):
        raise ValueError(f"allowed: a PNG picture of at most {LOGO_DOTS} dots a side") from None
    width = max(1, round(logo.width_mm * dots_per_mm))
    height = max(1, round(width * whole.height / whole.width))
    if height > LOGO_MM * dots_per_mm:
        raise ValueError(f"allowed: at most {LOGO_MM} mm high; this one is {height / dots_per_mm:.0f} mm")
    paper = Image.new("RGBA", whole.size, "white")  # what is clear in the picture stays paper
    grey = Image.alpha_composite(paper, whole).convert("L").resize((width, height), Image.Resampling.LANCZOS)
    border = 255 * logo.threshold // 100
    return grey.point(lambda light: 0 if light < border else 255)
