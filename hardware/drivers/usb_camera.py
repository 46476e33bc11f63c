"""A USB camera (UVC), or a video in its place, through OpenCV."""

import os
import time
from pathlib import Path

import cv2
import numpy as np

from hardware.drivers.decode.frames import from_colour
from hardware.drivers.newest_frame import NewestFrame
from hardware.errors import DeviceBusy, DeviceMissing, DevicePermission
from hardware.ports import Frame


class UsbCamera(NewestFrame):
    """A camera by its path, best ``/dev/v4l/by-id/...``: the number in ``/dev/video0`` changes with the plug."""

    def __init__(self, path: Path, width: int = 1280, height: int = 720, fps: float = 10) -> None:
        """Ask for frames of ``width`` by ``height``; a camera gives what it can.

        ``fps`` frames a second are handed on, however many come. Raises DeviceMissing or DevicePermission;
        what goes wrong later comes out of ``frame``.
        """
        _check(path)
        super().__init__(str(path), lambda: _Capture(path, fps, (width, height)))


class VideoCamera(NewestFrame):
    """A video file, again and again, or a pipe of motion JPEG, in the place of a camera."""

    def __init__(self, path: Path, fps: float = 10) -> None:
        """Play ``path`` at ``fps`` frames a second. Raises DeviceMissing or DevicePermission."""
        _check(path)
        super().__init__(str(path), lambda: _Video(path, fps))


def _check(path: Path) -> None:
    if not path.exists():
        raise DeviceMissing(str(path), "no such camera")
    if not os.access(path, os.R_OK):
        raise DevicePermission(str(path), "may not be read")


def _opened(path: Path, backend: int) -> cv2.VideoCapture:
    capture = cv2.VideoCapture(str(path), backend)
    if not capture.isOpened():
        raise DeviceBusy(str(path), "cannot be opened as a camera")
    return capture


class _Capture:
    """The open camera. Frames that are not needed are taken and not unpacked, so that none is old."""

    def __init__(self, path: Path, fps: float, size: tuple[int, int]) -> None:
        self._path, self._every = path, 1 / fps
        self._next_at = time.monotonic()
        self._capture = _opened(path, cv2.CAP_V4L2)
        wanted = {
            cv2.CAP_PROP_FOURCC: cv2.VideoWriter.fourcc(
                *"MJPG"
            ),  # raw YUY2 does not fit through USB 2 at 720p
            cv2.CAP_PROP_FRAME_WIDTH: size[0],
            cv2.CAP_PROP_FRAME_HEIGHT: size[1],
            cv2.CAP_PROP_FPS: fps,
            cv2.CAP_PROP_BUFFERSIZE: 1,
        }
        for key, value in wanted.items():
            self._capture.set(key, value)

    def read(self) -> Frame | None:
        """The next frame, or None for one too many. Raises DeviceMissing when no more come."""
        if not self._capture.grab():
            raise DeviceMissing(str(self._path), "no more pictures: unplugged")
        now = time.monotonic()
        if now < self._next_at:
            return None
        self._next_at = max(self._next_at + self._every, now)
        good, picture = self._capture.retrieve()
        return from_colour(np.asarray(picture, np.uint8)) if good else None

    def close(self) -> None:
        """Release the device."""
        self._capture.release()


class _Video:
    """An open video. A camera would keep us waiting for each frame, and so does this."""

    def __init__(self, path: Path, fps: float) -> None:
        self._path, self._every = path, 1 / fps
        self._capture = _opened(path, cv2.CAP_FFMPEG)
        self._played = 0

    def read(self) -> Frame | None:
        """The next frame. Raises DeviceMissing when a pipe has ended or a file has none."""
        time.sleep(self._every)
        good, picture = self._capture.read()
        if good:
            self._played += 1
            return from_colour(np.asarray(picture, np.uint8))
        if not self._played or not self._path.is_file():
            raise DeviceMissing(str(self._path), "no more pictures")
        self._capture.release()
        self._capture, self._played = _opened(self._path, cv2.CAP_FFMPEG), 0
        return None

    def close(self) -> None:
        """Close the file."""
        self._capture.release()
