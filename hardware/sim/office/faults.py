"""What goes wrong on purpose during the check, and how long it takes until all is well again."""

import asyncio
import re
import time

from contracts.topics import DESK
from hardware.sim.office.evidence import Recovery, ShownCall
from hardware.sim.office.office import Office
from hardware.sim.office.waiting import until
from hardware.sim.office.watching import Heard

NEVER_S = 30.0
CONVERGE_S = 2.0
_NUMBER = re.compile(r"^[A-Z]{0,3}\d{1,6}$")


class Faults:
    """Causes one fault after the other, each healed before the next."""

    def __init__(self, office: Office, heard: Heard) -> None:
        self.recoveries: list[Recovery] = []
        self._office, self._heard = office, heard
        plan = office.plan
        everyone = {DESK, plan.kiosk, plan.printer, plan.board, *(c.panel for c in plan.counters)}
        panel = plan.counters[0].panel
        self._victims = {
            "printer": {plan.printer},
            "controller": {DESK},
            "board": {plan.board},
            "broker": everyone,
            panel: {panel},
            "kiosk": {plan.kiosk},
        }

    async def cause_all(self, seconds: float) -> None:
        """Spread evenly over ``seconds``."""
        begin = time.monotonic()
        for index, (program, devices) in enumerate(self._victims.items(), start=1):
            due = begin + index * seconds / (len(self._victims) + 1)
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            self._heard.broken = True
            self._office.supervisor.kill(program)
            self.recoveries.append(Recovery(f"kill -9 {program}", await self._healed(set(devices))))
            self._heard.broken, self._heard.broken_at = False, time.monotonic()

    async def _healed(self, devices: set[str]) -> float | None:
        begin = time.monotonic()

        def back() -> bool:
            there = all(self._heard.online_at.get(device, 0.0) > begin for device in devices)
            return there and well(self._office)

        healed = await until(back, NEVER_S, every_s=0.02)
        return round(time.monotonic() - begin, 2) if healed else None


def well(office: Office) -> bool:
    """Whether every program is ready."""
    return all(life.phase == "ready" for life in office.supervisor.lives().values())


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
