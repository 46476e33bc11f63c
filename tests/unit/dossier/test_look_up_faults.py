"""What the caretaker is told of the look-up, and that it ends when its cause ends."""

import re

import pytest

from contracts.dossiers import DossierCode
from contracts.messages import Fault
from contracts.texts import load_catalogue
from contracts.vocabulary import FaultCode
from controller.dossier.port import Down, NotFound, Why
from controller.dossier.service import DossierService
from controller.web.app import HERE
from tests.clocks import FakeClock
from tests.unit.dossier.dossier_source import CODE, DOWN, FOUND, Source, a_service

EIGHT = 1_795_482_000_000
"""08:00 on 24 November 2026 in Vietnam."""


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(EIGHT)


async def ask(service: DossierService, times: int = 1) -> None:
    for _ in range(times):
        await service.look_up("kiosk-1", CODE)


def codes(service: DossierService) -> list[FaultCode]:
    return [fault.code for fault in service.faults()]


async def test_all_is_well_before_anybody_asks_and_while_answers_come(clock: FakeClock):
    service = a_service(Source(FOUND), clock)
    assert service.faults() == ()
    await ask(service)
    clock.advance(1000)
    assert service.faults() == ()


async def test_two_minutes_of_tries_without_an_answer_are_a_trouble_until_the_next_answer(clock: FakeClock):
    source = Source(DOWN)
    service = a_service(source, clock, breaker={"failures": 100})
    await ask(service)
    clock.advance(119)
    await ask(service)
    assert codes(service) == []
    clock.advance(1)
    assert codes(service) == [], "nobody has tried since"
    await ask(service)
    assert service.faults() == (
        Fault(
            code=FaultCode.LOOK_UP_DOWN,
            facts={"since": "08:00 24/11/2026", "what": "its-error"},
        ),
    )
    source.outcomes = [FOUND]
    await ask(service)
    assert codes(service) == []


async def test_one_failed_try_at_night_is_no_trouble_in_the_morning(clock: FakeClock):
    service = a_service(Source(DOWN), clock)
    await ask(service)
    clock.advance(8 * 3600)
    assert codes(service) == []


async def test_a_circuit_that_stays_open_is_a_trouble_though_nobody_tries_any_more(clock: FakeClock):
    service = a_service(Source(DOWN), clock, breaker={"failures": 2})
    await ask(service, 2)
    assert codes(service) == []
    clock.advance(120)
    assert codes(service) == [FaultCode.LOOK_UP_DOWN]


async def test_five_people_in_a_row_without_an_answer_are_told_of_at_once(clock: FakeClock):
    source = Source(DOWN)
    service = a_service(source, clock)
    await ask(service, 4)
    assert codes(service) == []
    source.outcomes = [FOUND]
    await ask(service)
    source.outcomes = [DOWN]
    await ask(service, 4)
    assert codes(service) == [], "four and four with an answer between them"
    await ask(service)
    assert codes(service) == [FaultCode.LOOK_UP_DOWN]


@pytest.mark.parametrize("why", [Why.UNTRUSTED, Why.REFUSED_US])
async def test_a_refused_certificate_or_account_is_told_at_once(why: Why, clock: FakeClock):
    source = Source(Down(why))
    service = a_service(source, clock)
    await ask(service)
    (fault,) = service.faults()
    assert fault.code is FaultCode.LOOK_UP_UNTRUSTED
    assert fault.facts["what"] == why
    source.outcomes = [FOUND]
    await ask(service)
    assert codes(service) == []


@pytest.mark.usefixtures("quick")
async def test_that_there_is_no_such_dossier_is_an_answer(clock: FakeClock):
    source = Source(Down(Why.UNTRUSTED))
    service = a_service(source, clock)
    await ask(service)
    source.outcomes = [NotFound()]
    await ask(service)
    assert codes(service) == []


@pytest.mark.usefixtures("quick")
async def test_guessing_is_told_with_its_hour_and_ends_by_the_clock_alone(clock: FakeClock):
    service = a_service(Source(NotFound()), clock, limits={"site_misses_per_hour": 5})
    for n in range(5):
        await service.look_up(f"web:{n}", DossierCode(f"{CODE}{n}"))
        clock.advance(60)
    (fault,) = service.faults()
    assert fault.code is FaultCode.LOOK_UP_GUESSED
    assert fault.facts == {"since": "08:00 24/11/2026", "count": "5"}
    clock.advance(3600 - 5 * 60)
    assert codes(service) == []


async def test_a_certificate_is_told_two_weeks_before_it_ends(clock: FakeClock):
    source = Source(FOUND)
    service = a_service(source, clock)
    source.until = EIGHT / 1000 + 14 * 86_400
    assert codes(service) == []
    clock.advance(1)
    (fault,) = service.faults()
    assert fault.code is FaultCode.LOOK_UP_EXPIRING
    assert fault.facts == {"until": "08:00 08/12/2026"}
    source.until = EIGHT / 1000 + 365 * 86_400
    assert codes(service) == []


@pytest.mark.parametrize("why", list(Why))
async def test_every_reason_has_a_sentence_of_its_own_and_none_holds_the_code(why: Why, clock: FakeClock):
    service = a_service(Source(Down(why)), clock)
    await ask(service, 5)
    (fault,) = service.faults()
    sentences = load_catalogue(HERE / "texts")
    said = sentences.say("vi", f"fault-detail.{fault.code}-{fault.facts['what']}", **fault.facts)
    assert "08:00 24/11/2026" in said
    assert CODE not in said


def test_no_two_reasons_say_the_same():
    lines = load_catalogue(HERE / "texts").languages["vi"]
    words = [said for key, said in lines.items() if re.match(r"fault-detail\.look-up-(down|untrusted)-", key)]
    assert len(set(words)) == len(words) == len(Why)
