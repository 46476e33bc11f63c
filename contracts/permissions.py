"""Who may ask the desk for what: the one table. ``controller.desk.admission`` enforces it, the README shows it."""

from enum import StrEnum


class Role(StrEnum):
    """What the one who asks is to the office."""

    KIOSK = "kiosk"
    PRINTER = "printer"
    BOX = "button box"
    CLERK = "clerk"
    CARETAKER = "caretaker"
    PROGRAM = "program"
    RATER = "rating page"
    NOBODY = "anybody else"


class Reach(StrEnum):
    """How far a permission goes; as it stands in the README."""

    NEVER = "–"
    ALWAYS = "yes"
    IF_SO_SET = "if so set"
    OWN_COUNTER = "at its counter"
    NOT_ELSEWHERE = "if at no other counter"
    ONESELF = "oneself"
    OWN_PRINTER = "of its own slips"
    OWN_SCREEN = "of numbers on its screen"
    OWN_VISIT = "of the visit it was opened for"


_Row = dict[Role, Reach]

_CALLING: _Row = {
    Role.BOX: Reach.OWN_COUNTER,
    Role.CLERK: Reach.OWN_COUNTER,
    Role.CARETAKER: Reach.OWN_COUNTER,
    Role.PROGRAM: Reach.OWN_COUNTER,
}
_SERVING: _Row = {role: reach for role, reach in _CALLING.items() if role is not Role.BOX}
_QUEUEING: _Row = dict.fromkeys(_SERVING, Reach.NOT_ELSEWHERE)
_GIVING: _Row = {Role.CLERK: Reach.ALWAYS, Role.CARETAKER: Reach.ALWAYS, Role.PROGRAM: Reach.IF_SO_SET}
_SITTING: _Row = {Role.CLERK: Reach.ONESELF, Role.CARETAKER: Reach.ONESELF}

PERMISSIONS: dict[str, _Row] = {
    "issue-ticket": {Role.KIOSK: Reach.ALWAYS, **_GIVING},
    "call-next": _CALLING,
    "recall": _CALLING,
    "mark-no-show": _CALLING,
    "finish": _CALLING,
    "call-number": _SERVING,
    "call-digits": _CALLING,
    "arrive": _CALLING,
    "park": _CALLING,
    "transfer": _SERVING,
    "undo": _CALLING,
    "take-break": _CALLING,
    "end-break": _CALLING,
    "close-counter": _SERVING,
    "help-out": _SERVING,
    "resume": _QUEUEING,
    "correct-ticket": _QUEUEING,
    "cancel": _QUEUEING,
    "reprint": _GIVING,
    "sign-in": _SITTING,
    "sign-out": _SITTING,
    "report-slip": {Role.PRINTER: Reach.OWN_PRINTER, Role.KIOSK: Reach.OWN_SCREEN},
    "lease-numbers": {Role.KIOSK: Reach.ALWAYS},
    "hand-in": {Role.KIOSK: Reach.ALWAYS},
    "confirm-clock": {Role.CARETAKER: Reach.ALWAYS},
    "reopen-day": {Role.CARETAKER: Reach.ALWAYS},
    "close-early": {Role.CARETAKER: Reach.ALWAYS},
    "close-as-usual": {Role.CARETAKER: Reach.ALWAYS},
    "rate-ticket": {Role.RATER: Reach.OWN_VISIT},
    "look-up": {Role.KIOSK: Reach.ALWAYS},
    "find-procedures": {Role.KIOSK: Reach.ALWAYS},
    "show-procedure": {Role.KIOSK: Reach.ALWAYS},
    "print-checklist": {Role.KIOSK: Reach.ALWAYS},
    "see-slip": {Role.KIOSK: Reach.ALWAYS},
    "rate-slip": {Role.KIOSK: Reach.ALWAYS},
    "fetch-voice": {Role.KIOSK: Reach.ALWAYS},
    "fetch-page": {Role.KIOSK: Reach.ALWAYS},
    "fetch-update": {Role.KIOSK: Reach.ALWAYS, Role.PRINTER: Reach.ALWAYS, Role.BOX: Reach.ALWAYS},
}
"""Kind of command -> who may ask for it, and how far. Whoever is not named may not."""


FOR_BOARDS = frozenset({"fetch-voice", "fetch-update"})
"""What a board may ask, too: the settings name no boards, so the desk answers whomever the broker lets ask."""


def reach(role: Role, kind: str) -> Reach:
    """How far ``role`` may ask for ``kind``."""
    return PERMISSIONS[kind].get(role, Reach.NEVER)
