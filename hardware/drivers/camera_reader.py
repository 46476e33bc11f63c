"""A camera as a reader of codes, as the settings describe it; the reading itself is in ``decode``."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from contracts.settings import Problem
from hardware.driver import Context, DriverOptions
from hardware.drivers.symbologies import SYMBOLOGIES, USUAL
from hardware.ports import CodeReader
from hardware.registry import Driver, build


class CameraReaderOptions(DriverOptions):
    """Any camera, and the decoders."""

    driver: Literal["camera"] = "camera"
    camera: Annotated[DriverOptions, Driver("camera")] = Field(
        description='Which camera sees, e.g. { driver = "usb", path = "/dev/motcua-camera" }'
    )

    symbologies: tuple[Literal[SYMBOLOGIES], ...] = Field(  # type: ignore[valid-type] # the one list of them
        USUAL, min_length=1, description="The kinds of codes that are read; each more costs time"
    )

    def problems(self, key: str, context: Context) -> Iterator[Problem]:
        """Those of the camera."""
        return self.camera.problems(f"{key}.camera", context)

    def build(self, context: Context) -> CodeReader:
        """Takes the seconds until the camera sees. Raises DeviceError."""
        from hardware.drivers.decode.camera_reader import CameraReader

        return CameraReader(build("camera", self.camera, context), self.symbologies)
