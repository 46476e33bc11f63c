"""A simulated LED sign on the bench: the dots that a matrix would light, as a picture."""

import base64
from pathlib import Path

from hardware.led.arrows import Arrow
from hardware.led.layout import drawn
from hardware.led.picture import picture
from hardware.ports import SignText
from hardware.sim.bench import BenchDevice, BenchMessage


class SimLedSign:
    """An LED sign that tells the bench its dots."""

    def __init__(
        self, bench: Path | None, device: str, size: tuple[int, int] = (64, 16), arrow: Arrow = ""
    ) -> None:
        """``size``: LEDs across and down. Without a bench nobody sees it."""
        self._size, self._arrow = size, arrow
        self._shown: SignText | None = None
        self._device = BenchDevice(bench, device, _no_orders) if bench else None

    def show(self, sign: SignText) -> str:
        """As in LedSign."""
        frame, trouble = drawn(sign, self._size, self._arrow)
        if self._device is not None and sign != self._shown:
            self._shown = sign
            png = base64.b64encode(picture(frame)).decode()
            self._device.tell(sign={"text": sign.text, "inverted": sign.inverted, "png": png})
        return trouble

    def close(self) -> None:
        """Dark, and leave the bench."""
        if self._device is not None:
            self.show(SignText(""))
            self._device.close()
            self._device = None


def _no_orders(_told: BenchMessage) -> None:
    """A sign only shows."""
