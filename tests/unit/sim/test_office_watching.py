"""The check's ear on the wire keeps what the judge needs, and nothing that was not said."""

import asyncio
import time
from collections.abc import Callable

from contracts import messages as m
from contracts.codec import encode
from contracts.topics import DESK, Topics
from contracts.vocabulary import (
    CallRule,
    CounterId,
    DeviceId,
    FaultCode,
    RefusalCode,
    RequestId,
    ServiceCode,
    SiteId,
    TicketId,
)
from hardware.link.memory import MemoryBroker, MemoryLink
from simulation.office.evidence import Answer, ShownCall
from simulation.office.watching import Heard, Watcher

SITE = SiteId("demo")
TOPICS = Topics(SITE)
REQUEST = RequestId("018f0000-0000-7000-8000-000000000001")
TICKET = TicketId("20261121-D001")
PANEL, COUNTER = DeviceId("panel-1"), CounterId("1")

Say = Callable[[str, m.Message], None]
Step = Callable[[Say, Heard], None]


async def hear(*steps: Step) -> Heard:
    """What a watcher heard when these steps happened one after the other."""
    broker = MemoryBroker()
    watcher = Watcher(SITE, MemoryLink(broker))
    watcher.start()
    for step in steps:
        step(lambda topic, message: broker.route(topic, encode(message), retain=True), watcher.heard)
        await asyncio.sleep(0)
    watcher.close()
    return watcher.heard


def said(topic: str, message: m.Message) -> Step:
    return lambda say, _heard: say(topic, message)


def pressed(ago_s: float) -> Step:
    return lambda _say, heard: heard.pressed_at.update({"1": time.monotonic() - ago_s})


def showed(seq: int, *calls: m.Call) -> Step:
    return said(TOPICS.state("board"), a_board(seq, *calls))


def a_board(seq: int, *calls: m.Call) -> m.BoardState:
    return m.BoardState(epoch=1, seq=seq, at=0, calls=calls, waiting={ServiceCode("land"): 0})


def a_call(times: int = 1) -> m.Call:
    return m.Call(ticket=TICKET, number="D001", counter=COUNTER, label="1", at=0, times=times)


def presence(device: DeviceId, *faults: m.Fault, online: bool = True) -> m.Presence:
    return m.Presence(device=device, program="x", version="1", online=online, at=0, faults=faults)


async def test_an_acceptance_is_kept_with_who_asked() -> None:
    called = m.Called(ticket=TICKET, number="D001", counter=COUNTER, rule=CallRule.FIRST_COME)
    heard = await hear(said(TOPICS.reply(PANEL), m.Accepted(request_id=REQUEST, result=called)))
    assert heard.answers == [Answer("panel-1", REQUEST, "called", TICKET, "D001", "1")]


async def test_a_refusal_is_no_answer_that_had_an_effect() -> None:
    refused = m.Refused(request_id=REQUEST, code=RefusalCode.QUEUE_EMPTY)
    assert (await hear(said(TOPICS.reply(PANEL), refused))).answers == []


async def test_every_call_that_a_board_was_told_is_kept_once() -> None:
    heard = await hear(showed(1, a_call()), showed(2, a_call(times=2)))
    assert list(heard.shown) == [ShownCall("the board", "D001", "1")]


async def test_a_press_is_timed_until_the_board_shows_its_call() -> None:
    heard = await hear(showed(1), pressed(ago_s=0.05), showed(2, a_call()))
    assert heard.delays_ms["1"][0] >= 50
    assert heard.calm_ms == heard.delays_ms["1"]
    assert heard.pressed_at == {}


async def test_a_recall_is_not_taken_for_the_call_of_a_press() -> None:
    heard = await hear(showed(1, a_call()), pressed(ago_s=0), showed(2, a_call(times=2)))
    assert heard.delays_ms == {}
    assert "1" in heard.pressed_at


async def test_an_old_call_that_comes_into_view_again_is_not_the_call_of_a_press() -> None:
    heard = await hear(showed(1, a_call()), showed(2), pressed(ago_s=0), showed(3, a_call()))
    assert heard.delays_ms == {}


async def test_a_press_while_something_is_broken_is_timed_but_not_as_calm() -> None:
    heard = await hear(
        lambda _say, heard: setattr(heard, "broken", True), pressed(ago_s=0.05), showed(1, a_call())
    )
    assert len(heard.delays_ms["1"]) == 1
    assert heard.calm_ms == []


async def test_a_device_is_faulty_until_it_says_that_it_is_not() -> None:
    topic = TOPICS.presence(PANEL)
    fault = m.Fault(code=FaultCode.KEY_STUCK)
    assert (await hear(said(topic, presence(PANEL, fault)))).faulty == {"panel-1"}
    assert (await hear(said(topic, presence(PANEL, fault)), said(topic, presence(PANEL)))).faulty == set()


async def test_a_last_will_does_not_count_as_being_back() -> None:
    assert (await hear(said(TOPICS.presence(DESK), presence(DESK, online=False)))).online_at == {}


async def test_nonsense_on_the_wire_is_not_evidence() -> None:
    broker = MemoryBroker()
    watcher = Watcher(SITE, MemoryLink(broker))
    watcher.start()
    broker.route(TOPICS.reply(PANEL), b"{", retain=False)
    await asyncio.sleep(0)
    assert watcher.heard == Heard()
