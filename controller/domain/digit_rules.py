"""Which number digits stand for that were typed on a counter's keypad. Pure."""

from contracts.vocabulary import RefusalCode, TicketState
from controller.domain import commands as c
from controller.domain.counter_rules import counter
from controller.domain.day import Day
from controller.domain.office import Office
from controller.domain.refusals import RefusedError
from controller.domain.selection import callable_at

BY_KEYPAD = "keypad"
"""Why it was called out of turn, as far as a keypad can tell: see ``controller/reasons.toml``."""
_CALLED_BY_HAND = (TicketState.WAITING, TicketState.PARKED, TicketState.NO_SHOW)


def meant(office: Office, day: Day, command: c.CallDigits) -> c.CallNumber:
    """The call of the one number with these digits that is this counter's to call.

    Letters cannot be typed, so two series may have it; nobody is called by a guess. Raises RefusedError.
    """
    here = counter(office, command.counter)
    found = [ticket for ticket in day.tickets.values() if ticket.n == int(command.digits)]
    own = [ticket for ticket in found if callable_at(here, ticket)]
    mine = [ticket for ticket in own if ticket.state in _CALLED_BY_HAND]
    if len(mine) > 1:
        numbers = ", ".join(sorted(ticket.number for ticket in mine))
        raise RefusedError(RefusalCode.SEVERAL_NUMBERS, number=numbers)
    if mine:
        return c.CallNumber(here.id, mine[0].id, command.leaves, BY_KEYPAD)
    if own:
        raise RefusedError(RefusalCode.WRONG_STATE, number=own[0].number, state=own[0].state)
    if found:
        raise RefusedError(RefusalCode.NOT_SERVED_HERE, counter=here.label, service=found[0].service)
    raise RefusedError(RefusalCode.UNKNOWN_TICKET, ticket=command.digits)
