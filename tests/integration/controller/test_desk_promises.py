"""The desk between its inbox and its journal: one effect a request, and no answer before the commit."""

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

from contracts import messages as m
from contracts.vocabulary import DeviceId, RefusalCode
from controller.admission import Devices
from controller.desk import BATCH, INBOX
from controller.domain.day import Day, fold
from controller.journal import Entry
from controller.judging import Asked
from controller.writer import Writer
from tests.conftest import FakeClock
from tests.integration.controller.clerkless import DAY, numbers_in
from tests.integration.controller.house import (
    KIOSK,
    MORNING,
    PANEL,
    PRINTER,
    SECOND_KIOSK,
    SECOND_PANEL,
    House,
    new_id,
    number,
    open_house,
    refusal,
)


def run(story: Coroutine[Any, Any, None]) -> None:
    asyncio.run(story)


def a_clock() -> FakeClock:
    return FakeClock(MORNING)


async def stored(house: House) -> list[str]:
    """The numbers that the file has, whatever the desk believes."""
    events = await house.writer.events(house.desk.day.date)
    return [t.number for t in fold(Day(house.desk.day.date), events).tickets.values()]


def test_the_answer_and_the_news_come_after_the_commit(tmp_path: Path) -> None:
    async def story() -> None:
        async with open_house(tmp_path, a_clock()) as house:
            order: list[str] = []
            house.desk._writer = Recording(house.writer, order)
            heard = len(house.ear.heard)
            command = house.issue()
            done = asyncio.Event()

            def answered(_reply: m.AnyReply) -> None:
                order.append("answer")
                done.set()

            house.desk.announcer.listeners.append(lambda message: order.append(type(message).__name__))
            house.desk.submit(Asked(command, KIOSK, answered))
            await asyncio.wait_for(done.wait(), 5)
            await house.turn()
            assert order[:3] == ["begin", "committed", "answer"], order
            assert len(house.ear.heard) > heard

    run(story())


class Recording(Writer):
    """The real writer, which notes when it begins and ends to write."""

    def __init__(self, writer: Writer, order: list[str]) -> None:
        self.__dict__ |= writer.__dict__
        self._order = order

    async def commit(self, entries: list[Entry]) -> None:
        self._order.append("begin")
        await super().commit(entries)
        self._order.append("committed")


def test_a_repeat_gets_the_first_answer_also_after_a_restart(tmp_path: Path) -> None:
    async def story() -> None:
        clock = a_clock()
        async with open_house(tmp_path, clock) as house:
            command = house.issue()
            first = await house.ask(command)
            again = await house.ask(command)
            later = await house.ask(command.model_copy(update={"at": clock.utc + 4000}))
        async with open_house(tmp_path, clock) as house:
            restarted = await house.ask(command)
            assert await stored(house) == ["A001"]
        assert isinstance(first, m.Accepted)
        assert not first.repeated
        assert again == later == restarted == first.model_copy(update={"repeated": True})

    run(story())


def test_the_same_id_for_something_else_is_refused(tmp_path: Path) -> None:
    async def story() -> None:
        async with open_house(tmp_path, a_clock()) as house:
            command = house.issue()
            await house.ask(command)
            for other in (
                house.issue("land", request_id=command.request_id),
                house.issue(request_id=command.request_id, lang="en"),
            ):
                assert refusal(await house.ask(other)) == "request-reused"
            call = house.call(request_id=command.request_id)
            assert refusal(await house.ask(call, PANEL)) == "request-reused"
            assert refusal(await house.ask(command, SECOND_KIOSK)) == "request-reused", "another device"
            assert await stored(house) == ["A001"]

    run(story())


def test_sixteen_in_one_batch_with_doubles_are_settled_in_order(tmp_path: Path) -> None:
    async def story() -> None:
        async with open_house(tmp_path, a_clock()) as house:
            one, two = house.issue(), house.issue("land")
            batch: list[tuple[m.AnyCommand, DeviceId]] = [(one, KIOSK), (two, SECOND_KIOSK), (one, KIOSK)]
            batch += [(house.issue("land", request_id=one.request_id), KIOSK)]
            batch += [(house.issue(), KIOSK) for _ in range(BATCH - 5)]
            batch += [(house.issue("nothing"), KIOSK)]
            assert len(batch) == BATCH
            order: list[str] = []
            house.desk._writer = Recording(house.writer, order)
            replies = await house.together(*batch)
            assert number(replies[0]) == "A001"
            assert number(replies[1]) == "B001"
            assert isinstance(replies[0], m.Accepted)
            assert replies[2] == replies[0].model_copy(update={"repeated": True})
            assert refusal(replies[3]) == "request-reused"
            assert [number(reply) for reply in replies[4:-1]] == [f"A{n:03}" for n in range(2, BATCH - 3)]
            assert refusal(replies[-1]) == "unknown-service"
            assert order == ["begin", "committed"], "one durable transaction"
            assert sorted(await stored(house)) == sorted(
                {number(reply) for reply in replies if isinstance(reply, m.Accepted)}
            )

    run(story())


def test_two_clerks_in_one_moment_get_two_citizens(tmp_path: Path) -> None:
    async def story() -> None:
        async with open_house(tmp_path, a_clock()) as house:
            for _ in range(3):
                await house.issued()
            replies = await house.together((house.call("1"), PANEL), (house.call("2"), SECOND_PANEL))
            assert [number(reply) for reply in replies] == ["A001", "A002"]
            assert len(set(house.desk.day.at_counter.values())) == 2

    run(story())


def test_a_full_disk_refuses_everybody_changes_nothing_and_heals(tmp_path: Path) -> None:
    async def story() -> None:
        clock = a_clock()
        async with open_house(tmp_path, clock) as house:
            await house.issued()
            before = house.desk.day
            allow_pages(house, 0)
            batch = [(house.issue(), KIOSK) for _ in range(BATCH - 1)]
            batch_replies = await house.together(*batch, (house.issue("nothing"), KIOSK))
            codes = {refusal(reply) for reply in batch_replies[:-1]}
            assert codes == {"storage-failed"}
            assert refusal(batch_replies[-1]) == "unknown-service", "true, whatever the disk does"
            assert replace(house.desk.day, last_at=0) == replace(before, last_at=0)
            assert house.desk.storage_failed
            assert await stored(house) == ["A001"]
            await house.turn()
            assert m.Fault(code="storage-failed") in house.ear.of(m.Presence, "desk")[-1].faults
            again = await house.ask(batch[0][0])
            assert refusal(again) == "storage-failed", "a refusal is not remembered as an answer"
            allow_pages(house, 1_000_000)
            clock.advance(6)
            await house.until(lambda: not house.desk.storage_failed)
            await house.until(house.writer.reserve_intact)
            await house.turn()
            assert house.ear.of(m.Presence, "desk")[-1].faults == (), "nobody had to do anything"
            assert number(await house.ask(batch[0][0])) == "A002"

    run(story())


def allow_pages(house: House, pages: int) -> None:
    """Let SQLite say that the disk is full, or not any more."""
    house.journal._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    (now,) = house.journal._connection.execute("PRAGMA page_count").fetchone()
    # One page must be missing already for the next row: the last ones are filled up first.
    house.journal._connection.execute(f"PRAGMA max_page_count = {max(now, pages)}")
    if not pages:
        house.journal._connection.execute("CREATE TABLE IF NOT EXISTS filler (x) STRICT") if False else None
