"""A device that may come and go: opened when it is there, tried again, ever more rarely, when it is not."""

import logging
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from contracts.messages import Fault
from hardware.errors import DeviceError
from hardware.faults import fault_of

log = logging.getLogger(__name__)

FIRST_RETRY_S = 0.5
LAST_RETRY_S = 4.0


class Closable(Protocol):
    """Anything that can be released."""

    def close(self) -> None:
        """Release it."""


D = TypeVar("D", bound=Closable)


class Held(Generic[D]):
    """One device, and what is wrong with it while it is not there."""

    def __init__(self, open_device: Callable[[], D]) -> None:
        """``open_device`` may raise DeviceError, now and later."""
        self._open = open_device
        self._device: D | None = None
        self._retry_at = float("-inf")
        self._pause_s = FIRST_RETRY_S
        self.fault: Fault | None = None

    def get(self, t: float) -> D | None:
        """The device, opened if it is time to try; None while it is missing."""
        if self._device is None and t >= self._retry_at:
            try:
                self._device = self._open()
            except DeviceError as error:
                self.lose(error, t)
        return self._device

    def works(self) -> None:
        """It has just done what it should."""
        if self.fault is not None:
            log.info("works again: %s", self.fault.detail)
        self.fault, self._pause_s = None, FIRST_RETRY_S

    def lose(self, error: DeviceError, t: float) -> None:
        """It failed: release it and try again later."""
        self.close()
        self._retry_at = t + self._pause_s
        self._pause_s = min(2 * self._pause_s, LAST_RETRY_S)
        fault = fault_of(error.device, error)
        if fault != self.fault:  # the same trouble every few seconds is one line
            log.warning("%s", fault.detail)
        self.fault = fault

    def close(self) -> None:
        """Release the device; ``get`` opens it again."""
        if self._device is not None:
            self._device.close()
            self._device = None
