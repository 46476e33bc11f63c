"""How files of forms leave the house: in pieces, and under a name that ends as what they are."""

import hashlib
import io
from pathlib import Path

import pytest
from fastapi import HTTPException
from fastapi.responses import StreamingResponse
from PIL import Image

from controller.catalogue.blank_packing import pack
from controller.catalogue.blank_shelf import PIECE, BlankShelf
from controller.catalogue.blanks import Blank, Place
from controller.web.blank_files import called, file_of, page_of


def noise() -> bytes:
    """A picture that cannot be packed any smaller: some hundred kilobytes."""
    out = io.BytesIO()
    Image.frombytes("RGB", (400, 400), hashlib.shake_256().digest(400 * 400 * 3)).save(out, "PNG")
    return out.getvalue()


def kept(folder: Path, content: bytes) -> tuple[BlankShelf, Blank]:
    given, packed, shelf = folder / "given", folder / "pack.zip", BlankShelf(folder)
    given.write_bytes(content)
    blank = pack(given, packed)
    shelf.put([Place("1.001193", "Tờ khai", blank)], packed.read_bytes())
    return shelf, blank


async def test_a_file_and_a_page_leave_in_pieces_however_large_they_are(tmp_path: Path):
    content = noise()
    shelf, blank = kept(tmp_path, content)
    for answer, whole in (
        (await file_of(shelf, blank), content),
        (await page_of(shelf, blank, 1), shelf.page(blank, 1)),
    ):
        assert isinstance(answer, StreamingResponse)
        pieces = [piece async for piece in answer.body_iterator]
        assert b"".join(pieces) == whole  # type: ignore[arg-type] # ours are bytes
        assert max(map(len, pieces)) <= PIECE
        assert answer.headers["content-length"] == str(len(whole))
    assert len(content) > 2 * PIECE


async def test_what_is_not_as_it_was_is_sent_to_nobody(tmp_path: Path):
    shelf, blank = kept(tmp_path, noise())
    (path,) = (tmp_path / "catalogue" / "blanks").iterdir()
    path.write_bytes(path.read_bytes().replace(b"IDAT", b"IDAX", 1))
    with pytest.raises(HTTPException):
        await file_of(shelf, blank)


@pytest.mark.parametrize(
    ("kind", "file", "name"),
    [
        ("pdf", "Tờ khai.pdf", "Tờ khai.pdf"),
        ("pdf", "Tờ khai.PDF", "Tờ khai.PDF"),
        ("jpg", "mau.jpeg", "mau.jpeg"),
        ("png", "", "mau.png"),
        ("pdf", "to-khai.html", "to-khai.html.pdf"),
        ("png", "to-khai.svg", "to-khai.svg.png"),
        ("pdf", "Mẫu số 01. Tờ khai", "Mẫu số 01. Tờ khai.pdf"),
    ],
)
def test_no_machine_keeps_it_as_something_else(kind: str, file: str, name: str):
    assert called(Blank("0" * 64, kind, 1, (), file)) == name
