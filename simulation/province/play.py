"""Offices of the demonstration: a year behind them, today going on while somebody looks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random

import httpx
from sqlalchemy import Engine, insert

from contracts.facts import Body, TicketCalled, TicketIssued
from contracts.province import Certificate, OfficeCard, OfficeNow, ServiceCard, Statement
from contracts.statements import StatementKind, form_name
from province.adding_up import keep_month
from province.months import Months
from province.registry import Registry
from province.schema import OFFICE_DAY, SERVICE_DAY
from province.tally import tallies
from province.visits import visits
from simulation.province.handed_up import annex_of, procedures_of
from simulation.province.office import Journal, Post
from simulation.province.year import HOUR_MS, SERVICES, Plan, a_day, form_of, plans, ratings_of, workdays

OFFSET = timedelta(hours=7)
SAMPLES, RECENT, YEAR_DAYS, RATED_MONTHS = 8, 5, 250, 6
LIMIT_S = 30 * 60
PIECE = 2000
LATE_WITH_FORMS, OLD_VERSION, ENDING = 3, 7, 4
FAST_CLOCK, SILENT, RESTORED, LONG_BACKUP = 5, 12, 20, 17
"""Offices by their place that show what can be wrong."""
SILENT_MS = 40 * 60_000
CLOCKS = {FAST_CLOCK: 7 * 60_000, SILENT: -SILENT_MS}
MAKES_TROUBLE = {2: "paper-end", 9: "printer-offline", LONG_BACKUP: "backup-old"}
CARD = OfficeCard(name="", services=tuple(ServiceCard(code=c, name=n) for c, (n, _) in SERVICES.items()))


@dataclass
class Actor:
    """One office of the play."""

    place: int
    plan: Plan
    post: Post
    journal: Journal = field(default_factory=Journal)
    today: list[Body] = field(default_factory=list)
    told: int = 0
    """How much of today has happened."""
    upto: int = 0


class Play:
    """``utc_ms``: the clock that all believe."""

    def __init__(
        self, engine: Engine, address: str, client: httpx.Client, utc_ms: Callable[[], int], count: int
    ) -> None:
        self._engine, self._utc_ms = engine, utc_ms
        registry = Registry(engine, utc_ms)
        self.day = (datetime.fromtimestamp(utc_ms() / 1000, UTC) + OFFSET).date()
        self.actors = []
        for place, plan in enumerate(plans(count)):
            office = registry.add_office(plan.code, plan.name, plan.area, date(2026, 1, 1))
            self.actors.append(Actor(place, plan, Post(client, address, registry.give_key(office).whole)))
        self._beat = 0

    def seed_year(self) -> None:
        """The figures of a year, made of a few days by the dice each; facts of long ago are not kept for ever."""
        days = workdays(self.day - timedelta(days=1), YEAR_DAYS + RECENT)[:-RECENT]
        Months(self._engine).need(days)
        for actor in self.actors:
            self._seed(actor, days)
        for month in {day.replace(day=1) for day in days}:
            with self._engine.begin() as connection:
                keep_month(connection, month)

    def _seed(self, actor: Actor, days: Sequence[date]) -> None:
        dice = Random(actor.plan.code)  # noqa: S311 - a play, no secret
        samples = [tallies(visits(a_day(actor.plan, day, 0)), LIMIT_S) for day in days[:SAMPLES]]
        office = actor.place + 1
        rows, told = [], []
        for day in days:
            sample = dice.choice(samples)
            rows += [
                {"office": office, "day": day, "service": name, **tally} for name, tally in sample.items()
            ]
            told.append({"office": office, "day": day, "facts": 3 * sum(t["issued"] for t in sample.values()), "unknown": 0, "closed": True})  # fmt: skip
        with self._engine.begin() as connection:
            for first in range(0, len(rows), PIECE):
                connection.execute(insert(SERVICE_DAY), rows[first : first + PIECE])
            connection.execute(insert(OFFICE_DAY), told)

    def begin(self) -> None:
        """Every office sends its last days; today began three hours ago."""
        recent = workdays(self.day - timedelta(days=1), RECENT)
        opened_h = max(0.0, (self._utc_ms() - self._midnight(self.day)) / HOUR_MS - 3)
        for actor in self.actors:
            for day in recent:
                actor.journal.add(day, a_day(actor.plan, day, self._midnight(day)))
            actor.today = a_day(actor.plan, self.day, self._midnight(self.day), ((opened_h, 6.0),))
            actor.post.catch_up(actor.journal, card=CARD)
            if (
                actor.place == RESTORED
            ):  # an older copy was put back: its last 40 events are told on a line of their own
                actor.journal = actor.journal.restored(len(actor.journal.facts) - 40)
            actor.upto = actor.post.open(actor.journal)
            actor.post.send(
                actor.journal.batch(actor.upto + 1, actor.upto, self._now(actor, self._utc_ms())).model_copy(
                    update={"statements": self._statements(actor)}
                )
            )

    def _statements(self, actor: Actor) -> tuple[Statement, ...]:
        """Ratings of this month and of those before, but every sixth office asks nobody; the forms of the last quarter."""
        month, found = self.day.replace(day=1), list[Statement]()
        while actor.place % 6 and len(found) < RATED_MONTHS:
            body = ratings_of(actor.plan, month, self.day)
            found.append(Statement(kind=StatementKind.RATINGS, name=f"{month:%Y-%m}", body=body))
            month = (month - timedelta(days=1)).replace(day=1)
        last = month.replace(month=(self.day.month - 1) // 3 * 3 + 1, year=self.day.year) - timedelta(days=1)
        first = last.replace(day=1, month=last.month - 2)
        if actor.place % 11 != LATE_WITH_FORMS:
            form = form_of(actor.plan, first, last)
            for kind, body in (
                (StatementKind.FORM_06A, form),
                (StatementKind.ANNEX, annex_of(actor.plan, form)),
                (StatementKind.FORM_07B, procedures_of(actor.plan, form)),
            ):
                found.append(Statement(kind=kind, name=form_name(first, last), body=body))
        return tuple(found)

    def go_on(self) -> None:
        """What happened since, by everybody who is not silent."""
        now = self._utc_ms()
        self._beat += 1
        for actor in self.actors:
            if actor.place == SILENT and self._beat > 1:
                continue
            happened = [body for body in actor.today[actor.told :] if body.at <= now]
            actor.told += len(happened)
            actor.journal.add(self.day, happened)
            answer = actor.post.send(
                actor.journal.batch(actor.upto + 1, actor.upto + 500, self._now(actor, now))
            )
            actor.upto = answer.upto

    def _now(self, actor: Actor, now: int) -> OfficeNow:
        happened = actor.today[: actor.told]
        called = {body.ticket for body in happened if isinstance(body, TicketCalled)}
        waits = [b.at for b in happened if isinstance(b, TicketIssued) and b.ticket not in called]
        fault = MAKES_TROUBLE.get(actor.place)
        return OfficeNow(
            epoch=1,
            beat=self._beat,
            at=now + CLOCKS.get(actor.place, 0),
            open=True,
            waiting=len(waits),
            longest_wait_s=(now - min(waits, default=now)) // 1000,
            counters=actor.plan.counters + 1,
            staffed=actor.plan.counters,
            faults=(fault,) if fault else (),
            version="0.0.9" if actor.place == OLD_VERSION else "0.1.0",
            certificates=(
                Certificate(
                    of="main-system", ends_at=now + (12 if actor.place == ENDING else 200) * 24 * HOUR_MS
                ),
            ),
            backup_at=now - (9 * 24 if actor.place == LONG_BACKUP else 14) * HOUR_MS,
            last_at=happened[-1].at if happened else 0,
        )

    @staticmethod
    def _midnight(day: date) -> int:
        return int((datetime(day.year, day.month, day.day, tzinfo=UTC) - OFFSET).timestamp() * 1000)
