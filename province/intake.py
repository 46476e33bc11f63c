"""``ingest``: a batch becomes facts, in one transaction, or the answer says where the office goes on.

The office comes from its key. Its lineage's row is locked while a batch is judged, so that two requests of one office wait
for each other; the tables' own keys and policies are the second line.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, and_, func, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from contracts.province import (
    MOST_BODY,
    MOST_STATEMENT,
    NO_HASH,
    Agreed,
    Answer,
    Apart,
    Batch,
    Fact,
    Mark,
    OfficeNow,
    Opening,
    Part,
    Verdict,
)
from province.database import Sender, as_office
from province.ingest import Decision, Known, decide
from province.judging import Judged, day_of, judged
from province.months import Months
from province.schema import APART, DIRTY_DAY, DIRTY_NTH, FACT, KEY_DAY, LINEAGE, OFFICE, OFFICE_NOW
from province.stating import keep_statement

CONTRADICTION = "contradiction"
MOST_KEPT = 300_000
"""Characters of a batch that contradicts."""
MOST_CONTRADICTIONS = 100
"""Of an office that are kept with what they said."""


class Intake:
    """Takes what offices send. Raises SQLAlchemyError when the database cannot be used: then nothing was taken."""

    def __init__(self, engine: Engine, utc_ms: Callable[[], int]) -> None:
        self._engine, self._utc_ms, self._months = engine, utc_ms, Months(engine)

    def ingest(self, sender: Sender, batch: Batch) -> Answer:
        """Take the next piece of a lineage. What the answer says is durable."""
        now = self._utc_ms()
        found = judged(batch.facts, now)
        self._months.need(day for fact in found.good if (day := day_of(fact)))
        try:
            with as_office(self._engine, sender.office) as connection:
                return _Taking(connection, sender, moment(now)).take(batch, found)
        except IntegrityError:  # a month that was there and was dropped; the office comes again
            self._months.forget()
            raise

    def open(self, sender: Sender, asked: Opening) -> Agreed:
        """Say which of the marks are known, and begin a lineage behind the newest of them where that is asked."""
        with as_office(self._engine, sender.office) as connection:
            known = _known_mark(connection, sender.office, asked.marks)
            if asked.begin:
                return Agreed(
                    seq=_begin(connection, sender.office, asked.lineage, known, moment(self._utc_ms()))
                )
            return Agreed(seq=known.seq)


def _safe(told: Part, most: int) -> str:
    """As Python writes it: what is not fit for JSON is among what is kept apart."""
    return repr(told.model_dump())[:most]


def moment(utc_ms: int) -> datetime:
    """For the database."""
    return datetime.fromtimestamp(utc_ms / 1000, UTC)


@dataclass(frozen=True)
class _Taking:
    connection: Connection
    sender: Sender
    now: datetime

    def take(self, batch: Batch, found: Judged) -> Answer:
        row = self.connection.execute(
            select(LINEAGE.c.id, LINEAGE.c.upto, LINEAGE.c.head)
            .where(LINEAGE.c.office == self.sender.office, LINEAGE.c.lineage == batch.lineage)
            .with_for_update()
        ).one_or_none()
        known = Known(row.upto, row.head.hex()) if row else None
        held = self._held(row.id, batch) if row and batch.first <= row.upto else {}
        decision = decide(known, batch, held)
        if decision.verdict is Verdict.CONTRADICTION:
            told = {"batch": _safe(batch, MOST_KEPT)} if self._has_room() else {}
            self._keep_apart(batch.lineage, batch.first, CONTRADICTION, told)
        elif decision.verdict is Verdict.TAKEN and row:
            self._add(row.id, batch, decision, found)
        if batch.now:
            self._note(batch.now)
        if batch.card:
            card = batch.card.model_dump(mode="json")
            self.connection.execute(update(OFFICE).where(OFFICE.c.id == self.sender.office).values(card=card))
        apart = [Apart(seq=fact.seq, why=why) for fact, why in found.apart]
        stated = 0
        if decision.verdict is Verdict.TAKEN and batch.now:
            stated = len(batch.statements)
            apart += self._state(batch, batch.now)
        return Answer(verdict=decision.verdict, upto=decision.known.upto, apart=tuple(apart), stated=stated)

    def _state(self, batch: Batch, now: OfficeNow) -> list[Apart]:
        """Returns what of the statements cannot be one, and is kept apart."""
        found: list[Apart] = []
        for one in batch.statements:
            why = keep_statement(self.connection, self.sender, one, now, self.now)
            if why is None:
                continue
            found.append(Apart(seq=batch.last, why=why))
            self._keep_apart(batch.lineage, batch.last, why, {"statement": _safe(one, MOST_STATEMENT)})
        return found

    def _has_room(self) -> bool:
        """Whether one more batch that contradicts is kept whole; of more only that they came."""
        asked = select(func.count()).where(APART.c.office == self.sender.office, APART.c.why == CONTRADICTION)
        return self.connection.execute(asked).scalar_one() < MOST_CONTRADICTIONS

    def _held(self, lineage: int, batch: Batch) -> dict[int, str]:
        """What is kept at the places of a batch, also of facts that were kept apart; what is apart and no fact has no hash."""
        rows = self.connection.execute(
            select(FACT.c.seq, FACT.c.hash).where(
                FACT.c.office == self.sender.office,
                FACT.c.lineage == lineage,
                FACT.c.seq.between(batch.first, batch.last),
            )
        )
        apart = self.connection.execute(
            select(APART.c.seq, APART.c.told["hash"].astext.label("hash")).where(
                APART.c.office == self.sender.office,
                APART.c.lineage == batch.lineage,
                APART.c.seq.between(batch.first, batch.last),
                APART.c.told.has_key("hash"),
            )
        )
        return {row.seq: row.hash.hex() for row in rows} | {row.seq: row.hash for row in apart}

    def _add(self, lineage: int, batch: Batch, decision: Decision, found: Judged) -> None:
        new = {fact.seq for fact in decision.new}
        good = [fact for fact in found.good if fact.seq in new]
        for fact, why in found.apart:
            if fact.seq in new:
                self._keep_apart(
                    batch.lineage, fact.seq, why, {"hash": fact.hash, "fact": _safe(fact, MOST_BODY * 2)}
                )
        if good:
            rows = [self._row(lineage, fact) for fact in good]
            self.connection.execute(insert(FACT).on_conflict_do_nothing(), rows)
            self._soil({row["day"] for row in rows})
            self._count(Counter(row["day"] for row in rows))
        self.connection.execute(
            update(LINEAGE)
            .where(LINEAGE.c.id == lineage)
            .values(upto=decision.known.upto, head=bytes.fromhex(decision.known.head), taken_at=self.now)
        )

    def _row(self, lineage: int, fact: Fact) -> dict[str, Any]:
        return {
            "office": self.sender.office,
            "lineage": lineage,
            "seq": fact.seq,
            "day": date.fromisoformat(fact.day),
            "kind": fact.kind,
            "v": fact.v,
            "key": self.sender.key,
            "hash": bytes.fromhex(fact.hash),
            "body": fact.body,
        }

    def _soil(self, days: set[date]) -> None:
        """The figures of these days are to be made again."""
        asked = insert(DIRTY_DAY).values([{"office": self.sender.office, "day": day} for day in sorted(days)])
        self.connection.execute(
            asked.on_conflict_do_update(
                index_elements=["office", "day"], set_={"nth": DIRTY_NTH.next_value()}
            )
        )

    def _count(self, days: Mapping[date, int]) -> None:
        """By which key facts of which days came."""
        own = {"office": self.sender.office, "key": self.sender.key}
        asked = insert(KEY_DAY).values([{**own, "day": day, "facts": days[day]} for day in sorted(days)])
        more = {"facts": KEY_DAY.c.facts + asked.excluded.facts}
        self.connection.execute(
            asked.on_conflict_do_update(index_elements=["office", "key", "day"], set_=more)
        )

    def _keep_apart(self, lineage: str, seq: int, why: str, told: dict[str, Any]) -> None:
        self.connection.execute(
            insert(APART)
            .values(
                office=self.sender.office,
                lineage=lineage,
                seq=seq,
                why=why,
                key=self.sender.key,
                got_at=self.now,
                told=told,
            )
            .on_conflict_do_nothing()
        )

    def _note(self, told: OfficeNow) -> None:
        """How the office is; an older telling, come late or again, changes nothing."""
        asked = insert(OFFICE_NOW).values(
            office=self.sender.office,
            epoch=told.epoch,
            beat=told.beat,
            got_at=self.now,
            told=told.model_dump(mode="json"),
        )
        known, new = OFFICE_NOW.c, asked.excluded
        self.connection.execute(
            asked.on_conflict_do_update(
                index_elements=["office"],
                set_={"epoch": new.epoch, "beat": new.beat, "got_at": new.got_at, "told": new.told},
                where=tuple_(new.epoch, new.beat) > tuple_(known.epoch, known.beat),
            )
        )


def _known_mark(connection: Connection, office: int, marks: tuple[Mark, ...]) -> Mark:
    """The newest of the marks that is kept of this office, in whatever lineage."""
    if not marks:
        return Mark(seq=0, hash=NO_HASH)
    same = [and_(FACT.c.seq == mark.seq, FACT.c.hash == bytes.fromhex(mark.hash)) for mark in marks]
    lineages = select(LINEAGE.c.id).where(LINEAGE.c.office == office)
    row = connection.execute(
        select(FACT.c.seq, FACT.c.hash)
        .where(FACT.c.office == office, FACT.c.lineage.in_(lineages), or_(*same))
        .order_by(FACT.c.seq.desc())
        .limit(1)
    ).one_or_none()
    return Mark(seq=row.seq, hash=row.hash.hex()) if row else Mark(seq=0, hash=NO_HASH)


def _begin(connection: Connection, office: int, lineage: str, behind: Mark, now: datetime) -> int:
    """Returns how far the lineage is kept: it may have been begun before."""
    asked = insert(LINEAGE).values(
        office=office,
        lineage=lineage,
        begins=behind.seq + 1,
        upto=behind.seq,
        head=bytes.fromhex(behind.hash),
        opened_at=now,
    )
    connection.execute(asked.on_conflict_do_nothing())
    asked_back = select(LINEAGE.c.upto).where(LINEAGE.c.office == office, LINEAGE.c.lineage == lineage)
    upto: int = connection.execute(asked_back).scalar_one()
    return upto
