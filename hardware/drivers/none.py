"""What is not there, on purpose."""

from hardware.ports import Sound


class NoLamp:
    """A box without lamps."""

    names: tuple[str, ...] = ()

    def show(self, lit: frozenset[str]) -> None:
        """Nothing to light."""

    def close(self) -> None:
        """Nothing to release."""


class NoBeeper:
    """A reader without a sound."""

    def beep(self, sound: Sound) -> None:
        """Nothing to sound."""

    def trouble(self) -> str:
        """Silence is no trouble here."""
        return ""

    def close(self) -> None:
        """Nothing to release."""
