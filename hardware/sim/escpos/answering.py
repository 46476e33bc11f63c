"""What a printer says, in which order, and what its make swallows."""

from hardware.sim.escpos.model import PrinterModel
from hardware.sim.escpos.status import Condition, Trouble


class Answering:
    """The bytes on their way to the host."""

    def __init__(self, model: PrinterModel) -> None:
        """Nothing asked yet."""
        self._model = model
        self.reset()

    def reset(self) -> None:
        """As after power-up."""
        self._out = bytearray()
        self._late = b""
        self._mask = 0
        self._pushed: tuple[bool, ...] = ()

    def take(self) -> bytes:
        """What is to be sent, once."""
        out = bytes(self._out)
        self._out.clear()
        return out

    def real_time(self, n: int, condition: Condition) -> None:
        """``DLE EOT n``."""
        mute = condition.stopped and not self._model.answers_offline
        if n in self._model.real_time and not mute:
            self._say(self._seen(condition).real_time(n))

    def paper(self, condition: Condition, *, drawer: bool) -> None:
        """``GS r``."""
        self._say(b"\0" if drawer else self._seen(condition).sensor())

    def fence(self, answer: bytes) -> None:
        """``GS ( H``."""
        self._out += answer

    def identify(self, which: int) -> None:
        """``GS I``: one byte, or a text between 5F and 00."""
        if not self._model.identity:
            return
        if which in (1, 2, 3, 49, 50, 51):
            self._out += {1: b"\x20", 2: b"\x02", 3: b"\x01"}[which % 48]
        elif which in (65, 66, 67, 68):
            texts = {65: "1.00 ESC/POS", 66: "EPSON", 67: self._model.identity, 68: "SIM0000001"}
            self._out += b"\x5f" + texts[which].encode("ascii") + b"\0"

    def watch(self, mask: int, condition: Condition) -> None:
        """``GS a``: says at once how it is, then at every change."""
        self._mask = mask if self._model.asb else 0
        self._pushed = self._seen(condition).pushable(self._mask)
        if self._mask:
            self._out += self._seen(condition).pushed()

    def changed(self, condition: Condition) -> None:
        """Push the status when somebody watches and it is another one."""
        seen = self._seen(condition)
        if self._mask and seen.pushable(self._mask) != self._pushed:
            self._pushed = seen.pushable(self._mask)
            self._out += seen.pushed()

    def _seen(self, condition: Condition) -> Condition:
        return condition if self._model.near_end_sensor else condition.change(Trouble.NEAR_END, on=False)

    def _say(self, answer: bytes) -> None:
        if self._model.stale:
            answer, self._late = self._late, answer
        self._out += answer
