"""One procedure as a form: what stands in its fields, and what somebody typed there as a record."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from contracts.amounts import thousands
from contracts.procedures import FeeKind
from controller.catalogue.procedure import Paper, Procedure, TimeLimit
from controller.catalogue.reading import Note, read

FIELDS = (
    *("code", "name", "short", "name_en", "field", "level", "who", "fee_text", "time_text", "agreed"),
    *("papers", "service", "place", "elsewhere", "result", "basis", "address", "since", "until"),
)
"""In the order of the page; named as in ``headings.toml``."""
LONG = frozenset({"name", "who", "papers", "place", "elsewhere", "result", "basis", "fee_text", "time_text"})
"""Those of several lines."""
DAYS = frozenset({"since", "until"})
ATTRIBUTES = {"fee_text": "fee", "time_text": "time"}
"""Fields that are called otherwise in the procedure."""
WORDS = Path(__file__).with_name("form.toml")


def form_of(one: Procedure) -> dict[str, str]:
    """What stands in each field."""
    return {
        **{name: str(getattr(one, name)) for name in FIELDS if isinstance(getattr(one, name, None), str)},
        "fee_text": one.fee.text or _fee(one),
        "time_text": _time(one.time),
        "agreed": _time(one.agreed),
        "papers": papers_of(one),
        "since": f"{one.since:%d/%m/%Y}" if one.since else "",
        "until": f"{one.until:%d/%m/%Y}" if one.until else "",
    }


def edited(
    before: Procedure | None, form: Mapping[str, str], services: Mapping[str, str]
) -> tuple[Procedure | None, list[Note]]:
    """What a form makes of a procedure, and what of it is strange; only fields that somebody changed are read anew."""
    report = read([(1, _record(form))], services)
    if not report.procedures:
        return None, report.notes
    (after,) = report.procedures
    after = replace(after, service=form.get("service", "").strip())
    if before is None:
        return after, report.notes
    stood = form_of(before)
    changed = {name for name in FIELDS if form.get(name, "").strip() != stood.get(name, "").strip()}
    notes = [
        note
        for note in report.notes
        if ATTRIBUTES.get(note.field, note.field) in changed | _attributes(changed)
    ]
    forms = {paper.text: paper.form for paper in before.papers}
    papers = tuple(replace(paper, form=forms.get(paper.text, "")) for paper in after.papers)
    after = replace(after, papers=papers)  # a line of the field has no name of a form
    return replace(before, **{name: getattr(after, name) for name in _attributes(changed)}), notes


def _attributes(fields: Iterable[str]) -> set[str]:
    return {ATTRIBUTES.get(name, name) for name in fields}


def _record(form: Mapping[str, str]) -> dict[str, object]:
    return {name: form[name].strip() for name in FIELDS if form.get(name, "").strip()}


def _fee(one: Procedure) -> str:
    if one.fee.kind is FeeKind.FREE:
        return _words()["free"]
    return _words()["amount"].format(amount=thousands(one.fee.vnd)) if one.fee.kind is FeeKind.AMOUNT else ""


def _time(limit: TimeLimit) -> str:
    return limit.text or (_words()[limit.unit].format(count=limit.count) if limit.count else "")


def papers_of(one: Procedure) -> str:
    """Its papers line by line, each with how many; so a cell of a file may have them, too."""
    return "\n".join(map(_paper, one.papers))


def _paper(one: Paper) -> str:
    counts = {"originals": one.originals, "copies": one.copies}
    said = ", ".join(_words()[name].format(count=count) for name, count in counts.items() if count)
    return f"{one.text} ({said})" if said else one.text


@cache
def _words() -> dict[str, str]:
    return tomllib.loads(WORDS.read_text("utf-8"))
