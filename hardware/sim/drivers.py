"""The simulated devices as drivers: the one place where they are put on the bench.

Without a bench they work, and nobody plays with them.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pydantic import Field

from contracts.settings import Problem
from hardware.driver import Context, DriverOptions
from hardware.led.arrows import Arrow
from hardware.ports import Beeper, Camera, CodeReader, Keys, Lamp, LedSign, TicketPrinter
from hardware.ports.loudspeaker import Loudspeaker
from hardware.ports.remote_screen import RemoteScreen
from hardware.ports.speaker import Speaker


class _Sim(DriverOptions):
    driver: Literal["sim"] = "sim"


class SimKeysOptions(_Sim):
    """Keys under the fingers of the bench."""

    def build(self, context: Context) -> Keys:
        """On the same place as the lamps of the same device."""
        from hardware.sim.panel import SimKeys

        return SimKeys(context.bench, context.device, context.names)


class SimLampOptions(_Sim):
    """Lamps before the eyes of the bench."""

    def build(self, context: Context) -> Lamp:
        """On the same place as the keys of the same device."""
        from hardware.sim.panel import SimLamp

        return SimLamp(context.bench, context.device, context.names)


class SimPrinterOptions(_Sim):
    """A printer that shows its slips."""

    slip_s: float = Field(0.3, ge=0, le=60, description="How long a slip takes")

    def build(self, context: Context) -> TicketPrinter:
        """With paper as wide as slips are."""
        from hardware.sim.printer import SimTicketPrinter

        return SimTicketPrinter(context.bench, context.device, context.dots, self.slip_s)


class SimSignOptions(_Sim):
    """A matrix of LEDs."""

    width: int = Field(64, ge=16, le=512, description="LEDs across")
    height: int = Field(16, ge=8, le=128, description="LEDs down")
    arrow: Arrow = Field("", description="Between a number and its counter; empty: the number alone")

    def problems(self, key: str, context: Context) -> Iterator[Problem]:
        """A sign that nobody can see."""
        if context.bench is None:
            yield Problem("bench", "nothing", "the socket of the bench, for simulated signs")

    def build(self, context: Context) -> LedSign:
        """Dark."""
        from hardware.sim.sign import SimLedSign

        return SimLedSign(context.bench, context.device, (self.width, self.height), self.arrow)


class SimSpeakerOptions(_Sim):
    """A voice that is read."""

    def build(self, context: Context) -> Speaker:
        """Silent."""
        from hardware.sim.speaker import SimSpeaker

        return SimSpeaker(context.bench, context.device)


class SimLoudspeakerOptions(_Sim):
    """A loudspeaker that the bench hears."""

    pace: float = Field(1.0, ge=0, le=1, description="Seconds that a second of sound takes")

    def build(self, context: Context) -> Loudspeaker:
        """Silent."""
        from hardware.sim.loudspeaker import SimLoudspeaker

        return SimLoudspeaker(context.bench, context.device, self.pace)


class SimBeeperOptions(_Sim):
    """Sounds that are counted."""

    def build(self, context: Context) -> Beeper:
        """Silent."""
        from hardware.sim.beeper import SimBeeper

        return SimBeeper(context.bench, context.device)


class SimScannerOptions(_Sim):
    """A hand scanner in the hand of the bench."""

    def build(self, context: Context) -> CodeReader:
        """Raises DeviceMissing while the bench has pulled its plug."""
        from hardware.sim.scanner import SimScanner

        return SimScanner(context.bench, context.device)


class SimCameraOptions(_Sim):
    """A camera over a desk."""

    width: int = Field(1280, ge=320, le=4096, description="Dots across")
    height: int = Field(720, ge=240, le=2160, description="Dots down")
    fps: float = Field(10.0, ge=1, le=100, description="Pictures a second")
    folder: Path | None = Field(None, description="Pictures that come by in turn, until the bench shows one")

    def build(self, context: Context) -> Camera:
        """Raises DeviceMissing while the bench has pulled its plug, DeviceUnsupported for an empty folder."""
        from hardware.sim.camera import SimCamera

        return SimCamera(context.bench, context.device, self.folder, (self.width, self.height), self.fps)


class SimRemoteScreenOptions(_Sim):
    """A panel before the eyes and under the finger of the bench."""

    def build(self, context: Context) -> RemoteScreen:
        """Dark."""
        from hardware.sim.remote_screen import SimRemoteScreen

        return SimRemoteScreen(context.bench, context.device, context.on_touch)
