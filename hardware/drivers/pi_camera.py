"""A Raspberry Pi's own camera, through ``rpicam-vid``: OpenCV does not speak libcamera.

The program writes raw YUV 4:2:0 frames into a pipe; the first plane is the grey picture as it is needed. No
further package is used, and any program that writes such frames can stand in for the camera.
Frame sizes: https://www.raspberrypi.com/documentation/computers/camera_software.html (``--codec yuv420``).
"""

import contextlib
import os
import selectors
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from typing import IO, Literal

from pydantic import Field

from hardware.driver import Context, DriverOptions
from hardware.drivers.newest_frame import NewestFrame
from hardware.errors import DeviceBusy, DeviceMissing, DeviceUnsupported
from hardware.ports import Frame

PROGRAMS = ("rpicam-vid", "libcamera-vid")
"""Today's name, and that of Raspberry Pi OS bullseye."""
ALIGNED = 64
"""Widths of these steps have no padding at the end of a row."""
CHUNK = 1 << 20
WAIT_S = 0.2
END_S = 1.0
LAST_WORDS = 400


class PiCameraOptions(DriverOptions):
    """The Pi's own camera."""

    driver: Literal["pi"] = "pi"
    width: int = Field(1280, ge=320, le=4096, multiple_of=ALIGNED, description="Dots across")
    height: int = Field(720, ge=240, le=2160, multiple_of=2, description="Dots down")
    fps: float = Field(10.0, ge=1, le=30, description="Pictures a second")
    camera: int = Field(0, ge=0, le=7, description="Its number in rpicam-hello --list-cameras")

    def build(self, context: Context) -> "PiCamera":
        """Raises DeviceUnsupported when the program is not installed."""
        return PiCamera(self.width, self.height, self.fps, self.camera)


class PiCamera(NewestFrame):
    """The camera on the ribbon cable."""

    def __init__(
        self,
        width: int = 1280,
        height: int = 720,
        fps: float = 10,
        camera: int = 0,
        program: Sequence[str] | None = None,
    ) -> None:
        """``camera`` is its number in ``rpicam-hello --list-cameras``; ``program`` replaces the program's name.

        Raises DeviceUnsupported for a size without whole planes, or when the program is not installed.
        """
        from hardware.drivers.decode.frames import from_yuv

        if width % ALIGNED or height % 2:
            raise DeviceUnsupported("camera", f"{width} x {height}: width in steps of {ALIGNED}, height even")
        found = tuple(program) if program else _installed()
        order = (*found, *_options(width, height, fps, camera))
        super().__init__("camera", lambda: _Child(order, width, height, from_yuv))


def _installed() -> tuple[str, ...]:
    path = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if path is None:
        raise DeviceUnsupported("camera", f"neither of {', '.join(PROGRAMS)} is installed")
    return (path,)


def _options(width: int, height: int, fps: float, camera: int) -> tuple[str, ...]:
    size = ("--width", str(width), "--height", str(height), "--framerate", f"{fps:g}")
    run = ("--camera", str(camera), "--timeout", "0", "--nopreview", "--flush", "--verbose", "0")
    return (*size, *run, "--codec", "yuv420", "--output", "-")


class WholeFrames:
    """A stream of bytes -> whole frames of ``size`` bytes. Only the newest of several is kept. Pure."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._rest = bytearray()

    def feed(self, data: bytes) -> bytes | None:
        """The newest frame that is complete with ``data``."""
        self._rest += data
        whole = len(self._rest) // self._size
        if not whole:
            return None
        newest = bytes(self._rest[(whole - 1) * self._size : whole * self._size])
        del self._rest[: whole * self._size]
        return newest


class _Child:
    """The running program."""

    def __init__(
        self, order: tuple[str, ...], width: int, height: int, from_yuv: Callable[[bytes, int, int], Frame]
    ) -> None:
        self._width, self._height, self._from_yuv = width, height, from_yuv
        self._frames = WholeFrames(width * height * 3 // 2)
        self._said = b""
        try:
            self._child = subprocess.Popen(
                order, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0
            )
        except OSError as error:
            raise DeviceUnsupported("camera", f"{order[0]} does not start: {error}") from error
        self._selector = selectors.DefaultSelector()
        for pipe in self._pipes():
            os.set_blocking(pipe.fileno(), False)
            self._selector.register(pipe, selectors.EVENT_READ)

    def read(self) -> Frame | None:
        """The next frame; None when none is whole yet. Raises DeviceMissing or DeviceBusy when it ended."""
        for key, _ in self._selector.select(WAIT_S):
            data = os.read(key.fd, CHUNK)
            if key.fileobj is self._child.stderr:
                self._said = (self._said + data)[-LAST_WORDS:]
                if not data:
                    self._selector.unregister(key.fileobj)
            elif not data:
                raise self._ended()
            elif frame := self._frames.feed(data):
                return self._from_yuv(frame, self._width, self._height)
        return None

    def close(self) -> None:
        """End the program."""
        self._selector.close()
        if self._child.poll() is None:
            self._child.terminate()
        try:
            self._child.wait(END_S)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        for pipe in self._pipes():
            pipe.close()

    def _pipes(self) -> Iterator[IO[bytes]]:
        yield from (pipe for pipe in (self._child.stdout, self._child.stderr) if pipe)

    def _ended(self) -> DeviceMissing | DeviceBusy:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._child.wait(END_S)
        with contextlib.suppress(BlockingIOError):
            self._said += self._child.stderr.read(CHUNK) or b"" if self._child.stderr else b""
        said = self._said.decode("utf-8", "replace").strip().rpartition("\n")[2]
        busy = "in use" in said or "resource busy" in said.lower()
        return (DeviceBusy if busy else DeviceMissing)(
            "camera", f"its program ended: {said or 'no word why'}"
        )
