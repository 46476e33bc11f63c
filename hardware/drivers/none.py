"""What is not there, on purpose."""


class NoLamp:
    """A box without lamps."""

    names: tuple[str, ...] = ()

    def show(self, lit: frozenset[str]) -> None:
        """Nothing to light."""

    def close(self) -> None:
        """Nothing to release."""
