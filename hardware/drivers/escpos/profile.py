"""What is known about a model: data files, one a model, which ``probe`` can write for one's own printer."""

import difflib
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pydantic import Field

from contracts.settings import Problem, Settings
from hardware.drivers.escpos.capabilities import MODEL_PREFIX, profile_of_model
from hardware.drivers.escpos.encode import CutStyle, Dialect, PictureStyle
from hardware.drivers.escpos.fences import FenceKind
from hardware.host.settings_file import SettingsError, load_settings

PROFILES = Path(__file__).parent / "profiles"
MM_PER_INCH = 25.4
CUT_S = 0.5
Status = Literal["eot-1", "eot-2", "eot-3", "eot-4", "asb", "usb-port"]


class Profile(Settings):
    """One model. What it does not say the driver does not rely on."""

    name: str = Field(description="The model, for people")
    dots: int = Field(ge=8, le=1024, multiple_of=8, description="Dots of a row that reach the paper")
    dpi: int = Field(203, ge=90, le=600, description="Dots an inch")
    picture: PictureStyle = Field(
        "raster", description="raster: GS v 0; columns: ESC * for models without it"
    )
    band_rows: int = Field(24, ge=8, le=128, description="Rows of one GS v 0; small for small buffers")
    enlarges: bool = Field(
        True, description="Whether it enlarges pictures (GS v 0, m = 3); if not, the number comes out small"
    )
    units_per_row: int = Field(
        0, ge=0, le=4, description="Motion units of ESC J in one row of dots; 0 unknown: ESC J is not used"
    )
    cut: CutStyle = Field(description="The cut, or none where there is no knife")
    knife_mm: float = Field(
        ge=5, le=60, description="How far the knife, or the tear bar, is above the line that is printed"
    )
    native_qr: bool = Field(
        False, description="Whether it draws QR codes itself (GS ( k), as on slow lines it may be asked to"
    )
    near_end_sensor: bool = Field(False, description="Whether the bit for paper near end means anything")
    status: tuple[Status, ...] = Field((), description="Which questions about its state it answers")
    fence: FenceKind = Field(description="How it proves that a slip is out; none: every slip is unconfirmed")
    usb: tuple[str, ...] = Field((), description="USB ids of this model, vendor:product in hexadecimal")
    speed_mm_s: float = Field(
        100.0, gt=5, le=600, description="Its slowest paper speed, for when a slip must be out"
    )
    write_bytes: int = Field(4096, ge=16, le=65536, description="Most bytes handed over at once")
    stall_s: float = Field(
        2.0, gt=0, le=60, description="A printer that takes nothing for so long has stopped"
    )
    margin_s: float = Field(
        3.0, gt=0, le=60, description="Patience beyond the time of a slip: cut, heat, doubt"
    )

    def problems(self) -> Iterator[Problem]:
        """What cannot be, although every value alone may."""
        if self.picture == "columns" and self.native_qr:
            yield Problem("native_qr", "true", "false with picture columns: their lines reach below the dots")
        if self.fence == "gs-r" and "asb" in self.status:
            yield Problem("status", "'asb'", "no asb where the fence is gs-r: their bytes look alike")
        if self.fence == "gs-r" and "eot-1" not in self.status:
            yield Problem(
                "fence", "'gs-r'", "gs-r only with eot-1: it may be answered before the paper moved"
            )
        for n, entry in enumerate(self.usb):
            if ids_of(entry) is None:
                yield Problem(f"usb.{n}", repr(entry), "four and four hexadecimal digits, as 04b8:0e15")

    @property
    def dialect(self) -> Dialect:
        """How its pictures are encoded."""
        return Dialect(
            self.picture,
            self.band_rows,
            self.units_per_row,
            self.cut,
            self.feed_rows,
            watched="asb" in self.status,
            enlarges=self.enlarges,
        )

    @property
    def questions(self) -> tuple[int, ...]:
        """The n of every DLE EOT n that it answers."""
        return tuple(n for n in (1, 2, 3, 4) if f"eot-{n}" in self.status)

    @property
    def talks(self) -> bool:
        """Whether a healthy one answers when it is asked how it is."""
        return bool(self.questions) or "asb" in self.status

    @property
    def feed_rows(self) -> int:
        """Rows to feed, so that what was printed last is out before it is cut or torn: some cuts feed by themselves."""
        return 0 if self.cut.startswith("feed-") else math.ceil(self.knife_mm * self.dpi / MM_PER_INCH)

    def mm(self, rows: int) -> float:
        """How long so many rows are."""
        return rows * MM_PER_INCH / self.dpi

    def slip_s(self, rows: int) -> float:
        """Seconds until a slip of so many rows is out and cut, on the slowest printer of this model."""
        return (self.mm(rows) + self.knife_mm) / self.speed_mm_s + CUT_S


def load_profile(name: str) -> Profile:
    """The profile of that name, at that path (``.toml``), or of a model of python-escpos (``escpos:TM-T88V``).

    Raises SettingsError: file, key, what was found, what is allowed.
    """
    if name.startswith(MODEL_PREFIX):
        return _from_model(name)
    if name.endswith(".toml"):
        return load_settings(Path(name), Profile)
    if name not in profile_names():
        raise SettingsError(Path(name), [f"no such profile; known: {near_profiles(name)}"])
    return load_settings(PROFILES / f"{name}.toml", Profile)


def profile_names() -> tuple[str, ...]:
    """The profiles that come with the driver."""
    return tuple(sorted(path.stem for path in PROFILES.glob("*.toml")))


def near_profiles(name: str) -> str:
    """What may be said instead of ``name``, which is no profile."""
    near = difflib.get_close_matches(name, profile_names(), n=1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    return f"{', '.join(profile_names())}, a path ending in .toml, or escpos:MODEL{hint}"


def is_profile(name: str) -> bool:
    """Whether ``name`` says where a profile is, good or not."""
    return name.startswith(MODEL_PREFIX) or name.endswith(".toml") or name in profile_names()


def ids_of(entry: str) -> tuple[int, int] | None:
    """``04b8:0e15`` as two numbers; None when it is not of that form."""
    vendor, colon, product = entry.partition(":")
    if not colon or len(vendor) != 4 or len(product) != 4:
        return None
    try:
        return int(vendor, 16), int(product, 16)
    except ValueError:
        return None


def _from_model(name: str) -> Profile:
    try:
        return Profile.model_validate(profile_of_model(name.removeprefix(MODEL_PREFIX)))
    except ValueError as error:
        raise SettingsError(Path(name), [str(error)]) from None
