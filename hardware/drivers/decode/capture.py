"""Frames from a USB camera or a video, through OpenCV."""

import time
from pathlib import Path

import cv2
import numpy as np

from hardware.drivers.decode.frames import from_colour
from hardware.errors import DeviceBusy, DeviceMissing
from hardware.ports import Frame


def _opened(path: Path, backend: int) -> cv2.VideoCapture:
    capture = cv2.VideoCapture(str(path), backend)
    if not capture.isOpened():
        raise DeviceBusy(str(path), "cannot be opened as a camera")
    return capture


class Capture:
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


class Video:
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
