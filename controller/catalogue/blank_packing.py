"""A file that somebody gave becomes a pack: the file itself and a picture of each of its pages.

``python -m controller.catalogue.blank_packing FILE PACK``: a process of its own reads it, and says what it is or what is wrong.
"""

import asyncio
import hashlib
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from controller.catalogue.beside import TooCostly, asked_beside, bound_oneself
from controller.catalogue.blanks import MOST_BYTES, MOST_PACK_BYTES, MOST_PAGES, Blank
from hardware.document_pages import BROKEN, UnusableDocument, as_jpeg, kind_of, pdf_pages, picture

SIDE, QUALITY = 1600, 80
"""A page of A4 at 137 dots an inch: small print can be read on a kiosk of 1080 dots."""
FILE, PAGE = "blank.{kind}", "{number}.jpg"
"""What a pack holds."""


@dataclass(frozen=True)
class _Told:
    blank: Blank | None = None
    error: str = ""
    facts: Mapping[str, object] | None = None


_TOLD = TypeAdapter(_Told)


async def packed(content: bytes, name: str) -> tuple[Blank, bytes]:
    """A blank and its pack. ``name``: what the file is called. Raises UnusableDocument, and OSError when no process can start."""
    if len(content) > MOST_BYTES:
        raise UnusableDocument("too-big")
    with tempfile.TemporaryDirectory(prefix="motcua-blank-") as folder:
        file, pack = Path(folder) / "given", Path(folder) / "pack.zip"
        await asyncio.to_thread(file.write_bytes, content)
        try:
            told = _TOLD.validate_json(await asked_beside(__name__, str(file), str(pack)))
        except TooCostly:
            raise UnusableDocument("slow") from None
        if told.blank is None:
            raise UnusableDocument(told.error, **(told.facts or {}))
        blank = told.blank
        named = Blank(blank.digest, blank.kind, blank.size, blank.pages, name)
        return named, await asyncio.to_thread(pack.read_bytes)


def pack(file: Path, to: Path) -> Blank:
    """Write the pack of a file. Raises UnusableDocument."""
    content = file.read_bytes()
    kind = kind_of(content)
    if not kind:
        raise UnusableDocument("strange")
    images = pdf_pages(file, SIDE, MOST_PAGES + 1) if kind == "pdf" else picture(file)
    pages: list[str] = []
    room = MOST_PACK_BYTES - len(content)
    with zipfile.ZipFile(to, "w") as out:
        out.writestr(FILE.format(kind=kind), content)
        for number, image in enumerate(images, 1):
            if number > MOST_PAGES:
                raise UnusableDocument("too-many-pages", most=MOST_PAGES)
            jpeg = as_jpeg(image, SIDE, QUALITY)
            room -= len(jpeg)
            if room < 0:
                raise UnusableDocument("too-heavy")
            out.writestr(PAGE.format(number=number), jpeg)
            pages.append(hashlib.sha256(jpeg).hexdigest())
    return Blank(hashlib.sha256(content).hexdigest(), kind, len(content), tuple(pages))


def main() -> None:
    """Pack one file."""
    bound_oneself()
    file, to = map(Path, sys.argv[1:3])
    tempfile.tempdir = str(to.parent)  # whoever asked clears it away, also when this process is ended
    try:
        told = _Told(pack(file, to))
    except UnusableDocument as error:
        told = _Told(error=error.key, facts=error.facts)
    except BROKEN:
        told = _Told(error="no-picture")
    except MemoryError:
        told = _Told(error="slow")
    sys.stdout.buffer.write(_TOLD.dump_json(told))


if __name__ == "__main__":
    main()
