"""Keeps LED signs showing what they should, each in its own task: a dead sign holds up neither loop nor hall."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from contracts.vocabulary import CounterId
from display_board.settings import SignSettings
from hardware.errors import DeviceError
from hardware.ports import LedSign, SignText
from hardware.registry import build

log = logging.getLogger(__name__)

REFRESH_S = 10.0
"""Shown again so often: a sign that lost its power for a moment comes back blank."""
RETRY_S = (1.0, 30.0)


class SignKeeper:
    """One sign. Opens it, shows the newest text, and opens it again after an error, ever less often."""

    def __init__(self, name: str, open_sign: Callable[[], LedSign], on_fault: Callable[[], None]) -> None:
        """``on_fault`` is called in the loop whenever ``fault`` changed."""
        self.name = name
        self.fault: DeviceError | None = None
        self._open, self._on_fault = open_sign, on_fault
        self._sign: LedSign | None = None
        self._wanted: SignText | None = None
        self._new = asyncio.Event()

    def want(self, text: SignText) -> None:
        """Show this from now on; only the newest counts."""
        if text != self._wanted:
            self._wanted = text
            self._new.set()

    async def run(self) -> None:
        """Work until cancelled. Device calls run in a thread: a serial line may take its time."""
        pause = RETRY_S[0]
        while True:
            self._new.clear()
            try:
                await asyncio.to_thread(self._show)
            except DeviceError as error:
                self._tell(error)
                self._drop()
                await asyncio.sleep(pause)
                pause = min(2 * pause, RETRY_S[1])
                continue
            self._tell(None)
            pause = RETRY_S[0]
            await self._wait()

    def close(self) -> None:
        """Dark. After ``run`` was cancelled."""
        self._drop()

    def _show(self) -> None:
        if self._sign is None:
            self._sign = self._open()
        if self._wanted is not None:
            self._sign.show(self._wanted)

    async def _wait(self) -> None:
        try:
            await asyncio.wait_for(self._new.wait(), REFRESH_S)
        except TimeoutError:
            return

    def _drop(self) -> None:
        sign, self._sign = self._sign, None
        if sign is not None:
            try:
                sign.close()
            except DeviceError as error:
                log.info("%s: %s while closing", self.name, error.what)

    def _tell(self, fault: DeviceError | None) -> None:
        if str(fault) != str(self.fault):
            self.fault = fault
            if fault:
                log.warning("%s; %s", fault, fault.remedy)
            else:
                log.info("%s works again", self.name)
            self._on_fault()


def keepers(
    signs: Iterable[SignSettings], bench: Path | None, on_fault: Callable[[], None]
) -> dict[CounterId, SignKeeper]:
    """A keeper for every sign in the settings; on the bench and in faults a sign is ``sign-<counter>``."""
    found = {}
    for sign in signs:
        name = f"sign-{sign.counter}"
        opener = partial(build, "sign", sign.driver, bench=bench, device=name, size=(sign.width, sign.height))
        found[sign.counter] = SignKeeper(name, opener, on_fault)
    return found
