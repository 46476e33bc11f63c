"""A touch screen somewhere else that stands in for the one of this device."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True)
class TouchArea:
    """Something that can be touched on a picture of a screen: its name, and its box in pixels from the top left."""

    name: str
    x: int
    y: int
    w: int
    h: int
    enabled: bool


@dataclass(frozen=True)
class ScreenShot:
    """What a touch screen shows at one moment: a JPEG file, and what can be touched on it."""

    screen: str
    width: int
    height: int
    jpeg: bytes = field(repr=False)
    areas: tuple[TouchArea, ...] = ()


class FingerPhase(StrEnum):
    """What a finger does."""

    DOWN = "down"
    MOVE = "move"
    UP = "up"


@dataclass(frozen=True)
class Finger:
    """A finger at a place, in fractions of the screen from the top left."""

    phase: FingerPhase
    x: float
    y: float


@dataclass(frozen=True)
class Tap:
    """A short touch in the middle of a named area, wherever it is now; nothing where it is not on the screen."""

    area: str


RemoteTouch = Finger | Tap


class RemoteScreen(Protocol):
    """A touch screen somewhere else that stands in for the one here.

    It is built with ``on_touch``, which it calls from a thread of its own with every RemoteTouch. Nothing here
    blocks, and nothing raises once it is built.
    """

    def show(self, shot: ScreenShot) -> None:
        """Show this there. May be called in any thread."""

    def close(self) -> None:
        """No more pictures, no more touches."""
