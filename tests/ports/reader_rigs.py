"""What the tests of cameras and readers share: benches, fake cameras, pens that type."""

import base64
import os
import sys
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import segno

from hardware.drivers.input_device import EVENT
from hardware.drivers.key_codes import ENDS
from hardware.drivers.keyboards import Keyboard

SIZE = (640, 360)
EV_KEY, LEFT_SHIFT, ALT_GR, ENTER = 1, 42, 100, 28


def receipt(text: str) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """A QR code on a desk, in colour."""
    modules = np.array(segno.make(text, micro=False).matrix, np.uint8)
    symbol = np.kron(np.where(np.pad(modules, 4), 0, 255).astype(np.uint8), np.ones((5, 5), np.uint8))
    desk = np.full((SIZE[1], SIZE[0], 3), 110, np.uint8)
    desk[40 : 40 + symbol.shape[0], 200 : 200 + symbol.shape[1]] = symbol[..., None]
    return desk


def png(text: str) -> str:
    return base64.b64encode(cv2.imencode(".png", receipt(text))[1].tobytes()).decode()


FAKE_PI = """
import pathlib, sys, time
sys.stderr.write("[0:00] INFO Camera camera_manager.cpp: libcamera v0.5\\n")
sys.stderr.flush()
folder = pathlib.Path(sys.argv[1])
number = 0
while not (folder / "unplug").exists():
    frame = bytearray((folder / "frame.yuv").read_bytes())
    number += 1
    frame[0] = number % 256
    sys.stdout.buffer.write(frame)
    sys.stdout.buffer.flush()
    time.sleep(0.03)
sys.stderr.write("ERROR: *** no cameras available ***\\n")
sys.exit(255)
"""


def fake_pi_program(folder: Path, text: str) -> tuple[str, ...]:
    """A program that writes frames as ``rpicam-vid`` does, until a file ``unplug`` appears."""
    lay_under_fake_pi(folder, text)
    (folder / "fake_pi.py").write_text(FAKE_PI)
    return (sys.executable, str(folder / "fake_pi.py"), str(folder))


def lay_under_fake_pi(folder: Path, text: str) -> None:
    picture = receipt(text) if text else np.full((SIZE[1], SIZE[0], 3), 110, np.uint8)
    (folder / "new.yuv").write_bytes(cv2.cvtColor(picture, cv2.COLOR_BGR2YUV_I420).tobytes())
    (folder / "new.yuv").rename(folder / "frame.yuv")


def video(path: Path, text: str, frames: int = 30) -> Path:
    """A motion JPEG video in which every frame differs a little."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 10, SIZE)
    picture = receipt(text)
    for number in range(frames):
        frame = picture.copy()
        frame[:14, : 14 * (number % 20 + 1)] = 200
        writer.write(frame)
    writer.release()
    return path


class Pen:
    """Types into a named pipe what a hand scanner would say to the kernel."""

    def __init__(self, path: Path, layout: str = "us") -> None:
        self.keys = Keyboard(layout).keys()
        os.mkfifo(path)
        self.plug = os.open(path, os.O_RDWR)
        self.at = 1_795_000_000.0

    def event(self, kind: int, code: int, value: int) -> bytes:
        return EVENT.pack(int(self.at), int(self.at % 1 * 1e6), kind, code, value)

    def type(self, text: str, *, enter: bool = True, pause: float = 0.002) -> None:
        events = b""
        for typed in text:
            code, shift, altgr = self.keys[typed]
            held = [LEFT_SHIFT] * shift + [ALT_GR] * altgr
            keys = [(key, 1) for key in held] + [(code, 1), (code, 0)] + [(key, 0) for key in held]
            for key, value in keys:
                events += self.event(EV_KEY, key, value) + self.event(0, 0, 0)
            self.at += pause
        if enter:
            assert ENTER in ENDS
            events += self.event(EV_KEY, ENTER, 1) + self.event(EV_KEY, ENTER, 0)
        os.write(self.plug, events)
        self.at += 1

    def end(self) -> None:
        os.close(self.plug)
