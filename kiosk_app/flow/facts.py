"""What follows from a model: which screen stands, why not, and whether paper will come."""

from datetime import UTC, datetime

from contracts import messages as m
from contracts.vocabulary import FaultCode, RefusalCode, ServiceCode
from kiosk_app.flow import dossier_pages as d
from kiosk_app.flow import model as k

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
DESK_BROKEN = {
    FaultCode.CLOCK_UNTRUSTED: RefusalCode.CLOCK_UNTRUSTED,
    FaultCode.STORAGE_FAILED: RefusalCode.STORAGE_FAILED,
}
OPEN_SCREENS: dict[type, k.Screen] = {
    k.Refused: k.Screen.REFUSED,
    d.Remark: k.Screen.REMARK,
    d.Scan: k.Screen.SCAN,
    d.Manual: k.Screen.MANUAL,
    d.Proof: k.Screen.PROOF,
}
"""Pages that are drawn whatever the queues are."""
_HOURS = (RefusalCode.NOT_OPEN_YET, RefusalCode.OFFICE_CLOSED)
"""Closed by the clock: the most hopeful reason first."""


def screen_of(model: k.Model) -> k.Screen:
    """What is drawn now. A citizen who waits for a number or holds one is never interrupted."""
    match model.page:
        case k.Sending():
            return k.Screen.SENDING
        case k.Number():
            return k.Screen.NUMBER
        case k.NoConnection():
            return k.Screen.NO_CONNECTION
        case d.Asking():
            return k.Screen.ASKING
        case d.Answer():
            return k.Screen.DOSSIER
    return _obstacle(model) or _open_screen(model)


def _obstacle(model: k.Model) -> k.Screen | None:
    if not model.desk_alive:
        return k.Screen.STARTING if model.patient else k.Screen.OUT_OF_ORDER
    if broken_why(model) is not None:
        return k.Screen.OUT_OF_ORDER
    return k.Screen.STARTING if model.office is None else None


def _open_screen(model: k.Model) -> k.Screen:
    for page, screen in OPEN_SCREENS.items():
        if isinstance(model.page, page):
            return screen
    if closed_why(model) is not None:
        return k.Screen.CLOSED
    match model.page:
        case k.Choosing():
            return k.Screen.PRIORITY
        case k.Home(group=code) if code is not None and group_of(model, code) is not None:
            return k.Screen.GROUP
    return k.Screen.SERVICES


def broken_why(model: k.Model) -> RefusalCode | None:
    """Why the desk itself cannot give numbers although it is alive."""
    for fault, code in DESK_BROKEN.items():
        if fault in model.desk_faults:
            return code
    reasons = _closed_reasons(model)
    for code in DESK_BROKEN.values():
        if reasons == {code}:
            return code
    return None


def closed_why(model: k.Model) -> RefusalCode | None:
    """Why no service at all gives numbers; None while one does."""
    reasons = _closed_reasons(model)
    if reasons is None:
        return None
    return next((code for code in _HOURS if code in reasons), RefusalCode.NUMBERS_ENDED)


def _closed_reasons(model: k.Model) -> set[RefusalCode] | None:
    if model.queue is None or not model.queue.services:
        return None
    reasons = {line.closed for line in model.queue.services}
    return None if None in reasons else {code for code in reasons if code is not None}


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
    if printer is None:
        return None
    presence = model.presences.get(printer)
    if presence is None or not presence.online:
        return FaultCode.PRINTER_OFFLINE
    return next((fault.code for fault in presence.faults if fault.code in NO_PAPER), None)


def asks_priority(model: k.Model) -> bool:
    """Whether the office lets anyone go first."""
    return bool(groups_of(model))


def groups_of(model: k.Model) -> tuple[str, ...]:
    """The groups a citizen may declare."""
    groups = model.office.priority_groups if model.office else ()
    return tuple(group for group in groups if group != "ordinary")


def looks_up(model: k.Model) -> bool:
    """Whether a citizen can ask here how far a dossier has come: by its barcode, or by typing its code."""
    return model.office is not None and model.office.look_up is not None


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
