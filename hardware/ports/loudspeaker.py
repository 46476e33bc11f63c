"""A voice for a whole hall."""

from collections.abc import Callable
from typing import Protocol


class Loudspeaker(Protocol):
    """Speaks to a hall: one announcement at a time, each from its first sample to its last."""

    def play(self, samples: bytes, words: str, interrupted: Callable[[float], bool]) -> None:
        """Play until the last sample was heard, or until ``interrupted``.

        ``samples``: one channel, signed 16 bits, least significant byte first, 24,000 a second; ``words`` are what they
        say, "" for a test without words. ``interrupted(s)`` waits at most so long; True: be silent at once.
        Raises DeviceError when nothing is heard.
        """

    def close(self) -> None:
        """Release it. May be called twice."""
