"""Two published ways to forecast a wait, each with a range for four citizens of five.

They know what they need and nothing else: the first how many wait, how many counters serve and how long a visit takes, the
second how long the last one who was called had waited.
"""

from math import sqrt

from contracts.vocabulary import TicketId
from controller.domain.day import Day
from controller.domain.office import MINUTE_MS, Counter, Office
from controller.domain.selection import callable_at
from controller.domain.waits import FOUR_OF_FIVE, Wait, mean_minutes


def erlang(office: Office, day: Day, ticket: TicketId, _now: int) -> Wait | None:
    """The sum of as many exponential departures as there are people before one, from counters that are all busy.

    W. Whitt, Predicting Queueing Delays, Management Science 45 (1999): with s servers at rate 1/m and k people before,
    the wait is a sum of k + 1 exponential times of mean m/s. Its range is that of the gamma distribution. Here people
    before are those of the same service: with those of other services at the same counters it did worse.
    """
    counters = _open(office, day, ticket)
    if not counters:
        return None
    mine = day.tickets[ticket]
    before = [t for t in day.waiting_tickets() if t.order < mine.order and t.service == mine.service]
    if len([c for c in counters if c.id in day.at_counter]) < len(counters) and not before:
        return Wait(0, 0)
    pace = mean_minutes(office, day, mine.service) / len(counters)
    visits = len(before) + 1
    ninth, mean = 1 / (9 * visits), pace * visits
    spread = FOUR_OF_FIVE * sqrt(ninth)
    return Wait(round(mean * max(0.0, 1 - ninth - spread) ** 3), round(mean * (1 - ninth + spread) ** 3))


def last_one(office: Office, day: Day, ticket: TicketId, _now: int) -> Wait | None:
    """As long as the last one of the service who was called, with the spread that heavy traffic gives it.

    R. Ibrahim and W. Whitt, Real-Time Delay Estimation Based on Delay History, M&SOM 11 (2009): the delay of the last
    customer to enter service; the variance of the next one's is about (c_a^2 + c_s^2) w m / s, here with c_a = c_s = 1.
    """
    counters, mine = _open(office, day, ticket), day.tickets[ticket]
    called = [t for t in day.tickets.values() if t.service == mine.service and t.first_called_at is not None]
    if not counters or not called:
        return None
    last = max(called, key=lambda t: t.first_called_at or 0)
    waited = ((last.first_called_at or 0) - last.arrived_at) / MINUTE_MS
    spread = FOUR_OF_FIVE * sqrt(2 * waited * mean_minutes(office, day, mine.service) / len(counters))
    return Wait(max(0, round(waited - spread)), round(waited + spread))


def _open(office: Office, day: Day, ticket: TicketId) -> list[Counter]:
    mine = day.tickets[ticket]
    there = (c for c in office.counters.values() if c.id in day.clerks or c.id in day.at_counter)
    return [counter for counter in there if callable_at(counter, mine)]
