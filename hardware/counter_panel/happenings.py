"""What happens to a counter's button box."""

from dataclasses import dataclass

from contracts import messages as m
from contracts.vocabulary import RequestId
from hardware.counter_panel.hands import Dialled, Held, KeyName, Together
from hardware.counter_panel.key import Gesture


@dataclass(frozen=True)
class Moment:
    """When it happened: seconds that never go back, the desk's clock, and whether the desk is heard."""

    t: float
    desk_ms: int
    desk_alive: bool


@dataclass(frozen=True)
class Fingered:
    """A key was used, ``at`` this moment; ``request_id`` is the id of the command, should one come of it."""

    key: KeyName
    gesture: Gesture
    request_id: RequestId
    at: float


@dataclass(frozen=True)
class Asked:
    """Two keys together, a key that was held, or a number that was typed, asked for something; ``request_id`` as of ``Fingered``."""

    what: Together | Held | Dialled
    request_id: RequestId


@dataclass(frozen=True)
class Useless:
    """What was pressed comes to nothing, and its clerk should know."""


@dataclass(frozen=True)
class DigitStuck:
    """A digit's key is held down for long, or no more."""

    key: str
    stuck: bool


@dataclass(frozen=True)
class StateArrived:
    """The desk said how the counter stands."""

    state: m.CounterState


@dataclass(frozen=True)
class Answered:
    """The desk answered a command."""

    request_id: RequestId
    refused: bool


@dataclass(frozen=True)
class KeysLost:
    """The keys cannot be read; ``fault`` None: they are back, or they are other keys now."""

    fault: m.Fault | None


@dataclass(frozen=True)
class Tick:
    """Time went by."""


Happening = Fingered | Asked | Useless | DigitStuck | StateArrived | Answered | KeysLost | Tick
