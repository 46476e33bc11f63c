"""The printer: a receive buffer, a reader, a mechanism, sensors. No I/O; time is an argument, in seconds.

Bytes arrive (``receive``); real-time commands are acted on there and then. The reader takes the others out of
the buffer a few rows before the head needs them; the mechanism does one work after the other, each in its time.
When something stops it, everything waits where it is and goes on after the remedy, as in a real printer: a slip
that was sent before the paper ended comes out after the refill.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from hardware.sim.escpos.answering import Answering
from hardware.sim.escpos.model import Order, PrinterModel
from hardware.sim.escpos.paper import Roll
from hardware.sim.escpos.reader import ENQ, EOT, REAL_TIME, Reader
from hardware.sim.escpos.status import Condition, Trouble
from hardware.sim.escpos.works import AskPaper, Cut, Event, Feed, Fence, Identify, PushStatus, Rows, Say, Work

Do = Callable[[], object]
EVENTS_KEPT = 1000
_HAIR = 1e-9
"""Seconds: two ways to add up the same row times may differ by so much."""


@dataclass
class Planned:
    """A work of the mechanism: its bytes in the stream, how many rows it moves, how many are done."""

    work: Work
    begin: int
    end: int
    rows: int
    done: int = 0

    @property
    def last(self) -> int:
        """The last of the bytes that become paper next."""
        if isinstance(self.work, Rows) and self.work.source:
            return self.begin + (self.done + 1) * self.work.source - 1
        return self.end - 1


class Machine:
    """One printer. Mutable: it is a thing."""

    def __init__(self, model: PrinterModel, *, strict: bool = False) -> None:
        """Raises UnmodelledError from ``receive`` and ``advance`` in strict mode."""
        self.model, self.roll, self.condition = model, Roll(model.stride), Condition()
        self.events: deque[Event] = deque(maxlen=EVENTS_KEPT)
        self.on, self.arrived = True, 0
        self._answering = Answering(model)
        self._reader = Reader(model, self._note, strict=strict)
        self._buffer, self._recent = bytearray(), b""
        self._plan: deque[Planned] = deque()
        self._read, self._stuck = 0, False
        self._t, self._awake_at = 0.0, float("-inf")
        self._on_arrival: list[tuple[int, Do]] = []
        self._on_byte: list[tuple[int, Do]] = []
        self._on_row: list[tuple[int, Do]] = []

    # --- the plug -----------------------------------------------------------------------------------

    def ready(self, now: float) -> bool:
        """Whether it is switched on and has started up."""
        return self.on and now >= self._awake_at

    def receive(self, data: bytes, now: float) -> int:
        """How many bytes were taken: no more than fit, but a real-time command is heard even then."""
        self.advance(now)
        taken = 0
        while taken < len(data) and self.ready(now):
            room = self.model.buffer - len(self._buffer)
            found = None if room else REAL_TIME.match(data, taken)
            if room:
                stored, tripped = self._store(data[taken : taken + room])
                taken += stored
                if tripped:  # perhaps nobody is at the other end any more
                    break
            elif found:
                self._act(found.group())
                taken = found.end()
            else:
                break
        return taken

    def answers(self) -> bytes:
        """What it sends to the host; each byte once."""
        return self._answering.take()

    # --- time ---------------------------------------------------------------------------------------

    def advance(self, now: float) -> None:
        """Let time pass until ``now``."""
        while self.ready(now):
            if not self.condition.stopped:
                self._read_ahead()
            self._trip(self._on_byte, self._plan[0].last if self._plan else self._read)
            if self.condition.stopped or not self._plan:
                break
            if not self._work(self._plan[0], now):
                return
        self._t = max(self._t, now)

    @property
    def idle(self) -> bool:
        """Whether nothing would move even if nothing were wrong: all that came is done, or lacks its end."""
        return not self._plan and (self._stuck or not self._buffer)

    @property
    def time(self) -> float:
        """When the mechanism last did something, or could have: the moment of whatever trips it."""
        return self._t

    # --- what people and mishaps do to it -----------------------------------------------------------

    def trouble(self, trouble: Trouble, now: float, *, on: bool = True) -> None:
        """Something goes wrong, or is mended."""
        self._t = max(self._t, now) if self.condition.stopped else self._t
        self.condition = self.condition.change(trouble, on=on)
        if self.ready(now):
            self._answering.changed(self.condition)

    def mend(self, now: float) -> None:
        """New paper, cover closed, knife free, online: it goes on with what it holds."""
        for trouble in Trouble:
            self.trouble(trouble, now, on=False)

    def power_off(self) -> None:
        """Whatever is not on paper is gone."""
        self.on = False
        self._forget()

    def power_on(self, now: float) -> None:
        """Starts up; takes no byte before it is ready."""
        if not self.on:
            self.on, self._awake_at, self._t = True, now + self.model.boot_s, now + self.model.boot_s

    def at_arrival(self, byte: int, do: Do) -> None:
        """Once ``byte`` more bytes have arrived, ``do`` it."""
        self._on_arrival.append((self.arrived + byte, do))

    def at_byte(self, byte: int, do: Do) -> None:
        """When the mechanism comes to the byte that is the ``byte``-th from the next one, ``do`` it."""
        self._on_byte.append((self._read + len(self._buffer) + byte, do))

    def at_row(self, row: int, do: Do) -> None:
        """After ``row`` more rows of paper, ``do`` it."""
        self._on_row.append((self.roll.total + row, do))

    def disarm(self) -> None:
        """Forget what was to happen."""
        for armed in (self._on_arrival, self._on_byte, self._on_row):
            armed.clear()

    # --- inside -------------------------------------------------------------------------------------

    def _store(self, piece: bytes) -> tuple[int, bool]:
        """How many bytes went into the buffer, and whether something happened at the last of them."""
        next_trip = min((at for at, _ in self._on_arrival), default=None)
        if next_trip is not None:
            piece = piece[: max(1, next_trip - self.arrived)]
        self._buffer += piece
        self._stuck = False
        self.arrived += len(piece)
        self._listen(piece)
        if not self.condition.stopped:
            self._read_ahead()
        return len(piece), self._trip(self._on_arrival, self.arrived)

    def _listen(self, piece: bytes) -> None:
        heard = self._recent + piece
        for found in REAL_TIME.finditer(heard) if b"\x10" in heard else ():
            if found.end() > len(self._recent):
                self._act(found.group())
        self._recent = heard[-3:]

    def _act(self, command: bytes) -> None:
        if command[1] == EOT:
            self._answering.real_time(command[2], self.condition)
            return
        self._note("real-time", command.hex(" "))
        if command[1:3] in (bytes((ENQ, 2)), b"\x14\x08"):
            self._forget_data()

    def _read_ahead(self) -> None:
        """Read until as much is planned as this make plans ahead."""
        planned = sum(p.rows for p in self._plan)
        while not self._plan or planned < self.model.ahead_rows:
            taken = self._reader.take(self._buffer, max(1, self.model.ahead_rows - planned))
            if taken is None:
                self._stuck = True
                return
            for work in taken.works:
                planned += self._take_up(work, self._read + taken.used)
            del self._buffer[: taken.used]
            self._read += taken.used

    def _take_up(self, work: Work, end: int) -> int:
        match work:
            case PushStatus(mask):
                self._answering.watch(mask, self.condition)
            case Identify(which):
                self._answering.identify(which)
            case Say(answer):
                self._answering.fence(answer)
            case AskPaper() if self.model.gs_r is Order.NEVER:
                pass
            case AskPaper(drawer) if self.model.gs_r is Order.PARSED:
                self._answering.paper(self.condition, drawer=drawer)
            case _:
                planned = Planned(work, self._read, end, self._rows_of(work))
                self._plan.append(planned)
                return planned.rows
        return 0

    def _rows_of(self, work: Work) -> int:
        match work:
            case Rows(dots):
                return len(dots) // self.model.stride
            case Feed(rows):
                return rows
        return 0

    def _work(self, planned: Planned, now: float) -> bool:
        """Do what there is time for; False when nothing more can be done until ``now``."""
        match planned.work:
            case Rows(dots):
                return self._move(planned, now, dots)
            case Feed():
                return self._move(planned, now, b"")
            case Cut():
                if now - self._t + _HAIR < self.model.cut_s:
                    return False
                self._t += self.model.cut_s
                self.roll.cut(self.model.cutter_rows)
            case Fence(answer):
                self._answering.fence(answer)
            case AskPaper(drawer):
                self._answering.paper(self.condition, drawer=drawer)
        self._plan.popleft()
        return True

    def _move(self, planned: Planned, now: float, dots: bytes) -> bool:
        possible = int((now - self._t + _HAIR) * self.model.rows_s)
        count = min(possible, planned.rows - planned.done, *self._rows_to_trip(planned))
        if count > 0:
            at = planned.done * self.model.stride
            if dots:
                self.roll.burn(dots[at : at + count * self.model.stride])
            else:
                self.roll.feed(count)
            planned.done += count
            self._t += count / self.model.rows_s
            self._trip(self._on_row, self.roll.total)
        if planned.done >= planned.rows and self._plan and self._plan[0] is planned:
            self._plan.popleft()
            return True
        return count > 0

    def _rows_to_trip(self, planned: Planned) -> list[int]:
        limits = [at - self.roll.total for at, _ in self._on_row]
        source = planned.work.source if isinstance(planned.work, Rows) else 0
        if source:
            limits += [(at - planned.last + source - 1) // source for at, _ in self._on_byte]
        return [limit for limit in limits if limit > 0]

    @staticmethod
    def _trip(armed: list[tuple[int, Do]], reached: int) -> bool:
        due = [trip for trip in armed if trip[0] <= reached]
        armed[:] = [trip for trip in armed if trip[0] > reached]
        for _, do in due:
            do()
        return bool(due)

    def _forget_data(self) -> None:
        self._note("forgotten", f"{len(self._buffer)} bytes and {len(self._plan)} works")
        self._read += len(self._buffer)
        self._buffer.clear()
        self._plan.clear()
        self._reader.reset()
        self._recent = b""

    def _forget(self) -> None:
        self._forget_data()
        self._answering.reset()

    def _note(self, kind: str, detail: str) -> None:
        self.events.append(Event(self._t, kind, detail))
