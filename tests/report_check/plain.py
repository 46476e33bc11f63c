"""Every figure of a period once more, from the journal's bare JSON: no code of the controller, undoing by going back.

Each change of a ticket keeps what it was before, which taking an act back brings back. A closing by mistake is taken back by
a copy of the whole day.
"""

import copy
import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

ENDS = {
    "TicketFinished": "served",
    "TicketNoShow": "absent",
    "TicketCancelled": "cancelled",
    "TicketLapsed": "lapsed",
}
UNDOES = {
    "call": ("TicketCalled",),
    "finish": ("TicketFinished",),
    "no-show": ("TicketNoShow",),
    "transfer": ("TicketTransferred",),
    "park": ("TicketParked",),
    "cancel": ("TicketCancelled",),
}
ENDING_STAY = ("TicketFinished", "TicketNoShow", "TicketTransferred", "TicketParked", "TicketCancelled")
LISTS = ("waits", "services")
Figures = dict[str, dict[str, Any]]


def all_figures(db: sqlite3.Connection, local: Callable[[int], datetime]) -> dict[str, dict[str, Figures]]:
    """Day -> side -> key -> name -> number or sorted seconds."""
    spans = db.execute("SELECT day, min(seq), max(seq) FROM event GROUP BY day ORDER BY day").fetchall()
    return {day: _day_figures(db, (first, last, day), local) for day, first, last in spans}


def _day_figures(
    db: sqlite3.Connection, span: tuple[int, int, str], local: Callable[[int], datetime]
) -> dict[str, Figures]:
    """The journal has no index by days, so a day is read between its first and its last event."""
    rows = db.execute("SELECT kind, body FROM event WHERE seq BETWEEN ? AND ? AND day = ? ORDER BY seq", span)
    state = _played([(kind, json.loads(body)) for kind, body in rows])
    sides: dict[str, Figures] = defaultdict(lambda: defaultdict(_nothing))
    for ticket in state["tickets"].values():
        _count_ticket(sides, ticket, local)
    _count_seats(sides, state)
    sides["all"][""]["slips"] += len(state["slips"])
    sides["all"][""]["slips_unknown"] += sum(1 for said in state["slips"].values() if said == "unknown")
    return sides


def _count_seats(sides: dict[str, Figures], state: dict[str, Any]) -> None:
    """A clerk at two counters is there once: each later seat counts from where the ones before have ended."""
    sat: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for counter, clerk, began, ended in sorted(state["seats"], key=lambda seat: seat[2]):
        for side, key in (("all", ""), ("counter", counter)):
            sides[side][key]["staffed_s"] += max(0, ended - began) // 1000
        start = max([began, *(end for _, end in sat[clerk])])
        sides["clerk"][clerk]["staffed_s"] += max(0, ended - start) // 1000
        sat[clerk].append((began, ended))
    for counter, clerk, began, ended in state["pauses"]:
        elsewhere = any(start <= began < end for start, end in sat[clerk])
        for side, key in (("all", ""), ("counter", counter), *(() if elsewhere else (("clerk", clerk),))):
            sides[side][key]["pauses"] += 1
            sides[side][key]["paused_s"] += (ended - began) // 1000


def _nothing() -> dict[str, Any]:
    return defaultdict(int, {name: [] for name in LISTS})


def _played(events: Sequence[tuple[str, dict[str, Any]]]) -> dict[str, Any]:
    state: dict[str, Any] = {"tickets": {}, "seats": [], "sat": {}, "gone": {}, "pauses": [], "slips": {}}
    before_closing: dict[str, Any] | None = None
    closing, reopened = False, sum(kind == "DayReopened" for kind, _ in events)
    for kind, told in events:
        if kind == "DayClosing":
            closing = True
            if reopened:  # of a large day the copy is most of the work
                before_closing = copy.deepcopy(state)
        elif kind == "DayClosed":
            closing = False
            for counter, (clerk, at) in state["sat"].items():
                state["seats"].append((counter, clerk, at, told["at"]))
            state["sat"] = {}
        elif kind == "DayReopened" and before_closing is not None:
            reopened -= 1
            slips = state["slips"]  # what became of paper is not taken back
            state = copy.deepcopy(before_closing)
            state["slips"] = slips
        else:
            _tell(state, kind, told, closing=closing)
    return state


def _tell(state: dict[str, Any], kind: str, told: dict[str, Any], *, closing: bool) -> None:
    if kind == "TicketIssued":
        state["tickets"][told["ticket"]] = {**told, "stays": [], "end": "open", "past": None}
    elif kind == "SlipQueued":
        state["slips"].setdefault(told["job"], "")
    elif kind == "SlipChanged":
        state["slips"][told["job"]] = told["state"]
    elif kind == "ClerkSignedIn":
        gone = state["gone"].pop(told["counter"], None)
        if gone and told["at"] > gone[1]:
            state["pauses"].append((told["counter"], gone[0], gone[1], told["at"]))
        state["sat"][told["counter"]] = (told["clerk"], told["at"])
    elif kind == "ClerkSignedOut":
        sat = state["sat"].pop(told["counter"], None)
        if sat:
            state["seats"].append((told["counter"], sat[0], sat[1], told["at"]))
        state["gone"][told["counter"]] = (told["clerk"], told["at"])
    elif kind == "ActUndone":
        _undo(state["tickets"], told)
    elif told.get("ticket") in state["tickets"]:
        _change(state["tickets"][told["ticket"]], kind, told, closing=closing)


def _undo(tickets: dict[str, Any], told: dict[str, Any]) -> None:
    _back(tickets[told["ticket"]], UNDOES[told["act"]])
    if told["act"] == "call" and told["left"]:
        kind = _back(tickets[told["left"]], (*ENDING_STAY, "TicketResumed"))
        if kind == "TicketResumed":
            _back(tickets[told["left"]], ("TicketParked",))


def _back(ticket: dict[str, Any], kinds: tuple[str, ...]) -> str:
    """Take the newest change of these kinds back."""
    kind, was = ticket["past"]
    assert kind in kinds, (kind, kinds)
    ticket.clear()
    ticket.update(was)
    return str(kind)


def _change(ticket: dict[str, Any], kind: str, told: dict[str, Any], *, closing: bool) -> None:
    known = {*ENDS, *ENDING_STAY, "TicketCalled", "TicketResumed"}
    if kind not in known:
        return
    ticket["past"] = kind, {**ticket, "stays": [dict(stay) for stay in ticket["stays"]]}
    if kind == "TicketCalled":
        ticket["stays"].append({**told, "how": "open", "until": None})
        ticket["end"] = "open"
        return
    if kind in ENDING_STAY and ticket["stays"] and ticket["stays"][-1]["until"] is None:
        how = "closed" if closing and kind == "TicketFinished" else kind
        ticket["stays"][-1] |= {"how": how, "until": told["at"]}
    ticket["end"] = ENDS.get(kind, "open")


def _count_ticket(
    sides: dict[str, Figures], ticket: dict[str, Any], local: Callable[[int], datetime]
) -> None:
    came = ticket["at"] if ticket.get("alone_at") is None else ticket["alone_at"]
    at = local(came)
    places = {
        "all": "",
        "service": ticket["service"],
        "session": "morning" if at.hour < 12 else "afternoon",
        "group": ticket["priority"],
        "language": ticket["lang"],
        "kiosk": ticket["device"],
        "quarter": f"{at:%H}:{at.minute - at.minute % 15:02}",
        "weekday": str(at.isoweekday()),
    }
    stays = ticket["stays"]
    wait = max(0, stays[0]["at"] - came) // 1000 if stays else None
    for side, key in places.items():
        to = sides[side][key]
        to["issued"] += 1
        to[ticket["end"]] += 1
        to["priority"] += ticket["priority"] != "ordinary"
        to["degraded"] += ticket["degraded"]
        if wait is not None:
            to["waits"].append(wait)
            if ticket.get("wait_low") is not None:
                to["told"] += 1
                to["within"] += ticket["wait_low"] * 60 <= wait <= ticket["wait_high"] * 60
                to["later"] += wait > ticket["wait_high"] * 60
        for stay in stays:
            _count_stay(to, stay)
    for number, stay in enumerate(stays):
        for side, key in (("counter", stay["counter"]), ("clerk", stay["clerk"] or "")):
            to = sides[side][key]
            if number == 0:
                to["issued"] += 1
                to["priority"] += ticket["priority"] != "ordinary"
                to["waits"].append(wait)
            to["served"] += stay["how"] in ("TicketFinished", "closed")
            to["cancelled"] += stay["how"] == "TicketCancelled"
            to["open"] += stay["how"] == "open"
            _count_stay(to, stay)


def _count_stay(to: dict[str, Any], stay: dict[str, Any]) -> None:
    to["calls"] += 1
    to["no_shows"] += stay["how"] == "TicketNoShow"
    to["transferred"] += stay["how"] == "TicketTransferred"
    to["parked"] += stay["how"] == "TicketParked"
    to["by_hand"] += stay["rule"] == "by-hand" and stay["ahead"] > 0
    to["overtook"] += stay["rule"] in ("priority-turn", "priority-strict") and stay["ahead"] > 0
    if stay["until"] is not None and stay["how"] != "closed":
        seconds = max(0, stay["until"] - stay["at"]) // 1000
        to["busy_s"] += seconds
        if stay["how"] == "TicketFinished":
            to["services"].append(seconds)


SQL = {
    "issued": "SELECT count(*) FROM event WHERE kind = 'TicketIssued' AND day BETWEEN ? AND ?",
    "priority": "SELECT count(*) FROM event WHERE kind = 'TicketIssued' AND json_extract(body, '$.priority') <> 'ordinary' "
    "AND day BETWEEN ? AND ?",
    "slips": "SELECT count(DISTINCT json_extract(body, '$.job')) FROM event WHERE kind = 'SlipQueued' AND day BETWEEN ? AND ?",
    "calls": "SELECT count(*) - (SELECT count(*) FROM event WHERE kind = 'ActUndone' AND json_extract(body, '$.act') = 'call' "
    "AND day BETWEEN ?1 AND ?2) FROM event WHERE kind = 'TicketCalled' AND day BETWEEN ?1 AND ?2",
    "served": "SELECT count(*) FROM ticket WHERE state = 'finished' AND day BETWEEN ? AND ?",
    "absent": "SELECT count(*) FROM ticket WHERE state = 'no-show' AND day BETWEEN ? AND ?",
    "lapsed": "SELECT count(*) FROM ticket WHERE state = 'lapsed' AND day BETWEEN ? AND ?",
    "cancelled": "SELECT count(*) FROM ticket WHERE state = 'cancelled' AND day BETWEEN ? AND ?",
}
"""The same by SQL against the events, and against the table of tickets that the journal keeps itself."""
BY_SQL = "SELECT json_extract(body, '$.{}'), count(*) FROM event WHERE kind = 'TicketIssued' AND day BETWEEN ? AND ? GROUP BY 1"
SIDES_BY_SQL = {"service": "service", "group": "priority", "language": "lang", "kiosk": "device"}


def with_index(db: sqlite3.Connection) -> None:
    """The journal has none by kinds and days; without one each question of a period reads all of the years."""
    db.execute("CREATE INDEX by_kind ON event (kind, day)")


def by_sql(db: sqlite3.Connection, first: str, last: str) -> dict[str, Any]:
    """Name -> number, and side -> key -> numbers given."""
    found: dict[str, Any] = {
        name: db.execute(query, (first, last)).fetchone()[0] for name, query in SQL.items()
    }
    for side, column in SIDES_BY_SQL.items():
        found[side] = Counter(dict(db.execute(BY_SQL.format(column), (first, last)).fetchall()))
    return found
