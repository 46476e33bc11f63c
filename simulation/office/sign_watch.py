"""The signs against the desk, all the time of the check: none may be wrong for long, none may invent a call."""

import asyncio
import re
import time

from simulation.office.evidence import ShownCall
from simulation.office.watching import Heard

CONVERGE_S = 2.0
_NUMBER = re.compile(r"^[A-Z]{0,3}\d{1,6}$")


class SignWatch:
    """Compares the signs with what the desk says, all the time."""

    def __init__(self, heard: Heard) -> None:
        self.late: list[str] = []
        self.shown: dict[ShownCall, None] = {}
        self._heard = heard
        self._since: dict[str, float] = {}
        self._texts: dict[str, str] = {}

    def on_told(self, device: str, told: dict[str, object]) -> None:
        """A sign said what it shows."""
        sign = told.get("sign")
        if isinstance(sign, dict):
            counter, text = device.removeprefix("sign-"), str(sign["text"])
            self._texts[counter] = text
            if _NUMBER.match(text):
                self.shown[ShownCall("the sign", text, counter)] = None

    def numbers(self) -> dict[str, str]:
        """The number on each sign, or "" where it shows a word."""
        return {counter: text if _NUMBER.match(text) else "" for counter, text in self._texts.items()}

    def called(self) -> dict[str, str]:
        """The number at each counter, as the desk said last."""
        return {
            counter: state.call.number if state.call else ""
            for counter, state in self._heard.counters.items()
        }

    async def watch(self) -> None:
        """Until cancelled: note every sign that is connected and wrong for too long."""
        while True:
            now = time.monotonic()
            shown = self.numbers()
            for counter, number in self.called().items():
                self._compare(counter, shown.get(counter, ""), number, now)
            await asyncio.sleep(0.05)

    def _compare(self, counter: str, shown: str, number: str, now: float) -> None:
        if shown == number:
            self._since.pop(counter, None)
            return
        since = max(
            self._since.setdefault(counter, now), now if self._heard.broken else self._heard.broken_at
        )
        if now - since > CONVERGE_S:
            self.late.append(f"the sign of {counter} showed {shown!r} instead of {number!r} for too long")
            self._since[counter] = now
