"""A printer draws a QR code only where it is sure to come out as it was drawn; all else of the slip is the same."""

import io
from dataclasses import replace
from typing import Any

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from hardware.driver import Context
from hardware.drivers.escpos.codes import LONGEST_TEXT, native_codes
from hardware.drivers.escpos.commands import scrub
from hardware.drivers.escpos.encode import Dialect, encode_slip, filler
from hardware.drivers.escpos.options import EscposOptions
from hardware.drivers.escpos.profile import load_profile
from hardware.ports import DrawnCode, Printed, Raster
from hardware.sim.escpos.faults.specimen import draw, draw_small
from hardware.sim.escpos.machine import Machine
from hardware.sim.escpos.model import PrinterModel
from hardware.sim.escpos.paper import Sheet
from tests.print_faults.spooled import draw_real
from tests.unit.escpos.escpos_bench import a_bench
from tests.unit.escpos.paper_side import real_time_codes

NATIVE = Dialect(native_codes=True)
SYMBOL = b"\x1d(k"
FENCE, FENCE_ANSWER = b"\x1d(H\x06\x0000Ab1!", b"\x37\x22Ab1!\x00"


def coded(dots: int = 576) -> Raster:
    return draw_real("A001", 1, dots, True).picture


def with_code(picture: Raster, **changes: Any) -> Raster:
    return replace(picture, codes=(replace(picture.codes[0], **changes),))


def printed(stream: bytes, model: PrinterModel) -> Sheet:
    machine = Machine(replace(model, buffer=1 << 20), strict=True)
    assert machine.receive(stream, 0.0) == len(stream)
    machine.advance(100.0)
    return machine.roll.everything()[0]


def rows(dots: bytes, width: int, begin: int, end: int) -> bytes:
    return dots[begin * width : end * width]


@pytest.mark.parametrize("name", ["epson-tm", "epson-tm-180", "generic-58"])
@pytest.mark.parametrize("mask", [None, 0, 5])
def test_the_code_is_read_from_paper_and_the_rest_is_the_same_dot_for_dot(name: str, mask: int | None):
    profile = load_profile(name)
    picture, dialect = coded(profile.dots), replace(profile.dialect, native_codes=True)
    stream = encode_slip(picture, dialect)
    assert stream.count(SYMBOL) == 5
    sheet = printed(
        stream, PrinterModel("any", dots=profile.dots, dpi=profile.dpi, unit=profile.dpi, qr_mask=mask)
    )
    image = Image.open(io.BytesIO(sheet.png())).convert("L")
    assert [found.text for found in zxingcpp.read_barcodes(image)] == [picture.codes[0].text]
    [native], width = native_codes(picture), profile.dots // 8
    want = scrub(picture.rows)
    assert rows(sheet.rows, width, 0, native.top) == rows(want, width, 0, native.top)
    below = rows(want, width, native.end, picture.height)
    assert sheet.rows[native.end * width :].startswith(below.rstrip(b"\0"))


def test_a_code_that_the_printer_draws_larger_moves_only_what_is_below():
    picture = draw("A001", 1, 576, True).picture
    sheet = printed(encode_slip(picture, NATIVE), PrinterModel("bytes", qr_bytes_only=True))
    [native], stride = native_codes(picture), 72
    below = rows(picture.rows, stride, native.end, picture.height).strip(b"\0")
    assert below
    assert below in sheet.rows


def test_two_codes_are_both_left_to_the_printer():
    one = coded()
    twice = Raster(576, one.rows * 2, (*one.codes, replace(one.codes[0], top=one.codes[0].top + one.height)))
    sheet = printed(encode_slip(twice, NATIVE), PrinterModel("any"))
    image = Image.open(io.BytesIO(sheet.png())).convert("L")
    assert len(zxingcpp.read_barcodes(image)) == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"text": "phiếu A001"},
        {"text": ""},
        {"text": "A\x10\x04\x01"},
        {"text": "x" * (LONGEST_TEXT + 1)},
        {"text": "x" * LONGEST_TEXT, "module": 16},
        {"module": 0},
        {"module": 17},
        {"module": 3},  # not what was drawn
        {"top": 0},  # other things stand there
        {"top": -5},
        {"top": 10_000},
        {"height": 20},  # half of it
    ],
)
def test_a_code_that_may_not_come_out_as_drawn_stays_dots(changes: dict[str, object]):
    picture = with_code(coded(), **changes)
    assert encode_slip(picture, NATIVE) == encode_slip(picture, Dialect())


def test_a_code_wider_than_the_paper_stays_dots():
    square = bytes([0, 0x7F, 0xFF, 0xFF, 0xFF, 0xE0, 0, 0])
    tight = Raster(64, square * 63, (DrawnCode("ABC", 0, 63, 1),))
    assert not list(native_codes(tight))


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1, max_size=LONGEST_TEXT))
def test_no_text_brings_a_real_time_command_into_the_stream(text: str):
    picture = with_code(coded(), text=text)
    stream = encode_slip(picture, NATIVE)
    assert SYMBOL in stream
    assert not list(real_time_codes(stream))


def test_broken_off_at_any_byte_of_a_code_the_next_slip_is_whole():
    picture = draw_small("A001", 1, 576, True).picture
    stream, zeros = encode_slip(picture, NATIVE), filler(576, NATIVE)
    first, last = stream.index(SYMBOL), stream.rindex(SYMBOL) + 9
    for at in range(first, last):
        machine = Machine(PrinterModel("any", buffer=1 << 20))
        machine.receive(stream[:at] + zeros + stream + FENCE, 0.0)
        machine.advance(100.0)
        assert machine.answers() == FENCE_ANSWER, at
        ours = machine.roll.everything()[-2].rows
        assert rows(picture.rows, 72, 0, picture.codes[0].top) in ours, at


def test_a_narrow_slip_on_wide_paper_has_its_code_drawn_at_the_left():
    wide = a_bench("epson", "epson-tm")
    narrow = type(wide.driver)(
        wide.driver._connection.open, wide.driver._profile, 384, "p", wide.pace, native_codes=True
    )
    assert narrow.print_slip("20261121-A001-1", coded(384)) is Printed.YES
    image = Image.open(io.BytesIO(wide.machine.roll.sheets[-1].png())).convert("L").crop((0, 0, 384, 5000))
    assert [found.text for found in zxingcpp.read_barcodes(image)] == [coded(384).codes[0].text]


@pytest.mark.parametrize(
    ("options", "native"),
    [
        ({"profile": "epson-tm", "serial": {"path": "/dev/x", "baud": 9600}}, True),
        ({"profile": "epson-tm", "serial": {"path": "/dev/x", "baud": 115200}}, False),
        ({"profile": "epson-tm", "serial": {"path": "/dev/x", "baud": 9600}, "codes": "raster"}, False),
        ({"profile": "xprinter-80", "serial": {"path": "/dev/x", "baud": 9600}}, False),
        ({"profile": "epson-tm", "usb": {}}, False),
        ({"profile": "epson-tm", "usb": {}, "codes": "native"}, True),
    ],
)
def test_the_printer_draws_codes_on_slow_lines_or_when_told_to(options: dict[str, object], *, native: bool):
    chosen = EscposOptions.model_validate(options)
    assert chosen.native_codes(load_profile(chosen.profile)) is native
    assert not list(chosen.problems("printer", Context("printer-1", dots=576)))


def test_codes_that_a_model_is_not_known_to_draw_cannot_be_asked_of_it():
    options = EscposOptions.model_validate({"profile": "xprinter-80", "usb": {}, "codes": "native"})
    [problem] = options.problems("printer", Context("printer-1", dots=576))
    assert (problem.key, problem.found) == ("printer.codes", "'native'")
    assert "does not say native_qr" in problem.allowed
