"""A folder of pictures and PDF files -> the slides of the hall page; what cannot be used is said, and hides no other slide."""

import hashlib
import io
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageOps

MOST_SLIDES, MOST_FILES = 60, 200
MOST_BYTES = 30 * 1024 * 1024
MOST_PIXELS = 40_000_000
"""A page of A3 at 300 dots an inch has 17 million; unpacked, 40 million are 120 MB of a Pi's memory for a moment."""
SIDE = 1920
"""No slide is sent larger: a television of 2016 must hold it."""
PICTURES = (".png", ".jpg", ".jpeg")
PDF_S = 60
AGAIN_LOOKS = 30
"""A folder that did not change is read again after so many looks, if something in it could not be used: the reason may be gone."""
_QUALITY = 85


class Slide(NamedTuple):
    """One picture, ready to be sent."""

    name: str
    jpeg: bytes


class Slides(NamedTuple):
    """All of a folder, in the order of the names, and a sentence for each file that is none."""

    slides: tuple[Slide, ...] = ()
    troubles: tuple[str, ...] = ()


class UnusableError(ValueError):
    """A file that is no slide, and why."""


_Mark = tuple[tuple[str, int, int], ...]
"""Name, time of change (ns) and size of each file."""


class SlideFolder:
    """A folder that is looked at again and again: it is read only when a file in it came, went or changed."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._slides = folder, Slides()
        self._seen: _Mark | None = None
        self._looks = 0

    def look(self) -> Slides:
        """What it holds now. Never raises."""
        mark, self._looks = _mark(self._folder), self._looks + 1
        if mark is None or mark != self._seen or (self._slides.troubles and self._looks >= AGAIN_LOOKS):
            self._seen, self._slides, self._looks = mark, slides_in(self._folder), 0
        return self._slides


def _mark(folder: Path) -> _Mark | None:
    """None when that cannot be known."""
    try:
        stats = [(path.name, path.stat()) for path in sorted(folder.iterdir())]
    except OSError:
        return None
    return tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in stats)


def slides_in(folder: Path) -> Slides:
    """Read the folder. Never raises for what lies in it."""
    try:
        files = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    except OSError as error:
        return Slides((), (f"{folder}: {error.strerror}",))
    slides: list[Slide] = []
    troubles: list[str] = []
    if len(files) > MOST_FILES:
        troubles.append(f"{folder}: only the first {MOST_FILES} of {len(files)} files are looked at")
    for path in files[:MOST_FILES]:
        try:
            for image in _images(path):
                if len(slides) == MOST_SLIDES:
                    return Slides(
                        tuple(slides), (*troubles, f"{folder}: only the first {MOST_SLIDES} slides are shown")
                    )
                slides.append(_slide(image))
        except (UnusableError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
            troubles.append(f"{path.name}: {_why(error)}")
    return Slides(tuple(slides), tuple(troubles))


def _why(error: Exception) -> str:
    return str(error) if isinstance(error, UnusableError) else "is damaged, or no picture"


def _images(path: Path) -> Iterator[Image.Image]:
    kind = path.suffix.lower()
    if kind not in (*PICTURES, ".pdf"):
        raise UnusableError("is no slide: PNG, JPEG and PDF are")
    if path.stat().st_size > MOST_BYTES:
        raise UnusableError(f"is larger than {MOST_BYTES // 1024 // 1024} MB")
    if kind == ".pdf":
        yield from _pages(path)
        return
    with Image.open(path, formats=("PNG", "JPEG")) as image:
        pixels = image.width * image.height
        if pixels > MOST_PIXELS:
            raise UnusableError(
                f"has {pixels / 1e6:.0f} million dots; {MOST_PIXELS // 1_000_000} million are allowed: save it smaller"
            )
        yield image


def _pages(path: Path) -> Iterator[Image.Image]:
    """The pages of a PDF file, drawn by poppler in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="motcua-slides-") as folder:
        command = (
            "pdftoppm",
            "-jpeg",
            "-scale-to",
            str(SIDE),
            "-l",
            str(MOST_SLIDES),
            str(path),
            f"{folder}/page",
        )
        try:
            done = subprocess.run(command, capture_output=True, timeout=PDF_S, check=False)
        except FileNotFoundError:
            raise UnusableError(
                "PDF files need the Debian package poppler-utils; or save the pages as PNG"
            ) from None
        except subprocess.TimeoutExpired:
            raise UnusableError(f"takes more than {PDF_S} s to draw: save its pages as PNG") from None
        pages = sorted(Path(folder).iterdir())
        if done.returncode or not pages:
            raise UnusableError("is damaged, or no PDF")
        for page in pages:
            with Image.open(page, formats=("JPEG",)) as image:
                yield image


def _slide(image: Image.Image) -> Slide:
    image.draft("RGB", (SIDE, SIDE))
    if image.mode.startswith("I"):  # sixteen bits of grey, from a scanner
        image = image.point(lambda value: value / 256).convert("L")
    image.thumbnail((SIDE, SIDE))
    image = ImageOps.exif_transpose(image)  # a telephone says in words which side is up
    shown = image.convert("RGBA") if image.mode in ("P", "LA", "RGBA", "PA") else image.convert("RGB")
    if shown.mode == "RGBA":
        ground = Image.new("RGB", shown.size, "#FFFFFF")
        ground.paste(shown, mask=shown.getchannel("A"))
        shown = ground
    out = io.BytesIO()
    shown.save(out, "JPEG", quality=_QUALITY)
    return Slide(hashlib.sha256(out.getvalue()).hexdigest()[:16], out.getvalue())
