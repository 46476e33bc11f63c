"""What all events have in common."""

from dataclasses import dataclass

from contracts.vocabulary import Millis


@dataclass(frozen=True)
class Event:
    """``at`` never goes back within a day, whatever the clock did."""

    at: Millis
