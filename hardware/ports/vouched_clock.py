"""A clock of which one can ask whether it is to be believed."""

from typing import Protocol

from hardware.ports import Clock


class VouchedClock(Clock, Protocol):
    """A clock that can be asked whether it is to be believed."""

    def boot(self) -> str:
        """Which switching-on of the machine ``monotonic`` counts from; empty when that is not known."""

    def vouched(self) -> bool:
        """Whether time sync or a battery clock says that ``utc_ms`` is right."""
