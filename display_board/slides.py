"""A folder of pictures and PDF files -> the slides of the hall page; what cannot be used is said, and hides no other slide."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from PIL.Image import Image

from hardware.document_pages import (
    BROKEN,
    MOST_PIXELS,
    PDF_S,
    UnusableDocument,
    as_jpeg,
    pdf_pages,
    picture,
)

MOST_SLIDES, MOST_FILES = 60, 200
MOST_BYTES = 30 * 1024 * 1024
SIDE = 1920
"""No slide is sent larger: a television of 2016 must hold it."""
PICTURES = (".png", ".jpg", ".jpeg")
AGAIN_LOOKS = 30
"""A folder that did not change is read again after so many looks, if something in it could not be used: the reason may be gone."""
_QUALITY = 85
_WHY = {
    "too-many-dots": f"has {{millions:.0f}} million dots; {MOST_PIXELS // 1_000_000} million are allowed: save it smaller",
    "no-poppler": "PDF files need the Debian package poppler-utils; or save the pages as PNG",
    "slow": f"takes more than {PDF_S} s to draw: save its pages as PNG",
    "locked": "is locked with a password: save it without one",
    "no-pdf": "is damaged, or no PDF",
}


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
        except (UnusableError, *BROKEN) as error:
            troubles.append(f"{path.name}: {_why(error)}")
    return Slides(tuple(slides), tuple(troubles))


def _why(error: Exception) -> str:
    match error:
        case UnusableError():
            return str(error)
        case UnusableDocument(key=key, facts=facts):
            return _WHY[key].format(**facts)
    return "is damaged, or no picture"


def _images(path: Path) -> Iterator[Image]:
    kind = path.suffix.lower()
    if kind not in (*PICTURES, ".pdf"):
        raise UnusableError("is no slide: PNG, JPEG and PDF are")
    if path.stat().st_size > MOST_BYTES:
        raise UnusableError(f"is larger than {MOST_BYTES // 1024 // 1024} MB")
    yield from pdf_pages(path, SIDE, MOST_SLIDES) if kind == ".pdf" else picture(path)


def _slide(image: Image) -> Slide:
    jpeg = as_jpeg(image, SIDE, _QUALITY)
    return Slide(hashlib.sha256(jpeg).hexdigest()[:16], jpeg)
