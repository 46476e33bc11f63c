"""What the caretaker is told of the look-up, and that it ends when its cause ends."""

from itertools import pairwise

import pytest

from contracts.dossiers import DossierCode
from contracts.messages import Fault
from contracts.texts import load_catalogue
from contracts.vocabulary import FaultCode
from controller.dossier.port import Down, NotFound, Why
from controller.dossier.service import DossierService
from controller.dossier.troubles import TEXTS
from tests.conftest import FakeClock
from tests.unit.dossier.dossier_source import CODE, DOWN, FOUND, Source, a_service, run

EIGHT = 1_795_482_000_000
"""08:00 on 24 November 2026 in Vietnam."""


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(EIGHT)


async def ask(service: DossierService, times: int = 1) -> None:
    for _ in range(times):
        await service.look_up("kiosk-1", CODE)


def codes(service: DossierService) -> list[FaultCode]:
    return [fault.code for fault in service.troubles()]


def test_all_is_well_before_anybody_asks_and_while_answers_come(clock: FakeClock):
    async def story() -> None:
        service = a_service(Source(FOUND), clock)
        assert service.troubles() == ()
        await ask(service)
        clock.advance(1000)
        assert service.troubles() == ()

    run(story())


def test_two_minutes_of_tries_without_an_answer_are_a_trouble_until_the_next_answer(clock: FakeClock):
    async def story() -> None:
        source = Source(DOWN)
        service = a_service(source, clock, breaker={"failures": 100})
        await ask(service)
        clock.advance(119)
        await ask(service)
        assert codes(service) == []
        clock.advance(1)
        assert codes(service) == [], "nobody has tried since"
        await ask(service)
        assert service.troubles() == (
            Fault(
                code=FaultCode.LOOK_UP_DOWN,
                detail="Không có câu trả lời từ 08:00 ngày 24/11/2026. "
                "Lần gần nhất: hệ thống hồ sơ báo lỗi của chính nó.",
            ),
        )
        source.outcomes = [FOUND]
        await ask(service)
        assert codes(service) == []

    run(story())


def test_one_failed_try_at_night_is_no_trouble_in_the_morning(clock: FakeClock):
    async def story() -> None:
        service = a_service(Source(DOWN), clock)
        await ask(service)
        clock.advance(8 * 3600)
        assert codes(service) == []

    run(story())


def test_a_circuit_that_stays_open_is_a_trouble_though_nobody_tries_any_more(clock: FakeClock):
    async def story() -> None:
        service = a_service(Source(DOWN), clock)
        await ask(service, 5)
        assert codes(service) == []
        clock.advance(120)
        assert codes(service) == [FaultCode.LOOK_UP_DOWN]

    run(story())


@pytest.mark.parametrize(
    ("why", "words"), [(Why.UNTRUSTED, "chứng thư số"), (Why.REFUSED_US, "từ chối tài khoản")]
)
def test_a_refused_certificate_or_account_is_told_at_once(why: Why, words: str, clock: FakeClock):
    async def story() -> None:
        source = Source(Down(why))
        service = a_service(source, clock)
        await ask(service)
        (fault,) = service.troubles()
        assert fault.code is FaultCode.LOOK_UP_UNTRUSTED
        assert words in fault.detail
        source.outcomes = [FOUND]
        await ask(service)
        assert codes(service) == []

    run(story())


@pytest.mark.usefixtures("quick")
def test_that_there_is_no_such_dossier_is_an_answer(clock: FakeClock):
    async def story() -> None:
        source = Source(Down(Why.UNTRUSTED))
        service = a_service(source, clock)
        await ask(service)
        source.outcomes = [NotFound()]
        await ask(service)
        assert codes(service) == []

    run(story())


@pytest.mark.usefixtures("quick")
def test_guessing_is_told_with_its_hour_and_ends_by_the_clock_alone(clock: FakeClock):
    async def story() -> None:
        service = a_service(Source(NotFound()), clock, limits={"site_misses_per_hour": 5})
        for n in range(5):
            await service.look_up(f"web:{n}", DossierCode(f"{CODE}{n}"))
            clock.advance(60)
        (fault,) = service.troubles()
        assert fault.code is FaultCode.LOOK_UP_GUESSED
        assert fault.detail == "Từ 08:00 ngày 24/11/2026 có ít nhất 5 lần tra cứu không thấy hồ sơ."
        clock.advance(3600 - 5 * 60)
        assert codes(service) == []

    run(story())


def test_a_certificate_is_told_two_weeks_before_it_ends(clock: FakeClock):
    async def story() -> None:
        source = Source(FOUND)
        service = a_service(source, clock)
        source.until = EIGHT / 1000 + 14 * 86_400
        assert codes(service) == []
        clock.advance(1)
        (fault,) = service.troubles()
        assert fault.code is FaultCode.LOOK_UP_EXPIRING
        assert "08:00 ngày 08/12/2026" in fault.detail
        source.until = EIGHT / 1000 + 365 * 86_400
        assert codes(service) == []

    run(story())


@pytest.mark.parametrize("why", list(Why))
def test_every_reason_has_words_and_none_holds_the_code(why: Why, clock: FakeClock):
    async def story() -> None:
        service = a_service(Source(Down(why)), clock)
        await ask(service, 5)
        clock.advance(200)
        (fault,) = service.troubles()
        assert CODE not in fault.detail
        assert "{" not in fault.detail

    run(story())


def test_no_two_reasons_say_the_same():
    words = sorted(load_catalogue(TEXTS).say("vi", f"why.{why}") for why in Why)
    assert all(one != other for one, other in pairwise(words))
