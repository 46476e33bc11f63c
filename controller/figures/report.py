"""A period as tables: the same for the page, the spreadsheet, the paper and the open file. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from contracts.forms.table import Cell, Count, Minutes, Say, Share, Table
from contracts.forms.written import written_date
from controller.figures.beside_tables import NAMED, NOTES
from controller.figures.figures import Figures, Hole
from controller.figures.naming import Renaming, told_in
from controller.figures.period import Kind, Period
from controller.figures.rating_report import RatingReport, Row
from controller.figures.ratings import added
from controller.figures.sheet import NOBODY, Sheet, Side, everything
from controller.figures.tally import Spread, Tally, total

KNOWN_LANGUAGES = ("vi", "en")
COUNTED = (
    *("issued", "served", "absent", "cancelled", "lapsed", "open", "priority", "calls", "no_shows"),
    *("transferred", "parked", "by_hand", "overtook"),
)


@dataclass(frozen=True)
class Names:
    """How services, counters and clerks are called now; who left keeps the id that the journal knows."""

    services: Mapping[str, str]
    counters: Mapping[str, str]
    clerks: Mapping[str, str]
    renamings: tuple[Renaming, ...] = ()
    """What was called otherwise before."""
    reasons: Mapping[str, str] = field(default_factory=dict)
    """What clerks chose from: why somebody was called out of turn, why a counter had a break."""


@dataclass(frozen=True)
class Report:
    """The tables of a period."""

    names: Names
    say: Say
    limit_s: int
    """A wait longer than this is too long."""
    ratings: RatingReport | None = None
    """How ratings are told; None: nobody is asked."""

    def tables(self, figures: Figures, before: Figures, last_year: Figures) -> Iterator[Table]:
        """All of them, the overview first."""
        for table in self._tables(figures, before, last_year):
            yield self._with_renamings(table, figures.period)

    def _tables(self, figures: Figures, before: Figures, last_year: Figures) -> Iterator[Table]:
        yield self.overview(figures, before, last_year)
        yield self.waits(figures)
        for side in (Side.SERVICE, Side.COUNTER, Side.SESSION, Side.GROUP):
            yield self.by(side, figures.sheet)
        yield from self.rated(Side.SERVICE, figures.sheet)
        for side in (Side.LANGUAGE, Side.KIOSK, Side.WEEKDAY, Side.QUARTER):
            yield self.arrivals(side, figures.sheet)
        yield self.daily(figures)

    def people(self, figures: Figures) -> Iterator[Table]:
        """What tells of clerks: for the head alone, and noted whenever it is looked at."""
        yield self._with_renamings(self.by(Side.CLERK, figures.sheet), figures.period)
        yield from self.rated(Side.CLERK, figures.sheet)

    def own(self, figures: Figures, clerk: str) -> Iterator[Table]:
        """What tells of one clerk."""
        mine = figures.sheet.get(Side.CLERK, {}).get(clerk)
        if mine is None:
            return
        table = self.by(Side.CLERK, {Side.CLERK: {clerk: mine}})
        yield replace(table, title=self.say("table.own"), rows=table.rows[:-1], total=False)
        if self.ratings:
            row = Row(self.name(Side.CLERK, clerk), mine.ratings)
            yield from self.ratings.tables(self.say(f"column.{Side.CLERK}"), [row], None)

    def rated(self, side: Side, sheet: Sheet) -> Iterator[Table]:
        """What was said of visits, from one side.

        All of them together are the sum of the rows, whose groups end elsewhere than those of the whole would.
        """
        if self.ratings:
            rows = [Row(self.name(side, key), tally.ratings) for key, tally in self._sorted(side, sheet)]
            whole = added(row.marks for row in rows)
            yield from self.ratings.tables(self.say(f"column.{side}"), rows, whole)

    def period(self, period: Period) -> str:
        """As people name it: "Tháng 11 năm 2026"."""
        first, last = period.first, period.last
        facts = {
            "first": written_date(first),
            "last": written_date(last),
            "week": str(first.isocalendar().week),
            "month": str(first.month),
            "quarter": ("I", "II", "III", "IV")[(first.month - 1) // 3],
            "half": str((first.month - 1) // 6 + 1),
            "year": str(first.isocalendar().year if period.kind is Kind.WEEK else first.year),
        }
        return self.say(f"period.{period.kind}", **facts)

    def overview(self, figures: Figures, before: Figures, last_year: Figures) -> Table:
        """Everything of the period beside the one before and that of last year."""
        columns = [everything(one.sheet) for one in (figures, before, last_year)]
        spreads = [(Spread(tally.waits), Spread(tally.services)) for tally in columns]
        rows: list[tuple[Cell, ...]] = [
            (self.say("column.days"), *(Count(len(one.by_day)) for one in (figures, before, last_year)))
        ]
        rows += [
            (self.say(f"column.{name}"), *(Count(getattr(one, name)) for one in columns)) for name in COUNTED
        ]
        rows += [
            (self.say("column.wait-mean"), *(Minutes(waits.mean()) for waits, _ in spreads)),
            (self.say("column.wait-median"), *(Minutes(waits.rank(0.5)) for waits, _ in spreads)),
            (self.say("column.wait-p90"), *(Minutes(waits.rank(0.9)) for waits, _ in spreads)),
            (self.say("column.wait-longest"), *(Minutes(waits.longest()) for waits, _ in spreads)),
            (self._over(), *(Share(waits.beyond(self.limit_s), waits.number) for waits, _ in spreads)),
            (self.say("column.service-mean"), *(Minutes(served.mean()) for _, served in spreads)),
            (self.say("column.service-median"), *(Minutes(served.rank(0.5)) for _, served in spreads)),
            (self.say("column.service-p90"), *(Minutes(served.rank(0.9)) for _, served in spreads)),
            (self.say("column.service-longest"), *(Minutes(served.longest()) for _, served in spreads)),
            (self.say("column.told"), *(Count(one.told) for one in columns)),
            (self.say("column.within"), *(Share(one.within, one.told) for one in columns)),
            (self.say("column.later"), *(Share(one.later, one.told) for one in columns)),
            (self.say("column.pauses"), *(Count(one.pauses) for one in columns)),
            (self.say("column.paused"), *(Minutes(one.paused_s) for one in columns)),
            (self.say("column.degraded"), *(Count(one.degraded) for one in columns)),
            (self.say("column.slips"), *(Count(one.slips) for one in columns)),
            (self.say("column.slips_unknown"), *(Count(one.slips_unknown) for one in columns)),
        ]
        heads = (
            self.say("column.figure"),
            self.period(figures.period),
            self.period(before.period),
            self.period(last_year.period),
        )
        notes = (*map(self._hole, figures.holes), *self._notes("overview"))
        return Table("overview", self.say("table.overview"), heads, tuple(rows), notes)

    def _hole(self, hole: Hole) -> str:
        first, last = written_date(hole.first), written_date(hole.last)
        return self.say("note.hole", count=hole.events, first=first, last=last)

    def waits(self, figures: Figures) -> Table:
        """How long citizens waited, by service."""
        sheet = figures.sheet
        rows = [
            self._waited(self.names.services.get(key, key), tally)
            for key, tally in self._sorted(Side.SERVICE, sheet)
        ]
        rows.append(self._waited(self.say("table.total"), everything(sheet)))
        keys = ("service", "called", "wait-mean", "wait-median", "wait-p90", "wait-longest")
        heads = (*(self.say(f"column.{key}") for key in keys), self._over())
        return Table("waits", self.say("table.waits"), heads, tuple(rows), self._notes("waits"), total=True)

    def by(self, side: Side, sheet: Sheet) -> Table:
        """Counts and durations from one side."""
        at_counter = side in (Side.COUNTER, Side.CLERK)
        names = (
            ("calls", "served", "no_shows", "transferred", "parked", "by_hand")
            if at_counter
            else ("issued", "served", "absent", "cancelled", "lapsed", "open")
        )
        heads = (self.say(f"column.{side}"), *(self.say(f"column.{name}") for name in names))
        heads += tuple(
            self.say(f"column.{key}")
            for key in (
                ("service-mean", "service-p90", "busy", "staffed", "paused", "share-busy")
                if at_counter
                else ("wait-mean", "wait-p90", "service-mean")
            )
        )
        rows = [
            self._side_row(self.name(side, key), tally, names, at_counter=at_counter)
            for key, tally in self._sorted(side, sheet)
        ]
        rows.append(
            self._side_row(
                self.say("table.total"), total(sheet.get(side, {}).values()), names, at_counter=at_counter
            )
        )
        return Table(side, self.say(f"table.{side}"), heads, tuple(rows), self._notes(side), total=True)

    def arrivals(self, side: Side, sheet: Sheet) -> Table:
        """When, at which kiosk and in which language numbers were taken."""
        everybody = everything(sheet).issued
        rows: list[tuple[Cell, ...]] = [
            (self.name(side, key), Count(tally.issued), Share(tally.issued, everybody), Count(tally.served))
            for key, tally in self._sorted(side, sheet)
        ]
        heads = tuple(self.say(f"column.{key}") for key in (side, "issued", "share", "served"))
        return Table(side, self.say(f"table.{side}"), heads, tuple(rows), self._notes(side))

    def daily(self, figures: Figures) -> Table:
        """Day by day; days of which there is nothing are not in it."""
        rows = []
        for day, tally in figures.by_day.items():
            waits = Spread(tally.waits)
            counts = (
                Count(tally.issued),
                Count(tally.served),
                Count(tally.absent),
                Count(tally.lapsed),
                Count(tally.open),
            )
            over = Share(waits.beyond(self.limit_s), waits.number)
            rows.append(
                (
                    written_date(date.fromisoformat(day)),
                    *counts,
                    Minutes(waits.mean()),
                    Minutes(waits.rank(0.9)),
                    over,
                )
            )
        keys = ("day", "issued", "served", "absent", "lapsed", "open", "wait-mean", "wait-p90")
        heads = (*(self.say(f"column.{key}") for key in keys), self._over())
        return Table("daily", self.say("table.daily"), heads, tuple(rows), self._notes("daily"))

    def name(self, side: Side, key: str) -> str:
        """What a side's key is called."""
        if side is Side.SERVICE:
            return self.names.services.get(key, key)
        if side is Side.COUNTER:
            return self.names.counters.get(key, key)
        if side is Side.CLERK:
            return self.names.clerks.get(key, key) if key != NOBODY else self.say("clerk.nobody")
        if side is Side.LANGUAGE and key not in KNOWN_LANGUAGES:
            return self.say("language.other", code=key)
        if side in (Side.SESSION, Side.GROUP, Side.WEEKDAY, Side.LANGUAGE):
            return self.say(f"{side}.{key}")
        return key

    def _side_row(
        self, name: str, tally: Tally, counts: tuple[str, ...], *, at_counter: bool
    ) -> tuple[Cell, ...]:
        waits, served = Spread(tally.waits), Spread(tally.services)
        row: tuple[Cell, ...] = (name, *(Count(getattr(tally, one)) for one in counts))
        if at_counter:
            return (
                *row,
                Minutes(served.mean()),
                Minutes(served.rank(0.9)),
                Minutes(tally.busy_s),
                Minutes(tally.staffed_s),
                Minutes(tally.paused_s),
                Share(tally.busy_s, tally.staffed_s) if tally.staffed_s >= tally.busy_s else Share(0, 0),
            )
        return (*row, Minutes(waits.mean()), Minutes(waits.rank(0.9)), Minutes(served.mean()))

    def _waited(self, name: str, tally: Tally) -> tuple[Cell, ...]:
        waits = Spread(tally.waits)
        times = (waits.mean(), waits.rank(0.5), waits.rank(0.9), waits.longest())
        return (
            name,
            Count(waits.number),
            *map(Minutes, times),
            Share(waits.beyond(self.limit_s), waits.number),
        )

    def _sorted(self, side: Side, sheet: Sheet) -> list[tuple[str, Tally]]:
        """In the order of the settings; what they do not know any more comes last."""
        order = {
            Side.SERVICE: self.names.services,
            Side.COUNTER: self.names.counters,
            Side.CLERK: self.names.clerks,
        }
        known = list(order.get(side, ()))
        found = sheet.get(side, {})
        if side is Side.SESSION:
            known = ["morning", "afternoon"]
        return sorted(
            found.items(),
            key=lambda item: (known.index(item[0]) if item[0] in known else len(known), item[0]),
        )

    def _over(self) -> str:
        return self.say("column.over", minutes=str(self.limit_s // 60))

    def _with_renamings(self, table: Table, period: Period) -> Table:
        """What was renamed, new or gone in the period is told below the tables that name it."""
        told = told_in(self.names.renamings, NAMED.get(table.key), period, self.say)
        return replace(table, notes=(*table.notes, *told))

    def _notes(self, table: str) -> tuple[str, ...]:
        return tuple(self.say(f"note.{key}") for key in NOTES.get(table, ()))
