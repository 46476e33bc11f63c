"""The province now: every office on one page, what needs somebody first."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from hardware.host.page_router import PageRouter
from province.compare import Sums
from province.period import Period
from province.reading import By, Heard, Office, Reading
from province.web.pages import Pages

OFF_BY = timedelta(minutes=2)
"""A clock that differs more from the centre's is told."""


class State(StrEnum):
    """How an office is, the worst first."""

    NEVER = "never"
    SILENT = "silent"
    TROUBLE = "trouble"
    CROWDED = "crowded"
    WELL = "well"
    CLOSED = "closed"


@dataclass(frozen=True)
class Row:
    """One office now."""

    office: Office
    state: State
    heard: Heard | None
    ago: str
    faults: tuple[str, ...]
    clock: str
    """How far its clock is off; empty: it is right, or nobody knows."""
    today: Sums

    @property
    def waiting(self) -> int:
        """Who waits; 0 where nobody knows."""
        return int(self.heard.told["waiting"]) if self.heard and self.state is not State.SILENT else 0

    @property
    def longest_s(self) -> int:
        """How long the one who waits longest has waited."""
        return int(self.heard.told["longest_wait_s"]) if self.heard and self.state is not State.SILENT else 0

    def told(self, what: str) -> int:
        """A number that the office said; 0 where it said nothing."""
        return int(self.heard.told[what]) if self.heard else 0


class Board:
    """Looks at all offices at once."""

    def __init__(self, pages: Pages, reading: Reading) -> None:
        self._pages, self._reading = pages, reading

    def rows(self, area: str) -> list[Row]:
        """What needs somebody first, then who waits longest."""
        today = self._pages.today()
        heard, sums = self._reading.heard(), self._reading.sums(Period(today, today), By.OFFICE)
        offices = [
            office
            for office in self._reading.offices(today, area).values()
            if office.merged_on is None or office.merged_on > today
        ]
        rows = [self._row(office, heard.get(office.id), sums.get(str(office.id), {})) for office in offices]
        order = list(State)
        return sorted(rows, key=lambda row: (order.index(row.state), -row.longest_s, row.office.name))

    def fault_words(self, codes: list[str]) -> tuple[str, ...]:
        """Faults in words; a newer office may know more of them."""
        return tuple(
            self._pages.say(f"fault.{code}") if self._pages.knows(f"fault.{code}") else code for code in codes
        )

    def _row(self, office: Office, heard: Heard | None, sums: dict[str, Sums]) -> Row:
        today = sums.get(str(office.id), Sums())
        if heard is None:
            return Row(office, State.NEVER, None, "", (), "", today)
        faults = self.fault_words(list(heard.told["faults"]))
        clock = self._clock(heard)
        state = self._state(heard, bool(faults or clock))
        return Row(office, state, heard, self._pages.ago(heard.got_at), faults, clock, today)

    def _state(self, heard: Heard, trouble: bool) -> State:  # noqa: FBT001 - private, and named at its one call
        settings = self._pages.settings
        if self._pages.now() - heard.got_at > timedelta(minutes=settings.silent_minutes):
            return State.SILENT
        if trouble:
            return State.TROUBLE
        if heard.told["longest_wait_s"] > settings.wait_limit_minutes * 60:
            return State.CROWDED
        return State.WELL if heard.told["open"] or heard.told["waiting"] else State.CLOSED

    def _clock(self, heard: Heard) -> str:
        if not heard.told["clock_trusted"]:
            return self._pages.say("now.clock-unsure")
        off = _moment_of(heard.told["at"], heard.got_at) - heard.got_at
        if abs(off) <= OFF_BY:
            return ""
        key = "now.clock-ahead" if off > timedelta() else "now.clock-behind"
        return self._pages.say(key, count=int(abs(off).total_seconds() // 60))


def _moment_of(utc_ms: int, like: datetime) -> datetime:
    """What an office's clock said; the end of time for what no calendar has."""
    try:
        return datetime.fromtimestamp(utc_ms / 1000, like.tzinfo)
    except (ValueError, OverflowError, OSError):
        return datetime.max.replace(tzinfo=like.tzinfo)


def router(pages: Pages, board: Board) -> APIRouter:
    """``/``."""
    routes = PageRouter()

    @routes.get("/")
    def page(request: Request) -> HTMLResponse:
        person = pages.reader(request)
        rows = board.rows(person.area)
        counts = {state: sum(row.state is state for row in rows) for state in State}
        total = {
            "offices": len(rows),
            "heard": len(rows) - counts[State.NEVER] - counts[State.SILENT],
            "waiting": sum(row.waiting for row in rows),
            "longest_s": max((row.longest_s for row in rows), default=0),
            "staffed": sum(row.told("staffed") for row in rows if row.state is not State.SILENT),
            "counters": sum(row.told("counters") for row in rows),
            "issued": sum(row.today.issued for row in rows),
            "served": sum(row.today.served for row in rows),
            "troubled": counts[State.TROUBLE],
        }
        facts = {"rows": rows, "total": total, "at": pages.clock(pages.now())}
        return HTMLResponse(pages.draw("now.html", person, **facts))

    return routes
