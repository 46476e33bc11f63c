"""Files of forms: what is taken, what each page looks like, what is refused, and what is kept of them."""

import contextlib
import hashlib
import io
import struct
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from controller.catalogue import blank_shelf as shelves
from controller.catalogue import blanks
from controller.catalogue.blank_packing import SIDE, packed
from controller.catalogue.blank_shelf import BlanksDamagedError, BlanksFullError, BlankShelf
from controller.catalogue.blanks import Blank, Place, forms, left_over, of, with_same_form
from controller.catalogue.left_over import left_over as told_left_over
from controller.catalogue.procedure import Paper, Procedure
from controller.catalogue.shelf import FOLDER, ShelfError
from hardware.document_pages import UnusableDocument
from tests.unit.catalogue.blank_files import a_pdf, a_picture

pytestmark = pytest.mark.slow

BIRTH = Procedure(
    "1.001193", "Khai sinh", papers=(Paper("Tờ khai", form="Mẫu số 01"), Paper("Giấy chứng sinh"))
)
DEATH = Procedure("1.000656", "Khai tử", papers=(Paper("Tờ khai theo mẫu"), Paper("Đơn", form="MẪU SỐ 01")))


async def stored(
    shelf: BlankShelf, content: bytes, *places: tuple[str, str], name: str = "to-khai.pdf"
) -> Blank:
    blank, pack = await packed(content, name)
    shelf.put([Place(code, form, blank, "Lan") for code, form in places], pack)
    return blank


async def test_a_pdf_file_is_kept_as_it_is_with_a_picture_of_each_page(tmp_path: Path):
    shelf, content = BlankShelf(tmp_path), a_pdf(3)
    blank = await stored(shelf, content, ("1.001193", "Mẫu số 01"))
    assert (blank.kind, blank.size, len(blank.pages), blank.file) == ("pdf", len(content), 3, "to-khai.pdf")
    assert shelf.file(blank) == content
    for number, digest in enumerate(blank.pages, 1):
        picture = shelf.page(blank, number)
        assert hashlib.sha256(picture).hexdigest() == digest
        assert shelf.picture(digest) == picture
        assert Image.open(io.BytesIO(picture)).height == SIDE
    assert shelf.picture("0" * 64) == b""


@pytest.mark.parametrize(("kind", "called"), [("PNG", "png"), ("JPEG", "jpg")])
async def test_a_picture_is_a_form_of_one_page_whatever_it_is_called(tmp_path: Path, kind: str, called: str):
    blank = await stored(BlankShelf(tmp_path), a_picture(kind), ("1", "x"), name="đơn.pdf")
    assert (blank.kind, len(blank.pages), blank.file) == (called, 1, "đơn.pdf")


def a_huge_png(side: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 9))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "strange"),
        (b"PK\x03\x04 a document of Word", "strange"),
        (b"GIF89a", "strange"),
        (b"<html><script>alert(1)</script>", "strange"),
        (b"%PDF-1.7 nothing", "no-pdf"),
        (a_pdf(2)[:400], "no-pdf"),
        (a_pdf(locked=True), "locked"),
        (a_pdf(blanks.MOST_PAGES + 1), "too-many-pages"),
        (b"\x89PNG\r\n\x1a\n12345", "no-picture"),
        (a_picture("JPEG")[:300], "no-picture"),
        (a_huge_png(6_400), "too-many-dots"),
        (a_huge_png(60_000), "no-picture"),
        (b"%PDF-" + b"0" * blanks.MOST_BYTES, "too-big"),
    ],
    ids=[
        "empty",
        "word",
        "gif",
        "html",
        "no-pdf",
        "cut-pdf",
        "locked",
        "pages",
        "no-png",
        "cut-jpeg",
        "dots",
        "bomb",
        "bytes",
    ],
)
async def test_what_cannot_be_shown_is_refused_with_its_reason(content: bytes, why: str):
    with pytest.raises(UnusableDocument) as refused:
        await packed(content, "a.pdf")
    assert refused.value.key == why


async def test_what_takes_longer_than_a_person_waits_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("controller.catalogue.beside.PATIENCE_S", 0.0)
    with pytest.raises(UnusableDocument) as refused:
        await packed(a_pdf(), "a.pdf")
    assert refused.value.key == "slow"


async def test_one_file_serves_several_forms_and_goes_with_the_last_of_them(tmp_path: Path):
    shelf, packs = BlankShelf(tmp_path), tmp_path / FOLDER / shelves.PACKS
    blank = await stored(shelf, a_pdf(), ("1.001193", "Mẫu số 01"), ("1.000656", "MẪU SỐ 01"))
    await stored(shelf, a_pdf(says="Đơn"), ("1.001193", "Giấy chứng sinh"))
    assert len(list(packs.iterdir())) == 2
    shelf.remove("1.001193", "mẫu số 01")
    assert shelf.file(blank), "another procedure has it still"
    shelf.remove("1.000656", "Mẫu số 01")
    shelf.remove("1.000656", "Mẫu số 01")
    assert [place.form for place in BlankShelf(tmp_path).read()] == ["Giấy chứng sinh"]
    assert len(list(packs.iterdir())) == 1
    with pytest.raises(ShelfError):
        shelf.file(blank)


async def test_another_file_takes_the_place_of_the_one_that_was_there(tmp_path: Path):
    shelf = BlankShelf(tmp_path)
    first = await stored(shelf, a_pdf(1), ("1", "Tờ khai"))
    second = await stored(shelf, a_pdf(2), ("1", "TỜ KHAI"))
    (place,) = shelf.read()
    assert place.blank.digest == second.digest != first.digest
    assert len(list((tmp_path / FOLDER / shelves.PACKS).iterdir())) == 1


async def test_more_than_there_is_room_for_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    shelf = BlankShelf(tmp_path)
    await stored(shelf, a_pdf(1), ("1", "Tờ khai"))
    before = shelf.read()
    monkeypatch.setattr(shelves, "MOST_ALL_BYTES", 20_000)
    with pytest.raises(BlanksFullError):
        await stored(shelf, a_pdf(9), ("2", "Tờ khai"))
    monkeypatch.setattr(shelves, "MOST_ALL_BYTES", 1 << 20)
    monkeypatch.setattr(shelves, "MOST_PLACES", 1)
    with pytest.raises(BlanksFullError):
        await stored(shelf, a_pdf(9), ("2", "Tờ khai"))
    assert BlankShelf(tmp_path).read() == before


async def test_a_damaged_list_is_told_set_aside_and_loses_no_file(tmp_path: Path):
    shelf = BlankShelf(tmp_path)
    blank = await stored(shelf, a_pdf(), ("1", "Tờ khai"))
    path = tmp_path / FOLDER / shelves.LIST
    damaged = path.read_bytes().replace(b"Lan", b"Lam")
    path.write_bytes(damaged)
    with pytest.raises(BlanksDamagedError):
        shelf.read()
    with pytest.raises(BlanksDamagedError):
        shelf.remove("1", "Tờ khai")
    said = list(told_left_over(lambda key, **facts: f"{key} {facts}", (BIRTH,), shelf))
    assert said[0].startswith("catalogue.blanks-damaged")
    await stored(shelf, a_pdf(2), ("2", "Tờ khai"))
    assert [place.procedure for place in shelf.read()] == ["2"]
    assert (tmp_path / FOLDER / shelves.ASIDE).read_bytes() == damaged
    assert shelf.file(blank), "the pack of what is set aside is still there"


async def test_a_pack_that_is_not_as_it_was_is_never_shown(tmp_path: Path):
    shelf = BlankShelf(tmp_path)
    blank = await stored(shelf, a_pdf(), ("1", "Tờ khai"))
    path = tmp_path / FOLDER / shelves.PACKS / f"{blank.digest}.zip"
    whole = path.read_bytes()
    for at in (10, len(whole) // 2, len(whole) - 10):
        path.write_bytes(whole[:at] + bytes((whole[at] ^ 1,)) + whole[at + 1 :])
        with contextlib.suppress(ShelfError):
            shown = shelf.file(blank), shelf.page(blank, 1)
            assert [hashlib.sha256(each).hexdigest() for each in shown] == [blank.digest, *blank.pages]
    path.write_bytes(whole[:100])
    with pytest.raises(ShelfError):
        shelf.page(blank, 1)


def test_a_form_is_called_by_its_name_or_by_the_paper_that_it_is():
    assert forms(BIRTH) == ("Mẫu số 01", "Giấy chứng sinh")
    assert forms(DEATH) == ("Tờ khai theo mẫu", "MẪU SỐ 01")
    assert forms(Procedure("1", "Không giấy")) == ()
    twice = Procedure("1", "x", papers=(Paper("a", form="Mẫu 1"), Paper("b"), Paper("c", form="mẫu  1")))
    assert forms(twice) == ("Mẫu 1", "b")
    assert with_same_form((BIRTH, DEATH), "mau so 01") == ("1.001193", "1.000656")


def test_a_file_whose_form_went_is_kept_and_comes_back_with_it():
    places = (
        Place("1.001193", "mẫu số 01", Blank("a", "pdf", 1, ())),
        Place("9.9", "x", Blank("b", "pdf", 1, ())),
    )
    assert of(BIRTH, places) == {"Mẫu số 01": places[0].blank}
    assert left_over((BIRTH, DEATH), places) == (places[1],)
    without = replace(BIRTH, papers=BIRTH.papers[1:])
    assert of(without, places) == {}
    assert left_over((without,), places) == places


def test_nothing_is_left_over_of_an_empty_shelf(tmp_path: Path):
    assert list(told_left_over(str, (BIRTH,), BlankShelf(tmp_path))) == []
