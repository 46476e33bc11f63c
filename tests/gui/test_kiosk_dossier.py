"""The dossier look-up in the real application: a scan on the bench, its status, a number for the result."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from contracts import messages as m
from contracts.vocabulary import FaultCode
from hardware.errors import DeviceMissing
from hardware.ports import LivePicture, ScannedText
from kiosk_app.flow.model import Equipment
from kiosk_app.shell.reader_thread import ReaderThread
from tests.floors import times_the_floor
from tests.unit.kiosk import kiosk_scenes as scenes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.gui.kiosk_driver import Driver  # at run time this import starts Kivy


class Hand:
    """A reader in the test's hand: what it reads next, what it sees, and whether it is plugged in."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.picture: LivePicture | None = None
        self.there = True

    def build(self) -> Hand:
        if not self.there:
            raise DeviceMissing("hand", "unplugged")
        return self

    def poll(self, timeout_s: float) -> tuple[ScannedText, ...]:
        if not self.there:
            raise DeviceMissing("hand", "unplugged")
        if not self.texts:
            time.sleep(min(timeout_s, 0.01))
            return ()
        return (ScannedText(self.texts.pop(0)),)

    def live(self) -> LivePicture | None:
        return self.picture

    def close(self) -> None:
        pass


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
def reading(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> Iterator[Driver]:
    from tests.gui.kiosk_driver import TOPICS, Driver  # noqa: PLC0415 - imports Kivy

    monkeypatch.setattr("hardware.upkeep.FIRST_PAUSE_S", 0.02)
    kiosk = Driver(equipment=Equipment(reader=True))
    scanner = ReaderThread(hand.build, kiosk.bridge, kiosk.app.faults.tell)
    kiosk.app.live = scanner.live
    kiosk.desk.keep(TOPICS.state("office"), scenes.office_with_look_up())
    kiosk.desk.keep(TOPICS.state("queue"), scenes.queue(8))
    kiosk.desk.keep(TOPICS.presence("printer-1"), scenes.printer())
    kiosk.settle()
    kiosk.settle()
    kiosk.until(lambda: kiosk.app.model.reader_there)
    yield kiosk
    scanner.close()
    kiosk.close()


def asked(kiosk: Driver, kind: type[m.Command]) -> list[Any]:
    return [command for command in kiosk.desk.heard if isinstance(command, kind)]


def test_a_scan_shows_the_status_and_one_touch_gives_the_number(
    reading: Driver, hand: Hand, caplog: pytest.LogCaptureFixture
):
    hand.texts.append(scenes.CODE)
    reading.until(lambda: bool(asked(reading, m.LookUp)))
    assert reading.app.root.screen == "asking"
    reading.desk.reply(scenes.looked_up(asked(reading, m.LookUp)[0], *scenes.three_dossiers()))
    reading.until(lambda: reading.app.root.screen == "dossier")
    reading.pass_time(1)
    assert "Đã có kết quả" in reading.words()
    reading.tap("take-result")
    ticket = asked(reading, m.IssueTicket)[0]
    assert (ticket.service, ticket.dossier) == ("h", scenes.CODE)
    reading.desk.reply(scenes.accepted(ticket, number="H001"))
    reading.until(lambda: "H001" in reading.words())
    assert scenes.CODE not in reading.words()
    assert scenes.CODE not in caplog.text


def test_an_answer_is_gone_from_the_glass_after_its_time(reading: Driver, hand: Hand):
    hand.texts.append(scenes.CODE)
    reading.until(lambda: bool(asked(reading, m.LookUp)))
    reading.desk.reply(scenes.looked_up(asked(reading, m.LookUp)[0]))
    reading.until(lambda: reading.app.root.screen == "dossier")
    assert scenes.CODE in reading.words()
    for _ in range(16):
        reading.settle()
    assert reading.app.root.screen == "services"
    walked = [getattr(widget, "text", "") for widget in reading.app.root.walk()]
    assert scenes.CODE not in walked


def test_a_reader_that_is_pulled_out_is_a_fault_and_comes_back_by_itself(reading: Driver, hand: Hand):
    told: list[Any] = reading.desk.heard
    reading.tap("scan")
    assert reading.app.root.screen == "scan"
    hand.there = False
    reading.until(lambda: not reading.app.model.reader_there)
    assert FaultCode.DEVICE_MISSING in {fault.code for fault in reading.app.faults.found()}
    hand.there = True
    reading.until(lambda: reading.app.model.reader_there)
    assert reading.app.faults.found() == ()
    assert told == [], "a scan page asks nothing"


def test_the_live_picture_is_drawn_on_the_scan_page_in_little_time(reading: Driver, hand: Hand):
    from kivy.graphics.texture import Texture  # noqa: PLC0415 - imports Kivy

    hand.picture = LivePicture(480, 270, bytes((200, 40, 40)) * (480 * 270))
    reading.tap("scan")
    sight = reading.app.root._body.ids.sight
    reading.app._show_live(0)
    rgb, plain = hand.picture.rgb, Texture.create(size=(480, 270), colorfmt="rgb")
    copied = times_the_floor(
        lambda: reading.app._show_live(0), lambda: plain.blit_buffer(rgb, colorfmt="rgb", bufferfmt="ubyte")
    )
    assert copied < 10, "it is copied, not worked on"
    assert tuple(sight.texture.size) == (480, 270)
    hand.picture = LivePicture(1, 1, b"too few or too many")
    reading.app._show_live(0)
    assert tuple(sight.texture.size) == (480, 270)
