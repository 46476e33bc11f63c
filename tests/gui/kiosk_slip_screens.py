"""Every screen of a slip under the reader as a way to get there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.vocabulary import RefusalCode, TicketState
from tests.unit.kiosk import kiosk_scenes as scenes
from tests.unit.kiosk import kiosk_slips as slips

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts import messages as m
    from tests.gui.kiosk_driver import Driver

COUNT = 8


def a_slip(kiosk: Driver) -> Iterator[str]:
    from tests.gui.kiosk_driver import TOPICS  # noqa: PLC0415 - imports Kivy

    kiosk.desk.keep(TOPICS.state("office"), slips.office(seq=49))
    kiosk.settle()
    kiosk.settle()
    _reply(kiosk, slips.slip_seen(_scanned(kiosk), stops=("b", "c", "d", "e", "h")))
    yield "a slip that goes on"
    _tap(kiosk, "ok")
    _reply(kiosk, slips.slip_seen(_scanned(kiosk), state=TicketState.CALLED, counter="Quầy 3"))
    yield "a slip that is called"
    _tap(kiosk, "ok")
    _reply(kiosk, slips.finished(_scanned(kiosk), rating=None, rated="rating-over"))
    yield "a visit that cannot be rated any more"
    _tap(kiosk, "ok")
    _reply(kiosk, slips.finished(_scanned(kiosk), rating=slips.asked(questions=2)))
    yield "a visit that can be rated"
    _tap(kiosk, "rate")
    yield "a question"
    _tap(kiosk, "answer-bad")
    yield "a long question"
    _tap(kiosk, "answer-fair")
    yield "a reason"
    _tap(kiosk, "skip")
    kiosk.desk.reply(scenes.refused(kiosk.desk.heard[-1], RefusalCode.ALREADY_RATED))
    kiosk.settle()
    yield "rated already"
    _tap(kiosk, "ok")


def _scanned(kiosk: Driver) -> m.Command:
    for _ in range(4):  # no longer the same hand
        kiosk.settle()
    kiosk.bridge.scan(slips.SLIP)
    kiosk.settle()
    command: m.Command = kiosk.desk.heard[-1]
    return command


def _reply(kiosk: Driver, reply: m.Accepted) -> None:
    kiosk.desk.reply(reply)
    kiosk.settle()


def _tap(kiosk: Driver, target: str) -> None:
    kiosk.clock.now += 1
    kiosk.tap(target)
    kiosk.settle()
