"""A machine and its time in one: ``story = Story("epson"); story.send(...); story.pass_by(1.0)``."""

from hardware.sim.escpos.machine import Machine
from hardware.sim.escpos.model import MODELS, PrinterModel
from hardware.sim.escpos.status import Trouble

INITIALISE, CUT, ASK_PAPER = b"\x1b@", b"\x1dVB\x00", b"\x1dr\x01"
FENCE, FENCE_ANSWER = b"\x1d(H\x06\x0000Ab1!", b"\x37\x22Ab1!\x00"


def raster(rows: bytes, width: int) -> bytes:
    """GS v 0 of rows of ``width`` bytes."""
    return (
        b"\x1dv0\x00" + width.to_bytes(2, "little") + (len(rows) // width).to_bytes(2, "little") + bytes(rows)
    )


def eot(n: int) -> bytes:
    return bytes((0x10, 0x04, n))


class Story:
    """Sends, waits, looks."""

    def __init__(self, model: str | PrinterModel = "epson", *, strict: bool = True) -> None:
        self.model = MODELS[model] if isinstance(model, str) else model
        self.machine, self.now = Machine(self.model, strict=strict), 0.0

    def send(self, data: bytes) -> int:
        return self.machine.receive(data, self.now)

    def pass_by(self, seconds: float) -> None:
        self.now += seconds
        self.machine.advance(self.now)

    def answers(self) -> bytes:
        return self.machine.answers()

    def ask(self, n: int) -> bytes:
        self.answers()
        self.send(eot(n))
        return self.answers()

    def trouble(self, trouble: Trouble, *, on: bool = True) -> None:
        self.machine.advance(self.now)
        self.machine.trouble(trouble, self.now, on=on)

    @property
    def paper(self) -> bytes:
        """All rows that are on paper, cut or not."""
        return b"".join(sheet.rows for sheet in self.machine.roll.everything())

    @property
    def rows(self) -> int:
        return self.machine.roll.total

    def picture(self, rows: int) -> bytes:
        """Rows of which no two are alike, without a real-time command in them."""
        width = self.model.stride
        return b"".join((1 + row).to_bytes(2, "big").rjust(width, b"\xaa") for row in range(rows)).replace(
            b"\x10", b"\x11"
        )
