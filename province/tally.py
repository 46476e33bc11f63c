"""What became of the numbers of one office, day and service: counts that add up over days and offices. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from contracts.vocabulary import TicketState
from province.visits import End, Visit
from province.waits import BUCKETS, bucket

WAIT_COLUMNS = tuple(f"wait_{place}" for place in range(len(BUCKETS) + 1))
SECONDS = ("wait_s", "service_s")
COUNTS = (
    *("issued", "served", "absent", "cancelled", "lapsed", "open", "priority", "calls", "no_shows"),
    *("waits", "too_long", "services", *SECONDS, *WAIT_COLUMNS),
)
"""``issued`` is the sum of the five after it."""
_ENDS = {
    TicketState.FINISHED: "served",
    TicketState.NO_SHOW: "absent",
    TicketState.CANCELLED: "cancelled",
    TicketState.LAPSED: "lapsed",
}
PRODUCTS = ("ss", "sn", "nn")
"""Sums over days, of what ``waits`` and ``wait_s`` of a day make multiplied; see ``compare.Sums``."""
Tally = Mapping[str, int]


def tallies(visits: Iterable[Visit], limit_s: int) -> dict[str, Tally]:
    """By the service that a number was taken for. ``limit_s``: a longer wait is too long."""
    found: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(COUNTS, 0))
    for visit in visits:
        _add(found[visit.service], visit, limit_s)
    return dict(found)


def _add(to: dict[str, int], visit: Visit, limit_s: int) -> None:
    to["issued"] += 1
    to[_ENDS.get(visit.state, "open")] += 1
    to["priority"] += visit.priority
    if visit.wait_s is not None:
        to["waits"] += 1
        to["wait_s"] += visit.wait_s
        to["too_long"] += visit.wait_s > limit_s
        to[WAIT_COLUMNS[bucket(visit.wait_s)]] += 1
    for stay in visit.stays:
        to["calls"] += 1
        to["no_shows"] += stay.end is End.NO_SHOW
        if stay.end is End.FINISHED and stay.seconds is not None:
            to["services"] += 1
            to["service_s"] += stay.seconds
