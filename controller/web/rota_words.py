"""What clerks' pages say of the rota: where one sits now, that a turn ends, and whose turn it is at a counter. Pure."""

from collections.abc import Callable, Iterable
from datetime import datetime

from contracts.vocabulary import ClerkId, CounterId
from controller.clerk_settings import ClerkSettings
from controller.domain.office import Office
from controller.rota import MIDNIGHT, Rota, Turn

SOON_MIN = 15
"""So long before the end of a turn its clerk is told."""


class RotaWords:
    """Sentences for one office; moments are those of the desk."""

    def __init__(self, clerks: Iterable[ClerkSettings], office: Office, say: Callable[..., str]) -> None:
        clerks = tuple(clerks)
        self._rota, self._office, self._say = Rota(clerks), office, say
        self._names = {one.id: one.name for one in clerks}

    def is_offered(self, at: int) -> bool:
        """Whether anybody has a turn today."""
        return self._rota.any_on(self._local(at).isoweekday())

    def counter(self, clerk: ClerkId, at: int) -> CounterId | None:
        """Where a clerk sits down now; None: nowhere."""
        turn = self._now(clerk, at)
        return turn.counter if turn else None

    def no_seat(self, clerk: ClerkId, at: int) -> str:
        """Why the rota has nothing for a clerk now: nothing today, or at other hours."""
        turns = self._today(clerk, at)
        if not turns:
            return self._say("sign-in.choose-counter")
        return self._say("sign-in.other-hours", turns="; ".join(map(self._turn, turns)))

    def hint(self, clerk: ClerkId, counter: CounterId, at: int) -> str:
        """What a clerk at a counter should know now: it is another one's turn, or ends; empty: nothing."""
        turns, time = self._today(clerk, at), f"{self._local(at):%H:%M}"
        there = next((turn for turn in turns if turn.is_at(time)), None)
        after = next((turn for turn in turns if turn.begins > time), None)
        then = self._say("desk.rota-then", turn=self._turn(after)) if after else ""
        if there and there.counter != counter:
            return self._say("desk.rota-elsewhere", turn=self._turn(there))
        if there:
            left = _minute(there.ends or MIDNIGHT) - _minute(time)
            return self._say("desk.rota-ends", time=there.ends) + then if left <= SOON_MIN else ""
        over = [turn for turn in turns if turn.counter == counter and turn.ends and turn.ends <= time]
        return self._say("desk.rota-over", time=over[-1].ends) + then if over else ""

    def due(self, counter: CounterId, at: int) -> str:
        """Whose turn it is at a counter, or is next; empty: nobody's."""
        local = self._local(at)
        turn = self._rota.next_at(counter, local.isoweekday(), f"{local:%H:%M}")
        return (
            self._say("desk.rota-due", clerk=self._names[turn.clerk], hours=self._hours(turn)) if turn else ""
        )

    def _now(self, clerk: ClerkId, at: int) -> Turn | None:
        local = self._local(at)
        return self._rota.now(clerk, local.isoweekday(), f"{local:%H:%M}")

    def _today(self, clerk: ClerkId, at: int) -> tuple[Turn, ...]:
        return self._rota.of(clerk, self._local(at).isoweekday())

    def _local(self, at: int) -> datetime:
        return self._office.local(at)

    def _turn(self, turn: Turn) -> str:
        known = self._office.counters.get(turn.counter)
        label = self._say("desk.counter", label=known.label if known else turn.counter)
        return f"{label}{self._hours(turn)}"

    def _hours(self, turn: Turn) -> str:
        if not turn.begins and not turn.ends:
            return ""
        key = "between" if turn.begins and turn.ends else "from" if turn.begins else "until"
        return " " + self._say(f"desk.rota-{key}", begins=turn.begins, ends=turn.ends)


def _minute(time: str) -> int:
    hours, _, minutes = time.partition(":")
    return int(hours) * 60 + int(minutes)
