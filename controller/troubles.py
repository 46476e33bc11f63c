"""What the desk says is wrong with itself, and which of it touches the numbers that it gives. Pure."""

from collections.abc import Mapping

from contracts import messages as m
from contracts.vocabulary import FaultCode
from controller.domain.day import Day
from controller.domain.office import Office
from controller.domain.refusals import Now

DEGRADING = frozenset({FaultCode.DISK_LOW, FaultCode.JOURNAL_REBUILT, FaultCode.JOURNAL_SHORT})
"""With one of these numbers are given, but the desk cannot vouch for its memory: their slips say so."""


def faults_of(
    office: Office,
    day: Day,
    now: Now,
    *,
    storage_failed: bool,
    reserve_intact: bool,
    untold: Mapping[FaultCode, str],
    damaged: str | None,
) -> tuple[m.Fault, ...]:
    """The desk's own faults; the details are for the caretaker.

    ``untold``: how the journal was mended while no event says so yet; ``damaged``: what is wrong with old days.
    """
    found: dict[FaultCode, str] = {}
    if not now.trusted_after(day.last_at):
        found[FaultCode.CLOCK_UNTRUSTED] = ""
    if storage_failed:
        found[FaultCode.STORAGE_FAILED] = ""
    elif not reserve_intact:
        found[FaultCode.DISK_LOW] = ""
    found |= {**untold, **day.mended}
    if FaultCode.JOURNAL_SHORT in found and day.skipped:
        found[FaultCode.JOURNAL_SHORT] += f"; not given again: {_skipped(office, day)}"
    if damaged:
        found[FaultCode.JOURNAL_DAMAGED] = damaged
    return tuple(m.Fault(code=code, detail=detail) for code, detail in found.items())


def are_degrading(faults: tuple[m.Fault, ...]) -> bool:
    """Whether numbers that are given now must say so."""
    return any(fault.code in DEGRADING for fault in faults)


def _skipped(office: Office, day: Day) -> str:
    spans = [(office.services.get(skip.service), skip) for skip in day.skipped]
    return ", ".join(
        f"{service.number(skip.from_n)}-{service.number(skip.to_n)}"
        for service, skip in spans
        if service is not None
    )
