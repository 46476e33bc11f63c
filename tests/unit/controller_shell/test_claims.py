"""What neighbours say that they saw: two that the settings name are believed, one alone with caution."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from contracts import messages as m
from contracts.vocabulary import DeviceId
from controller.desk import claims as c
from controller.domain.day import Day, fold
from controller.domain.lost_rules import DOUBT, Lost, skips
from tests import builders as b

OFFICE = b.open_office()
NAMED = frozenset({b.KIOSK, b.SECOND_KIOSK, b.PRINTER})
LAST = 999


def memory(device: DeviceId, high: int, service: str = b.CIVIL, prefix: str = "A") -> m.Memory:
    return m.Memory(
        device=device, seen=(m.Seen(day=b.DATE, service=service, prefix=prefix, low=1, high=high),)
    )


def told(*memories: m.Memory) -> c.Claims:
    claims = c.Claims(NAMED)
    for one in memories:
        claims = c.hear(claims, one)
    return claims


def made_up(day: Day, claims: c.Claims) -> Day:
    """The day after what the neighbours saw was skipped, as the desk does it."""
    spans, _who = c.news(claims, OFFICE, day)
    return fold(day, skips(OFFICE, day, Lost(0, {day.date: spans}), day.last_at)) if spans else day


def highest(day: Day) -> int:
    return day.highest.get(b.CIVIL, 0)


def test_what_two_named_machines_saw_is_so_however_much_it_is() -> None:
    day = made_up(b.a_day(), told(memory(b.KIOSK, 900), memory(b.PRINTER, 870)))
    assert highest(day) >= 870
    assert LAST - highest(day) > 20, "the one that says more is believed with caution"


@pytest.mark.parametrize("liar", [b.KIOSK, DeviceId("board-7")])
@pytest.mark.parametrize("claims", [[LAST], range(1, LAST + 1), [500, 750, 900, 999] * 20, [999, 1] * 50])
def test_whoever_lies_alone_ends_no_series_however_often(liar: DeviceId, claims: Iterable[int]) -> None:
    day = b.after(OFFICE, b.a_day(), b.take(b.CIVIL))
    writes = 0
    for n, high in enumerate(claims):
        before = day
        day = made_up(day, told(replace_seq(memory(liar, high), n), memory(b.SECOND_KIOSK, 1)))
        writes += day is not before
    assert highest(day) <= LAST // 2 + 1 + DOUBT
    assert writes <= LAST // 2 // DOUBT + 2
    assert b.after(OFFICE, day, b.take(b.CIVIL)).issued[b.CIVIL] == 2, "the office goes on"


def replace_seq(said: m.Memory, seq: int) -> m.Memory:
    return said.model_copy(update={"seq": seq})


def test_a_lie_between_real_numbers_ends_no_series_either() -> None:
    day = b.a_day()
    for n in range(60):
        day = b.after(OFFICE, day, b.take(b.CIVIL))
        day = made_up(day, told(replace_seq(memory(b.KIOSK, LAST), n)))
    assert highest(day) <= LAST // 2 + 60 + DOUBT


def test_one_alone_is_believed_for_what_an_office_gives_in_hours() -> None:
    assert highest(made_up(b.a_day(), told(memory(b.KIOSK, 300)))) == 300 + DOUBT


def test_a_series_that_the_settings_do_not_have_is_believed_of_two_only() -> None:
    alone = told(*(memory(b.KIOSK, 5, f"made-up-{n}", "X") for n in range(9)))
    assert c.news(alone, OFFICE, b.a_day()) == ((), ())
    spans, who = c.news(
        told(memory(b.KIOSK, 5, "old", "X"), memory(b.PRINTER, 4, "old", "X")), OFFICE, b.a_day()
    )
    assert {span.high for span in spans} == {4}
    assert who == (b.KIOSK, b.PRINTER)


def test_a_lie_of_another_day_says_nothing_of_this_one() -> None:
    lie = memory(b.KIOSK, LAST)
    other = lie.model_copy(
        update={"seen": tuple(s.model_copy(update={"day": "2026-11-24"}) for s in lie.seen)}
    )
    assert c.news(told(other), OFFICE, b.a_day()) == ((), ())


def test_more_strangers_than_are_heard_push_nobody_out() -> None:
    claims = told(*(memory(DeviceId(f"board-{n}"), 1) for n in range(100)), memory(b.KIOSK, 7))
    assert len(claims.said) == c.MOST_STRANGERS + 1
    assert claims == replace(claims, named=NAMED)
    assert highest(made_up(b.a_day(), claims)) == 7 + DOUBT
