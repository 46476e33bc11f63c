"""The desk between its inbox and its journal: one effect a request, and no answer before the commit."""

import asyncio
from pathlib import Path

import pytest

from contracts import messages as m
from contracts.vocabulary import DeviceId, RefusalCode
from controller.desk.inbox import BATCH, SHARE
from controller.desk.judging import Submission
from controller.journal.entries import Entry
from controller.journal.writer import Writer
from tests.clocks import FakeClock
from tests.integration.controller.clerkless import numbers_in
from tests.integration.controller.house import (
    CARETAKER,
    KIOSK,
    MORNING,
    PANEL,
    PRINTER,
    SECOND_KIOSK,
    SECOND_PANEL,
    new_id,
    number,
    open_house,
    refusal,
    stored,
)
from tests.waiting import PATIENCE_S

DOSSIER = "H29.105-261123-0042"


def a_clock() -> FakeClock:
    return FakeClock(MORNING)


async def test_the_answer_and_the_news_come_after_the_commit(tmp_path: Path) -> None:
    async with open_house(tmp_path, a_clock()) as house:
        await house.turn()
        order: list[str] = []
        house.desk.record._writer = Recording(house.writer, order)
        heard = len(house.ear.heard)
        command = house.issue()
        done = asyncio.Event()

        def answered(_reply: m.AnyReply) -> None:
            order.append("answer")
            done.set()

        house.desk.announcer.listeners.append(lambda message: order.append(type(message).__name__))
        house.desk.submit(Submission(command, house.principal(KIOSK), answered))
        await asyncio.wait_for(done.wait(), PATIENCE_S)
        await house.turn()
        assert order[:2] == ["begin", "committed"], order
        assert order[2] == "BoardState", "the boards are told first"
        assert order.index("answer") < order.index("Event"), order
        told = [topic for topic, _message in house.ear.heard[heard:]]
        assert "event/ticket-issued" in told


class Recording(Writer):
    """The real writer, which notes when it begins and ends to write."""

    def __init__(self, writer: Writer, order: list[str]) -> None:
        self.__dict__ |= writer.__dict__
        self._order = order

    async def commit(self, entries: list[Entry]) -> None:
        self._order.append("begin")
        await super().commit(entries)
        self._order.append("committed")


async def test_a_repeat_gets_the_first_answer_also_after_a_restart(tmp_path: Path) -> None:
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


async def test_the_same_id_for_something_else_is_refused(tmp_path: Path) -> None:
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


async def test_sixteen_in_one_batch_with_doubles_are_settled_in_order(tmp_path: Path) -> None:
    async with open_house(tmp_path, a_clock()) as house:
        one, two = house.issue(), house.issue("land")
        batch: list[tuple[m.AnyCommand, DeviceId]] = [(one, KIOSK), (two, SECOND_KIOSK), (one, KIOSK)]
        batch += [(house.issue("land", request_id=one.request_id), KIOSK)]
        batch += [(house.issue(), KIOSK) for _ in range(BATCH - 5)]
        batch += [(house.issue("nothing"), KIOSK)]
        assert len(batch) == BATCH
        order: list[str] = []
        house.desk.record._writer = Recording(house.writer, order)
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


async def test_two_clerks_in_one_moment_get_two_citizens(tmp_path: Path) -> None:
    async with open_house(tmp_path, a_clock()) as house:
        for _ in range(3):
            await house.issued()
        replies = await house.together((house.call("1"), PANEL), (house.call("2"), SECOND_PANEL))
        assert [number(reply) for reply in replies] == ["A001", "A002"]
        assert len(set(house.desk.day.at_counter.values())) == 2


async def test_an_inbox_that_is_full_says_so_at_once(tmp_path: Path) -> None:
    async with open_house(tmp_path, a_clock()) as house:
        replies: list[m.AnyReply] = []
        for _ in range(SHARE + 5):  # in one moment: the desk gets no turn in between
            house.desk.submit(Submission(house.issue("nothing"), house.principal(KIOSK), replies.append))
        assert [refusal(reply) for reply in replies] == ["overloaded"] * 5
        await house.until(lambda: len(replies) == SHARE + 5)
        assert {refusal(reply) for reply in replies[5:]} == {"unknown-service"}
        assert number(await house.ask(house.issue())) == "A001"


async def test_a_press_that_comes_too_late_does_nothing(tmp_path: Path) -> None:
    clock = a_clock()
    async with open_house(tmp_path, clock) as house:
        await house.issued()
        press = house.call()
        clock.advance(5.5)
        assert refusal(await house.ask(press, PANEL)) == "expired"
        assert house.desk.day.at_counter == {}


async def test_one_command_that_breaks_the_rules_engine_stops_nobody(tmp_path: Path) -> None:
    async with open_house(tmp_path, a_clock()) as house:
        broken = house.issue().model_copy(update={"service": ["unhashable"]})
        replies = await house.together((broken, KIOSK), (house.issue(), KIOSK))
        assert refusal(replies[0]) == "malformed"
        assert number(replies[1]) == "A001"


async def test_a_restart_in_the_middle_of_the_day_forgets_nothing(tmp_path: Path) -> None:
    clock = a_clock()
    async with open_house(tmp_path, clock) as house:
        for service in ("civil", "land", "civil"):
            await house.issued(service)
        await house.ask(house.call("2"), SECOND_PANEL)
        before = house.desk.day
        epoch = house.desk.announcer._epoch
    clock.advance(3)
    async with open_house(tmp_path, clock) as house:
        assert house.desk.day == before
        assert house.desk.announcer._epoch > epoch
        assert (await house.issued()).number == "A003"
        assert number(await house.ask(house.call("1"), PANEL)) == "A002"
        assert numbers_in(house.journal) == ["A001", "B001", "A002", "A003"]


async def test_slips_that_waited_for_the_printer_wait_after_a_restart(tmp_path: Path) -> None:
    clock = a_clock()
    async with open_house(tmp_path, clock) as house:
        first, second = await house.issued(), await house.issued()
        assert first.job
        ended = m.ReportSlip(request_id=new_id(), at=clock.utc, job=first.job, state="printed")
        await house.ask(ended, PRINTER)
    async with open_house(tmp_path, clock) as house:
        await house.turn()
        jobs = [job.job for job in house.ear.of(m.PrintJob)]
        assert second.job in jobs
        assert first.job not in jobs


def all_bytes(data_dir: Path) -> bytes:
    return b"".join(file.read_bytes() for file in data_dir.glob("journal*"))


async def test_the_dossier_of_a_citizen_is_written_nowhere(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_house(tmp_path, a_clock()) as house:
        await house.issued(dossier=DOSSIER)
        await house.ask(house.issue("nothing", dossier=DOSSIER))
        await house.turn()
        kept = all_bytes(tmp_path)
        assert b"TicketIssued" in kept
        assert DOSSIER.encode() not in kept
        assert DOSSIER not in str(house.ear.heard)
        assert DOSSIER not in caplog.text


async def test_the_web_is_not_a_device_of_the_wire(tmp_path: Path) -> None:
    async with open_house(tmp_path, a_clock()) as house:
        confirm = m.ConfirmClock(request_id=new_id(), at=house.clock.utc)
        assert refusal(await house.ask(confirm, DeviceId("web"))) == RefusalCode.UNKNOWN_DEVICE
        assert isinstance(await house.ask(confirm, CARETAKER), m.Accepted)
