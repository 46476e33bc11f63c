"""Which screen stands: that of the page, or what stands in its way. Pure."""

from enum import StrEnum

from contracts.vocabulary import FaultCode, RefusalCode
from kiosk_app.flow import dossier_pages as d
from kiosk_app.flow import facts
from kiosk_app.flow import guide_pages as g
from kiosk_app.flow import model as k
from kiosk_app.flow import pages as p
from kiosk_app.flow import slip_pages as sp


class Screen(StrEnum):
    """What is drawn: a page, or what stands in its way."""

    STARTING = "starting"
    SERVICES = "services"
    GROUP = "group"
    PRIORITY = "priority"
    SENDING = "sending"
    NUMBER = "number"
    CLOSED = "closed"
    REFUSED = "refused"
    NO_CONNECTION = "no-connection"
    SCAN = "scan"
    MANUAL = "manual"
    PROOF = "proof"
    ASKING = "asking"
    DOSSIER = "dossier"
    REMARK = "remark"
    GUIDE = "guide"
    FIELDS = "fields"
    FIND = "find"
    LISTED = "listed"
    PROCEDURE = "procedure"
    BLANKS = "blanks"
    BLANK = "blank"
    SORRY = "sorry"
    SLIP = "slip"
    RATE = "rate"
    RATED = "rated"
    OPENING = "opening"
    OUT_OF_ORDER = "out-of-order"


PRIVATE = frozenset(
    {
        *(Screen.SCAN, Screen.MANUAL, Screen.PROOF, Screen.ASKING, Screen.DOSSIER),
        *(Screen.SLIP, Screen.RATE, Screen.RATED),
    }
)
"""Screens of one citizen's dossier or visit: a receipt under the reader, a code, a second factor, what the desk told; a
number and how it was.

Nobody sees them but who stands there, and nothing of them stays behind.
"""

DESK_BROKEN = {
    FaultCode.CLOCK_UNTRUSTED: RefusalCode.CLOCK_UNTRUSTED,
    FaultCode.STORAGE_FAILED: RefusalCode.STORAGE_FAILED,
}
OPEN_SCREENS: dict[type, Screen] = {
    p.Refused: Screen.REFUSED,
    d.Remark: Screen.REMARK,
    d.Scan: Screen.SCAN,
    d.Manual: Screen.MANUAL,
    d.Proof: Screen.PROOF,
    g.Find: Screen.FIND,
    g.Listed: Screen.LISTED,
    g.Procedure: Screen.PROCEDURE,
    g.Blanks: Screen.BLANKS,
    g.Blank: Screen.BLANK,
    g.Sorry: Screen.SORRY,
    g.Opening: Screen.OPENING,
}
"""Pages that are drawn whatever the queues are."""
SLIP_SCREENS: dict[type, Screen] = {sp.Slip: Screen.SLIP, sp.Rate: Screen.RATE, sp.Thanks: Screen.RATED}
"""Pages that stand whatever becomes of the desk: who answers a question is not interrupted."""
_HOURS = (RefusalCode.NOT_OPEN_YET, RefusalCode.OFFICE_CLOSED)
"""Closed by the clock: the most hopeful reason first."""


def screen_of(model: k.Model) -> Screen:
    """What is drawn now. A citizen who waits for a number, holds one or answers a question is never interrupted."""
    match model.page:
        case p.Sending() | p.Giving():
            return Screen.SENDING
        case p.Number():
            return Screen.NUMBER
        case p.NoConnection():
            return Screen.NO_CONNECTION
        case d.Asking() | sp.Seeing():
            return Screen.ASKING
        case sp.Slip() | sp.Rate() | sp.Thanks() as page:
            return SLIP_SCREENS[type(page)]
        case d.Dossier():
            return Screen.DOSSIER
    return _obstacle(model) or _open_screen(model)


def _obstacle(model: k.Model) -> Screen | None:
    if model.pairing or (model.twice and model.twice.waits):
        return Screen.OUT_OF_ORDER
    if model.alone.giving:
        return None
    if not model.desk_alive:
        return Screen.STARTING if model.patient else Screen.OUT_OF_ORDER
    if broken_why(model) is not None:
        return Screen.OUT_OF_ORDER
    return Screen.STARTING if model.office is None else None


def _open_screen(model: k.Model) -> Screen:
    for page, screen in OPEN_SCREENS.items():
        if isinstance(model.page, page):
            return screen
    if isinstance(model.page, g.Guide | g.Fields):
        return _topics_screen(model)
    if closed_why(model) is not None:
        return Screen.CLOSED
    match model.page:
        case p.Priority():
            return Screen.PRIORITY
        case p.Group(code=code) if facts.group_of(model, code) is not None:
            return Screen.GROUP
    return Screen.SERVICES


def _topics_screen(model: k.Model) -> Screen:
    topics = model.topics
    if topics is None or not (topics.events or topics.fields):
        return Screen.OPENING
    if isinstance(model.page, g.Guide) and topics.events:
        return Screen.GUIDE
    return Screen.FIELDS if topics.fields else Screen.GUIDE


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
