"""A simulated panel: the bench sees what a touch screen shows, and puts a finger on it.

Tells ``{"frame": {"screen", "width", "height", "jpeg", "targets"}}``. Hears ``{"touch": "down|move|up", "x": 0..1,
"y": 0..1}`` (from the top left) and ``{"tap": name of a target}``, for one that it was shown.
"""

import base64
import logging
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from hardware.ports.remote_screen import Finger, FingerPhase, ScreenShot, TouchArea
from hardware.sim.bench import BenchDevice, BenchMessage

log = logging.getLogger(__name__)

MIDDLE = 0.5


class SimRemoteScreen:
    """A panel on the bench."""

    def __init__(self, bench: Path | None, device: str, on_finger: Callable[[Finger], None]) -> None:
        """Without a bench nobody looks. ``on_finger`` is called in the bench's thread and may only enqueue."""
        self._on_finger = on_finger
        self._shown: ScreenShot | None = None
        self._bench = BenchDevice(bench, device, self._hear) if bench else None

    def show(self, shot: ScreenShot) -> None:
        """As in RemoteScreen."""
        bench, self._shown = self._bench, shot
        if bench:
            told = {"screen": shot.screen, "width": shot.width, "height": shot.height}
            jpeg = base64.b64encode(shot.jpeg).decode()
            bench.tell(frame={**told, "jpeg": jpeg, "targets": [_target(area) for area in shot.areas]})

    def close(self) -> None:
        """Leave the bench."""
        bench, self._bench = self._bench, None
        if bench:
            bench.close()

    def _hear(self, order: BenchMessage) -> None:
        match order:
            case {"tap": str(name)}:
                self._tap(name)
            case {"touch": "down" | "move" | "up" as phase}:
                self._on_finger(
                    Finger(FingerPhase(phase), _fraction(order.get("x")), _fraction(order.get("y")))
                )
            case _:
                log.warning("a panel does not know the order %s", sorted(order))

    def _tap(self, name: str) -> None:
        shot = self._shown
        for area in shot.areas if shot else ():
            if shot and area.name == name:
                place = (area.x + area.w / 2) / shot.width, (area.y + area.h / 2) / shot.height
                self._on_finger(Finger(FingerPhase.DOWN, *place))
                self._on_finger(Finger(FingerPhase.UP, *place))
                return
        log.info("a tap on %r, which is not on the screen", name)


def _target(area: TouchArea) -> dict[str, Any]:
    told = asdict(area)
    return {"id": told.pop("name"), **told}


def _fraction(value: Any) -> float:
    return min(1.0, max(0.0, float(value))) if isinstance(value, int | float) else MIDDLE
