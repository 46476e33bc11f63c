"""The figures of a period: the sum of the sheets of its days. Pure."""

from dataclasses import dataclass

from controller.figures.period import Period
from controller.figures.sheet import Sheet
from controller.figures.tally import Tally


@dataclass(frozen=True)
class Figures:
    """What is known of a period."""

    period: Period
    sheet: Sheet
    by_day: dict[str, Tally]
    """Everything of each service day of which there is anything, by date."""
    newest: str
    """The hash of the newest event that they rest on."""
