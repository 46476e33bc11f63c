"""Every office's truth against what the centre has: fact by fact, ticket by ticket, sum by sum."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, select, text

from contracts.facts import KINDS, Body
from province.judging import is_known
from province.schema import FACT, SERVICE_DAY
from province.tally import COUNTS, tallies
from province.visits import Visit, visits
from simulation.province.chaos import Truth


@dataclass
class Found:
    """What is wrong; all 0: nothing."""

    facts: int = 0
    duplicates: int = 0
    missing: int = 0
    strange: int = 0
    """At the centre and nobody's."""
    wrong_tickets: int = 0
    wrong_totals: int = 0

    @property
    def is_right(self) -> bool:
        """Whether nothing is."""
        return not (
            self.duplicates or self.missing or self.strange or self.wrong_tickets or self.wrong_totals
        )


def judge(engine: Engine, office: int, truth: Truth, limit_s: int, found: Found) -> None:
    """Add what is wrong with one office."""
    told = truth.counted()
    with engine.connect() as connection:
        asked = select(FACT).where(FACT.c.office == office).order_by(FACT.c.lineage, FACT.c.seq)
        rows = connection.execute(asked).all()
        sums = connection.execute(select(SERVICE_DAY).where(SERVICE_DAY.c.office == office)).mappings().all()
    there, wanted = Counter(row.hash.hex() for row in rows), {fact.hash for fact in told}
    found.facts += len(rows)
    found.duplicates += sum(count - 1 for count in there.values())
    found.missing += len(wanted - there.keys())
    found.strange += len(there.keys() - wanted)
    ours = _by_day((fact.day, fact.kind, fact.v, fact.body) for fact in told)
    theirs = _by_day((row.day.isoformat(), row.kind, row.v, row.body) for row in rows)
    kept = {(str(row["day"]), row["service"]): row for row in sums}
    for day in ours.keys() | theirs.keys():
        true = visits(ours[day])
        found.wrong_tickets += _differences(true, visits(theirs[day]))
        for service, tally in tallies(true, limit_s).items():
            row = kept.pop((day, service), None)
            found.wrong_totals += row is None or any(row[name] != tally[name] for name in COUNTS)
    found.wrong_totals += len(kept)


def bytes_per_fact(engine: Engine, facts: int) -> float:
    """Of the disk, with indexes."""
    asked = "SELECT coalesce(sum(pg_total_relation_size(inhrelid)), 0) FROM pg_inherits WHERE inhparent = 'fact'::regclass"
    with engine.connect() as connection:
        return float(connection.execute(text(asked)).scalar_one()) / max(1, facts)


def _by_day(told: Iterable[tuple[str, str, int, dict[str, Any]]]) -> dict[str, list[Body]]:
    found: dict[str, list[Body]] = defaultdict(list)
    for day, kind, version, body in told:
        if is_known(kind, version):
            found[day].append(KINDS[kind].model_validate(body))
    return found


def _differences(true: Sequence[Visit], there: Sequence[Visit]) -> int:
    return sum((Counter(map(repr, true)) - Counter(map(repr, there))).values()) + max(
        0, len(there) - len(true)
    )
