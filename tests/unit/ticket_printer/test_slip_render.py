from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops

import ticket_printer
from contracts.texts import load_catalogue
from hardware.drivers.escpos.encode import encode_slip
from hardware.drivers.escpos.profile import load_profile
from tests.unit.ticket_printer.spool_builders import a_slip
from ticket_printer.layout import lay_out
from ticket_printer.render import as_raster, draw, render
from ticket_printer.template import DEFAULT, Template
from ticket_printer.typesetting import SMALLEST, balance, fit, font_of, length, tied, wrap

TEXTS = load_catalogue(Path(ticket_printer.__file__).parent / "texts")
LAND = "Đăng ký biến động quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất và giao dịch bảo đảm"
CODE = "MOTCUA:DEMO:20261121-A001-1"
WIDTHS = pytest.mark.parametrize("dots", [384, 576])


def drawn(dots: int, **changes: Any):
    return draw(lay_out(a_slip(**changes), TEXTS), dots)


def ink_box(image: Image.Image):
    return ImageChops.invert(image.convert("L")).getbbox()


@WIDTHS
def test_a_slip_is_as_wide_as_the_paper_and_of_a_sensible_length(dots: int):
    image = drawn(dots)
    assert image.width == dots
    assert 60 < image.height / 8 < 120  # mm


@WIDTHS
def test_nothing_touches_the_edges_however_long_the_names(dots: int):
    image = drawn(
        dots,
        number="ABC123456",
        service={"vi": LAND},
        office={"vi": LAND},
        counters=("Phòng Tiếp nhận và Trả kết quả",) * 4,
        session={"vi": "Buổi" * 30},
    )
    left, _top, right, bottom = ink_box(image)
    assert left >= 4
    assert right <= dots - 4
    assert bottom <= image.height - 4


def test_the_number_is_the_largest_thing_on_the_slip():
    """Its digits are about 18 mm high on paper of 80 mm: a column of ink that no other line has."""
    columns = drawn(576, number="1111").convert("L")
    runs = [_longest_run(columns.crop((x, 0, x + 1, columns.height))) for x in range(0, 576, 4)]
    assert 130 <= max(runs) <= 180


def _longest_run(column: Image.Image):
    longest = run = 0
    for dot in column.tobytes():
        run = run + 1 if dot == 0 else 0
        longest = max(longest, run)
    return longest


def test_only_black_and_white_come_out():
    image = drawn(576)
    assert image.mode == "1"
    assert set(image.convert("L").tobytes()) == {0, 255}


def test_a_raster_has_a_one_for_every_black_dot_from_the_left():
    image = Image.new("1", (16, 2), 1)
    image.putpixel((0, 0), 0)
    image.putpixel((15, 1), 0)
    raster = as_raster(image)
    assert (raster.width, raster.height) == (16, 2)
    assert raster.rows == bytes([0x80, 0x00, 0x00, 0x01])


@WIDTHS
def test_a_code_stands_alone_on_its_rows_with_its_white_around_it(dots: int):
    template = replace_order(["code", "number", "code"])
    raster = render(lay_out(a_slip(), TEXTS, template, CODE), dots, template)
    assert [code.text for code in raster.codes] == [CODE, CODE]
    stride = dots // 8
    for code in raster.codes:
        rows = raster.rows[code.top * stride : (code.top + code.height) * stride]
        picture = Image.frombytes("1", (dots, code.height), rows)
        left, top, right, bottom = picture.getbbox() or (0, 0, 0, 0)
        quiet = 4 * code.module
        assert (top, code.height - bottom) == (quiet, quiet)
        assert right - left == bottom - top == 25 * code.module, "version 2 holds it, in capitals"
        assert left == {384: 10, 576: 14}[dots], "where everything begins"


def test_a_slip_without_a_code_has_none():
    assert render(lay_out(a_slip(), TEXTS), 384).codes == ()


def replace_order(order: list[str]) -> Template:
    return DEFAULT.model_copy(update={"order": tuple(order)})


def test_a_copy_looks_unlike_the_first_slip():
    first, copy = drawn(576), drawn(576, copy_no=2)
    assert copy.height > first.height
    assert copy.getpixel((2, 5)) == 0
    assert first.getpixel((2, 5)) == 255


@pytest.mark.parametrize("dots", [384, 512, 576])
@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("copy_no", [1, 2])
def test_the_mark_of_trouble_is_a_frame_across_the_slip(dots: int, lang: str, copy_no: int):
    plain = drawn(dots, lang=lang, copy_no=copy_no)
    slip = drawn(dots, lang=lang, copy_no=copy_no, degraded=True)
    assert (framed := _lines_across(slip)) == _lines_across(plain) + 2, "a frame has two long lines"
    assert framed
    assert slip.height - plain.height > dots // 8, "and room for its words between them"


def _lines_across(image: Image.Image):
    """Lines that are black from margin to margin, a banner being one."""
    side = 40
    rows = (image.crop((side, y, image.width - side, y + 1)) for y in range(image.height))
    dark = [255 not in row.convert("L").tobytes() for row in rows]
    return sum(now and not before for before, now in pairwise(dark))


def test_the_same_slip_is_drawn_the_same():
    blocks = lay_out(a_slip(), TEXTS)
    assert render(blocks, 384) == render(blocks, 384)


def test_marks_that_tell_words_apart_survive_the_threshold():
    """Ma, má, mà, mả, mã, mạ are six words; so are ơ and ớ with their marks, at the smallest size printed."""
    words = [*"aáàảãạăắằẳẵặâấầẩẫậ", *"oóòỏõọôốồổỗộơớờởỡợ", *"uúùủũụưứừửữự", *"eéèẻẽẹêếềểễệ", *"dđDĐ"]
    pictures = {word: drawn(384, session={"vi": word}).tobytes() for word in words}
    assert len(set(pictures.values())) == len(words)


def test_lines_are_wrapped_at_words_and_only_a_giant_word_is_broken():
    font = font_of("regular", 24)
    assert wrap(tied("một hai"), font, 1000) == ["một hai"]
    assert " ".join(wrap(tied(LAND), font, 200)) == LAND
    assert "".join(wrap(tied("x" * 100), font, 200)) == "x" * 100
    assert max(font.getlength(line) for line in wrap(tied("x" * 100), font, 200)) <= 200


def test_balanced_lines_are_as_few_and_of_like_length():
    font = font_of("bold", 30)
    text = tied("Trung tâm Phục vụ hành chính công")
    assert len(balance(text, font, 360)) == len(wrap(text, font, 360)) == 2
    lengths = [font.getlength(line) for line in balance(text, font, 360)]
    assert min(lengths) > 0.7 * max(lengths)


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("Phòng 8, Phòng 9", ["Phòng 8,", "Phòng 9"]),
        ("Hộ tịch – Chứng thực", ["Hộ", "tịch –", "Chứng", "thực"]),
        ("Đất đai -Xây dựng", ["Đất", "đai -Xây", "dựng"]),
        ("07:42 · 21/11/2026", ["07:42 ·", "21/11/2026"]),
        ("Nghị định 61 2018", ["Nghị", "định 61", "2018"]),
        ("( Tầng 2 )", ["( Tầng 2 )"]),
        ("Ông Ích\u00a0Khiêm", ["Ông", "Ích Khiêm"]),
        ("một\n\t hai\u2003ba", ["một", "hai", "ba"]),
        ("  ", []),
    ],
)
def test_what_belongs_together_is_never_parted(text: str, units: list[str]):
    assert [unit.replace("\u00a0", " ") for unit in tied(text)] == units


ROOMS = ", ".join(f"Phòng {n}" for n in range(1, 13))
NAMES = (
    ROOMS,
    ", ".join(f"Phòng {n}" for n in range(1, 41)),
    "Hộ tịch – Chứng thực – Lao động – Thương binh và Xã hội – Người có công",
    LAND + " trong trường hợp thay đổi diện tích do sạt lở tự nhiên",
    "Giải quyết khiếu nại, tố cáo (lần 2), cấp xã " * 6,
    "Quầy " + "9" * 60,
)


@pytest.mark.parametrize("dots", [384, 432, 512, 576, 640])
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("weight", "size"), [("bold", 38), ("semibold", 30), ("regular", 25)])
def test_every_word_is_on_paper_on_every_paper(dots: int, name: str, weight: str, size: int):
    page = round((dots - 28) * 0.98)
    found, lines = fit(name, weight, size, page, 3)
    assert "".join(lines).replace(" ", "").replace("\u00a0", "") == "".join(name.split())
    assert found >= min(size, SMALLEST)
    for before, line in pairwise(lines):
        assert line[0] not in "–-,", "no line begins with a dash"
        assert not (before.endswith("Phòng") and line[0].isdigit())
    assert all(length(line, font_of(weight, found)) <= page for line in lines)


def test_a_text_is_set_smaller_before_it_takes_more_lines():
    assert fit(LAND, "bold", 38, 548, 3).size < 38
    assert len(fit(LAND, "bold", 38, 548, 3).lines) == 3
    assert fit("Hộ tịch – Chứng thực", "bold", 38, 548, 3) == (38, ["Hộ tịch\u00a0– Chứng thực"])
    assert fit(LAND * 3, "bold", 38, 548, 3).size == 28


@pytest.mark.parametrize("dots", [384, 512, 576])
def test_no_letter_is_smaller_than_eight_points(dots: int, monkeypatch: pytest.MonkeyPatch):
    sizes: set[int] = set()

    def noted(weight: str, size: int) -> Any:
        sizes.add(size)
        return font_of(weight, size)

    monkeypatch.setattr("ticket_printer.render.font_of", noted)
    monkeypatch.setattr("ticket_printer.typesetting.font_of", noted)
    for changes in ({}, {"lang": "en"}, {"copy_no": 2, "degraded": True}, {"service": {"vi": LAND * 3}}):
        drawn(dots, **changes)
    assert min(sizes) * 72 / 203 >= 8


@pytest.mark.parametrize("dots", [384, 512, 576])
def test_the_code_has_modules_of_three_quarters_of_a_millimetre(dots: int):
    raster = render(lay_out(a_slip(), TEXTS, code=CODE), dots)
    assert [code.module for code in raster.codes] == [6]
    long = render(lay_out(a_slip(), TEXTS, code="MOTCUA:" + "A" * 32 + ":20261121-ABC123456-123456"), dots)
    assert [code.module for code in long.codes] == [6]


@pytest.mark.parametrize("profile", ["epson-tm", "xprinter-80", "generic-80"])
def test_a_slip_of_80_mm_is_no_more_than_25_kilobytes(profile: str):
    picture = render(lay_out(a_slip(), TEXTS, code=CODE), 576)
    assert len(encode_slip(picture, load_profile(profile).dialect)) <= 25_000


@pytest.mark.parametrize("units", [1, 2])
def test_nor_in_lines_of_columns_once_the_probe_told_the_units(units: int):
    picture = render(lay_out(a_slip(), TEXTS, code=CODE), 576)
    known = load_profile("columns-80").model_copy(update={"units_per_row": units})
    assert len(encode_slip(picture, known.dialect)) <= 25_000
