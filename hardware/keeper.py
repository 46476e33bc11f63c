"""Keeps one device: opens it, works with it, and when it fails lets it go, tells the fault and opens it again."""

import logging
import time
import traceback
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from contracts.messages import Fault
from contracts.vocabulary import FaultCode
from hardware.errors import DeviceError
from hardware.faults import fault_of
from hardware.upkeep import Upkeep, failed, is_news, worked

log = logging.getLogger(__name__)

T = TypeVar("T")


class Closable(Protocol):
    """Anything that can be released."""

    def close(self) -> None:
        """Release it."""


D = TypeVar("D", bound=Closable)


class Keeper(Generic[D]):
    """One device, whatever it is. Used from one thread; ``fault`` may be read from any."""

    def __init__(
        self,
        name: str,
        open_device: Callable[[], D],
        told: Callable[[Fault | None], object] = lambda _fault: None,
        *,
        otherwise: FaultCode = FaultCode.DEVICE_MISSING,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """``open_device`` is called when the device is first used, and again after each failure.

        ``told`` is called in the same thread with the first result (None: it works) and every change of it.
        ``otherwise``: the code of a device that is there and does not work.
        """
        self.name = name
        self._open, self._told, self._otherwise, self._monotonic = open_device, told, otherwise, monotonic
        self._device: D | None = None
        self._upkeep = Upkeep()

    @property
    def fault(self) -> Fault | None:
        """What is wrong; None while it works, and before it was used."""
        return self._upkeep.fault

    @property
    def device(self) -> D | None:
        """The open device, for what may be asked of it in any thread; None while it is not there."""
        return self._device

    @property
    def wait_s(self) -> float:
        """Seconds for which using it is in vain."""
        return self._upkeep.wait_s(self._monotonic())

    def use(self, work: Callable[[D], T]) -> T | None:
        """What ``work`` makes of the device; None while it is not there, or when it fails in it.

        Any exception is a failure: no driver, and no library below it, may end the thread of its user.
        """
        if self._device is None and self.wait_s > 0:
            return None
        try:
            if self._device is None:
                self._device = self._open()
            result = work(self._device)
        except Exception as error:  # noqa: BLE001 - see above
            self._lose(error)
            return None
        self._now_is(worked(self._upkeep))
        return result

    def close(self) -> None:
        """Let the device go; ``use`` would open it again. May be called twice, never raises."""
        device, self._device = self._device, None
        if device is not None:
            try:
                device.close()
            except Exception as error:  # noqa: BLE001 - it is let go in any case
                log.info("%s: while closing: %s", self.name, _told_safely(error))

    def _lose(self, error: Exception) -> None:
        self.close()
        fault = fault_of(self.name, error, self._otherwise)
        if fault != self.fault:  # the same trouble every few seconds is one line
            log.warning("%s: %s", self.name, _told_safely(error))
        self._now_is(failed(self._upkeep, fault, self._monotonic()))

    def _now_is(self, upkeep: Upkeep) -> None:
        before, self._upkeep = self._upkeep, upkeep
        if is_news(before, upkeep):
            if before.fault and not upkeep.fault:
                log.info("%s works again", self.name)
            self._told(upkeep.fault)


def _told_safely(error: Exception) -> str:
    """Of an error that is not ours the kind and the place: its words may hold what a citizen showed to the device."""
    if isinstance(error, DeviceError):
        return f"{error}. {error.remedy}"
    at = traceback.extract_tb(error.__traceback__)[-1:]
    return f"{type(error).__name__}" + "".join(f" in {frame.filename}:{frame.lineno}" for frame in at)
