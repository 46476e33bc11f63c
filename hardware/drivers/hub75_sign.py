"""HUB75 panels, through the process that drives them (``python -m hardware.hub75``)."""

import contextlib
import socket
from pathlib import Path
from typing import Literal

from pydantic import Field

from hardware.driver import Context, DriverOptions
from hardware.drivers.os_errors import device_error
from hardware.errors import DeviceMissing, DeviceUnsupported
from hardware.led.arrows import Arrow
from hardware.led.frame import DotFrame
from hardware.led.frame_wire import LONGEST_ANSWER, OK, Shown, request
from hardware.ports import SignText

TIMEOUT_S = 2.0
COLOURS = {"amber": (255, 160, 0), "red": (255, 0, 0), "green": (0, 255, 0), "white": (255, 255, 255)}


class Hub75SignOptions(DriverOptions):
    """HUB75 panels."""

    driver: Literal["hub75"] = "hub75"
    socket: Path = Field(
        Path("/run/motcua-hub75/socket"), description="Where the process of the panels listens"
    )
    width: int = Field(64, ge=16, le=512, description="Dots across, all panels together")
    height: int = Field(32, ge=8, le=128, description="Dots down")
    colour: Literal["amber", "red", "green", "white"] = Field("amber", description="Colour of the letters")
    brightness: int = Field(60, ge=1, le=100, description="How bright, in percent")
    arrow: Arrow = Field("", description="Between a number and its counter; empty: the number alone")

    def build(self, context: Context) -> "Hub75Sign":
        """Raises DeviceMissing or DevicePermission when the process cannot be reached."""
        return Hub75Sign(context.device, self)


class Hub75Sign:
    """All panels of one process."""

    def __init__(self, device: str, options: Hub75SignOptions) -> None:
        self._device, self._options = device, options
        wire = socket.socket(socket.AF_UNIX)
        wire.settimeout(TIMEOUT_S)
        try:
            wire.connect(str(options.socket))
        except OSError as error:
            wire.close()
            raise device_error(f"{device} ({options.socket})", error) from error
        self._wire: socket.socket | None = wire

    def show(self, sign: SignText) -> str:
        """As in LedSign."""
        from hardware.led.layout import drawn

        options = self._options
        frame, trouble = drawn(sign, (options.width, options.height), options.arrow)
        self._send(frame)
        return trouble

    def close(self) -> None:
        """Dark, and leave the process alone."""
        wire = self._wire
        if wire is None:
            return
        with contextlib.suppress(DeviceMissing, DeviceUnsupported):
            self._send(DotFrame(self._options.width, self._options.height))
        self._wire = None
        wire.close()

    def _send(self, frame: DotFrame) -> None:
        if self._wire is None:
            raise DeviceMissing(self._device, "closed")
        shown = Shown(frame, COLOURS[self._options.colour], self._options.brightness)
        try:
            self._wire.sendall(request(shown))
            answer = self._answer(self._wire)
        except OSError as error:
            raise DeviceMissing(self._device, f"the process of the panels: {error}") from error
        if answer != OK:
            raise DeviceUnsupported(self._device, answer.decode("utf-8", "replace").strip())

    def _answer(self, wire: socket.socket) -> bytes:
        answer = b""
        while not answer.endswith(b"\n") and len(answer) < LONGEST_ANSWER:
            more = wire.recv(LONGEST_ANSWER)
            if not more:
                raise ConnectionError("it ended the connection")
            answer += more
        return answer
