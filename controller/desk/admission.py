"""Who may ask for what (``contracts.permissions``), and until when: before the rules even look.

Every command passes here, from the wire and from the web.
"""

from contracts import messages as m
from contracts.permissions import Reach, Role, reach
from contracts.vocabulary import RefusalCode, SlipState
from controller.devices import CLERK_EXPIRES_MS, KIOSK_EXPIRES_MS, SKEW_MS
from controller.domain.day import Day
from controller.domain.tickets import PACE_MS
from controller.principals import Principal

_EXPIRES_MS = {
    Role.KIOSK: KIOSK_EXPIRES_MS,
    **dict.fromkeys((Role.BOX, Role.CLERK, Role.CARETAKER, Role.PROGRAM), CLERK_EXPIRES_MS),
}
"""How long a wish is worth something."""
_TIMELESS = (m.ReportSlip, m.HandIn, m.ConfirmClock, m.ReopenDay)
"""What has happened is true however late it is told, and who mends the time cannot be held to it."""


def admit(
    principal: Principal, command: m.AnyCommand, day: Day, now: int, kiosk_burst: int = 0
) -> RefusalCode | None:
    """Why ``principal`` may not have ``command`` carried out now; None when it may.

    ``day`` tells whose a ticket or slip is; one that it does not know is the rules' business. ``now`` is the
    desk's bare clock, which its pulse tells the stations; a stamp stands still after a step back. ``kiosk_burst``:
    numbers that a kiosk gives before it must keep the pace; 0: it never must.
    """
    if principal.role is Role.NOBODY:
        return RefusalCode.UNKNOWN_DEVICE
    if not _reaches(principal, command, day):
        return RefusalCode.NOT_ALLOWED
    lasts_ms = _EXPIRES_MS.get(principal.role)
    if lasts_ms is None or isinstance(command, _TIMELESS):
        return None
    if not -SKEW_MS <= now - command.at <= lasts_ms:
        return RefusalCode.EXPIRED
    return RefusalCode.TOO_FAST if _is_too_fast(principal, command, day, now, kiosk_burst) else None


def _is_too_fast(principal: Principal, command: m.AnyCommand, day: Day, now: int, burst: int) -> bool:
    """Whether a kiosk asks for numbers as no row of people can: it is broken, or somebody speaks in its name."""
    if not (burst and principal.role is Role.KIOSK and isinstance(command, m.IssueTicket)):
        return False
    ahead = day.ahead.get(principal.name, 0) - max(now, day.last_at)
    return ahead > (burst - 1) * PACE_MS


def _reaches(principal: Principal, command: m.AnyCommand, day: Day) -> bool:  # noqa: C901, PLR0911 - a table
    """Whether what is asked lies within what the principal may."""
    match reach(principal.role, command.kind), command:
        case Reach.ALWAYS, m.IssueTicket(printer=str()) if principal.role is Role.KIOSK:
            return False  # a kiosk prints where it stands
        case Reach.ALWAYS, _:
            return True
        case Reach.IF_SO_SET, _:
            return principal.issues
        case Reach.OWN_COUNTER, _:
            return principal.speaks_for(getattr(command, "counter"))  # noqa: B009 - what such a row is about has one; a test says so
        case Reach.NOT_ELSEWHERE, m.Resume() | m.Cancel() | m.CorrectTicket():
            at = day.tickets[command.ticket].counter if command.ticket in day.at_counter.values() else None
            if (
                not isinstance(command, m.Resume)
                and command.counter
                and not principal.speaks_for(command.counter)
            ):
                return False
            return principal.speaks_for(at) if at else principal.counters != frozenset()
        case Reach.ONESELF, m.SignIn():
            return principal.speaks_for(command.counter) and command.clerk == principal.clerk
        case Reach.ONESELF, m.SignOut():
            sits = day.clerks.get(command.counter, principal.clerk)
            return principal.speaks_for(command.counter) and sits == principal.clerk
        case Reach.OWN_VISIT, m.RateTicket():
            return command.ticket == principal.ticket
        case Reach.OWN_PRINTER, m.ReportSlip():
            slip = day.slips.get(command.job)
            return slip is None or slip.printer == principal.name
        case Reach.OWN_SCREEN, m.ReportSlip(state=SlipState.ON_SCREEN):
            slip = day.slips.get(command.job)
            return slip is None or day.tickets[slip.ticket].device == principal.name
        case _:
            return False
