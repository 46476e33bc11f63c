"""One connection to a printer and what was heard on it: who asked what, and what the answers add up to."""

from dataclasses import dataclass

from hardware.drivers.escpos import commands
from hardware.drivers.escpos.answers import Answer, Plain, Push, RealTime, take
from hardware.drivers.escpos.fences import Debt
from hardware.drivers.escpos.sight import PrinterSight, after_port, after_push, after_real_time, in_trouble
from hardware.drivers.escpos.transports import Transport
from hardware.errors import DeviceError
from hardware.ports import Clock

ANSWER_S = 1.0
"""A printer that has not answered for so long does not answer."""
WRITE_S = 0.1
"""How long one attempt to write may block, so that answers are read in between."""
DRAIN_READS = 64


@dataclass(frozen=True)
class Sent:
    """How much of something was taken, and why no more."""

    count: int
    error: DeviceError | None = None


class Line:
    """Says and hears. Everything that comes is read into ``sight``, whoever waits for it."""

    def __init__(self, transport: Transport, clock: Clock, write_bytes: int, debt: Debt) -> None:
        """``write_bytes``: most at once. ``debt`` counts the answers to GS r, over all lines to one printer."""
        self.transport, self.sight = transport, PrinterSight()
        self.write_bytes = write_bytes
        self._clock, self._debt = clock, debt
        self._rest = b""
        self._asked: int | None = None

    @property
    def owed(self) -> bool:
        """Whether the last question has no answer yet."""
        return self._asked is not None

    def say(self, data: bytes, stall_s: float, until: float = float("inf")) -> Sent:
        """Hand over everything. Gives up when nothing was taken for ``stall_s``, at ``until``, or on trouble."""
        done, moved_at = 0, self._clock.monotonic()
        try:
            while done < len(data):
                taken = self.transport.write(data[done : done + self.write_bytes], WRITE_S)
                done, now = done + taken, self._clock.monotonic()
                if taken:
                    moved_at = now
                    continue
                self.hear(0)  # a push tells sooner than the stall what is wrong
                stall_s = min(stall_s, ANSWER_S) if in_trouble(self.sight) else stall_s
                if now - moved_at >= stall_s or now >= until:
                    break
        except DeviceError as error:
            return Sent(done, error)
        return Sent(done)

    def hear(self, wait_s: float) -> tuple[Answer, ...]:
        """The answers that came, waiting for the first bytes at most ``wait_s``. Raises DeviceError."""
        answers, self._rest = take(self._rest + self.transport.read(max(0.0, wait_s)))
        for answer in answers:
            self._note(answer)
        return answers

    def rest(self, wait_s: float) -> None:
        """Hear whatever comes for as long, where anything can come. Raises DeviceError."""
        until = self._clock.monotonic() + wait_s
        while self.transport.answers and (left := until - self._clock.monotonic()) > 0:
            self.hear(left)

    def ask(self, n: int) -> bool:
        """Send DLE EOT ``n``, whose answer ``hear`` reads into ``sight``; False when it could not be sent."""
        self._asked = n
        question = commands.ask_now(n)
        sent = self.say(question, ANSWER_S)
        if sent.error:
            raise sent.error
        return sent.count == len(question)

    def look(self, questions: tuple[int, ...], *, watching: bool) -> bool:
        """Bring ``sight`` up to date; False, and nothing is known, when the printer owes an answer."""
        self._drain()
        first = {1, 4}.intersection(questions) or set(questions)
        answered = all(self._answered(n) for n in sorted(first)) if first else watching and self._pushed()
        if answered and in_trouble(self.sight):  # why?
            answered = all(self._answered(n) for n in questions if n not in first)
        if not answered:
            self.sight = PrinterSight()
        return answered

    def look_at_port(self, *, trusted: bool) -> None:
        """Read the USB port's byte, if only to see whether the device is still there. Raises DeviceError."""
        self._drain()
        value = self.transport.port_status()
        if trusted and value is not None:
            self.sight = after_port(self.sight, value, self._clock.monotonic())

    def _answered(self, n: int) -> bool:
        if not self.ask(n):
            return False
        until = self._clock.monotonic() + ANSWER_S
        while self._asked is not None and (left := until - self._clock.monotonic()) > 0:
            self.hear(left)
        late, self._asked = self._asked is not None, None  # what comes later is nobody's answer
        return not late

    def _pushed(self) -> bool:
        """Ask for a push, which the printer sends at once when watching begins anew."""
        asked_at = self._clock.monotonic()
        sent = self.say(commands.WATCH, ANSWER_S)
        if sent.error:
            raise sent.error
        pushed = False
        while not pushed and (left := asked_at + ANSWER_S - self._clock.monotonic()) > 0:
            pushed = any(isinstance(answer, Push) for answer in self.hear(left))
        return pushed

    def _drain(self) -> None:
        """Read what lies there: pushes count, the rest is too late. Bounded, should a printer never be quiet."""
        self._asked = None
        for _ in range(DRAIN_READS):
            if not self.hear(0):
                break
        self._rest = b""

    def _note(self, answer: Answer) -> None:
        now = self._clock.monotonic()
        match answer:
            case Push(group):
                self.sight = after_push(self.sight, group, now)
            case RealTime(value) if self._asked is not None:
                self.sight = after_real_time(self.sight, self._asked, value, now)
                self._asked = None
            case Plain():
                self._debt.answered()
