"""What is told of faults: once, again after hours, when it is over, and nothing in quiet hours."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.vocabulary import DeviceId, FaultCode
from controller.alerts.ledger import REST_MS, Manner, News, Told, is_quiet, is_wrong, news
from controller.console.history import Entry

PRINTER = DeviceId("printer-1")
PAPER = str(FaultCode.PAPER_END)
MINUTE, HOUR = 60_000, 3_600_000
MANNER = Manner(after_ms=MINUTE, again_ms=4 * HOUR)
T = 1_000 * HOUR
OPEN = Entry(PRINTER, PAPER, T)


def at(now: int, *entries: Entry, told: tuple[Told, ...] = ()) -> tuple[tuple[Told, ...], News]:
    return news(told, entries, now, MANNER)


def test_it_is_told_when_it_has_lasted_and_only_once() -> None:
    assert at(T + MINUTE - 1, OPEN) == ((), News())
    told, first = at(T + MINUTE, OPEN)
    assert first == News(began=(OPEN,))
    assert at(T + 2 * MINUTE, OPEN, told=told) == (told, News())


def test_it_is_told_again_while_it_lasts() -> None:
    told, _ = at(T + MINUTE, OPEN)
    again, found = at(T + MINUTE + 4 * HOUR, OPEN, told=told)
    assert found == News(lasting=(OPEN,))
    assert at(T + 5 * HOUR, OPEN, told=again) == (again, News())


def test_its_end_is_told_once_it_has_held_and_then_it_is_forgotten() -> None:
    told, _ = at(T + MINUTE, OPEN)
    ended = Entry(PRINTER, PAPER, T, T + HOUR)
    assert at(T + HOUR + MINUTE - 1, ended, told=told) == (told, News())
    over, found = at(T + HOUR + MINUTE, ended, told=told)
    assert found == News(ended=(ended,))
    assert at(T + HOUR + 2 * MINUTE, ended, told=over) == (over, News())
    assert at(T + HOUR + MINUTE + REST_MS, ended, told=over) == ((), News())


def test_what_ended_before_it_was_told_is_never_told() -> None:
    assert at(T + HOUR, Entry(PRINTER, PAPER, T, T + 30_000)) == ((), News())


def test_a_loose_plug_is_told_at_most_every_quarter_of_an_hour() -> None:
    """Three minutes without, three minutes with: for two hours."""
    told: tuple[Told, ...] = ()
    entries: tuple[Entry, ...] = ()
    began = []
    for minute in range(120):
        now = T + minute * MINUTE
        if minute % 6 == 0:
            entries = (Entry(PRINTER, PAPER, now), *entries)
        elif minute % 6 == 3:
            entries = (Entry(PRINTER, PAPER, entries[0].began, now), *entries[1:])
        told, found = at(now, *entries, told=told)
        began += [now for _ in found.began]
    assert len(began) >= 2
    assert min(b - a for a, b in itertools.pairwise(began)) >= REST_MS


def test_that_alerts_do_not_arrive_is_no_alert() -> None:
    silent = Entry(DeviceId("desk"), str(FaultCode.ALERT_UNSENT), T)
    assert at(T + HOUR, silent) == ((), News())
    assert not is_wrong([silent], T + HOUR, MANNER)


def test_the_newest_entry_of_a_trouble_counts_and_one_that_lasts_before_all() -> None:
    old = Entry(PRINTER, PAPER, T - HOUR, T - HOUR + MINUTE)
    assert at(T + MINUTE, OPEN, old)[1] == News(began=(OPEN,))
    assert at(T + MINUTE, old, OPEN)[1] == News(began=(OPEN,))


def test_a_clock_that_went_back_repeats_nothing() -> None:
    told, _ = at(T + MINUTE, OPEN)
    kept, found = at(T - HOUR, OPEN, told=told)
    assert not found
    assert kept[0].at == T - HOUR


@pytest.mark.parametrize(
    ("hours", "minute", "quiet"),
    [
        ("", 0, False),
        ("17:30-06:30", 17 * 60 + 29, False),
        ("17:30-06:30", 17 * 60 + 30, True),
        ("17:30-06:30", 0, True),
        ("17:30-06:30", 6 * 60 + 30, False),
        ("11:30-13:30", 12 * 60, True),
        ("11:30-13:30", 14 * 60, False),
        ("08:00-08:00", 8 * 60, False),
    ],
)
def test_quiet_hours_may_go_over_midnight(hours: str, minute: int, *, quiet: bool) -> None:
    assert is_quiet(hours, minute) is quiet


def test_a_lamp_is_lit_while_something_lasts() -> None:
    assert not is_wrong([OPEN], T + MINUTE - 1, MANNER)
    assert is_wrong([OPEN], T + MINUTE, MANNER)
    assert not is_wrong([Entry(PRINTER, PAPER, T, T + HOUR)], T + HOUR, MANNER)


@given(st.lists(st.tuples(st.integers(1, 20), st.booleans()), max_size=60))
def test_every_end_that_is_told_has_a_beginning_that_was(steps: list[tuple[int, bool]]) -> None:
    told: tuple[Told, ...] = ()
    entries: tuple[Entry, ...] = ()
    now, open_told = T, 0
    for minutes, wrong in steps:
        now += minutes * MINUTE
        lasts = bool(entries) and entries[0].ended is None
        if wrong and not lasts:
            entries = (Entry(PRINTER, PAPER, now), *entries)
        elif lasts and not wrong:
            entries = (Entry(PRINTER, PAPER, entries[0].began, now), *entries[1:])
        told, found = at(now, *entries, told=told)
        open_told += len(found.began) - len(found.ended)
        assert open_told in (0, 1)
        assert not (found.lasting and not open_told)
