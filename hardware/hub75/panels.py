"""The panels, by hzeller's ``rgbmatrix``, or by the emulator that has the same names."""

from importlib import import_module
from typing import Any, NamedTuple

from hardware.led.frame import DotFrame
from hardware.led.frame_wire import Shown, WrongRequestError

LIBRARY, EMULATOR = "rgbmatrix", "RGBMatrixEmulator"


class Wall(NamedTuple):
    """How the panels hang; words as in the library's manual."""

    rows: int = 32
    columns: int = 64
    chain: int = 1
    parallel: int = 1
    mapping: str = "regular"
    slowdown: int = 2

    @property
    def size(self) -> tuple[int, int]:
        """Dots across and down."""
        return self.columns * self.chain, self.rows * self.parallel


class Panels:
    """Shows whole frames, none half drawn."""

    def __init__(self, wall: Wall, library: str = LIBRARY) -> None:
        """Raises ImportError when the library is not installed."""
        module = import_module(library)
        options: Any = module.RGBMatrixOptions()
        options.rows, options.cols = wall.rows, wall.columns
        options.chain_length, options.parallel = wall.chain, wall.parallel
        options.hardware_mapping, options.gpio_slowdown = wall.mapping, wall.slowdown
        options.drop_privileges = False  # the service has none but those that the library needs all the time
        self.size = wall.size
        self._matrix: Any = module.RGBMatrix(options=options)
        self._canvas: Any = self._matrix.CreateFrameCanvas()

    def show(self, shown: Shown) -> None:
        """Show a frame. Raises WrongRequestError for a frame of another size."""
        if shown.frame.size != self.size:
            raise WrongRequestError(
                f"a frame of {shown.frame.width} x {shown.frame.height} dots for panels of "
                f"{self.size[0]} x {self.size[1]}: set width and height of the sign to that"
            )
        self._matrix.brightness = shown.brightness
        self._canvas.Clear()
        for x, y in shown.frame.lit:
            self._canvas.SetPixel(x, y, *shown.rgb)
        self._canvas = self._matrix.SwapOnVSync(self._canvas)

    def dark(self) -> None:
        """Nothing is lit."""
        self.show(Shown(DotFrame(*self.size), (0, 0, 0), 1))
