"""What keys tell."""

from dataclasses import dataclass


@dataclass(frozen=True)
class KeyEdge:
    """A key went down or came up, ``at`` seconds of the Clock's ``monotonic``: when it moved, not when it was read."""

    name: str
    down: bool
    at: float
