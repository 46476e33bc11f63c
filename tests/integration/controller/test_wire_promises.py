"""What leaves the desk on the wire is whole, is said again after every connection, and never goes back."""

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from contracts import messages as m
from contracts.codec import encode
from contracts.topics import DESK
from controller.desk.announcer import AGAIN_S
from controller.desk.print_outbox import ON_THE_WAY_S
from hardware.link.memory import MemoryBroker
from hardware.link.station import PULSE_S
from tests.clocks import FakeClock
from tests.integration.controller.house import (
    KIOSK,
    MORNING,
    PANEL,
    PRINTER,
    new_id,
    open_house,
)

ISSUE, CALL = f"cmd/{KIOSK}/issue-ticket", f"cmd/{PANEL}/call-next"
ID = "00000000-0000-4000-8000-000000000000"


def a_clock() -> FakeClock:
    return FakeClock(MORNING)


async def test_after_every_connection_everything_is_said_again(tmp_path: Path) -> None:
    broker = MemoryBroker()
    async with open_house(tmp_path, a_clock(), broker) as house:
        issued = await house.issued()
        await house.issued("land")
        await house.ask(house.call(), PANEL)
        await house.turn()
        before = dict(broker.retained)
        house.link.drop()
        broker.retained.clear()  # the broker forgets everything
        house.ear.heard.clear()
        await house.issued()  # kiosks cannot ask, but pages can
        assert broker.retained == {}
        house.link.connect()
        await house.turn()
        assert set(broker.retained) == set(before)
        said = {topic for topic, _message in house.ear.heard}
        assert {
            "state/office",
            "state/queue",
            "state/board",
            "state/counter/1",
            "state/counter/2",
        } <= said
        assert issued.job in [job.job for job in house.ear.of(m.PrintJob)]
        queue = house.ear.of(m.QueueState)[-1]
        assert [service.waiting for service in queue.services] == [1, 1]
        for topic in said & {t.split("test/")[1] for t in before if "/state/" in t}:
            old = json.loads(before[f"motcua/v1/test/{topic}"])
            new = json.loads(encode(house.ear.of(m.Snapshot, topic)[-1]))
            same = {k: v for k, v in old.items() if k not in ("at", "epoch", "seq")}
            newer = (new["epoch"], new["seq"]) > (old["epoch"], old["seq"])
            assert newer or same.items() <= new.items(), topic


async def test_snapshots_never_go_back_over_restarts_and_reconnections(tmp_path: Path) -> None:
    clock, broker, heard = a_clock(), MemoryBroker(), []
    for turn in range(3):
        async with open_house(tmp_path, clock, broker) as house:
            for _ in range(3):
                await house.issued()
                await house.ask(house.call(), PANEL)
                clock.advance(0.5)
                await house.turn()
            house.link.drop()
            house.link.connect()
            await house.turn()
            own = [(t, x) for t, x in house.ear.heard if isinstance(x, m.Snapshot)]
            heard += own if turn == 0 else own[5:]  # later ears hear first what the broker kept
    marks = defaultdict(list)
    contents: dict[tuple[str, int, int], set[str]] = defaultdict(set)
    for topic, snapshot in heard:
        marks[topic].append((snapshot.epoch, snapshot.seq))
        contents[topic, snapshot.epoch, snapshot.seq].add(snapshot.model_dump_json())
    assert len(marks) == 5
    for topic, seen in marks.items():
        assert seen == sorted(seen), topic
    assert all(len(said) == 1 for said in contents.values()), "one mark, one content"


async def test_jobs_are_sent_until_their_end_and_never_after(tmp_path: Path) -> None:
    clock = a_clock()
    async with open_house(tmp_path, clock) as house:

        def printer_is_back() -> None:
            clock.advance(ON_THE_WAY_S)
            said = m.Presence(device=PRINTER, program="p", version="1", online=True, at=clock.utc)
            house.say(f"presence/{PRINTER}", encode(said))

        async def report(state: Any) -> None:
            told = m.ReportSlip(request_id=new_id(), at=clock.utc, job=issued.job, state=state)
            house.say(f"cmd/{PRINTER}/report-slip", encode(told))
            await house.turn()

        def jobs() -> int:
            return len(house.ear.of(m.PrintJob))

        issued = await house.issued()
        assert jobs() == 1
        printer_is_back()
        await house.turn()
        assert jobs() == 2
        await report("sending")
        printer_is_back()
        await house.turn()
        assert jobs() == 3, "sending is no end"
        await report("printed")
        assert house.ear.of(m.Event, "slip-ended")[-1].slip == "printed"
        printer_is_back()
        house.link.drop()
        house.link.connect()
        await house.turn()
        assert jobs() == 3


async def test_the_pulse_comes_every_two_seconds_and_tells_the_clock(tmp_path: Path) -> None:
    clock = a_clock()
    async with open_house(tmp_path, clock) as house:
        await house.turn()
        for _ in range(4):
            count = len(house.ear.of(m.Presence, DESK))
            clock.advance(PULSE_S - 0.1)
            await house.turn()
            assert len(house.ear.of(m.Presence, DESK)) == count
            clock.advance(0.1)
            await house.turn()
            assert len(house.ear.of(m.Presence, DESK)) == count + 1
            assert house.ear.of(m.Presence, DESK)[-1].at == clock.utc
        house.link.drop()
        assert house.ear.of(m.Presence, DESK)[-1].online is False, "the last will"


async def test_without_a_broker_numbers_are_given_and_pages_see_everything(tmp_path: Path) -> None:
    async with open_house(tmp_path, a_clock()) as house:
        house.link.drop()
        await house.issued()
        await house.turn()
        for name in ("office", "queue", "board"):
            assert house.desk.announcer.shown(name) is not None
        assert not house.wire.up


async def test_time_that_passes_on_the_link_is_no_news_of_it(tmp_path: Path) -> None:
    async with open_house(tmp_path, a_clock()) as house:
        await house.turn()
        house.link.pass_time()
        await house.turn()
        assert house.wire.up


async def test_a_truth_that_the_link_did_not_take_is_said_until_it_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_house(tmp_path, a_clock()) as house:
        await house.turn()
        taken, refused = house.desk.announcer._publish, list[str]()

        def full(topic: str, *_: object, **__: object) -> bool:
            refused.append(topic)
            return False

        monkeypatch.setattr(house.desk.announcer, "_publish", full)
        await house.issued()
        await house.ask(house.call(), PANEL)
        await house.turn()
        shown = [call.number for call in house.ear.of(m.BoardState)[-1].calls]
        assert shown == [], "the control: without another word the board would stay wrong"
        assert any(topic.endswith("/state/board") for topic in refused)
        monkeypatch.setattr(house.desk.announcer, "_publish", taken)
        await house.turn()
        assert [call.number for call in house.ear.of(m.BoardState)[-1].calls] == ["A001"]
        said = len(house.ear.of(m.BoardState))
        await house.turn()
        assert len(house.ear.of(m.BoardState)) == said, "once is enough"


async def test_what_a_rogue_wrote_over_a_truth_is_written_over_again(tmp_path: Path) -> None:
    clock = a_clock()
    broker = MemoryBroker()
    async with open_house(tmp_path, clock, broker) as house:
        await house.issued()
        await house.turn()
        topic = "motcua/v1/test/state/board"
        rogue = broker.retained[topic].replace(b'"seq":', b'"seq":99999')
        broker.route(topic, rogue, retain=True)
        await house.turn()
        assert broker.retained[topic] == rogue, "the control: until it is said again, nobody mends it"
        clock.advance(AGAIN_S)
        await house.turn()
        assert json.loads(broker.retained[topic])["seq"] < 99999
