"""Keeps LED signs showing what they should, each in its own task: a dead sign holds up neither loop nor hall."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from contracts.messages import Fault
from contracts.vocabulary import CounterId, FaultCode
from display_board.settings import BoardSettings
from hardware.keeper import Keeper
from hardware.ports import LedSign, SignText
from hardware.registry import build

TRIAL_S = 6.0
"""So long a sign shows a caretaker's trial."""
REFRESH_S = 10.0
"""Shown again so often: a sign that lost its power for a moment comes back blank."""


class SignTask:
    """One sign, shown the newest text.

    Device calls run in a thread of its own: a serial line may take its time, and fifty signs never wait for five.
    """

    def __init__(self, sign: Keeper[LedSign], on_fault: Callable[[], None]) -> None:
        """``on_fault`` is called in the loop whenever ``fault`` changed."""
        self._sign, self._on_fault = sign, on_fault
        self._wanted: SignText | None = None
        self._trial: SignText | None = None
        self._new = asyncio.Event()
        self._misfit: Fault | None = None
        self._thread = ThreadPoolExecutor(1, f"sign-{sign.name}")

    @property
    def name(self) -> str:
        """The sign's name, as on the bench and in faults."""
        return self._sign.name

    @property
    def fault(self) -> Fault | None:
        """What is wrong with it."""
        return self._sign.fault or self._misfit

    def want(self, text: SignText) -> None:
        """Show this from now on; only the newest counts."""
        if text != self._wanted:
            self._wanted, self._trial = text, None
            self._new.set()

    def try_out(self, text: SignText) -> None:
        """Show this for some seconds, or until there is something else to show."""
        self._trial = text
        self._new.set()

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            self._new.clear()
            before = self.fault
            trouble = await asyncio.get_running_loop().run_in_executor(
                self._thread, self._sign.use, self._show
            )
            self._misfit = (
                Fault(code=FaultCode.SIGN_MISFIT, detail=f"{self.name}: {trouble}") if trouble else None
            )
            if self.fault != before:
                self._on_fault()
            if self._sign.fault:
                self._trial = None
                await asyncio.sleep(self._sign.wait_s)
            else:
                await self._wait()

    def close(self) -> None:
        """Dark. After ``run`` was cancelled."""
        self._thread.submit(self._sign.close)  # after what it is doing, if it is doing something
        self._thread.shutdown()

    def _show(self, sign: LedSign) -> str:
        text = self._trial or self._wanted
        return "" if text is None else sign.show(text)

    async def _wait(self) -> None:
        try:
            await asyncio.wait_for(self._new.wait(), TRIAL_S if self._trial else REFRESH_S)
        except TimeoutError:
            self._trial = None


def sign_tasks(settings: BoardSettings, on_fault: Callable[[], None]) -> dict[CounterId, SignTask]:
    """A task for every sign in the settings."""
    return {
        sign.counter: SignTask(
            Keeper(sign.name, partial(build, "sign", sign.led, settings.context(sign))), on_fault
        )
        for sign in settings.signs
    }
