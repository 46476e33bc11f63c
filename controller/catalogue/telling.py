"""The catalogue in messages for kiosks, cut to what the wire takes. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from types import MappingProxyType

from contracts import messages as m
from contracts.messages import guide as bounds
from contracts.procedures import PROCEDURE_CODE
from contracts.vocabulary import ProcedureCode, ServiceCode
from controller.catalogue.blanks import Blank
from controller.catalogue.procedure import Paper, Procedure, Step, TimeLimit, Topic

NONE: Mapping[str, Blank] = MappingProxyType({})
MOST_BYTES, MOST_STEP_BYTES = 24_000, 12_000
"""Of the papers and of the steps of one answer: the wire takes 64 kB, and nobody reads as much standing."""


def topics(events: Sequence[Topic], fields: Sequence[Topic]) -> m.Topics:
    """Which topics there are."""
    return m.Topics(events=_infos(events), fields=_infos(fields))


def _infos(topics_: Sequence[Topic]) -> tuple[m.TopicInfo, ...]:
    return tuple(
        m.TopicInfo(
            code=topic.code,
            name={lang: cut(name, bounds.LONGEST_NAME) for lang, name in topic.name.items()},
            icon=topic.icon,
            count=len(topic.procedures),
        )
        for topic in topics_[: bounds.MOST_TOPICS]
    )


def listed(found: Sequence[Procedure]) -> m.Listed:
    """A list of procedures."""
    lines = tuple(
        m.ProcedureLine(
            code=ProcedureCode(one.code),
            name=names(one),
            field=cut(one.field, bounds.LONGEST_NAME),
            here=not one.elsewhere,
        )
        for one in _speakable(found[: bounds.MOST_LISTED])
    )
    return m.Listed(procedures=lines, more=len(found) - len(lines))


def _speakable(found: Iterable[Procedure]) -> Iterable[Procedure]:
    """Those whose code the wire takes; a catalogue of an older program may have others."""
    return (one for one in found if PROCEDURE_CODE.match(one.code))


def told(
    one: Procedure, services: Iterable[str], address: str, taken: str, blanks: Mapping[str, Blank] = NONE
) -> m.ProcedureTold:
    """One procedure. ``services``: the office's own; ``address``: the same on a phone; ``blanks``: files by the names of forms."""
    here = one.service in set(services) and not one.elsewhere
    papers = _papers(one.papers)
    return m.ProcedureTold(
        code=ProcedureCode(one.code),
        name=names(one),
        fee=m.FeeTold(kind=one.fee.kind, vnd=one.fee.vnd, text=cut(one.fee.text)),
        time=_time(one.time),
        agreed=_time(one.agreed) if one.agreed.count or one.agreed.text else None,
        papers=papers,
        more_papers=len(one.papers) - len(papers),
        steps=_steps(one.steps),
        service=ServiceCode(one.service) if here else None,
        elsewhere=cut(one.elsewhere),
        result=cut(one.result),
        address=address if len(address) <= bounds.LONGEST_ADDRESS else "",
        blanks=tuple(
            m.BlankTold(name=cut(form, bounds.LONGEST_NAME), pages=blank.pages)
            for form, blank in list(blanks.items())[: bounds.MOST_BLANKS]
        ),
        taken=taken,
    )


def _time(limit: TimeLimit) -> m.TimeTold:
    return m.TimeTold(count=limit.count or None, unit=limit.unit, text=cut(limit.text))


def _papers(papers: Sequence[Paper]) -> tuple[m.PaperTold, ...]:
    lines = tuple(
        m.PaperTold(
            text=cut(paper.text),
            originals=paper.originals,
            copies=paper.copies,
            form=cut(paper.form, bounds.LONGEST_NAME),
        )
        for paper in papers[: bounds.MOST_PAPERS]
    )
    return lines[: _fit(lines, MOST_BYTES)]


def _steps(steps: Sequence[Step]) -> tuple[m.StepTold, ...]:
    lines = tuple(
        m.StepTold(text=cut(step.text), by=cut(step.by, bounds.LONGEST_NAME), days=step.days)
        for step in steps[: bounds.MOST_STEPS]
    )
    return lines[: _fit(lines, MOST_STEP_BYTES)]


def _fit(lines: Sequence[m.PaperTold | m.StepTold], most: int) -> int:
    """How many of the first have so many bytes together."""
    sums = accumulate(len(line.model_dump_json().encode()) for line in lines)
    return sum(so_far <= most for so_far in sums)


def names(one: Procedure) -> m.Text:
    """What screens call it."""
    name = {"vi": cut(one.title, bounds.LONGEST_NAME)}
    return name | {"en": cut(one.name_en, bounds.LONGEST_NAME)} if one.name_en else name


def cut(text: str, longest: int = bounds.LONGEST_TEXT) -> str:
    """What fits; where something is missing three dots say so."""
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"
