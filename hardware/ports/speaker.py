"""The voice of a kiosk."""

from typing import Protocol


class Speaker(Protocol):
    """A voice for one person at a device. Nothing here blocks, and nothing raises once it is built."""

    def say(self, text_id: str, text: str, lang: str) -> None:
        """Speak instead of whatever is being spoken. A driver with recordings knows them by ``text_id``."""

    def speaking(self) -> bool:
        """Whether the last words are still being spoken, or are about to be."""

    def stop(self) -> None:
        """Be silent at once."""

    def trouble(self) -> str:
        """Why the last words were not heard; "" when all is well."""

    def close(self) -> None:
        """Be silent, and release the device."""
