"""Who sits where. A clerk sits at one counter, or at two where the office allows it; a counter has one clerk. Pure."""

from collections.abc import Container, Mapping

from contracts.vocabulary import ClerkId, CounterId, Millis, RefusalCode
from controller.domain import commands as c
from controller.domain import events as e
from controller.domain.day import Day
from controller.domain.office import Office
from controller.domain.refusals import RefusedError

MOST_SEATS = 2


def seats_of(clerks: Mapping[CounterId, ClerkId], clerk: ClerkId) -> tuple[CounterId, ...]:
    """Where a clerk sits, the first seat first."""
    return tuple(counter for counter, who in clerks.items() if who == clerk)


def may_sit(office: Office, day: Day, clerk: ClerkId) -> bool:
    """Whether a clerk may sit at one counter more."""
    return len(seats_of(day.clerks, clerk)) < (MOST_SEATS if office.policy.two_counters else 1)


def twins(clerks: Mapping[CounterId, ClerkId], counters: Container[CounterId]) -> dict[CounterId, CounterId]:
    """Of those of the counters that share a clerk, the other one: whoever serves at the one does not at the other.

    The settings may have dropped a counter since somebody sat down there.
    """
    here = {counter: clerk for counter, clerk in clerks.items() if counter in counters}
    both = [found for clerk in set(here.values()) if len(found := seats_of(here, clerk)) > 1]
    return {
        counter: other for first, second, *_ in both for counter, other in ((first, second), (second, first))
    }


def sit_down(office: Office, day: Day, command: c.SignIn, at: Millis) -> tuple[e.AnyEvent, ...]:
    """A clerk sits down; who was there leaves, and the clerk leaves every other seat but the one that is kept.

    Raises RefusedError.
    """
    here, clerk = _known(office, command.counter), command.clerk
    kept = command.keeps if command.keeps in seats_of(day.clerks, clerk) else None
    if kept and not office.policy.two_counters:
        raise RefusedError(RefusalCode.NOT_ALLOWED)
    if day.clerks.get(here) == clerk:
        return ()
    leaving = tuple(
        e.ClerkSignedOut(at, counter, who)
        for counter, who in day.clerks.items()
        if counter == here or (who == clerk and counter != kept)
    )
    return (*leaving, e.ClerkSignedIn(at, here, clerk))


def leave(office: Office, day: Day, counter: CounterId, at: Millis) -> tuple[e.ClerkSignedOut, ...]:
    """The clerk of a counter leaves it; nothing where nobody sits."""
    clerk = day.clerks.get(_known(office, counter))
    return (e.ClerkSignedOut(at, counter, clerk),) if clerk else ()


def _known(office: Office, counter: CounterId) -> CounterId:
    if counter not in office.counters:
        raise RefusedError(RefusalCode.UNKNOWN_COUNTER, counter=counter)
    return counter
