"""The day told, and the list for whoever audits priority and pauses, as tables. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from contracts.forms.table import Cell, Count, Minutes, Say, Table
from contracts.forms.written import written_date
from contracts.vocabulary import CallRule, CounterId, Millis, TicketState
from controller.figures.overtaking import Overtaking
from controller.figures.pauses import Pause
from controller.figures.report import Names
from controller.figures.sheet import NOBODY
from controller.figures.story import Line

MOST_NAMED = 12
"""Of those who were passed; of more only how many is told."""


@dataclass(frozen=True)
class Audit:
    """Makes the tables, with the names that services, counters and clerks have now."""

    names: Names
    say: Say
    local: Callable[[Millis], datetime]

    def told(self, lines: Sequence[Line]) -> Table:
        """A day as a story."""
        rows = tuple(
            (
                self._time(line.at),
                self._counter(line.counter),
                self._clerk(line.clerk),
                line.number,
                self.sentence(line),
            )
            for line in lines
        )
        keys = ("time", "counter", "clerk", "number", "what")
        return Table("story", self.say("story.title"), self._heads(keys), rows, (self.say("story.note"),))

    def sentence(self, line: Line) -> str:
        """What happened, in words."""
        facts = dict(line.facts)
        if "service" in facts:
            facts["service"] = self.names.services.get(facts["service"], facts["service"])
        if "group" in facts:
            facts["group"] = self.say(f"group.{facts['group']}")
        if facts.get("to_counter"):
            facts["to_counter"] = self._counter(CounterId(facts["to_counter"]))
        for moment in ("closes", "alone"):
            if facts.get(moment):
                facts[moment] = self._time(int(facts[moment]))
        words = self.say(f"story.{line.key}", **facts)
        if facts.get("why"):
            words = self.say("story.because", words=words, why=self._why(facts["why"]))
        return self.say("story.undone", words=words) if line.undone else words

    def overtakings(self, found: Iterable[Overtaking]) -> Table:
        """Who was called before others, by which rule."""
        rows: list[tuple[Cell, ...]] = [
            (
                f"{self._time(one.at)} {written_date(self.local(one.at).date())}",
                one.number,
                self.say(f"group.{one.group}"),
                self._counter(one.counter),
                self._clerk(one.clerk),
                self.say(f"rule.{one.rule}")
                + (f" ({self.say('rule.taken-back')})" if one.taken_back else ""),
                self._chosen(one),
                Count(one.count),
                self._passed(one),
            )
            for one in found
        ]
        keys = ("when", "number", "group", "counter", "clerk", "rule", "why", "passed", "whom")
        notes = (self.say("audit.note"), self.say("note.groups"))
        return Table("overtakings", self.say("audit.title"), self._heads(keys), tuple(rows), notes)

    def pauses(self, found: Iterable[Pause]) -> Table:
        """When nobody called at a counter that was manned before and after."""
        rows: list[tuple[Cell, ...]] = [
            (
                written_date(self.local(one.began).date()),
                self._counter(one.counter),
                self._time(one.began),
                self._time(one.ended),
                Minutes(one.seconds),
                self.say("audit.signed-out")
                if one.why is None
                else self._why(one.why) or self.say("audit.not-asked"),
                self._clerk(one.left),
                self._clerk(one.came),
            )
            for one in found
        ]
        keys = ("day", "counter", "from", "until", "minutes", "why", "left", "came")
        return Table(
            "pauses",
            self.say("audit.pauses"),
            self._heads(keys),
            tuple(rows),
            (self.say("audit.pauses-note"),),
        )

    def _chosen(self, one: Overtaking) -> str:
        """Why a clerk called it: said, or plain because it had been called before; empty where a rule chose."""
        if one.rule is not CallRule.BY_HAND:
            return ""
        again = one.was in (TicketState.PARKED, TicketState.NO_SHOW, TicketState.FINISHED)
        usual = self.say(f"audit.again-{one.was}") if again else self.say("audit.not-asked")
        return self._why(one.why) or usual

    def _why(self, code: str) -> str:
        return self.names.reasons.get(code, code)

    def _heads(self, keys: Iterable[str]) -> tuple[str, ...]:
        return tuple(self.say(f"audit-column.{key}") for key in keys)

    def _time(self, at: Millis) -> str:
        return f"{self.local(at):%H:%M:%S}"

    def _counter(self, counter: str | None) -> str:
        return self.names.counters.get(counter, counter) if counter else ""

    def _clerk(self, clerk: str | None) -> str:
        return "" if clerk is None or clerk == NOBODY else self.names.clerks.get(clerk, clerk)

    def _passed(self, one: Overtaking) -> str:
        named = ", ".join(one.passed[:MOST_NAMED])
        more = one.count - len(one.passed[:MOST_NAMED])
        return self.say("audit.more", numbers=named or "–", count=more) if more > 0 else named
