"""A simulated panel: the bench sees what a touch screen shows, and puts a finger on it.

Tells ``{"frame": {"screen", "width", "height", "jpeg", "targets"}}``. Hears ``{"touch": "down|move|up", "x": 0..1,
"y": 0..1}`` (from the top left) and ``{"tap": name of a target}``.
"""

import base64
import logging
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from hardware.ports.remote_screen import Finger, FingerPhase, RemoteTouch, ScreenShot, Tap, TouchArea
from hardware.sim.bench import BenchDevice, BenchMessage

log = logging.getLogger(__name__)

MIDDLE = 0.5


class SimRemoteScreen:
    """A panel on the bench."""

    def __init__(self, bench: Path | None, device: str, on_touch: Callable[[RemoteTouch], None]) -> None:
        """Without a bench nobody looks. ``on_touch`` is called in the bench's thread and may only enqueue."""
        self._on_touch = on_touch
        self._bench = BenchDevice(bench, device, self._hear) if bench else None

    def show(self, shot: ScreenShot) -> None:
        """As in RemoteScreen."""
        bench = self._bench
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
                self._on_touch(Tap(name))
            case {"touch": "down" | "move" | "up" as phase}:
                self._on_touch(
                    Finger(FingerPhase(phase), _fraction(order.get("x")), _fraction(order.get("y")))
                )
            case _:
                log.warning("a panel does not know the order %s", sorted(order))


def _target(area: TouchArea) -> dict[str, Any]:
    told = asdict(area)
    return {"id": told.pop("name"), **told}


def _fraction(value: Any) -> float:
    return min(1.0, max(0.0, float(value))) if isinstance(value, int | float) else MIDDLE
