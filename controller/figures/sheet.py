"""The sheet of one service day: its tallies by every side from which a head of office looks at it. Pure."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from contracts.vocabulary import (
    CallRule,
    ClerkId,
    CounterId,
    JobId,
    Millis,
    PriorityGroup,
    SlipState,
    TicketState,
)
from controller.domain import events as e
from controller.figures.pauses import pauses_of
from controller.figures.rating_groups import cell
from controller.figures.ratings import marks, unfinished
from controller.figures.standing import Standing, standing
from controller.figures.tally import NONE, Tally, as_json
from controller.figures.visits import End, Stay, Visit, visits_of

NOBODY = ""
"""The clerk of calls made where nobody had signed in."""
MORNING_ENDS = 12


class Side(StrEnum):
    """From where the figures are looked at."""

    ALL = "all"
    SERVICE = "service"
    COUNTER = "counter"
    CLERK = "clerk"
    SESSION = "session"
    GROUP = "group"
    RATED = "rated"
    """What was said of a clerk in a service: see ``rating_groups``."""
    LANGUAGE = "language"
    KIOSK = "kiosk"
    QUARTER = "quarter"
    WEEKDAY = "weekday"


Sheet = Mapping[Side, Mapping[str, Tally]]
TIMED = frozenset({Side.ALL, Side.SERVICE, Side.COUNTER, Side.CLERK, Side.SESSION, Side.GROUP, Side.RATED})
"""The sides that know durations; the others only count, which keeps a year small."""


@dataclass
class _Adding:
    """Tallies that are being counted."""

    counts: dict[str, Any] = field(default_factory=lambda: defaultdict(int))
    waits: list[int] = field(default_factory=list)
    services: list[int] = field(default_factory=list)
    rated: list[e.TicketRated] = field(default_factory=list)

    def add(self, other: "_Adding") -> None:
        """Count what another one has counted."""
        counts = self.counts
        for name, value in other.counts.items():
            counts[name] += value
        self.waits += other.waits
        self.services += other.services

    def count(self, name: str) -> None:
        """One more."""
        self.counts[name] += 1

    def done(self) -> Tally:
        tally = replace(NONE, **self.counts, waits=self.waits, services=self.services)
        return replace(tally, ratings=marks(self.rated), new_ratings=unfinished(self.rated))

    def untimed(self) -> Tally:
        return replace(NONE, **self.counts)


def sheet_of(events: Iterable[e.AnyEvent], local: Callable[[Millis], datetime]) -> Sheet:
    """The figures of one service day; ``local`` is the office's wall time."""
    told = tuple(events)
    found: dict[Side, dict[str, _Adding]] = {side: defaultdict(_Adding) for side in Side}
    stand = standing(told)
    for visit in visits_of(stand).values():
        # Once, and then added on each side: this is most of the work of a year.
        counted = _of_visit(visit)
        for side, key in _places(visit, local(visit.arrived_at)).items():
            found[side][key].add(counted)
        for number, stay in enumerate(visit.stays):
            counted = _of_stay(stay, visit, first=number == 0)
            found[Side.COUNTER][stay.counter].add(counted)
            found[Side.CLERK][stay.clerk or NOBODY].add(counted)
    _add_seats(found, stand)
    _add_slips(found[Side.ALL][""], told)
    _add_ratings(found, told)
    return {
        side: {key: adding.done() if side in TIMED else adding.untimed() for key, adding in by.items()}
        for side, by in found.items()
    }


def _add_ratings(found: Mapping[Side, Mapping[str, _Adding]], events: Iterable[e.AnyEvent]) -> None:
    """What was said, by service and clerk; not by counter: where one clerk sits that would be a person."""
    for event in events:
        if isinstance(event, e.TicketRated):
            found[Side.RATED][cell(event.service, event.clerk or NOBODY)].rated.append(event)


def _places(visit: Visit, arrived: datetime) -> dict[Side, str]:
    return {
        Side.ALL: "",
        Side.SERVICE: visit.asked,
        Side.SESSION: "morning" if arrived.hour < MORNING_ENDS else "afternoon",
        Side.GROUP: visit.priority,
        Side.LANGUAGE: visit.lang,
        Side.KIOSK: visit.device,
        Side.QUARTER: f"{arrived.hour:02}:{arrived.minute // 15 * 15:02}",
        Side.WEEKDAY: str(arrived.isoweekday()),
    }


_ENDS = {
    TicketState.FINISHED: "served",
    TicketState.NO_SHOW: "absent",
    TicketState.CANCELLED: "cancelled",
    TicketState.LAPSED: "lapsed",
}


def _of_visit(visit: Visit) -> _Adding:
    to = _Adding()
    to.count("issued")
    to.count(_ENDS.get(visit.state, "open"))
    if visit.priority is not PriorityGroup.ORDINARY:
        to.count("priority")
    if visit.degraded:
        to.count("degraded")
    if visit.wait_s is not None:
        to.waits.append(visit.wait_s)
        _judge(to, visit.told, visit.wait_s)
    for stay in visit.stays:
        _add_call(to, stay)
    return to


def _judge(to: _Adding, told: tuple[int, int] | None, wait_s: int) -> None:
    """Whether the first call came within the minutes that the citizen was told; both ends count as within."""
    if told is None:
        return
    to.count("told")
    if wait_s > told[1] * 60:
        to.count("later")
    elif wait_s >= told[0] * 60:
        to.count("within")


def _of_stay(stay: Stay, visit: Visit, *, first: bool) -> _Adding:
    """``issued`` of a counter or a clerk: the numbers whose first call was theirs."""
    to = _Adding()
    if first:
        to.count("issued")
        if visit.priority is not PriorityGroup.ORDINARY:
            to.count("priority")
        to.waits.append(visit.wait_s or 0)
    if stay.end in _STAYS:
        to.count(_STAYS[stay.end])
    _add_call(to, stay)
    return to


_STAYS = {End.FINISHED: "served", End.CLOSED: "served", End.CANCELLED: "cancelled", End.OPEN: "open"}
_CALLS = {End.NO_SHOW: "no_shows", End.TRANSFERRED: "transferred", End.PARKED: "parked"}
_PASSING = {
    CallRule.BY_HAND: "by_hand",
    CallRule.PRIORITY_TURN: "overtook",
    CallRule.PRIORITY_STRICT: "overtook",
}


def _add_call(to: _Adding, stay: Stay) -> None:
    to.count("calls")
    if stay.end in _CALLS:
        to.count(_CALLS[stay.end])
    if stay.ahead > 0 and stay.rule in _PASSING:
        to.count(_PASSING[stay.rule])
    seconds = stay.seconds
    if seconds is None or stay.end is End.CLOSED:
        return
    to.counts["busy_s"] += seconds
    if stay.end is End.FINISHED:
        to.services.append(seconds)


def _add_seats(found: Mapping[Side, Mapping[str, _Adding]], stand: Iterable[Standing]) -> None:
    """How long counters were staffed, and left alone.

    Who sat at two is counted once for the same moment, and has left only when at neither.
    """
    until: dict[ClerkId, Millis] = {}
    seats = sorted(_staffed(stand), key=lambda seat: seat[2])
    for counter, clerk, began, ended in seats:
        for side, key in ((Side.ALL, ""), (Side.COUNTER, counter)):
            found[side][key].counts["staffed_s"] += max(0, ended - began) // 1000
        alone = max(began, until.get(clerk, began))
        found[Side.CLERK][clerk].counts["staffed_s"] += max(0, ended - alone) // 1000
        until[clerk] = max(ended, until.get(clerk, ended))
    for pause in pauses_of(stand):
        sides = [(Side.ALL, ""), (Side.COUNTER, str(pause.counter))]
        if not any(who == pause.left and began <= pause.began < ended for _, who, began, ended in seats):
            sides.append((Side.CLERK, str(pause.left)))
        for side, key in sides:
            found[side][key].count("pauses")
            found[side][key].counts["paused_s"] += pause.seconds


def _staffed(stand: Iterable[Standing]) -> Iterable[tuple[CounterId, ClerkId, Millis, Millis]]:
    """Who sat where from when until when; who is still there has no end yet."""
    since: dict[CounterId, tuple[ClerkId, Millis]] = {}
    for one in stand:
        match one.event:
            case e.ClerkSignedIn() as sat:
                since[sat.counter] = (sat.clerk, sat.at)
            case e.ClerkSignedOut() as left if left.counter in since:
                clerk, at = since.pop(left.counter)
                yield left.counter, clerk, at, left.at
            case e.DayClosed() as closed:
                for counter, (clerk, at) in since.items():
                    yield counter, clerk, at, closed.at
                since.clear()
            case _:
                pass


def _add_slips(to: _Adding, events: Iterable[e.AnyEvent]) -> None:
    """Copies of slips by how they ended; the last word on each counts."""
    last: dict[JobId, SlipState | None] = {}
    for event in events:
        if isinstance(event, e.SlipQueued):
            last.setdefault(event.job, None)
        elif isinstance(event, e.SlipChanged):
            last[event.job] = event.state
    if last:
        to.counts["slips"] += len(last)
        to.counts["slips_unknown"] += sum(1 for state in last.values() if state is SlipState.UNKNOWN)


def dump(sheet: Sheet) -> dict[str, dict[str, Any]]:
    """As JSON."""
    return {side: {key: as_json(tally) for key, tally in by.items()} for side, by in sheet.items()}


def load(told: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> Sheet:
    """The sheet again."""
    return {Side(side): {key: Tally(**tally) for key, tally in by.items()} for side, by in told.items()}


def everything(sheet: Sheet) -> Tally:
    """The tally of all numbers."""
    return next(iter(sheet.get(Side.ALL, {}).values()), NONE)
