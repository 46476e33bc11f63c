"""LED modules of 8 x 8 dots on MAX7219 chips in a chain, on the SPI pins of a Pi. luma.led_matrix knows the chip."""

from typing import Any, Literal

from pydantic import Field

from hardware.driver import Context, DriverOptions
from hardware.errors import DeviceMissing, DevicePermission
from hardware.led.arrows import Arrow
from hardware.ports import SignText

MODULE = 8


class Max7219SignOptions(DriverOptions):
    """A chain of MAX7219 modules."""

    driver: Literal["max7219"] = "max7219"
    across: int = Field(4, ge=1, le=32, description="Modules in a row")
    down: int = Field(1, ge=1, le=4, description="Rows of modules, one below the other in the same chain")
    spi_port: int = Field(0, ge=0, le=6, description="The SPI port: 0 for the usual pins of a Pi")
    spi_device: int = Field(0, ge=0, le=2, description="The chip select pin: 0 for CE0")
    bus_hz: Literal[500_000, 1_000_000, 2_000_000, 4_000_000, 8_000_000] = Field(
        1_000_000, description="Speed of the wire; slower for long cables (the chip takes 10 MHz at most)"
    )
    brightness: int = Field(5, ge=0, le=15, description="How bright, 0 to 15")
    turned: Literal[0, 90, -90, 180] = Field(0, description="How each module is turned, in degrees")
    backwards: bool = Field(
        False, description="Whether the first module of the chain is the last one to read"
    )
    upside_down: bool = Field(False, description="Whether the whole sign hangs upside down")
    arrow: Arrow = Field("", description="Between a number and its counter; empty: the number alone")

    def build(self, context: Context) -> "Max7219Sign":
        """Raises DeviceMissing or DevicePermission, ImportError without luma.led_matrix or spidev."""
        from luma.core.error import DeviceNotFoundError, DevicePermissionError
        from luma.core.interface.serial import noop, spi

        try:
            wire = spi(port=self.spi_port, device=self.spi_device, bus_speed_hz=self.bus_hz, gpio=noop())
        except DeviceNotFoundError as error:
            raise DeviceMissing(context.device, f"{error}: is SPI switched on (raspi-config)?") from error
        except (DevicePermissionError, PermissionError) as error:
            raise DevicePermission(context.device, str(error)) from error
        return Max7219Sign(context.device, self, wire)


class Max7219Sign:
    """One chain."""

    def __init__(self, device: str, options: Max7219SignOptions, wire: Any) -> None:
        """``wire`` is a serial interface of luma.core."""
        from luma.led_matrix.device import max7219

        self._device, self._options = device, options
        self._size = (options.across * MODULE, options.down * MODULE)
        try:
            self._chips: Any = max7219(
                wire,
                *self._size,
                rotate=2 if options.upside_down else 0,
                block_orientation=options.turned,
                blocks_arranged_in_reverse_order=options.backwards,
            )
        except OSError as error:
            raise DeviceMissing(device, str(error)) from error

    def show(self, sign: SignText) -> str:
        """As in LedSign. The registers go first, every time: a module that was switched off has forgotten them."""
        from PIL import Image

        if self._chips is None:
            raise DeviceMissing(self._device, "closed")
        from hardware.led.layout import drawn

        frame, trouble = drawn(sign, self._size, self._options.arrow)
        image = Image.frombytes("1", self._size, frame.packed())
        try:
            self._set_up()
            self._chips.display(image)
            self._chips.show()
        except OSError as error:
            raise DeviceMissing(self._device, str(error)) from error
        return trouble

    def close(self) -> None:
        """Dark, and release the pins."""
        chips, self._chips = self._chips, None
        if chips is not None:
            chips.cleanup()

    def _set_up(self) -> None:
        from luma.led_matrix.const import max7219 as registers

        count = self._options.across * self._options.down
        for register, value in (
            (registers.SCANLIMIT, 7),
            (registers.DECODEMODE, 0),
            (registers.DISPLAYTEST, 0),
            (registers.INTENSITY, self._options.brightness),
        ):
            self._chips.data([register, value] * count)
