"""A simulated camera over a desk: what the bench (or a folder of pictures) lays under it.

Orders: {"show": png or jpeg as base64}, {"show": ""} takes it away,
{"fault": "none|unplugged|black|frozen|wrong-format"}. What is shown is held by a hand: it trembles.
"""

import base64
import io
import itertools
import logging
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from hardware.errors import DeviceMissing, DeviceUnsupported
from hardware.ports import Frame, LivePicture
from hardware.sim.bench import BenchMessage
from hardware.sim.stand import Stand

log = logging.getLogger(__name__)

DESK = (104, 108, 112)
LIVE_WIDTH = 480
EACH_S = 3.0
"""How long each picture of a folder lies there."""
PICTURES = {".png", ".jpg", ".jpeg", ".webp", ".bmp"}
GRAIN = 4
"""Bytes of a frame that count up, in place of the grain that makes every frame of a real camera differ."""
TREMBLE = ((0, 0), (1, 1), (2, 1), (1, 2), (0, 1), (-1, 0), (-2, -1), (-1, -2))
"""How far a hand is from where it wants to be, in turn: dots down and across."""


class SimCamera:
    """Sees the desk ten times a second."""

    def __init__(
        self,
        bench: Path | None = None,
        device: str = "camera",
        folder: Path | None = None,
        size: tuple[int, int] = (1280, 720),
        fps: float = 10,
    ) -> None:
        """``folder``: pictures that come by in turn, until the bench shows something.

        Raises DeviceMissing while the bench has pulled the plug, DeviceUnsupported for a folder without
        pictures.
        """
        self._size, self._every = size, 1 / fps
        self._closed = threading.Event()
        self._next_at, self._count = time.monotonic(), 0
        self._clear()
        self._coming = _in_turn(device, folder) if folder else None
        self._turn_at = self._next_at
        self._stand: Stand | None = Stand.join(bench, device, self._hear)
        self._device = device

    def frame(self, timeout_s: float) -> Frame | None:
        """As in Camera."""
        wait = self._next_at - time.monotonic()
        if self._closed.wait(max(0.0, min(wait, timeout_s))) or self._stand is None:
            raise DeviceMissing(self._device, "closed")
        self._stand.check()
        if wait > timeout_s:
            return None
        self._next_at = max(self._next_at + self._every, time.monotonic())
        self._lay_next()
        return self._seen(self._stand.fault)

    def close(self) -> None:
        """Leave the bench."""
        self._closed.set()
        stand, self._stand = self._stand, None
        if stand:
            stand.leave(self._hear)

    def _seen(self, fault: str) -> Frame:
        width, height = self._size
        if fault == "black":
            tall = LIVE_WIDTH * height // width
            live = LivePicture(LIVE_WIDTH, tall, bytes(LIVE_WIDTH * tall * 3))
            return Frame(width, height, bytes(width * height), live)
        if fault != "frozen":
            self._count += 1
        gray, small = self._desk
        if self._held:
            by = TREMBLE[self._count % len(TREMBLE)]
            gray, small = np.roll(gray, by, (0, 1)), np.roll(small, np.divide(by, 2).astype(int), (0, 1))
        dots = self._count.to_bytes(GRAIN, "little") + gray.tobytes()[GRAIN:]
        live = LivePicture(small.shape[1], small.shape[0], small.tobytes())
        if fault == "wrong-format":  # two bytes a dot, as of a camera that does not keep to what was agreed
            dots += dots
        return Frame(width, height, dots, live)

    def _lay_next(self) -> None:
        if self._coming and time.monotonic() >= self._turn_at:
            self._turn_at += EACH_S
            self._lay(Image.open(next(self._coming)))

    def _lay(self, picture: Image.Image) -> None:
        desk = Image.new("RGB", self._size, DESK)
        picture = picture.convert("RGB")
        picture.thumbnail(self._size)
        left, top = ((room - side) // 2 for room, side in zip(self._size, picture.size, strict=True))
        desk.paste(picture, (left, top))
        self._show(desk)

    def _clear(self) -> None:
        self._show(Image.new("RGB", self._size, DESK))
        self._held = False

    def _show(self, desk: Image.Image) -> None:
        small = desk.resize((LIVE_WIDTH, LIVE_WIDTH * desk.height // desk.width))
        self._desk, self._held = (np.asarray(desk.convert("L")), np.asarray(small)), True

    def _hear(self, told: BenchMessage) -> None:
        match told:
            case {"show": ""}:
                self._coming = None
                self._clear()
            case {"show": str(picture)}:
                self._coming = None
                self._lay(Image.open(io.BytesIO(base64.b64decode(picture))))
            case _:
                log.warning("a camera does not know the order %s", sorted(told))


def _in_turn(device: str, folder: Path) -> Iterator[Path]:
    pictures = sorted(path for path in folder.iterdir() if path.suffix.lower() in PICTURES)
    if not pictures:
        raise DeviceUnsupported(device, f"no pictures in {folder}")
    return itertools.cycle(pictures)
