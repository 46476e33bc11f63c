"""Citizens of the check: they touch the real kiosk's picture, read what it shows, and take their paper."""

import asyncio
import time
from typing import Any

from hardware.sim.bench import BenchMessage
from simulation.office.office import Office
from simulation.office.waiting import until

SETTLED_S = 0.6
"""The kiosk ignores touches for so long after a screen changed; a citizen looks first, too."""
LOOK_S = 0.05
TRY_AGAIN_S = 1.0
PAPER_S = 2.0
"""After the kiosk went dark: how long a citizen waits for paper before touching again."""
ABSENT_S = 4.0
FINGER_S = 0.05


class Citizens:
    """Everyone who takes a number at one kiosk, one after the other."""

    def __init__(self, office: Office) -> None:
        self.touches = 0
        self.screens: set[str] = set()
        self._office = office
        self._frame: BenchMessage = {}
        self._since = 0.0
        self._news = asyncio.Event()
        self._papers = 0

    def on_told(self, device: str, told: BenchMessage) -> None:
        """The bench said something."""
        if device == self._office.plan.printer and "slip" in told:
            self._papers += 1
        if device != self._office.plan.kiosk or not ("frame" in told or "hello" in told):
            return
        frame = told.get("frame", {})
        if frame.get("screen") != self._frame.get("screen"):
            self._since = time.monotonic()
        self._frame = frame
        if frame:
            self.screens.add(frame["screen"])
        self._news.set()

    @property
    def screen(self) -> str:
        """What the kiosk shows now; "" before its first frame."""
        return str(self._frame.get("screen", ""))

    async def take_number(self, service: str, priority: str = "") -> None:
        """One citizen, from looking at the services to leaving with a number. Tries until it worked.

        ``priority``: the group that the citizen declares first, if any.
        """
        while True:
            if self.screen == "priority":  # left by somebody before a restart or a change of mind
                await self._touch_until_gone("back", "priority")
            if priority and await self._touch_until_gone("priority", "services"):
                await self._touch_until_gone(f"priority-{priority}", "priority")
            if not await self._touch_until_gone(f"service-{service}", "services"):
                continue
            self.touches += 1
            papers = self._papers
            outcome = await self._outcome()
            if outcome == "number":
                await self._leave()
                return
            if outcome in ("refused", "no-connection"):
                await self._touch_until_gone("ok", outcome)
            elif await self._paper_after(papers):  # the kiosk died, but the paper came
                return

    async def _outcome(self) -> str:
        """The screen that answers a touch, or "" when the kiosk starts anew."""
        while True:
            if self.screen in ("number", "refused", "no-connection"):
                return self.screen
            if self.screen in ("", "starting", "services", "out-of-order"):
                return ""
            await self._next_frame(1.0)

    async def _leave(self) -> None:
        """Take the slip, or write the number down; the screen may also go by itself."""
        while self.screen == "number":
            target = self._target("ok") or self._target("confirm-seen")
            if target and self._settled():
                await self._touch(target)
                await until(lambda: self.screen != "number", TRY_AGAIN_S, every_s=0.02)
            else:
                await self._next_frame(LOOK_S)

    async def _touch_until_gone(self, target_id: str, screen: str) -> bool:
        """Touch until another screen comes; False when the target is not there for long."""
        end = time.monotonic() + ABSENT_S
        while time.monotonic() < end:
            target = self._target(target_id) if self.screen == screen else None
            if target is None or not self._settled():
                await self._next_frame(LOOK_S)
                continue
            await self._touch(target)
            if await until(lambda: self.screen != screen, TRY_AGAIN_S, every_s=0.02):
                return True
        return False

    async def _touch(self, target: dict[str, Any]) -> None:
        x = (target["x"] + target["w"] / 2) / self._frame["width"]
        y = (target["y"] + target["h"] / 2) / self._frame["height"]
        self._office.order(self._office.plan.kiosk, touch="down", x=x, y=y)
        await asyncio.sleep(FINGER_S)
        self._office.order(self._office.plan.kiosk, touch="up", x=x, y=y)

    async def _paper_after(self, papers: int) -> bool:
        return await until(lambda: self._papers > papers, PAPER_S)

    def _target(self, target_id: str) -> dict[str, Any] | None:
        targets: list[dict[str, Any]] = self._frame.get("targets", [])
        return next((t for t in targets if t["id"] == target_id and t.get("enabled", True)), None)

    def _settled(self) -> bool:
        return time.monotonic() - self._since >= SETTLED_S

    async def _next_frame(self, at_most_s: float) -> None:
        self._news.clear()
        try:
            await asyncio.wait_for(self._news.wait(), at_most_s)
        except TimeoutError:
            return
