"""Ways to a printer, one file each, alike behind ``Transport``: how many bytes were taken is always known.

python-escpos 3.1 has classes for the same four ways. None is used, each for its own reason (see the files),
and all for one: their ``_raw`` does not say how many bytes left when it fails, and ``_read`` has no time-out
of its own, so they can neither prove "nothing was sent" nor wait for a fence.
"""

from typing import Protocol


class Transport(Protocol):
    """One open connection. Raises only the errors of ``hardware.errors``."""

    answers: bool
    """Whether anything can come back at all."""
    shared: bool
    """Whether other computers can reach the printer, which serves one at a time: the next one waits, unheard."""
    bytes_per_s: float
    """How fast bytes go, to know when a slip is late; a low guess."""

    def write(self, data: bytes, timeout_s: float) -> int:
        """Hand over some of ``data``; how many bytes were taken, 0 when none within ``timeout_s``.

        Raises DeviceError when the connection is gone; some of ``data`` may have left all the same.
        """

    def read(self, timeout_s: float) -> bytes:
        """What came within ``timeout_s``, as soon as anything did; empty when nothing did."""

    def port_status(self) -> int | None:
        """The byte that a printer port has had since Centronics: 0x20 no paper, 0x10 selected, 0x08 no error.

        None where there is none. Raises DeviceError when the device is gone, which is its use on printers
        that answer nothing else.
        """

    def close(self) -> None:
        """End the connection; may be called twice, never raises."""
