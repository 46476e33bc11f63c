"""What follows from a model: what the office and the desk told, and whether paper will come. Pure."""

from datetime import UTC, datetime

from contracts import messages as m
from contracts.vocabulary import FaultCode, PriorityGroup, ServiceCode
from kiosk_app.flow import dossier_pages as d
from kiosk_app.flow import guide_pages as g
from kiosk_app.flow import model as k
from kiosk_app.flow import pages as p

NO_PAPER = frozenset(
    {
        FaultCode.PRINTER_OFFLINE,
        FaultCode.PAPER_END,
        FaultCode.COVER_OPEN,
        FaultCode.CUTTER_JAM,
        FaultCode.DEVICE_MISSING,
    }
)
"""Faults with which no slip can come. A low roll is the caretaker's business, not the citizen's."""


def queue_of(model: k.Model, service: ServiceCode) -> m.ServiceQueue | None:
    """The queue of one service, as far as the desk told."""
    lines = model.queue.services if model.queue else ()
    return next((line for line in lines if line.service == service), None)


def service_of(model: k.Model, code: ServiceCode) -> m.ServiceInfo | None:
    """What the office says about one service."""
    services = model.office.services if model.office else ()
    return next((service for service in services if service.code == code), None)


def group_of(model: k.Model, code: str) -> m.ServiceGroup | None:
    """What the office says about one heading; services that it does not have are left out."""
    if model.office is None:
        return None
    known = {service.code for service in model.office.services}
    for group in model.office.groups:
        if group.code == code:
            return group.model_copy(update={"services": tuple(s for s in group.services if s in known)})
    return None


def paper_fault(model: k.Model) -> FaultCode | None:
    """Why this kiosk's printer will print nothing; None when it should, or the kiosk has none."""
    printer = model.office.printers.get(model.device) if model.office else None
    if printer is None or model.alone.giving:  # alone, what it said last over the broker is old
        return None
    presence = model.presences.get(printer)
    if presence is None or not presence.online:
        return FaultCode.PRINTER_OFFLINE
    return next((fault.code for fault in presence.faults if fault.code in NO_PAPER), None)


def asks_priority(model: k.Model) -> bool:
    """Whether the office lets anyone go first."""
    return bool(groups_of(model))


def groups_of(model: k.Model) -> tuple[PriorityGroup, ...]:
    """The groups a citizen may declare."""
    groups = model.office.priority_groups if model.office else ()
    return tuple(group for group in groups if group != PriorityGroup.ORDINARY)


def looks_up(model: k.Model) -> bool:
    """Whether a citizen can ask here how far a dossier has come: by its barcode, or by typing its code."""
    offered = k.Offer.LOOK_UP in model.equipment.offers
    return (
        offered and not model.alone.giving and model.office is not None and model.office.look_up is not None
    )


def sees_slips(model: k.Model) -> bool:
    """Whether the desk tells here where the owner of a slip goes."""
    return not model.alone.giving and model.office is not None and model.office.slips


def gives_numbers(model: k.Model) -> bool:
    """Whether this kiosk is there for taking numbers."""
    return k.Offer.QUEUE in model.equipment.offers


def guides(model: k.Model) -> bool:
    """Whether a citizen can read here what procedures need."""
    offered = k.Offer.GUIDE in model.equipment.offers and not model.alone.giving
    return offered and model.office is not None and model.office.guide


def home(model: k.Model) -> p.Page:
    """The page that the next citizen finds."""
    if gives_numbers(model):
        return p.Services()
    if k.Offer.GUIDE in model.equipment.offers:
        return g.Guide()
    return d.Scan() if model.equipment.reader else d.Manual()


def prints(model: k.Model) -> bool:
    """Whether this kiosk has a printer that should print now."""
    there = model.office is not None and model.device in model.office.printers
    return there and paper_fault(model) is None


def closes_early(model: k.Model) -> str:
    """``HH:MM`` when a person closes the office before its time today; "" as usual."""
    if model.office is None or not model.minute:
        return ""
    today = f"{local_time(model, model.minute * 60_000):%Y-%m-%d}"
    return next((day.closes_early or "" for day in model.office.special_days if day.day == today), "")


def local_time(model: k.Model, utc_ms: int) -> datetime:
    """A desk time as the office's clocks show it (without a time zone)."""
    offset_ms = (model.office.utc_offset_minutes if model.office else 0) * 60_000
    return datetime.fromtimestamp((utc_ms + offset_ms) / 1000, UTC).replace(tzinfo=None)


def opening_time(model: k.Model, told: int | None = None) -> str:
    """``HH:MM`` when numbers begin: as ``told`` (desk clock), else from the queue; "" if unknown."""
    lines = model.queue.services if model.queue else ()
    times = [line.opens_at for line in lines if line.opens_at is not None]
    opens = min(times, default=None) if told is None else told
    return "" if opens is None else f"{local_time(model, opens):%H:%M}"


def blanks_here(model: k.Model, told: m.ProcedureTold) -> tuple[m.BlankTold, ...]:
    """Forms of a procedure of which every page can be shown."""
    return tuple(blank for blank in told.blanks if all(page in model.pages_here for page in blank.pages))
