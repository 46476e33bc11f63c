"""The forms beside II.06a that the head of an office hands up: form II.07b and the annex, counts and reasons of lateness only.

The annex's remarks stay in the office. Its reasons are told as the form shows them, because the form asks for them; the head
reads them before handing up.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from contracts.forms.procedure_counts import LEVELS
from contracts.province import Part
from contracts.statements import StatedForm, StatementKind, Times

MOST_GROUPS, MOST_UNITS, MOST_REASONS = 26, 200, 50
Name = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]{1,200}$")]
MaybeName = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]{0,200}$")]


class Span(Part):
    """A period, both days included."""

    first: date
    last: date

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last < self.first:
            raise ValueError("last lies before first")
        return self


class StatedProcedures(Span):
    """The row of form II.07b as ``contracts.forms.procedure_counts`` counts it; None: the catalogue does not know."""

    all_levels: Times
    province: Times
    district: Times
    commune: Times
    received: Times
    received_province: Times
    received_district: Times
    received_commune: Times
    rules: Times | None = None
    rules_province: Times | None = None
    rules_district: Times | None = None
    rules_commune: Times | None = None
    no_level: Times = 0

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        """A procedure of two levels counts at both, and once in the total."""
        if self.received > self.all_levels or self.no_level > self.all_levels:
            raise ValueError("more than there are")
        for whole, prefix in (("all_levels", ""), ("received", "received_"), ("rules", "rules_")):
            total = getattr(self, whole)
            parts = [getattr(self, f"{prefix}{level}") or 0 for level in LEVELS]
            if max(parts) > (total or 0):
                raise ValueError(f"{whole} is less than one of its levels")
        return self


class AnnexUnit(Part):
    """One office of the annex; None: not said."""

    name: Name
    one_stop: Times | None = None
    linked: Times | None = None
    received: Times | None = None
    on_time: Times | None = None
    overdue: Times | None = None


class AnnexGroup(Part):
    """Offices of one level."""

    name: MaybeName = ""
    units: Annotated[tuple[AnnexUnit, ...], Field(min_length=1, max_length=MOST_UNITS)]


class AnnexReason(Part):
    """Why dossiers were late, and how many; None: not said."""

    reason: Name
    number: Times | None = None


class StatedAnnex(Span):
    """The annex "Kết quả thực hiện cơ chế một cửa" of one office, or of those that it answers for."""

    groups: Annotated[tuple[AnnexGroup, ...], Field(min_length=1, max_length=MOST_GROUPS)]
    reasons: Annotated[tuple[AnnexReason, ...], Field(max_length=MOST_REASONS)] = ()


AnyForm = StatedForm | StatedProcedures | StatedAnnex
FORMS: Mapping[str, type[AnyForm]] = {
    StatementKind.FORM_06A: StatedForm,
    StatementKind.FORM_07B: StatedProcedures,
    StatementKind.ANNEX: StatedAnnex,
}
"""What a form that is handed up is, by its kind; the name of each is ``form_name``."""
