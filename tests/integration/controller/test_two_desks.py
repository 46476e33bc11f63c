"""Two desks on one broker (a cloned card, a spare Pi): one gives numbers, the other says so and gives none."""

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from contracts import messages as m
from contracts.topics import Topics
from contracts.vocabulary import DeviceId, SiteId
from controller.desk.judging import Submission
from controller.desk.neighbourhood import Neighbourhood, Waits
from controller.desk.standing import SILENT_S, Phase
from controller.journal.folder import LOCK
from hardware.link.memory import MemoryBroker, MemoryLink
from hardware.link.station import Heard, Identity, Station
from tests.clocks import FakeClock
from tests.integration.controller.house import (
    CLERK,
    KIOSK,
    MORNING,
    PRINTER,
    SECOND_KIOSK,
    House,
    new_id,
    number,
    open_house,
    refusal,
)
from tests.integration.controller.web_house import BEARER, SITE, app_of

WAITS = Waits()
"""As in an office."""


class Kiosk:
    """A kiosk on the broker that repeats nothing: what it asks, and what it is told."""

    def __init__(self, broker: MemoryBroker, clock: FakeClock, device: DeviceId = KIOSK) -> None:
        self.clock = clock
        self.replies: list[m.AnyReply] = []
        identity = Identity(SiteId("test"), device, "kiosk_app", "1")
        self.link = MemoryLink(broker)
        self.station = Station(identity, self.link, clock, self._hear)
        self.station.start(Topics(SiteId("test")).state("queue"))

    def _hear(self, happening: object) -> None:
        if isinstance(happening, Heard) and isinstance(happening.message, m.Accepted | m.Refused):
            self.replies.append(happening.message)

    def take(self, service: str = "civil") -> None:
        self.clock.advance(0.001)
        self.station.send(m.IssueTicket(request_id=new_id(), at=self.station.desk_now(), service=service))

    def numbers(self) -> list[str]:
        issued = [reply.result for reply in self.replies if isinstance(reply, m.Accepted)]
        return [result.number for result in issued if isinstance(result, m.Issued)]


def phase(house: House) -> Phase:
    return house.desk.neighbourhood.standing.phase


async def comes(house: House, want: Phase) -> None:
    await house.until(lambda: phase(house) is want)


async def pass_time(clock: FakeClock, seconds: float, *houses: House) -> None:
    """Both desks go around in every half second of it."""
    for _ in range(int(seconds * 2)):
        clock.advance(0.5)
        for house in houses:
            await house.turn()


async def taken(kiosk: Kiosk, house: House, count: int = 1) -> list[str]:
    before = len(kiosk.replies)
    for _ in range(count):
        kiosk.take()
    await house.until(lambda: len(kiosk.replies) >= before + count)
    return kiosk.numbers()[-count:]


async def test_a_spare_desk_beside_the_living_one_gives_no_number_and_takes_no_kiosk(tmp_path: Path) -> None:
    clock, broker = FakeClock(MORNING), MemoryBroker()
    async with open_house(tmp_path / "living", clock, broker) as living:
        kiosk = Kiosk(broker, clock)
        await pass_time(clock, 2, living)
        assert await taken(kiosk, living) == ["A001"]
        async with open_house(tmp_path / "spare", clock, broker, WAITS) as spare:
            await comes(spare, Phase.ASIDE)
            await pass_time(clock, 4, living, spare)
            assert await taken(kiosk, living, 3) == ["A002", "A003", "A004"]
            assert refusal(await spare.ask(spare.issue())) == "not-serving"
            assert spare.desk.day.tickets == {}
            assert phase(living) is Phase.SERVING


async def test_a_cloned_card_that_starts_later_stands_aside(tmp_path: Path) -> None:
    clock, broker = FakeClock(MORNING), MemoryBroker()
    async with open_house(tmp_path / "a", clock, broker) as house:
        await house.issued()
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    async with open_house(tmp_path / "a", clock, broker) as living:
        await living.issued()
        async with open_house(tmp_path / "b", clock, broker, WAITS) as clone:
            await comes(clone, Phase.ASIDE)
            assert clone.desk.record.position().lineage == living.desk.record.position().lineage


async def test_switched_on_together_the_one_that_remembers_more_serves(tmp_path: Path) -> None:
    clock, broker = FakeClock(MORNING), MemoryBroker()
    async with open_house(tmp_path / "a", clock, broker) as house:
        await house.issued()
        shutil.copytree(tmp_path / "a", tmp_path / "b")
        clock.advance(60)
        await house.issued()
    async with (
        open_house(tmp_path / "b", clock, broker, WAITS) as clone,
        open_house(tmp_path / "a", clock, broker, WAITS) as real,
    ):
        await pass_time(clock, 6, clone, real)
        assert (phase(real), phase(clone)) == (Phase.SERVING, Phase.ASIDE)


async def test_two_that_served_apart_and_meet_agree_on_one_and_devices_follow_it(tmp_path: Path) -> None:
    clock, here, there = FakeClock(MORNING), MemoryBroker(), MemoryBroker()
    async with open_house(tmp_path / "a", clock, here) as first:
        await pass_time(clock, 30, first)
        async with open_house(tmp_path / "b", clock, there) as second:
            ours, theirs = Kiosk(here, clock), Kiosk(there, clock, SECOND_KIOSK)
            await pass_time(clock, 3, first, second)
            assert (await taken(ours, first), await taken(theirs, second)) == (["A001"], ["A001"])
            for link in (second.link, theirs.link):
                link.drop()
                link._broker = here
                link.connect()
            await pass_time(clock, 3, first, second)
            assert (phase(first), phase(second)) == (Phase.SERVING, Phase.ASIDE)
            await pass_time(clock, 3, first, second)
            assert theirs.station.desk_alive()
            assert [await taken(ours, first), await taken(theirs, first)] == [["A002"], ["A003"]]


async def test_control_desks_that_do_not_hear_each_other_give_numbers_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Neighbourhood, "hear_desk", lambda _self, _pulse: None)
    monkeypatch.setattr(Neighbourhood, "hear_memory", lambda _self, _memory: None)
    clock, broker = FakeClock(MORNING), MemoryBroker()
    async with (
        open_house(tmp_path / "a", clock, broker) as one,
        open_house(tmp_path / "b", clock, broker) as two,
    ):
        assert number(await one.ask(one.issue())) == number(await two.ask(two.issue()))


async def test_the_living_desk_names_the_other_machine_and_the_other_says_what_to_do(tmp_path: Path) -> None:
    clock, broker = FakeClock(MORNING), MemoryBroker()
    async with (
        open_house(tmp_path / "a", clock, broker) as living,
        open_house(tmp_path / "b", clock, broker, WAITS) as spare,
    ):
        await comes(spare, Phase.ASIDE)
        await living.until(living.desk.neighbourhood.other)
        assert [(f.code, f.facts["what"]) for f in living.desk.faults()] == [("another-desk", "serving")]
        assert [(f.code, f.facts["what"]) for f in spare.desk.faults()] == [("another-desk", "aside")]
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app_of(spare)), base_url=SITE) as web:
            host = living.desk.neighbourhood.host
            for path in ("/", "/may-moc", "/desk/stream"):
                answer = await web.get(path)
                assert answer.status_code == 503
                assert f"máy chủ khác là {host}" in answer.text
            ready = (await web.get("/readyz")).json()
            assert (ready["ready"], ready["serving"]) == (False, False)
            asked = await web.post("/api/v1/commands/issue-ticket", json={"service": "civil"}, headers=BEARER)
            assert (asked.status_code, asked.json()["code"]) == (503, "not-serving")


async def test_when_the_living_desk_is_gone_the_other_waits_for_a_person_unless_it_knows_everything(
    tmp_path: Path,
) -> None:
    clock, broker = FakeClock(MORNING), MemoryBroker()
    async with open_house(tmp_path / "a", clock, broker) as living:
        kiosk = Kiosk(broker, clock)
        async with open_house(tmp_path / "b", clock, broker, WAITS) as spare:
            await comes(spare, Phase.ASIDE)
            await taken(kiosk, living, 3)
            living.wire.close()
            await pass_time(clock, SILENT_S + 4, spare)
            assert phase(spare) is not Phase.SERVING
            assert spare.desk.faults()[0].facts["what"] == "silent"
    async with open_house(tmp_path / "b", clock, broker, WAITS) as started_again:
        await pass_time(clock, 4, started_again)
        await pass_time(clock, 2, started_again)
        given = await taken(kiosk, started_again)
        assert given[0] > "A003"


async def test_a_clone_that_has_everything_takes_over_by_itself(tmp_path: Path) -> None:
    clock, broker = FakeClock(MORNING), MemoryBroker()
    async with open_house(tmp_path / "a", clock, broker) as house:
        kiosk = Kiosk(broker, clock)
        await pass_time(clock, 2, house)
        await taken(kiosk, house, 3)
        await pass_time(clock, 3, house)
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    async with open_house(tmp_path / "a", clock, broker) as living:
        await pass_time(clock, SILENT_S + 3, living)
        async with open_house(tmp_path / "b", clock, broker, WAITS) as clone:
            await comes(clone, Phase.ASIDE)
            living.wire.close()
            await pass_time(clock, SILENT_S + 6, clone)
            assert phase(clone) is Phase.SERVING
            await pass_time(clock, SILENT_S, clone)
            assert await taken(kiosk, clone) == ["A004"]


async def test_a_desk_that_slept_while_another_took_its_place_gives_no_number_again(tmp_path: Path) -> None:
    clock, broker = FakeClock(MORNING), MemoryBroker()
    async with open_house(tmp_path / "a", clock, broker) as house:
        kiosk = Kiosk(broker, clock)
        await pass_time(clock, 2, house)
        await taken(kiosk, house, 3)
        await pass_time(clock, 3, house)
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    async with open_house(tmp_path / "a", clock, broker, WAITS) as slept:
        await pass_time(clock, SILENT_S + 3, slept)
        async with open_house(tmp_path / "b", clock, broker, WAITS) as other:
            await comes(other, Phase.ASIDE)
            wakes = await fall_asleep(slept)
            await pass_time(clock, 2 * SILENT_S + 6, other)
            await comes(other, Phase.SERVING)
            await pass_time(clock, SILENT_S, other)
            given = await taken(kiosk, other, 3)
            wakes.set()
            await comes(slept, Phase.ASIDE)
            await pass_time(clock, 3, other, slept)
            assert phase(other) is Phase.SERVING
            again = await taken(kiosk, other, 2)
            assert [*given, *again] == ["A004", "A005", "A006", "A007", "A008"]


async def fall_asleep(house: House) -> asyncio.Event:
    """Its desk goes on when the event is set, as a machine that slept or a disk that stood still."""
    wakes, asleep, gather = asyncio.Event(), asyncio.Event(), house.desk._inbox.gather

    async def sleeping() -> list[Submission]:
        asleep.set()
        await wakes.wait()
        return await gather()

    house.desk._inbox.gather = sleeping  # type: ignore[method-assign] # nothing else stops just this one
    await asleep.wait()
    return wakes


# --- neighbours are witnesses -------------------------------------------------------------------------


def the_journal_alone(tmp_path: Path) -> Path:
    """A new card with a backup."""
    (tmp_path / "card").mkdir()
    shutil.copy(tmp_path / "backup.db", tmp_path / "card" / "journal.db")
    return tmp_path / "card"


def the_whole_folder(tmp_path: Path) -> Path:
    """A new card with an image of this morning."""
    shutil.copytree(tmp_path / "image", tmp_path / "card")
    return tmp_path / "card"


def the_lock_deleted(tmp_path: Path) -> Path:
    folder = the_whole_folder(tmp_path)
    (folder / LOCK).unlink()
    return folder


def the_lock_damaged(tmp_path: Path) -> Path:
    folder = the_whole_folder(tmp_path)
    (folder / LOCK).write_bytes(b"\xff" * 64)
    return folder


CARDS = [the_journal_alone, the_whole_folder, the_lock_deleted, the_lock_damaged]


async def a_morning(tmp_path: Path, clock: FakeClock, broker: MemoryBroker) -> tuple[Kiosk, Kiosk, list[str]]:
    """Ten numbers, a backup, ten more; the desk dies. What the kiosks gave after the backup."""
    async with open_house(tmp_path / "data", clock, broker) as house:
        one, two = Kiosk(broker, clock), Kiosk(broker, clock, SECOND_KIOSK)
        await pass_time(clock, 2, house)
        await taken(one, house, 10)
        shutil.copytree(tmp_path / "data", tmp_path / "image")
        house.journal._connection.execute(f"VACUUM INTO '{tmp_path / 'backup.db'}'")
        given = await taken(one, house, 5) + await taken(two, house, 5)
        await pass_time(clock, 1, house)
    return one, two, given


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize("heard", ["both", "one"])
async def test_a_new_card_with_an_older_memory_gives_no_number_again(
    tmp_path: Path, card: Callable[[Path], Path], heard: str
) -> None:
    clock, broker = FakeClock(MORNING), MemoryBroker()
    one, two, given = await a_morning(tmp_path, clock, broker)
    if heard == "one":
        two.link.drop()
    clock.advance(600)
    async with open_house(card(tmp_path), clock, broker, WAITS) as house:
        await house.turn()
        assert phase(house) is Phase.LISTENING
        await pass_time(clock, 20, house)
        again = await taken(one, house, 5)
        assert not set(again) & set(given)
        codes = {str(fault.code): fault.facts for fault in house.desk.faults()}
        assert codes["journal-short"]["what"] == "neighbours"
        assert "kiosk-1" in codes["journal-short"]["devices"]
        assert "A011-A0" in codes["journal-short"]["numbers"]


@pytest.mark.parametrize("card", CARDS)
async def test_control_without_neighbours_the_numbers_are_given_again(
    tmp_path: Path, card: Callable[[Path], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Neighbourhood, "hear_memory", lambda _self, _memory: None)
    clock, broker = FakeClock(MORNING), MemoryBroker()
    one, _two, given = await a_morning(tmp_path, clock, broker)
    async with open_house(card(tmp_path), clock, broker, WAITS) as house:
        await pass_time(clock, 20, house)
        assert set(await taken(one, house, 5)) & set(given)


async def test_a_neighbour_that_comes_back_late_is_believed_before_its_first_command(tmp_path: Path) -> None:
    clock, broker = FakeClock(MORNING), MemoryBroker()
    one, two, given = await a_morning(tmp_path, clock, broker)
    one.link.drop()
    two.link.drop()
    async with open_house(the_whole_folder(tmp_path), clock, broker, WAITS) as house:
        await pass_time(clock, 20, house)
        two.link.connect()
        await pass_time(clock, 2, house)
        assert not set(await taken(two, house, 3)) & set(given)


async def test_a_restart_with_everything_in_place_skips_nothing_and_waits_no_longer(tmp_path: Path) -> None:
    clock, broker = FakeClock(MORNING), MemoryBroker()
    one, _two, _given = await a_morning(tmp_path, clock, broker)
    async with open_house(tmp_path / "data", clock, broker, WAITS) as house:
        await pass_time(clock, 3, house)
        assert phase(house) is Phase.SERVING
        await pass_time(clock, 2, house)
        assert await taken(one, house) == ["A021"]
        assert house.desk.faults() == ()


async def test_a_stranger_is_believed_with_caution(tmp_path: Path) -> None:
    clock, broker = FakeClock(MORNING), MemoryBroker()
    async with open_house(tmp_path, clock, broker) as house:
        await house.issued()
        seen = m.Seen(day="2026-11-23", service="civil", prefix="A", low=1, high=999)
        for n in range(3):
            memory = m.Memory(device=f"liar-{n}", seen=(seen,))
            house.say(f"memory/liar-{n}", memory.model_dump_json().encode())
        await house.turn()
        reply = await house.ask(house.issue())
        assert number(reply) < "A880", "a series is not ended by who is not known"


async def test_clerks_calls_work_on_while_the_neighbours_know_more(tmp_path: Path) -> None:
    clock, broker = FakeClock(MORNING), MemoryBroker()
    await a_morning(tmp_path, clock, broker)
    async with open_house(the_whole_folder(tmp_path), clock, broker, WAITS) as house:
        await pass_time(clock, 20, house)
        called = await house.ask(house.call(), CLERK)
        assert number(called) == "A001"


# --- how long it listens --------------------------------------------------------------------------------


def nothing(_tmp_path: Path, _broker: MemoryBroker, _devices: list[Kiosk]) -> None:
    """As after a crash: the last will was spoken, and all are there."""


def one_is_silent(_tmp_path: Path, _broker: MemoryBroker, devices: list[Kiosk]) -> None:
    devices[-1].link.drop()


def no_goodbye_is_kept(_tmp_path: Path, broker: MemoryBroker, _devices: list[Kiosk]) -> None:
    del broker.retained[Topics(SiteId("test")).presence(DeviceId("desk"))]


def an_older_journal(tmp_path: Path, _broker: MemoryBroker, _devices: list[Kiosk]) -> None:
    shutil.rmtree(tmp_path / "data")
    shutil.copytree(tmp_path / "image", tmp_path / "data")


@pytest.mark.parametrize(
    ("what", "quick"),
    [(nothing, True), (one_is_silent, False), (no_goodbye_is_kept, False), (an_older_journal, False)],
)
async def test_it_listens_for_a_second_only_where_everybody_vouches_for_it(
    tmp_path: Path, what: Callable[[Path, MemoryBroker, list[Kiosk]], None], *, quick: bool
) -> None:
    clock, broker, data = FakeClock(MORNING), MemoryBroker(), tmp_path / "data"
    async with open_house(data, clock, broker) as house:
        devices = [Kiosk(broker, clock, device) for device in (KIOSK, SECOND_KIOSK, PRINTER)]
        await pass_time(clock, 3, house)
        await taken(devices[0], house, 3)
        shutil.copytree(data, tmp_path / "image")
        await taken(devices[0], house, 3)
        await pass_time(clock, 3, house)
    what(tmp_path, broker, devices)
    clock.advance(1)
    async with open_house(data, clock, broker, WAITS) as house:
        await pass_time(clock, 0.5, house)
        assert phase(house) is Phase.LISTENING
        await pass_time(clock, 1, house)
        assert (phase(house) is Phase.SERVING) is quick
        await pass_time(clock, 15, house)
        assert phase(house) is Phase.SERVING


async def test_a_clone_that_everybody_vouches_for_stands_aside_all_the_same(tmp_path: Path) -> None:
    """It has everything, and somebody wrote a goodbye: the living desk's own answer is what counts."""
    clock, broker = FakeClock(MORNING), MemoryBroker()
    async with open_house(tmp_path / "data", clock, broker) as living:
        devices = [Kiosk(broker, clock, device) for device in (KIOSK, SECOND_KIOSK, PRINTER)]
        await pass_time(clock, 3, living)
        await taken(devices[0], living, 3)
        await pass_time(clock, 3, living)
        shutil.copytree(tmp_path / "data", tmp_path / "clone")
        where = Topics(SiteId("test")).presence(DeviceId("desk"))
        broker.retained[where] = living.desk._pulse.presence(online=False).model_dump_json().encode()
        async with open_house(tmp_path / "clone", clock, broker, WAITS) as clone:
            await comes(clone, Phase.ASIDE)
            await pass_time(clock, 6, living, clone)
            assert (phase(living), phase(clone)) == (Phase.SERVING, Phase.ASIDE)
