"""What keys tell."""

from dataclasses import dataclass

STABLE_S = 0.030
"""Bare switches bounce for up to 20 ms: a level counts when it has held for so long."""


@dataclass(frozen=True)
class KeyEdge:
    """A key went down or came up, ``at`` seconds of the Clock's ``monotonic``: when it moved, not when it was read."""

    name: str
    down: bool
    at: float


@dataclass(frozen=True)
class Gap:
    """What keys did just before ``at`` is lost, and nobody knows what it was."""

    at: float
