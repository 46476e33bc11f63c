"""The simulated printer draws QR codes as the manual says, and nothing that the manual does not say."""

import io

import pytest
import zxingcpp
from PIL import Image

from hardware.drivers.escpos.commands import QR_SIZE, draw_qr, prepare_qr
from hardware.sim.escpos.model import PrinterModel
from hardware.sim.escpos.works import UnmodelledError
from tests.unit.escpos_sim.printer_stories import INITIALISE, Story, raster

TEXT, PRINT = b"MOTCUA:DEMO:20261121-A001-1", b"\x1d(k\x03\x00\x31\x51\x30"


def scanned(story: Story) -> list[str]:
    story.pass_by(5)
    image = Image.open(io.BytesIO(story.machine.roll.hanging.png())).convert("L")
    page = Image.new("L", (image.width, image.height + 80), 255)
    page.paste(image, (0, 40))
    return [found.text for found in zxingcpp.read_barcodes(page)]


@pytest.mark.parametrize("module", [2, 5, 16])
@pytest.mark.parametrize(
    "model",
    [PrinterModel("best"), PrinterModel("other", qr_mask=6), PrinterModel("bytes", qr_bytes_only=True)],
)
def test_a_code_is_drawn_at_the_left_and_can_be_read(model: PrinterModel, module: int):
    story = Story(model)
    story.send(INITIALISE + draw_qr(TEXT, module))
    assert scanned(story) == [TEXT.decode()]
    side = (29 if model.qr_bytes_only else 25) * module
    assert story.rows == side
    left, _, right, _ = Image.frombytes("1", (576, side), story.paper).getbbox() or (0, 0, 0, 0)
    assert (left, right) == (0, side)


def test_after_a_code_the_next_picture_is_at_the_left_again():
    story = Story(PrinterModel("tiny", dots=64))
    story.send(draw_qr(b"A", 1) + raster(b"\xff", 1))
    story.pass_by(5)
    assert story.paper.endswith(b"\xff" + bytes(7))


def test_a_printer_without_codes_swallows_them_and_prints_nothing():
    story = Story("clone")
    story.send(draw_qr(TEXT, 5) + raster(b"\xff" * 72, 72))
    story.pass_by(5)
    assert story.paper == b"\xff" * 72
    assert {event.kind for event in story.machine.events} == {"ignored"}


def test_it_tells_the_size_of_what_is_stored():
    story = Story("epson")
    story.send(prepare_qr(TEXT, 5) + QR_SIZE)
    assert story.answers() == b"\x37\x36125\x1f125\x1f1\x1f0\0"
    assert story.rows == 0


@pytest.mark.parametrize(
    "stream",
    [
        PRINT,  # nothing is stored
        prepare_qr(TEXT, 5) + INITIALISE + PRINT,  # nor any more
        prepare_qr(b"x" * 200, 16) + PRINT,  # wider than the paper
        b"\x1d(k\x04\x00\x31\x41\x31\x00",  # model 1
        b"\x1d(k\x03\x00\x31\x43\x11",  # module 17
        b"\x1d(k\x03\x00\x31\x43\x00",
        b"\x1d(k\x03\x00\x31\x45\x34",  # no such level
        b"\x1d(k\x03\x00\x31\x50\x30",  # nothing to store
        prepare_qr(TEXT, 5) + b"\x1d(k\x03\x00\x31\x51\x00",
        b"\x1d(k\x03\x00\x30\x43\x05",  # PDF417
        prepare_qr(TEXT, 5) + b"\x1b*\x21\x01\x00\xff\xff\xff" + PRINT,  # within a line
    ],
)
def test_what_the_manual_does_not_allow_prints_nothing_and_is_raised_in_strict_mode(stream: bytes):
    with pytest.raises(UnmodelledError):
        Story().send(stream)
    lenient = Story(strict=False)
    lenient.send(stream)
    lenient.pass_by(5)
    assert lenient.rows == 0
    assert "unknown" in {event.kind for event in lenient.machine.events}
