"""What every report carries in its file: which period it tells, and the event of the journal that it knew last. Pure."""

import re
from dataclasses import dataclass
from datetime import date

from contracts.vocabulary import Millis
from controller.figures.period import Kind, Period

_TOLD = re.compile(
    r"motcua-report kind=(?P<kind>[a-z]+) first=(?P<first>\d{4}-\d\d-\d\d) last=(?P<last>\d{4}-\d\d-\d\d) "
    r"limit=(?P<limit>\d{1,6}) made=(?P<made>\d{1,13}) journal=(?P<journal>[0-9a-f]{64})"
)


@dataclass(frozen=True)
class Anchor:
    """``journal``: the hash of the newest event; ``limit_s``: a longer wait counted as too long; ``made``: by the desk's clock."""

    period: Period
    limit_s: int
    made: Millis
    journal: str

    def text(self) -> str:
        """As it stands among the properties of a file; plain letters only."""
        first, last = self.period.first, self.period.last
        told = f"kind={self.period.kind} first={first} last={last} limit={self.limit_s} made={self.made}"
        return f"motcua-report {told} journal={self.journal}"


def anchor_in(text: str) -> Anchor | None:
    """The anchor that stands somewhere in a text; None: there is none that can be read."""
    found = _TOLD.search(text)
    if found is None:
        return None
    try:
        period = Period(
            Kind(found["kind"]), date.fromisoformat(found["first"]), date.fromisoformat(found["last"])
        )
    except ValueError:
        return None
    return Anchor(period, int(found["limit"]), Millis(int(found["made"])), found["journal"])
