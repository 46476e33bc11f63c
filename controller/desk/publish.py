"""How the desk hands a message to the link."""

from typing import Protocol


class Publish(Protocol):
    """Hands a message to the link."""

    def __call__(
        self, topic: str, payload: bytes, *, retain: bool = False, expires_s: int | None = None
    ) -> bool:
        """False when the link did not take it: it is down, or too much waits in it."""
