"""Papers that citizens of the demonstration hold up: what is on them, and how they come before the reader."""

import base64
import io
from datetime import date
from typing import Any

import numpy as np
import pytest
from PIL import Image

from hardware.drivers.decode.decoders import zxing
from hardware.drivers.symbologies import USUAL
from simulation.main_system.dossiers import dossiers_of
from simulation.office import hand as hands
from simulation.office.hand import Hand
from simulation.office.hub import Hub
from simulation.office.plan import demo_plan
from simulation.office.receipt import SIZE, held_up

READER, MONDAY = "reader-kiosk-1", date(2026, 11, 23)


class Reader:
    """Takes orders while it is there."""

    def __init__(self, *, there: bool = True) -> None:
        self.orders: list[dict[str, Any]] = []
        self.there = there

    def order(self, device: str, **what: Any) -> bool:
        assert device == READER
        if self.there:
            self.orders.append(what)
        return self.there


def codes_on(picture: bytes) -> list[tuple[str, str]]:
    with Image.open(io.BytesIO(picture)) as image:
        assert image.size == SIZE
        return [(read.text, read.symbology) for read in zxing(np.asarray(image.convert("L")), USUAL)]


@pytest.mark.parametrize("code", sorted({d.code for d in dossiers_of(MONDAY)}))
def test_every_dossier_of_the_main_system_can_be_read_from_its_receipt(code: str):
    assert codes_on(held_up(code)) == [(code, "Code128")]


@pytest.mark.parametrize("text", ["Xin chào", "001099000001||Nguyễn Văn Mẫu|01011990", "MOTCUA:DEMO:1-A1-1"])
def test_any_other_text_is_a_qr_code(text: str):
    assert codes_on(held_up(text)) == [(text, "QRCode")]


def test_the_same_paper_looks_the_same_and_another_lies_differently():
    assert held_up("H57.132-260804-0583") == held_up("H57.132-260804-0583")
    assert held_up("H57.132-260804-0583") != held_up("H57.132-260804-0584")


@pytest.mark.parametrize("text", ["", "x" * 4000])
def test_a_text_that_no_code_holds_is_refused(text: str):
    with pytest.raises(ValueError, match=r"."):
        held_up(text)


async def test_a_hand_scanner_reads_the_text_itself():
    reader, hub = Reader(), Hub()
    assert await Hand(demo_plan(reader="hand"), reader.order, hub).hold("Xin chào")
    assert reader.orders == [{"scan": "Xin chào"}]


async def test_a_camera_sees_the_paper_for_a_while_and_the_page_is_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(hands, "HOLD_S", 0.02)
    reader, hub = Reader(), Hub()

    hand = Hand(demo_plan(reader="camera"), reader.order, hub)
    assert await hand.hold("Xin chào")
    watching = hub.watch(1)
    assert (await anext(watching))[f"{READER}/held"] is True
    assert (await anext(watching))[f"{READER}/held"] is False
    await watching.aclose()
    assert codes_on(base64.b64decode(reader.orders[0]["show"])) == [("Xin chào", "QRCode")]
    assert reader.orders[1:] == [{"show": ""}]


async def test_a_second_paper_is_held_for_its_own_while():
    reader = Reader()

    hand = Hand(demo_plan(reader="camera"), reader.order, Hub())
    await hand.hold("một")
    first = hand._end
    await hand.hold("hai")
    assert first is not None
    assert first.cancelled()
    assert hand._end is not first
    assert [bool(order["show"]) for order in reader.orders] == [True, True]


async def test_without_a_reader_nothing_is_held():
    hub = Hub()
    assert not await Hand(demo_plan(), Reader(there=False).order, hub).hold("Xin chào")
    assert hub.keys(READER) == []
