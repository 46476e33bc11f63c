"""How long a line takes that is too long to be laid on the counters person by person. Pure.

The visits of each lane are poured over the counters that may call it, as water finds its level: little by little of
every lane, because in a long line all lanes stand mixed. It costs as much for five thousand people as for five.
"""

from collections.abc import Collection, Mapping

from contracts.vocabulary import CounterId, ServiceCode
from controller.domain.line import Lane

ROUNDS = 24
"""So often the same share of every lane is poured, where lanes have different counters."""

Free = Mapping[CounterId, float]


def poured(
    ahead: Mapping[Lane, int],
    taking: Mapping[Lane, tuple[CounterId, ...]],
    means: Mapping[ServiceCode, float],
    free: Free,
    mine: Collection[CounterId],
    twins: Mapping[CounterId, CounterId],
) -> tuple[float, int]:
    """Minutes until the first of ``mine`` is free for whoever comes after all of ``ahead``, and visits at ``mine`` by then.

    ``free``: minutes until each counter is free now; ``twins``: counters that share a pair of hands, each with the other.
    """
    one = {counter: min(counter, twins.get(counter, counter)) for counter in free}
    level = {one[counter]: minutes for counter, minutes in free.items()}
    where = {lane: sorted({one[counter] for counter in taking[lane]}) for lane in ahead if taking[lane]}
    rounds = ROUNDS if len(set(map(tuple, where.values()))) > 1 else 1
    work = [(ahead[lane] * means[lane.service] / rounds, at) for lane, at in where.items()]
    own = {one[counter] for counter in mine}
    begun = sum(level[counter] for counter in own)
    for _ in range(rounds):
        for minutes, at in work:
            _pour(level, at, minutes)
    both = [(ahead[lane], means[lane.service]) for lane in where]
    visits, minutes = sum(count for count, _ in both), sum(count * mean for count, mean in both)
    if not visits:
        return min(free[counter] for counter in mine), 1
    met = (
        sum(count * mean * mean for count, mean in both) / minutes
    )  # whoever looks in finds long visits oftener
    soonest = min(level[counter] for counter in own)
    beside = sum(1 for counter in own if level[counter] - soonest < met)
    early = (
        met / 2 * (beside - 1) / beside
    )  # of those that are level one is free first, and the others half through
    here = (sum(level[counter] for counter in own) - begun) * visits / minutes
    return max(min(free[counter] for counter in mine), soonest - early), 1 + round(here)


def _pour(level: dict[CounterId, float], at: list[CounterId], minutes: float) -> None:
    """So much work for the counters that are free first, until they are as late as each other."""
    rising = sorted(at, key=level.__getitem__)
    total, last = minutes, len(rising)
    for count, counter in enumerate(rising, start=1):
        total += level[counter]
        even = total / count
        if count == last or even <= level[rising[count]]:
            level.update(dict.fromkeys(rising[:count], even))
            return
