"""A form, filled from what was given: a list of dossiers, a finished table, the catalogue of procedures, or nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from contracts.forms.annex import Group, Late, Unit, annex, contradictions
from contracts.forms.lacking import FINISHED, LIST
from contracts.forms.law import form_06a, form_07b, form_766
from contracts.forms.procedure_counts import Listed as Procedure
from contracts.forms.procedure_counts import ProcedureCounts, procedure_counts
from contracts.forms.progress import Progress, Wrong, progress, together, wrongs
from contracts.forms.table import Say, Table
from controller.figures.annex_counted import late_because, units_of
from controller.figures.dossier_file import DossierFileError, Listed, Note, read
from controller.figures.numbered_file import Form, read_form
from controller.figures.outcomes import outcomes
from controller.figures.period import Period
from controller.figures.unit_file import read_units


@dataclass(frozen=True)
class Given:
    """What a form is filled from; ``before``: the finished form of the period before."""

    period: Period
    file: Path | None = None
    before: Path | None = None


@dataclass(frozen=True)
class Filled:
    """A form, what was odd about what it was filled from, and which sums do not hold; ``counted`` says what was read."""

    tables: tuple[Table, ...]
    notes: Sequence[Note] = ()
    wrongs: Sequence[Wrong] = ()
    counted: str = ""
    blank: bool = False
    counts: Progress | None = None
    """Everything together, where it is known what was due and what was answered."""
    rows: Sequence[Progress] = ()
    lacks: frozenset[str] = frozenset()
    """What ``rows`` cannot say, as ``contracts.forms.lacking`` names it."""
    groups: Sequence[Group] = ()
    late: Sequence[Late] = ()
    """Of the annex: its offices, and why dossiers were late."""
    procedures: ProcedureCounts | None = None
    """Of form II.07b."""


@dataclass(frozen=True)
class FilledForms:
    """Fills forms for one office. Each raises DossierFileError of a file that cannot be used."""

    office: str
    say: Say
    name_period: Callable[[Period], str]
    procedures: Callable[[], Sequence[Procedure]]
    utc_offset_minutes: int

    def form_06a(self, given: Given) -> Filled:
        """From a list of dossiers or from a finished form, whose sums are compared."""
        if given.file is None:
            return Filled((form_06a((), self.say, {LIST}),), blank=True)
        before = read_form(given.before) if given.before else None
        finished = read_form(given.file)
        if finished is not None:
            return self._finished(given, finished, before)
        listed = read(given.file, self.utc_offset_minutes)
        first, last = given.period.first, given.period.last
        rows = progress(listed.dossiers, first, last)
        tables = (
            form_06a(rows, self.say, listed.lacks),
            *outcomes(listed.dossiers, first, last, self.say, listed.lacks),
        )
        counts = None if {"due", "ended"} & listed.lacks else together(rows, "")
        wrong, counted = _sums(rows, before), self._counted(given, listed)
        return Filled(tables, listed.notes, wrong, counted, counts=counts, rows=rows, lacks=listed.lacks)

    def form_766(self, given: Given) -> Filled:
        """From a list of dossiers."""
        if given.file is None:
            return Filled((form_766((), self.say, {LIST}),), blank=True)
        listed = read(given.file, self.utc_offset_minutes)
        rows = progress(listed.dossiers, given.period.first, given.period.last)
        table = form_766(rows, self.say, listed.lacks)
        return Filled((table,), listed.notes, wrongs(rows), self._counted(given, listed))

    def annex(self, given: Given) -> Filled:
        """From a finished table of offices, whose sums are compared, or from a list of dossiers."""
        if given.file is None:
            own = Unit(self.office, None, None, None, None, None)
            return Filled((annex((Group("", (own,)),), (), self.say),), blank=True)
        try:
            found = read_units(given.file)
        except DossierFileError as error:
            if error.key != "no-heading":
                raise
            return self._annex_counted(given, given.file, error)
        count = sum(len(group.units) for group in found.groups)
        counted = self.say("forms.units-counted", period=self.name_period(given.period), count=count)
        late = tuple(Late(reason) for reason in found.reasons)
        table, wrong = annex(found.groups, late, self.say), contradictions(found.groups)
        return Filled((table,), found.notes, wrong, counted, groups=found.groups, late=late)

    def _annex_counted(self, given: Given, file: Path, no_table: DossierFileError) -> Filled:
        """``no_table``: why it is no table of offices; it is told where the file is no list, either."""
        try:
            listed = read(file, self.utc_offset_minutes)
        except DossierFileError:
            raise no_table from None
        first, last = given.period.first, given.period.last
        groups = units_of(listed.dossiers, first, last, self.office, self.say, listed.lacks)
        reasons = late_because(listed.dossiers, first, last, self.say)
        table = annex(groups, reasons, self.say)
        table = replace(table, notes=(*table.notes, self.say("annex.counted-note")))
        counted, wrong = self._counted(given, listed), contradictions(groups)
        return Filled((table,), listed.notes, wrong, counted, groups=groups, late=reasons)

    def form_07b(self, _given: Given) -> Filled:
        """From the office's own catalogue of procedures."""
        found = self.procedures()
        count = self.say("forms.procedures-counted", count=len(found)) if found else ""
        row = procedure_counts(found, self.office)
        table, known = form_07b((row,), self.say), row if found else None
        return Filled((table,), counted=count, blank=not found, procedures=known)

    def _finished(self, given: Given, found: Form, before: Form | None) -> Filled:
        counted = self.say("forms.rows-counted", period=self.name_period(given.period), count=len(found.rows))
        carried = wrongs(found.progress(), before.progress()) if before else ()
        broken = (*found.wrongs(), *(one for one in carried if one.rule == "6=11"))
        rows = found.progress()
        tables, whole = (form_06a(rows, self.say),), together(rows, "")
        lacks = frozenset({FINISHED})
        return Filled(tables, found.notes, broken, counted, counts=whole, rows=rows, lacks=lacks)

    def _counted(self, given: Given, listed: Listed) -> str:
        period, count = self.name_period(given.period), len(listed.dossiers)
        after = sum(one.received > given.period.last for one in listed.dossiers)
        if after:
            return self.say("dossiers.counted-after", count=count, period=period, after=after)
        return self.say("dossiers.counted", count=count, period=period)


def _sums(rows: Sequence[Progress], before: Form | None) -> tuple[Wrong, ...]:
    return wrongs(rows, before.progress() if before else ())
