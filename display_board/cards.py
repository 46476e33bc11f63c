"""What an office must publish, on the wall while nobody is called: procedures with fee and time, hours, its notice. Pure."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from itertools import groupby

from contracts import messages as m
from contracts.amounts import fee_at_a_glance, thousands, time_at_a_glance
from contracts.open_data import OpenCatalogue, OpenProcedure, OpenResults, OpenTime
from contracts.procedures import FeeKind
from contracts.texts import FIRST, Catalogue

ROWS = 4
"""Of a card; a longer table is not read in eight seconds."""
MOST_CARDS = 100
LONGEST_NAME = 160
NO_RESULTS = OpenResults()
_WEEK = range(1, 8)

Row = tuple[str, str, str]
"""What it is, its fee, its time; the latter two may be empty."""


@dataclass(frozen=True)
class Card:
    """One page on the wall."""

    title: str
    heads: Row
    rows: tuple[Row, ...]

    @cached_property
    def name(self) -> str:
        """Names what it says: another card has another name. Asked for five times a second."""
        return hashlib.sha256(json.dumps(asdict(self)).encode()).hexdigest()[:16]

    def as_json(self) -> dict[str, object]:
        """For the page."""
        return asdict(self)


def cards_of(
    office: m.OfficeState | None,
    catalogue: OpenCatalogue,
    ticker: str,
    texts: Catalogue,
    results: OpenResults = NO_RESULTS,
) -> tuple[Card, ...]:
    """Everything there is to show, in its order.

    The board's own notice (``ticker``) and the office's, the hours, last month's results, the procedures by field.
    """
    found = [
        *_notices((ticker, office.ticker if office else ""), texts),
        *(_hours(office, texts) if office else ()),
        *_results(results, texts),
        *_procedures(catalogue, texts),
    ]
    return tuple(found[:MOST_CARDS])


def _notices(notices: Iterable[str], texts: Catalogue) -> Iterator[Card]:
    for notice in filter(None, notices):
        yield Card(texts.say(FIRST, "cards.notice"), ("", "", ""), ((notice, "", ""),))


def _hours(office: m.OfficeState, texts: Catalogue) -> Iterator[Card]:
    """The week, days with the same hours together, and then the special days that come."""
    if not office.sessions:
        return
    by_day = [(day, _span(tuple(s for s in office.sessions if day in s.days), texts)) for day in _WEEK]
    rows: list[Row] = []
    for hours, days in groupby(by_day, key=lambda each: each[1]):
        same = [day for day, _ in days]
        first, last = (texts.say(FIRST, f"weekday.{day}") for day in (same[0], same[-1]))
        rows.append((first if first == last else f"{first} – {last}", "", hours))
    for special in office.special_days:
        _year, month, day = special.day.split("-")
        name = special.name.get(FIRST, "")
        rows.append((f"{day}/{month} {name}".strip(), "", _span(special.sessions, texts)))
    heads = ("", "", texts.say(FIRST, "cards.hours-head"))
    yield from _paged(texts.say(FIRST, "cards.hours"), heads, rows)


def _span(sessions: Sequence[m.SessionInfo], texts: Catalogue) -> str:
    hours = ", ".join(f"{session.serve_from}–{session.serve_until}" for session in sessions)
    return hours or texts.say(FIRST, "cards.closed")


def _results(results: OpenResults, texts: Catalogue) -> Iterator[Card]:
    """What is told of everybody; what few people only are known of is not in it."""
    told = results.whole
    values = (
        ("issued", "" if told.issued is None else thousands(told.issued)),
        ("wait-median", _minutes(told.wait_median, texts)),
        ("wait-p90", _minutes(told.wait_p90, texts)),
        ("within-limit", _percent(told.within_limit)),
        ("in-time", _percent(results.dossiers.in_time if results.dossiers else None)),
    )
    rows = [
        (texts.say(FIRST, f"cards.{name}", minutes=results.limit_minutes), "", value)
        for name, value in values
        if value
    ]
    for one in results.ratings:
        question = texts.say(FIRST, "cards.rated", count=thousands(one.number), question=one.question)
        rows.append((question[:LONGEST_NAME], "", _percent(one.satisfied)))
    title = texts.say(FIRST, "cards.results", period=results.period)[:LONGEST_NAME]
    yield from _paged(title, ("", "", ""), rows)


def _percent(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}%".replace(".", ",")


def _minutes(value: int | None, texts: Catalogue) -> str:
    return "" if value is None else texts.say(FIRST, "cards.minutes", count=value)


def _procedures(catalogue: OpenCatalogue, texts: Catalogue) -> Iterator[Card]:
    heads = (
        texts.say(FIRST, "cards.procedure"),
        texts.say(FIRST, "cards.fee"),
        texts.say(FIRST, "cards.time"),
    )
    other = texts.say(FIRST, "cards.procedures")
    ordered = sorted(catalogue.procedures, key=lambda one: one.field or other)
    for field, ones in groupby(ordered, key=lambda one: one.field or other):
        yield from _paged(field[:LONGEST_NAME], heads, [_row(one, texts) for one in ones])


def _row(one: OpenProcedure, texts: Catalogue) -> Row:
    agreed = one.agreed.count or one.agreed.text
    return (
        (one.short or one.name)[:LONGEST_NAME],
        _fee(one, texts),
        _time(one.agreed if agreed else one.time, texts),
    )


def _fee(one: OpenProcedure, texts: Catalogue) -> str:
    """Never "free" where nobody said so."""
    known = one.fee.kind in (FeeKind.AMOUNT, FeeKind.BY_RULE)
    if known and (stated := fee_at_a_glance(one.fee.text)):
        return stated
    if one.fee.kind is FeeKind.AMOUNT and one.fee.vnd:
        return texts.say(FIRST, "cards.dong", amount=thousands(one.fee.vnd))
    return texts.say(FIRST, f"cards.fee-{one.fee.kind}")


def _time(limit: OpenTime, texts: Catalogue) -> str:
    if limit.count:
        return texts.say(FIRST, f"cards.time-{limit.unit}", count=limit.count)
    unsure = texts.say(FIRST, "cards.time-text" if limit.text else "cards.time-unknown")
    return time_at_a_glance(limit.text) or unsure


def _paged(title: str, heads: Row, rows: Sequence[Row]) -> Iterator[Card]:
    pages = [tuple(rows[at : at + ROWS]) for at in range(0, len(rows), ROWS)]
    for number, page in enumerate(pages, 1):
        yield Card(f"{title} ({number}/{len(pages)})" if len(pages) > 1 else title, heads, page)
