"""The look-up service: always an answer, in time, the same for what is not there and what may not be seen."""

import asyncio
import logging
from itertools import pairwise
from statistics import median

import pytest

from contracts.dossiers import DossierCode, DossierStatus
from contracts.vocabulary import FaultCode, RefusalCode
from controller.dossier import service as looked
from controller.dossier.port import TOTAL_S, Found, NotFound, Outcome, Record
from controller.dossier.service import MOST_WAITING, PACE_S
from tests.clocks import FakeClock
from tests.unit.dossier.dossier_source import CODE, DOWN, FOUND, Source, a_service


async def test_a_result_that_is_ready_offers_the_service_where_it_is_collected(clock: FakeClock):
    told = await a_service(Source(FOUND), clock).look_up("kiosk-1", CODE)
    assert told.result is not None
    assert told.result.result_service == "results"
    assert told.result.dossiers[0].as_of == clock.utc_ms()


async def test_no_number_is_offered_while_nothing_is_ready(clock: FakeClock):
    found = Found((Record(CODE, DossierStatus.PROCESSING),))
    told = await a_service(Source(found), clock).look_up("kiosk-1", CODE)
    assert told.result is not None
    assert told.result.result_service is None


async def test_while_the_main_system_is_down_the_last_answer_is_shown_and_says_how_old_it_is(
    clock: FakeClock,
):
    service = a_service(Source(FOUND, DOWN), clock)
    await service.look_up("kiosk-1", CODE)
    before = clock.utc_ms()
    clock.advance(240)
    again = await service.look_up("kiosk-1", CODE)
    assert again.result is not None
    assert again.result.dossiers[0].cached
    assert again.result.dossiers[0].as_of == before
    clock.advance(61)
    assert (await service.look_up("kiosk-1", CODE)).code is RefusalCode.LOOK_UP_DOWN


async def test_a_fresh_answer_is_not_asked_for_again(clock: FakeClock):
    source = Source(FOUND)
    service = a_service(source, clock, fresh_s=30)
    for _ in range(3):
        told = await service.look_up("kiosk-1", CODE)
        assert told.result is not None
        assert not told.result.dossiers[0].cached
    assert len(source.asked) == 1
    clock.advance(30)
    await service.look_up("kiosk-1", CODE)
    assert len(source.asked) == 2


@pytest.mark.usefixtures("quick")
async def test_a_dossier_that_is_gone_is_not_shown_from_memory(clock: FakeClock):
    service = a_service(Source(FOUND, NotFound(), DOWN), clock)
    await service.look_up("kiosk-1", CODE)
    assert (await service.look_up("kiosk-1", CODE)).code is RefusalCode.DOSSIER_NOT_FOUND
    assert (await service.look_up("kiosk-1", CODE)).code is RefusalCode.LOOK_UP_DOWN


async def test_five_failures_open_the_circuit_and_the_main_system_is_left_alone(clock: FakeClock):
    source = Source(DOWN)
    service = a_service(source, clock)
    for _ in range(20):
        assert (await service.look_up("kiosk-1", CODE)).code is RefusalCode.LOOK_UP_DOWN
    assert len(source.asked) == 5
    clock.advance(37)
    for _ in range(5):
        await service.look_up("kiosk-1", CODE)
    assert len(source.asked) == 6


async def test_an_adapter_that_breaks_down_is_an_answer_too_and_nothing_it_says_is_logged(
    clock: FakeClock, caplog: pytest.LogCaptureFixture
):
    async def broken(code: str, _proof: str) -> Outcome:
        raise ValueError(f"could not parse {code} of Nguyễn Văn Chim 001099123456")

    with caplog.at_level(logging.DEBUG):
        told = await a_service(Source(behaviour=broken), clock).look_up("kiosk-1", CODE)
        assert told.code is RefusalCode.LOOK_UP_DOWN
    assert "ValueError" in caplog.text
    assert "Chim" not in caplog.text
    assert CODE not in caplog.text
    assert not any(record.exc_info for record in caplog.records)


async def test_a_main_system_that_hangs_is_given_up_and_its_slot_is_free_again(
    clock: FakeClock, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(looked, "TOTAL_S", 0.05)
    hang = True

    async def hanging(_code: str, _proof: str) -> Outcome:
        await asyncio.sleep(60 if hang else 0)
        return FOUND

    service = a_service(Source(behaviour=hanging), clock)
    told = await asyncio.gather(*(service.look_up(f"kiosk-{n}", CODE) for n in range(4)))
    assert {one.code for one in told} == {RefusalCode.LOOK_UP_DOWN}
    hang = False
    assert (await service.look_up("kiosk-1", CODE)).result is not None


async def test_at_most_two_questions_are_asked_at_once_and_too_many_waiting_are_turned_away(clock: FakeClock):
    at_once = most = 0

    async def counting(_code: str, _proof: str) -> Outcome:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await asyncio.sleep(0.001)
        at_once -= 1
        return FOUND

    service = a_service(Source(behaviour=counting), clock)
    told = await asyncio.gather(*(service.look_up(f"kiosk-{n}", CODE) for n in range(100)))
    assert most == 2
    assert sum(one.result is not None for one in told) == MOST_WAITING + 2
    assert all(one.result or one.code is RefusalCode.LOOK_UP_DOWN for one in told)


@pytest.mark.usefixtures("quick")
async def test_guessing_is_slowed_down_for_one_phone_and_not_for_its_neighbour_behind_the_same_address(
    clock: FakeClock,
):
    service = a_service(Source(NotFound()), clock)
    for code in some_codes(3):
        assert (await service.look_up("web:1", code, session="a")).code is RefusalCode.DOSSIER_NOT_FOUND
    blocked = await service.look_up("web:1", CODE, session="a")
    assert blocked.code is RefusalCode.LOOK_UP_LIMIT
    assert 1 <= blocked.seconds <= 6
    assert (await service.look_up("web:1", CODE, session="b")).code is RefusalCode.DOSSIER_NOT_FOUND


@pytest.mark.usefixtures("quick")
async def test_a_hall_of_phones_behind_one_address_is_answered_and_strangers_typos_make_nobody_wait(
    clock: FakeClock,
):
    own = some_codes(60)

    async def behaves(code: str, _proof: str) -> Outcome:
        return Found((Record(DossierCode(code), DossierStatus.PROCESSING),)) if code in own else NotFound()

    service = a_service(Source(behaviour=behaves), clock, limits={})
    for number, code in enumerate(own):
        if number % 5 == 0:
            typo = DossierCode(f"H57.132-250101-{number + 1000}")
            assert (
                await service.look_up("web:1", typo, session=str(number))
            ).code is RefusalCode.DOSSIER_NOT_FOUND
        told = await service.look_up("web:1", code, session=str(number))
        assert told.result is not None, f"phone {number}: {told.code}"
        clock.advance(1.5)
    assert service.faults() == ()


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("place", ["web:1", "kiosk-1"])
@pytest.mark.parametrize("phones", [1, 1000])
async def test_alternating_guesses_with_an_own_code_buys_nothing_and_raises_the_alarm(
    place: str, phones: int, clock: FakeClock
):
    async def behaves(code: str, _proof: str) -> Outcome:
        return FOUND if code == CODE else NotFound()

    service = a_service(Source(behaviour=behaves), clock, limits={})
    through, turn, begin = 0, 0, clock.monotonic()
    while clock.monotonic() - begin < 24 * 3600:
        session = str(turn % phones) if place.startswith("web:") else ""
        guess = DossierCode(f"H57.132-260804-{1000 + turn}")
        told = await service.look_up(place, guess, session=session)
        turn += 1
        if told.code is RefusalCode.LOOK_UP_LIMIT:
            clock.advance(min(told.seconds, 60) if phones > 1 else told.seconds)
            continue
        through += 1
        assert (await service.look_up(place, CODE, session=session)).code in (None, RefusalCode.LOOK_UP_LIMIT)
        clock.advance(1)
    assert through <= (1500 if place == "kiosk-1" else 140)
    told_places = [fault.facts.get("place") for fault in service.faults()]
    assert place.removeprefix("web:") in told_places
    assert all(fault.code is FaultCode.LOOK_UP_GUESSED for fault in service.faults())


async def test_many_misses_are_answered_slowly(clock: FakeClock, monkeypatch: pytest.MonkeyPatch):
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    service = a_service(Source(NotFound()), clock)
    monkeypatch.setattr(asyncio, "sleep", sleep)
    for code in some_codes(3):
        await service.look_up("web:1", code, session="a")
    assert max(slept[:2]) <= PACE_S + looked.SPREAD_S
    assert slept[2] == looked.SLOW_S == TOTAL_S


@pytest.mark.usefixtures("quick")
async def test_a_main_system_that_is_down_is_not_the_citizens_miss(clock: FakeClock):
    service = a_service(Source(DOWN), clock)
    for _ in range(10):
        assert (await service.look_up("kiosk-1", CODE)).code is RefusalCode.LOOK_UP_DOWN


@pytest.mark.usefixtures("quick")
async def test_misses_of_the_whole_site_raise_one_alarm_without_a_code(
    clock: FakeClock, caplog: pytest.LogCaptureFixture
):
    service = a_service(Source(NotFound()), clock, limits={"site_misses_per_hour": 5})
    for turn, code in enumerate(some_codes(8)):
        await service.look_up(f"kiosk-{turn}", code)
        await service.look_up(f"kiosk-{turn}", code)
    assert [fault.code for fault in service.faults()] == [FaultCode.LOOK_UP_GUESSED]
    assert caplog.text.count("may be guessing") == 1
    assert CODE not in caplog.text


def some_codes(count: int) -> list[DossierCode]:
    return [DossierCode(f"H57.132-260804-{number}") for number in range(1000, 1000 + count)]


class LoopClock(FakeClock):
    def monotonic(self) -> float:
        return asyncio.get_running_loop().time()


async def taking(seconds: float, times: int = 3) -> list[float]:
    """How long misses take to be told when the main system takes so long."""

    async def slow(_code: str, _proof: str) -> Outcome:
        await asyncio.sleep(seconds)
        return NotFound()

    async def one(turn: int) -> float:
        clock = LoopClock()
        begin = clock.monotonic()
        await a_service(Source(behaviour=slow), clock).look_up(f"kiosk-{turn}", CODE)
        return clock.monotonic() - begin

    return sorted(await asyncio.gather(*(one(turn) for turn in range(times))))


async def test_not_found_and_hidden_cannot_be_told_apart_by_their_times():
    took = await asyncio.gather(*(taking(seconds) for seconds in (0, 0.005, 0.235, 0.262, 0.45)))
    medians = [median(one) for one in took]
    assert max(medians) - min(medians) < 0.02, medians
    assert min(medians) >= PACE_S


def test_a_slow_main_systems_small_gap_is_never_widened(clock: FakeClock, monkeypatch: pytest.MonkeyPatch):
    service = a_service(Source(NotFound()), clock)
    for luck in (0.0, 0.3, 0.7, 1.0):
        monkeypatch.setattr(service._luck, "random", lambda luck=luck: luck)
        told = [took + service._pause(took) for took in (tenths / 100 for tenths in range(300))]
        gaps = [after - before for before, after in pairwise(told)]
        assert all(-1e-9 <= gap <= 0.01 + 1e-9 for gap in gaps), "one step of 10 ms in, at most 10 ms out"
        assert told[0] == PACE_S
        assert max(told) <= TOTAL_S + 1e-9


async def test_of_a_receipt_with_very_many_dossiers_the_rest_is_counted(clock: FakeClock):
    records = tuple(
        Record(DossierCode(f"H57.132-260804-{n}"), DossierStatus.PROCESSING) for n in range(1000, 1025)
    )
    told = await a_service(Source(Found(records)), clock).look_up("kiosk-1", CODE)
    assert told.result is not None
    assert (len(told.result.dossiers), told.result.more) == (20, 5)


@pytest.mark.parametrize(
    ("status", "procedure", "table", "service"),
    [
        (DossierStatus.MORE_PAPERS, "Cấp đổi Giấy chứng nhận", {"privacy": "basic"}, "land"),
        (DossierStatus.REJECTED, "Cấp đổi Giấy chứng nhận", {"privacy": "strict"}, "help"),
        (DossierStatus.STOPPED, "Thủ tục lạ", {"privacy": "basic"}, "help"),
        (DossierStatus.PROCESSING, "Cấp đổi Giấy chứng nhận", {"privacy": "basic"}, None),
    ],
)
async def test_the_queue_for_a_dossier_that_waits_follows_from_what_may_be_shown(
    clock: FakeClock, status: DossierStatus, procedure: str, table: dict[str, str], service: str | None
):
    found = Found((Record(CODE, status, procedure=procedure),))
    service_ = a_service(Source(found), clock, help_service="help", **table)
    service_.queue_of = {"Cấp đổi Giấy chứng nhận": "land"}.get  # type: ignore[assignment] # "" or None: nobody knows
    told = await service_.look_up("kiosk-1", CODE)
    assert told.result
    assert told.result.dossiers[0].service == service
