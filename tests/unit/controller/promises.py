"""What holds after every step of every history."""

from contracts.vocabulary import TicketState
from controller.domain.day import Day
from controller.domain.office import Office


def check(office: Office, day: Day) -> None:
    """Assert everything that one state alone can show."""
    _one_ticket_at_one_counter(day)
    _everybody_is_somewhere(day)
    _numbers_are_unique_and_in_order(office, day)


def _one_ticket_at_one_counter(day: Day) -> None:
    there = list(day.at_counter.values())
    assert len(set(there)) == len(there), "one ticket at two counters"
    called = {t.id: t.counter for t in day.tickets.values() if t.state is TicketState.CALLED}
    assert called == {ticket: counter for counter, ticket in day.at_counter.items()}


def _everybody_is_somewhere(day: Day) -> None:
    by_arrival = sorted(day.tickets.values(), key=lambda t: t.order)
    assert day.waiting == tuple(t.id for t in by_arrival if t.state is TicketState.WAITING)
    assert all(t.id == key for key, t in day.tickets.items())


def _numbers_are_unique_and_in_order(office: Office, day: Day) -> None:
    orders = [t.order for t in day.tickets.values()]
    assert orders == sorted(set(orders))
    for code, service in office.services.items():
        given = [t.n for t in day.tickets.values() if t.series == code]
        assert given == list(range(service.first, service.first + len(given)))
        assert day.issued.get(code, 0) == len(given)
    assert len({t.number for t in day.tickets.values()}) == len(day.tickets)
