"""The folder of slides: what people copy into it, and the notices in one line."""

import io
import os
import shutil
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from contracts import messages as m
from contracts.look.lines import NOTICE_CHARS
from display_board.flow import step
from display_board.model import Model
from display_board.settings import BoardSettings, PageSettings
from display_board.slides import AGAIN_LOOKS, MOST_FILES, SIDE, SlideFolder, slides_in
from display_board.view import page_of
from hardware.host.settings_file import SettingsError, load_settings
from hardware.ports import Connected
from tests.unit.display_board.board_builders import TEXTS, a_board, a_pulse, an_office


def a_picture(path: Path, size: tuple[int, int] = (64, 48), mode: str = "RGB") -> None:
    Image.new(mode, size, 0).save(path)


def a_huge_png(path: Path, side: int) -> None:
    """A file of a hundred bytes that says it has ``side`` squared dots."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 9))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P", "1"])
def test_every_kind_of_png_is_a_slide(tmp_path: Path, mode: str):
    a_picture(tmp_path / "1.png", mode=mode)
    slides, troubles = slides_in(tmp_path)
    assert troubles == ()
    assert Image.open(io.BytesIO(slides[0].jpeg)).size == (64, 48)


@pytest.mark.parametrize(("turn", "corner"), [(1, (0, 0)), (3, (63, 47)), (6, (47, 0)), (8, (0, 63))])
def test_a_picture_stands_upright_however_the_telephone_was_held(
    tmp_path: Path, turn: int, corner: tuple[int, int]
):
    picture, exif = Image.new("RGB", (64, 48)), Image.Exif()
    picture.paste((255, 255, 255), (0, 0, 8, 8))
    exif[0x0112] = turn
    picture.save(tmp_path / "1.jpg", exif=exif, quality=95)
    shown = Image.open(io.BytesIO(slides_in(tmp_path).slides[0].jpeg)).convert("L")
    assert shown.size == ((64, 48) if turn in (1, 3) else (48, 64))
    bright = shown.getpixel(corner)
    assert isinstance(bright, int)
    assert bright > 200


def test_a_scan_of_sixteen_bits_of_grey_is_a_slide(tmp_path: Path):
    Image.new("I;16", (8, 8), 0xC000).save(tmp_path / "1.png")
    slides, troubles = slides_in(tmp_path)
    assert troubles == ()
    assert Image.open(io.BytesIO(slides[0].jpeg)).convert("L").getpixel((4, 4)) == pytest.approx(0xC0, abs=3)


def test_files_that_are_too_many_are_said(tmp_path: Path):
    for index in range(MOST_FILES + 3):
        (tmp_path / f"{index:03}.txt").write_bytes(b"")
    assert slides_in(tmp_path).troubles[0].endswith("only the first 200 of 203 files are looked at")


def test_large_pictures_become_as_large_as_a_screen(tmp_path: Path):
    a_picture(tmp_path / "1.png", (4000, 1000))
    (slide,) = slides_in(tmp_path).slides
    assert Image.open(io.BytesIO(slide.jpeg)).size == (SIDE, SIDE // 4)


@pytest.mark.parametrize(("side", "millions"), [(14_143, 200), (6_400, 41), (60_000, 3600)])
def test_a_picture_that_is_too_large_is_said_and_hides_no_other(tmp_path: Path, side: int, millions: int):
    a_huge_png(tmp_path / "1.png", side)
    a_picture(tmp_path / "2.png")
    slides, (trouble,) = slides_in(tmp_path)
    assert len(slides) == 1
    assert trouble.startswith("1.png: ")
    assert f"{millions} million" in trouble or "damaged" in trouble


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.png", b"", "is damaged, or no picture"),
        ("a.png", b"\x89PNG\r\n\x1a\n12345", "is damaged, or no picture"),
        ("a.jpg", b"GIF89a", "is damaged, or no picture"),
        ("a.docx", b"PK", "is no slide: PNG, JPEG and PDF are"),
        (".hidden", b"", ""),
    ],
)
def test_what_is_no_slide_is_said(tmp_path: Path, name: str, data: bytes, said: str):
    (tmp_path / name).write_bytes(data)
    slides, troubles = slides_in(tmp_path)
    assert slides == ()
    assert troubles == ((f"{name}: {said}",) if said else ())


def test_a_folder_that_is_not_there_is_said(tmp_path: Path):
    assert "No such file" in slides_in(tmp_path / "none").troubles[0]


def test_slides_are_made_again_only_when_a_file_came_went_or_changed(tmp_path: Path):
    a_picture(tmp_path / "1.png")
    folder = SlideFolder(tmp_path)
    first = folder.look()
    assert len(first.slides) == 1
    assert folder.look() is first
    os.utime(tmp_path / "1.png", ns=(1, 1))
    touched = folder.look()
    assert touched is not first
    assert touched == first
    a_picture(tmp_path / "2.png")
    assert len(folder.look().slides) == 2
    (tmp_path / "1.png").rename(tmp_path / "3.png")
    renamed = folder.look()
    assert folder.look() is renamed
    (tmp_path / "2.png").unlink()
    (tmp_path / "3.png").unlink()
    assert folder.look().slides == ()


def test_what_could_not_be_used_is_tried_again(tmp_path: Path):
    inside = tmp_path / "slides"
    folder = SlideFolder(inside)
    assert "No such file" in folder.look().troubles[0]
    inside.mkdir()
    assert folder.look() == ((), ())
    (inside / "1.png").write_bytes(b"")
    broken = folder.look()
    assert broken.troubles == ("1.png: is damaged, or no picture",)
    assert all(folder.look() is broken for _ in range(AGAIN_LOOKS - 1))  # a hall is full of old files
    again = folder.look()
    assert again is not broken
    assert again == broken
    a_picture(inside / "1.png")
    assert (len(folder.look().slides), folder.look().troubles) == (1, ())


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="no poppler-utils on this machine")
def test_the_pages_of_a_pdf_are_slides_and_a_broken_one_is_said(tmp_path: Path):
    pages = [Image.new("RGB", (300, 200), colour) for colour in ("red", "blue")]
    pages[0].save(tmp_path / "1.pdf", save_all=True, append_images=pages[1:])
    (tmp_path / "2.pdf").write_bytes(b"%PDF-1.7 nothing")
    slides, troubles = slides_in(tmp_path)
    assert [Image.open(io.BytesIO(slide.jpeg)).width for slide in slides] == [SIDE, SIDE]
    assert troubles == ("2.pdf: is damaged, or no PDF",)


def test_a_ticker_of_ten_thousand_letters_is_refused_with_its_place(tmp_path: Path):
    path = tmp_path / "board.toml"
    path.write_text(f'site = "demo"\ndevice = "board-1"\n[page]\nticker = "{"x" * 10_000}"\n', "utf-8")
    with pytest.raises(SettingsError, match=r"page\.ticker"):
        load_settings(path, BoardSettings)
    assert PageSettings(ticker="Nghỉ Tết").ticker == "Nghỉ Tết"


def test_hours_and_a_notice_take_turns_in_one_line():
    session = m.SessionInfo(
        name={"vi": "Sáng"},
        days=(6,),
        take_from="07:30",
        take_until="11:00",
        serve_from="07:30",
        serve_until="11:30",
    )
    office = an_office().model_copy(update={"sessions": (session,)})
    model = Model(started=0)
    for happening in (Connected(), a_pulse(-2), a_pulse(0), office, a_board()):
        model = step(model, happening, 0)
    notice = "Từ ngày 1/12 bộ phận một cửa chuyển về số 5 đường Nguyễn Nghiêm, tầng trệt."
    hours, *lines = page_of(model, 0, TEXTS, notice).notes
    assert hours == "Giờ làm việc hôm nay: 07:30–11:30"
    assert " ".join(lines) == notice
    assert max(map(len, lines)) <= NOTICE_CHARS
    assert page_of(model, 60, TEXTS).notes == ()
