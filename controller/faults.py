"""What the desk says is wrong with itself, and which of it touches the numbers that it gives. Pure."""

from collections.abc import Mapping
from datetime import date

from contracts import messages as m
from contracts.vocabulary import FaultCode, Millis
from controller.domain.day import Day
from controller.domain.lost_rules import DOUBTS
from controller.domain.now import Now, Trust
from controller.domain.office import Office

DEGRADING = DOUBTS | {FaultCode.DISK_LOW, FaultCode.JOURNAL_REBUILT, FaultCode.JOURNAL_SHORT}
"""With one of these numbers are given, but the desk cannot vouch for its memory: their slips say so."""

FACT_LENGTH = 200
"""As a fault's facts have room for."""
JOINT, ELLIPSIS = ", ", ", …"


def faults_of(
    office: Office,
    day: Day,
    now: Now,
    *,
    storage_failed: bool,
    reserve_intact: bool,
    untold: Mapping[FaultCode, Mapping[str, str]],
    damaged: tuple[str, str] | None,
) -> tuple[m.Fault, ...]:
    """The desk's own faults; the facts are for the caretaker's sentence.

    ``untold``: how the journal was mended while no event says so yet; ``damaged``: what is wrong with old days,
    and from which day (ISO) on.
    """
    found = []
    if not now.trusted_after(day.last_at):
        found.append(m.Fault(code=FaultCode.CLOCK_UNTRUSTED))
    elif now.trust is Trust.STEPPED:
        times = {"machine": _moment(office, now.machine), "believed": _moment(office, now.clock)}
        found.append(m.Fault(code=FaultCode.CLOCK_STEPPED, facts=times))
    if storage_failed:
        found.append(m.Fault(code=FaultCode.STORAGE_FAILED))
    elif not reserve_intact:
        found.append(m.Fault(code=FaultCode.DISK_LOW))
    for code, facts in {**untold, **day.mended}.items():
        found.append(m.Fault(code=code, facts={**facts, **_more(code, office, day)}))
    if damaged:
        found.append(m.Fault(code=FaultCode.JOURNAL_DAMAGED, detail=damaged[0], facts=_since(damaged[1])))
    return tuple(found)


def unread_fault(unread: int) -> tuple[m.Fault, ...]:
    """``unread``: how many events of the day only a newer program understands."""
    return (m.Fault(code=FaultCode.JOURNAL_NEWER, facts={"count": str(unread)}),) if unread else ()


def are_degrading(faults: tuple[m.Fault, ...]) -> bool:
    """Whether numbers that are given now must say so."""
    return any(fault.code in DEGRADING for fault in faults)


def _more(code: FaultCode, office: Office, day: Day) -> dict[str, str]:
    """Which numbers are skipped; of a restored journal also that none are."""
    if code is FaultCode.JOURNAL_RESTORED:
        said = "fault-detail.skipped" if day.skipped else "fault-detail.none-skipped"
        return {"numbers": _skipped(office, day), "skipped_said": said}
    return {"numbers": _skipped(office, day)} if code is FaultCode.JOURNAL_SHORT and day.skipped else {}


def _moment(office: Office, at: Millis) -> str:
    """Time and date as people here write them; a clock may say anything."""
    try:
        return office.local(at).strftime("%H:%M %d/%m/%Y")
    except (ValueError, OverflowError, OSError):
        return f"{at} ms"


def _since(day: str) -> dict[str, str]:
    """An ISO date as people here write it; nothing when it is none (it may be the damaged part)."""
    try:
        return {"day": date.fromisoformat(day).strftime("%d/%m/%Y")}
    except ValueError:
        return {}


def _skipped(office: Office, day: Day) -> str:
    """The numbers that are not given again, as printed; shortened when there are too many series to name."""
    spans = [
        f"{service.number(skip.from_n)}-{service.number(skip.to_n)}"
        for skip in day.skipped
        if (service := office.services.get(skip.service))
    ]
    room = (FACT_LENGTH - len(ELLIPSIS)) // (max(map(len, spans), default=0) + len(JOINT))
    return JOINT.join(spans[:room]) + (ELLIPSIS if len(spans) > room else "")
