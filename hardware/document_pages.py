"""The pages of a PDF file or a picture as JPEG pictures, with bounds that hold against a file that somebody made to do harm."""

import io
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageOps

MOST_PIXELS = 40_000_000
"""A page of A3 at 300 dots an inch has 17 million; unpacked, 40 million are 120 MB of a Pi's memory for a moment."""
PDF_S = 60
MEMORY, MOST_PAGE_BYTES = 1 << 30, 64 << 20
"""Bytes that drawing a PDF file may take, and that one drawn page may have."""
BROKEN = (OSError, ValueError, SyntaxError, Image.DecompressionBombError)
"""What comes of a damaged picture."""
_MAGIC = ((b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpg"))
_PDF_HEAD = 1024
"""Among so many bytes stands the word by which readers know a PDF file."""
_LOCKED = b"Incorrect password"


class UnusableDocument(ValueError):  # noqa: N818 - named by what is wrong
    """A file that has no pages to show; ``key`` says why: ``too-many-dots``, ``no-poppler``, ``slow``, ``locked``, ``no-pdf``."""

    def __init__(self, key: str, **facts: object) -> None:
        super().__init__(key)
        self.key, self.facts = key, facts


def kind_of(head: bytes) -> str:
    """``pdf``, ``png`` or ``jpg`` by the first bytes of a file, whatever it is called; "" for anything else."""
    if b"%PDF-" in head[:_PDF_HEAD]:
        return "pdf"
    return next((kind for magic, kind in _MAGIC if head.startswith(magic)), "")


def picture(path: Path) -> Iterator[Image.Image]:
    """A PNG or JPEG file. Raises UnusableDocument, and one of BROKEN for a damaged one."""
    with Image.open(path, formats=("PNG", "JPEG")) as image:
        dots = image.width * image.height
        if dots > MOST_PIXELS:
            raise UnusableDocument("too-many-dots", millions=dots / 1e6)
        yield image


def pdf_pages(path: Path, side: int, most: int) -> Iterator[Image.Image]:
    """The first ``most`` pages of a PDF file, none larger than ``side`` dots, drawn by poppler in a process of its own."""
    if shutil.which("pdftoppm") is None:
        raise UnusableDocument("no-poppler")
    with tempfile.TemporaryDirectory(prefix="motcua-pages-") as folder:
        bounds = (f"--as={MEMORY}", f"--cpu={PDF_S}", f"--fsize={MOST_PAGE_BYTES}")
        drawing = ("pdftoppm", "-jpeg", "-scale-to", str(side), "-l", str(most), str(path), f"{folder}/page")
        try:
            done = subprocess.run(
                ("prlimit", *bounds, *drawing), capture_output=True, timeout=PDF_S, check=False
            )
        except subprocess.TimeoutExpired:
            raise UnusableDocument("slow") from None
        pages = sorted(Path(folder).iterdir())
        if done.returncode or not pages:
            raise UnusableDocument("locked" if _LOCKED in done.stderr else "no-pdf")
        for page in pages:
            with Image.open(page, formats=("JPEG",)) as image:
                yield image


def as_jpeg(image: Image.Image, side: int, quality: int) -> bytes:
    """A picture of at most ``side`` dots, upright, on white."""
    image.draft("RGB", (side, side))
    if image.mode.startswith("I"):  # sixteen bits of grey, from a scanner
        image = image.point(lambda value: value / 256).convert("L")
    image.thumbnail((side, side))
    image = ImageOps.exif_transpose(image)  # a telephone says in words which side is up
    shown = image.convert("RGBA") if image.mode in ("P", "LA", "RGBA", "PA") else image.convert("RGB")
    if shown.mode == "RGBA":
        ground = Image.new("RGB", shown.size, "#FFFFFF")
        ground.paste(shown, mask=shown.getchannel("A"))
        shown = ground
    out = io.BytesIO()
    shown.save(out, "JPEG", quality=quality)
    return out.getvalue()
