"""Which statements are sent again, and when."""

import threading
from collections.abc import Sequence

import pytest

from contracts.province import MOST_STATEMENTS, Statement
from controller.sending import stating as module
from controller.sending.stating import ANEW, EVERY, Stating


def of(*names: str, body: dict[str, int] | None = None) -> list[Statement]:
    return [Statement(kind="ratings", name=name, body=body) for name in names]


def stating(there: list[Statement]) -> Stating:
    async def source() -> Sequence[Statement]:
        return there

    return Stating(source)


async def names(one: Stating, beat: int) -> list[str]:
    return [statement.name for statement in await one.unsaid(beat)]


async def test_what_was_read_is_not_told_again_until_it_changes():
    there = of("2026-10", "2026-11")
    one = stating(there)
    one.said(await one.unsaid(1), 2)
    assert await names(one, 2) == []
    there[1:] = of("2026-11", body={"n": 5})
    assert await names(one, 3) == [], "it is looked at seldom"
    assert await names(one, 2 + EVERY) == ["2026-11"]


async def test_a_centre_that_reads_none_is_asked_again_later_and_not_at_once():
    one = stating(of("2026-11"))
    one.said(await one.unsaid(1), 0)
    assert await names(one, 2) == []
    assert await names(one, 1 + EVERY) == ["2026-11"]


async def test_a_centre_that_lost_something_hears_all_again():
    one = stating(of("2026-10", "2026-11"))
    one.said(await one.unsaid(1), 2)
    one.forget()
    assert await names(one, 2) == ["2026-10", "2026-11"]


async def test_a_day_later_all_is_said_once_more():
    one = stating(of("2026-10", "2026-11"))
    for beat in (1, ANEW - 1):
        one.said(await one.unsaid(beat), 2)
    again = await one.unsaid(ANEW + EVERY)
    assert len(again) == 2, "somebody else may have stated otherwise"
    one.said(again, 2)
    assert await names(one, ANEW + 3 * EVERY) == [], "and then not before the next day"


async def test_what_is_too_much_for_one_batch_comes_with_the_next():
    there = of(*(f"{n:04}" for n in range(MOST_STATEMENTS + 3)))
    one = stating(there)
    first = await one.unsaid(1)
    one.said(first, len(first))
    assert [len(first), len(await one.unsaid(2))] == [MOST_STATEMENTS, 3]


async def test_nothing_is_stated_where_there_is_nothing_to_state():
    assert await names(Stating(), 1) == []


async def test_the_loop_does_not_write_the_megabytes_of_years_of_forms(monkeypatch: pytest.MonkeyPatch):
    threads: set[str] = set()
    digest = module._digest

    def noted(one: Statement) -> str:
        threads.add(threading.current_thread().name)
        return digest(one)

    monkeypatch.setattr(module, "_digest", noted)
    await stating(of("2026-11")).unsaid(1)
    assert threads
    assert threading.main_thread().name not in threads
