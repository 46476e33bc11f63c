"""The figures as the journal knew them at one event: what a report that rests on that event must say."""

import contextlib
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from contracts.vocabulary import Millis
from controller.domain.events import AnyEvent
from controller.figures.figures import Figures, added_up
from controller.figures.period import Period
from controller.figures.sheet import sheet_of
from controller.journal.connecting import any_text, connect
from controller.journal.event_codec import FIRST_HASH, chain, read_known
from controller.journal.verify import ROWS, gaps_of


class JournalDoubtError(Exception):
    """``args[0]`` is the key of the sentence, ``facts`` what it names."""

    def __init__(self, key: str, **facts: object) -> None:
        super().__init__(key)
        self.facts = facts


@dataclass
class _Walked:
    at: int = 0
    head: str = FIRST_HASH
    days: dict[str, list[AnyEvent]] = field(default_factory=dict)


def known_then(
    journal: Path, newest: str, periods: Sequence[Period], local: Callable[[Millis], datetime]
) -> tuple[int, list[Figures]]:
    """Prove the chain up to an event and work the periods out from what was there; also that event's place.

    Raises JournalDoubtError when the journal cannot be read, its chain does not hold, or it has no such event.
    """
    first = min(period.first for period in periods).isoformat()
    try:
        with contextlib.closing(connect(f"{journal.resolve().as_uri()}?mode=ro", uri=True)) as db:
            db.text_factory = any_text
            walked = _walk(db, newest, first)
    except (sqlite3.Error, ValueError, KeyError) as error:  # no database, or events that are none
        raise JournalDoubtError("verify.no-journal", why=error) from error
    sheets = {day: sheet_of(events, local) for day, events in sorted(walked.days.items())}

    def of(period: Period) -> Figures:
        within = ((day, sheet) for day, sheet in sheets.items() if _lies_in(day, period))
        return added_up(period, within, newest)

    return walked.at, [of(period) for period in periods]


def _walk(db: sqlite3.Connection, newest: str, first: str) -> _Walked:
    gaps, walked = gaps_of(db), _Walked()
    for seq, day, kind, body, request, digest in db.execute(f"{ROWS} ORDER BY seq"):
        while seq != walked.at + 1 and walked.at + 1 in gaps:
            gap = gaps[walked.at + 1]
            walked.at, walked.head = gap.last, gap.head
        if seq != walked.at + 1:
            raise JournalDoubtError("verify.missing", seq=walked.at + 1)
        walked.head = chain(walked.head, seq, day, kind, body, request)
        if walked.head != digest:
            raise JournalDoubtError("verify.broken", seq=seq, day=day)
        walked.at = seq
        if day >= first:
            walked.days.setdefault(day, []).extend(read_known([(kind, body)]).events)
        if digest == newest:
            return walked
    raise JournalDoubtError("verify.other-journal")


def _lies_in(day: str, period: Period) -> bool:
    return period.first.isoformat() <= day <= period.last.isoformat()
