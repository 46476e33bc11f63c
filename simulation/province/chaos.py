"""An office that is badly connected: what it sends is lost, comes twice, out of order, with gaps, from a restored journal."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from time import perf_counter, sleep

import httpx

from contracts.facts import Body, DayClosing
from contracts.province import Fact
from simulation.province.office import Journal, Post
from simulation.province.year import DAY_MS, HOUR_MS, Plan, a_day

KNOWN_LATE = "RobotGreeted"
"""A kind that only a newer program knows."""
PAUSE_S, PATIENCE = 0.05, 6000
"""Between two tries while the centre is away, and how many tries: on a busy machine a killed one takes a minute to come back."""


@dataclass
class Truth:
    """What an office knows to have happened: its facts by lineage, in order, and which of them nobody can count."""

    facts: list[Fact] = field(default_factory=list)
    uncounted: set[str] = field(default_factory=set)
    """By their hashes."""

    def counted(self) -> list[Fact]:
        """What the centre must have, each once."""
        return [fact for fact in self.facts if fact.hash not in self.uncounted]


class Office:
    """Seeded: the same seed does the same. ``midnight_ms``: of the first day."""

    def __init__(self, plan: Plan, days: list[date], midnight_ms: int, post: Post, seed: int) -> None:
        self.plan, self.truth, self.slowest = plan, Truth(), list[float]()
        self.restored, self.repeats = 0, 0
        self._dice = Random(f"{seed} {plan.code}")  # noqa: S311 - a play, no secret
        self._days, self._midnight, self._post = days, midnight_ms, post
        self._journal, self._upto, self._opened = Journal(), 0, False

    def live(self) -> None:
        """All days, told with every kind of fault; ends when the centre says that it has all."""
        for place, day in enumerate(self._days):
            midnight = self._midnight + place * DAY_MS
            self._journal.add(day, self._late(a_day(self.plan, day, midnight), midnight))
            self._strange(day, midnight)
            self._tell(patient=False)
            if self._dice.random() < 0.15:
                self._restore()
        self._tell(patient=True)
        self._keep(len(self._journal.facts))

    def _late(self, bodies: list[Body], midnight: int) -> list[Body]:
        """Sometimes the day ends after midnight."""
        if self._dice.random() < 0.8:
            return bodies
        return [*bodies[:-2], *(type(body)(at=midnight + DAY_MS + HOUR_MS // 2) for body in bodies[-2:])]

    def _strange(self, day: date, midnight: int) -> None:
        """Facts of wrong clocks, newer programs and older ones."""
        journal, roll = self._journal, self._dice.random()
        if roll < 0.2:
            wrong = date(1970, 1, 1) if roll < 0.1 else day + timedelta(days=4000)
            journal.add(wrong, [DayClosing(at=0)])
            self.truth.uncounted.add(journal.head)
        elif roll < 0.4:
            journal.add(day, [DayClosing(at=midnight)])
            journal.facts[-1] = journal.facts[-1].model_copy(
                update={"kind": KNOWN_LATE, "v": 9, "body": {"mood": "good"}}
            )
        elif roll < 0.5:
            journal.add(day, [DayClosing(at=midnight)])
            bad = {"kind": "TicketIssued", "body": {"at": midnight, "ticket": "\x00"}}
            journal.facts[-1] = journal.facts[-1].model_copy(update=bad)
            self.truth.uncounted.add(journal.head)

    def _tell(self, *, patient: bool) -> None:
        """Send; an impatient office stops in the middle of it, and tells the rest some other day."""
        wrong = 0
        while self._upto < len(self._journal.facts) and wrong < PATIENCE:
            if not patient and self._dice.random() < 0.1:
                return
            try:
                self._step()
            except httpx.HTTPError:
                wrong += 1
                self._opened = False
                sleep(PAUSE_S)
        if wrong >= PATIENCE:
            raise RuntimeError(f"{self.plan.code} could not tell everything")

    def _step(self) -> None:
        if not self._opened:
            self._upto, self._opened = self._post.open(self._journal), True
        first = self._upto + 1 + self._dice.choice((0, 0, 0, 0, -3, -60, 7))
        first = min(max(1, first), len(self._journal.facts))
        self.repeats += first <= self._upto
        begun = perf_counter()
        answer = self._post.send(self._journal.batch(first, first + self._dice.randrange(40, 400)))
        self.slowest.append(perf_counter() - begun)
        if self._dice.random() < 0.9:  # else the answer was lost on its way
            self._upto = answer.upto

    def _restore(self) -> None:
        """An older copy takes the journal's place; what was told of its lost end has happened all the same."""
        upto = self._upto
        if upto < 60:
            return
        self._opened = False
        kept = self._dice.randrange(upto // 2, upto)
        at_centre = self._post_upto()
        self._keep(at_centre)
        self._journal = self._journal.restored(kept)
        self.restored += 1
        self._upto = 0

    def _post_upto(self) -> int:
        while True:
            try:
                return self._post.open(self._journal)
            except httpx.HTTPError:
                sleep(PAUSE_S)

    def _keep(self, upto: int) -> None:
        """These are true from now on: the centre has acknowledged them."""
        known = {fact.hash for fact in self.truth.facts}
        self.truth.facts += [fact for fact in self._journal.facts[:upto] if fact.hash not in known]
