"""A USB camera (UVC), or a video in its place, through OpenCV."""

import os
from pathlib import Path
from typing import Literal

from pydantic import Field

from hardware.driver import Context, DriverOptions
from hardware.drivers.newest_frame import NewestFrame
from hardware.errors import DeviceMissing, DevicePermission


class UsbCameraOptions(DriverOptions):
    """A USB camera."""

    driver: Literal["usb"] = "usb"
    path: Path = Field(description="The camera, by a udev name, for example /dev/motcua-camera")
    width: int = Field(1280, ge=320, le=4096, description="Dots across")
    height: int = Field(720, ge=240, le=2160, description="Dots down")
    fps: float = Field(10.0, ge=1, le=30, description="Pictures a second")

    def build(self, context: Context) -> "UsbCamera":
        """Raises DeviceMissing or DevicePermission."""
        return UsbCamera(self.path, self.width, self.height, self.fps)


class VideoCameraOptions(DriverOptions):
    """A video in the place of a camera."""

    driver: Literal["video"] = "video"
    path: Path = Field(description="A video file, or a pipe of motion JPEG")
    fps: float = Field(10.0, ge=1, le=30, description="Pictures a second")

    def build(self, context: Context) -> "VideoCamera":
        """Raises DeviceMissing or DevicePermission."""
        return VideoCamera(self.path, self.fps)


class UsbCamera(NewestFrame):
    """A camera by its path, best ``/dev/v4l/by-id/...``: the number in ``/dev/video0`` changes with the plug."""

    def __init__(self, path: Path, width: int = 1280, height: int = 720, fps: float = 10) -> None:
        """Ask for frames of ``width`` by ``height``; a camera gives what it can.

        ``fps`` frames a second are handed on, however many come. Raises DeviceMissing or DevicePermission;
        what goes wrong later comes out of ``frame``.
        """
        from hardware.drivers.decode.capture import Capture

        _check(path)
        super().__init__(str(path), lambda: Capture(path, fps, (width, height)))


class VideoCamera(NewestFrame):
    """A video file, again and again, or a pipe of motion JPEG, in the place of a camera."""

    def __init__(self, path: Path, fps: float = 10) -> None:
        """Play ``path`` at ``fps`` frames a second. Raises DeviceMissing or DevicePermission."""
        from hardware.drivers.decode.capture import Video

        _check(path)
        super().__init__(str(path), lambda: Video(path, fps))


def _check(path: Path) -> None:
    if not path.exists():
        raise DeviceMissing(str(path), "no such camera")
    if not os.access(path, os.R_OK):
        raise DevicePermission(str(path), "may not be read")
