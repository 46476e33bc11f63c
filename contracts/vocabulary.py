"""The words of the house: ids, states and refusals. Standard library only, so the rules may use them."""

import re
from enum import StrEnum
from typing import NewType

SiteId = NewType("SiteId", str)
DeviceId = NewType("DeviceId", str)
ServiceCode = NewType("ServiceCode", str)
CounterId = NewType("CounterId", str)
ClerkId = NewType("ClerkId", str)
TicketId = NewType("TicketId", str)
"""The service day and the number, e.g. ``20261121-A001``: unique at a site, for ever."""
JobId = NewType("JobId", str)
"""A ticket id and the copy that is printed, e.g. ``20261121-A001-1``."""
ProcedureCode = NewType("ProcedureCode", str)
"""What a citizen comes for: a code of the national database of procedures, e.g. ``1.001193``."""
RequestId = NewType("RequestId", str)
"""One press, tap or scan: a UUID that is applied at most once."""

_TICKET = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})-([A-Z]{0,3})([0-9]{1,6})")


def ticket_parts(ticket: TicketId) -> tuple[str, str, int]:
    """The service day (ISO), the letters and the digits of a ticket. Raises ValueError when it is none."""
    found = _TICKET.fullmatch(ticket)
    if found is None:
        raise ValueError(f"{ticket!r} is no ticket")
    year, month, day, prefix, digits = found.groups()
    return f"{year}-{month}-{day}", prefix, int(digits)


def ticket_of(job: JobId) -> TicketId:
    """The ticket of a copy of its slip."""
    return TicketId(job.rpartition("-")[0])


ALONE = "alone"
"""In the detail of the fact that a number was given: a kiosk gave it while the desk was away."""

Millis = int
"""Milliseconds since 1970 UTC."""

ID_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
"""Sites, devices, services, counters and clerks: safe as one level of a topic, in a file name, in an address."""
ID_LENGTH = 32


def is_id(text: str) -> bool:
    """Whether ``text`` can name a site, device, service, counter or clerk."""
    return len(text) <= ID_LENGTH and re.fullmatch(ID_PATTERN, text) is not None


class TicketState(StrEnum):
    """Where a ticket stands. ``waiting`` and ``called`` and ``parked`` are live, the rest are ends."""

    WAITING = "waiting"
    CALLED = "called"
    PARKED = "parked"
    FINISHED = "finished"
    NO_SHOW = "no-show"
    CANCELLED = "cancelled"
    LAPSED = "lapsed"


class PriorityGroup(StrEnum):
    """Whom the office lets go first; declared by the citizen, never proved, never shown on a board."""

    ORDINARY = "ordinary"
    ELDERLY = "elderly"
    DISABLED = "disabled"
    PREGNANT = "pregnant"
    MERIT = "merit"


class CallRule(StrEnum):
    """Why this ticket was the one that was called."""

    FIRST_COME = "first-come"
    PRIORITY_TURN = "priority-turn"
    PRIORITY_STRICT = "priority-strict"
    BY_HAND = "by-hand"


class Act(StrEnum):
    """What a counter did by one press; for a moment it can be undone."""

    CALL = "call"
    FINISH = "finish"
    NO_SHOW = "no-show"
    TRANSFER = "transfer"
    PARK = "park"
    CANCEL = "cancel"
    CORRECT = "correct"


class BreakReason(StrEnum):
    """Why a counter calls nobody for a while; signs and pages have words for it."""

    SHORT = "short"
    LUNCH = "lunch"
    MEETING = "meeting"
    ERRAND = "errand"
    SYSTEM = "system"
    """A system that the clerk needs does not work."""


class ParkReason(StrEnum):
    """Why a citizen is set aside for a while; each has words on the clerk's page."""

    PAPERS = "papers"
    COPY = "copy"
    FORM = "form"
    FEE = "fee"
    ASKING = "asking"
    """The clerk asks a colleague or another office."""


class CancelReason(StrEnum):
    """Why a number is given up; each has words on the clerk's page."""

    LEFT = "left"
    MISTAKE = "mistake"
    DOUBLE = "double"
    NOT_HERE = "not-here"
    """The office does not do what the citizen came for."""


class RatingWay(StrEnum):
    """Where a citizen said how the service was."""

    COUNTER = "counter"
    PHONE = "phone"


class SlipState(StrEnum):
    """What is known about one printed copy. Only ``printed`` claims that paper came out."""

    QUEUED = "queued"
    SENDING = "sending"
    PRINTED = "printed"
    UNKNOWN = "unknown"
    NOT_PRINTED = "not-printed"
    ON_SCREEN = "on-screen"
    VOIDED = "voided"


class RefusalCode(StrEnum):
    """Every reason the desk may say no. Each has a sentence and a remedy in the text catalogues."""

    UNKNOWN_SERVICE = "unknown-service"
    UNKNOWN_COUNTER = "unknown-counter"
    UNKNOWN_DEVICE = "unknown-device"
    UNKNOWN_TICKET = "unknown-ticket"
    UNKNOWN_JOB = "unknown-job"
    SEVERAL_NUMBERS = "several-numbers"
    """Some digits stand for more than one number."""
    OFFICE_CLOSED = "office-closed"
    NOT_OPEN_YET = "not-open-yet"
    NUMBERS_ENDED = "numbers-ended"
    QUOTA_REACHED = "quota-reached"
    RANGE_EXHAUSTED = "range-exhausted"
    CLOCK_UNTRUSTED = "clock-untrusted"
    DAY_NOT_CLOSED = "day-not-closed"
    NOT_EARLIER = "not-earlier"
    NOT_CLOSED_EARLY = "not-closed-early"
    QUEUE_EMPTY = "queue-empty"
    COUNTER_IDLE = "counter-idle"
    OTHER_TICKET = "other-ticket"
    WRONG_STATE = "wrong-state"
    NOTHING_TO_UNDO = "nothing-to-undo"
    NOT_SERVED_HERE = "not-served-here"
    NOBODY_THERE = "nobody-there"
    RECALL_TOO_SOON = "recall-too-soon"
    EXPIRED = "expired"
    NOT_ALLOWED = "not-allowed"
    MALFORMED = "malformed"
    REQUEST_REUSED = "request-reused"
    STORAGE_FAILED = "storage-failed"
    OVERLOADED = "overloaded"
    NOT_SERVING = "not-serving"
    TOO_SOON = "too-soon"
    TOO_FAST = "too-fast"
    NUMBER_TAKEN = "number-taken"
    NOT_LEASED = "not-leased"
    DOSSIER_NOT_FOUND = "dossier-not-found"
    LOOK_UP_DOWN = "look-up-down"
    LOOK_UP_LIMIT = "look-up-limit"
    PROOF_LIMIT = "proof-limit"
    UNKNOWN_PROCEDURE = "unknown-procedure"
    GUIDE_LIMIT = "guide-limit"
    ALREADY_RATED = "already-rated"
    RATING_OVER = "rating-over"


class FaultCode(StrEnum):
    """What a device can say is wrong with it. Each has a remedy in the text catalogues."""

    PRINTER_OFFLINE = "printer-offline"
    PAPER_END = "paper-end"
    PAPER_NEAR_END = "paper-near-end"
    COVER_OPEN = "cover-open"
    CUTTER_JAM = "cutter-jam"
    KEY_STUCK = "key-stuck"
    DEVICE_MISSING = "device-missing"
    SIGN_MISFIT = "sign-misfit"
    SLIDE_UNUSABLE = "slide-unusable"
    NAME_TWICE = "name-twice"
    CLOCK_UNTRUSTED = "clock-untrusted"
    CLOCK_STEPPED = "clock-stepped"
    DISK_LOW = "disk-low"
    STORAGE_FAILED = "storage-failed"
    JOURNAL_REBUILT = "journal-rebuilt"
    JOURNAL_SHORT = "journal-short"
    JOURNAL_DAMAGED = "journal-damaged"
    JOURNAL_NEWER = "journal-newer"
    SETTINGS_BROKEN = "settings-broken"
    JOURNAL_RESTORED = "journal-restored"
    JOURNAL_GONE = "journal-gone"
    WITNESS_LOST = "witness-lost"
    ASKING_NEIGHBOURS = "asking-neighbours"
    ANOTHER_DESK = "another-desk"
    FLOOD = "flood"
    TOO_FAST = "too-fast"
    GIVING_ALONE = "giving-alone"
    ALONE_REFUSED = "alone-refused"
    ALONE_LOST = "alone-lost"
    RATINGS_UNKEPT = "ratings-unkept"
    RATINGS_LOST = "ratings-lost"
    STRANGERS = "strangers"
    BAD_TEMPLATE = "bad-template"
    SPOOL_LOST = "spool-lost"
    LOOK_UP_DOWN = "look-up-down"
    LOOK_UP_UNTRUSTED = "look-up-untrusted"
    LOOK_UP_EXPIRING = "look-up-expiring"
    LOOK_UP_GUESSED = "look-up-guessed"
    SIGN_IN_GUESSED = "sign-in-guessed"
    LOOK_UP_UNREAD = "look-up-unread"
    EXPORT_REFUSED = "export-refused"
    EXPORT_FLAWED = "export-flawed"
    EXPORT_MISSING = "export-missing"
    BACKUP_OLD = "backup-old"
    PROVINCE_LATE = "province-late"
    POWER_LOW = "power-low"
    PAIRING_BROKEN = "pairing-broken"
    TOO_HOT = "too-hot"
    QUESTIONNAIRE_BROKEN = "questionnaire-broken"
    CATALOGUE_BROKEN = "catalogue-broken"
    UPDATE_STOPPED = "update-stopped"
    ALERT_UNSENT = "alert-unsent"
    HALL_LIMIT = "hall-limit"
