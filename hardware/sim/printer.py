"""A simulated slip printer: shows what came out of it on the bench, and goes wrong when the bench says so."""

import base64
import io
import logging
import threading
from pathlib import Path

from PIL import Image

from hardware.errors import DeviceUnsupported
from hardware.ports import Paper, Printed, Raster
from hardware.sim.bench import BenchDevice, BenchMessage

log = logging.getLogger(__name__)

SLIP_S = 0.3
"""A slip of 85 mm at 200 mm/s, and the cut."""
DIES = "dies-mid-slip"
_PAPER = {
    "none": Paper.READY,
    "near-end": Paper.NEAR_END,
    "end": Paper.END,
    "cover-open": Paper.COVER_OPEN,
    "cutter-jam": Paper.CUTTER_JAM,
    "offline": Paper.OFFLINE,
    DIES: Paper.READY,  # nothing is to be seen before the slip in which it dies
}
_FIT = (Paper.READY, Paper.NEAR_END)


class SimTicketPrinter:
    """Prints pictures onto the bench. Without a bench it prints into the air."""

    confirms = True

    def __init__(self, bench: Path | None, device: str, dots: int = 576, slip_s: float = SLIP_S) -> None:
        """``dots`` is the width of its paper, ``slip_s`` how long a slip takes."""
        self._device, self._dots, self._slip_s = device, dots, slip_s
        self._fault, self._dead = "none", False
        self._closed = threading.Event()
        self._bench = BenchDevice(bench, device, self._hear) if bench else None
        self._tell_paper()

    def status(self) -> Paper:
        """How it is, as the bench set it."""
        return Paper.OFFLINE if self._dead else _PAPER[self._fault]

    def print_slip(self, job: str, picture: Raster) -> Printed:
        """Take as long as a real one, then show the slip; half a slip when it dies in the middle.

        Raises DeviceUnsupported for a picture that is not as wide as the paper.
        """
        if picture.width != self._dots:
            raise DeviceUnsupported(self._device, f"{picture.width} dots on paper of {self._dots}")
        if self.status() not in _FIT:
            return Printed.NOTHING_SENT
        if self._closed.wait(self._slip_s / 2):
            return Printed.UNKNOWN
        if self._fault == DIES:
            self._dead = True
            self._tell_slip(job, picture, picture.height // 2)
            self._tell_paper()
            return Printed.UNKNOWN
        if self._closed.wait(self._slip_s / 2):
            return Printed.UNKNOWN
        self._tell_slip(job, picture, picture.height)
        return Printed.YES

    def close(self) -> None:
        """Leave the bench."""
        self._closed.set()
        if self._bench:
            self._bench.close()

    def _hear(self, told: BenchMessage) -> None:
        fault = told.get("fault")
        if fault in _PAPER:
            self._fault, self._dead = str(fault), False
            self._tell_paper()
        else:
            log.warning("%s does not know the order %r", self._device, told)

    def _tell_paper(self) -> None:
        if self._bench:
            self._bench.tell(paper=self.status().value)

    def _tell_slip(self, job: str, picture: Raster, rows: int) -> None:
        if not self._bench:
            return
        _day, number, copy = job.rsplit("-", 2)
        slip = {"job": job, "number": number, "copy": int(copy), "whole": rows == picture.height}
        self._bench.tell(slip={**slip, "png": base64.b64encode(_png(picture, rows)).decode()})


def _png(picture: Raster, rows: int) -> bytes:
    image = Image.frombytes("1", (picture.width, picture.height), picture.rows)
    file = io.BytesIO()
    # Paper is white where the raster has no dot: the opposite of what "1" means to Pillow.
    image.point(lambda dot: 0 if dot else 255).crop((0, 0, picture.width, rows)).save(file, "PNG")
    return file.getvalue()
