"""Sends a slip, and watches the printer while it takes it and works on it."""

import itertools
from collections.abc import Iterable, Iterator

from hardware.drivers.escpos.line import ANSWER_S, Line, Sent
from hardware.drivers.escpos.sight import in_trouble
from hardware.errors import DeviceError
from hardware.ports import Clock

ASK_S, ASK_LEAST_S, ASK_BYTES = 0.15, 0.08, 1024
"""Between two questions to a printer that works: so many seconds, or fewer where more bytes than that would go by.

A small buffer (4 kB) must have room for the next question when one finds that the printer stopped.
"""
ASK_WHY_S = 0.05
"""Between two questions to one that said that it does not work."""
GIVE_UP_S = 0.7
"""Trouble in a slip that lasts so long is told now, and the slip is unknown, instead of waiting for its time."""
STALL_S = 1.2
"""A printer that answers questions frees its buffer faster than this, or has stopped."""


def ask_every_s(bytes_per_s: float) -> float:
    """Seconds between two questions on a line of such speed; no question is quicker than a network or USB."""
    every_s = ASK_BYTES / bytes_per_s
    return every_s if ASK_LEAST_S <= every_s < ASK_S else ASK_S


class StatusPoll:
    """Asks now and then whether the printer still works; never again before it answered, or could have."""

    def __init__(self, line: Line, questions: tuple[int, ...], clock: Clock) -> None:
        """``questions``: the n of DLE EOT that it answers; none is asked where there is none."""
        self._line, self._clock = line, clock
        # 1 says that it stopped, whatever the cause; that is asked when somebody wants to know.
        brief = (1,) if 1 in questions else questions
        self._asking = itertools.cycle(brief) if brief else None
        self._asking_why = itertools.cycle(sorted(questions, key=lambda n: n == 1))
        self._pause_s = ask_every_s(line.transport.bytes_per_s)
        self._asked_at = clock.monotonic()
        self._trouble_since: float | None = None

    @property
    def ask_at(self) -> float:
        """When the next question is due."""
        if self._asking is None:
            return float("inf")
        pause = ASK_WHY_S if in_trouble(self._line.sight) else self._pause_s
        return self._asked_at + (ANSWER_S if self._line.owed else pause)

    def ask(self) -> bool:
        """Ask if it is time; False when the question could not be sent whole. Raises DeviceError."""
        now = self._clock.monotonic()
        if self._asking is None or now < self.ask_at:
            return True
        self._asked_at = now
        return self._line.ask(next(self._asking_why if in_trouble(self._line.sight) else self._asking))

    def silent(self) -> bool:
        """Whether the last question should have been answered by now."""
        return self._line.owed and self._clock.monotonic() - self._asked_at >= ANSWER_S

    def stopped(self) -> bool:
        """Whether the printer has been in trouble for as long as anybody waits."""
        now = self._clock.monotonic()
        if not in_trouble(self._line.sight):
            self._trouble_since = None
            return False
        self._trouble_since = now if self._trouble_since is None else self._trouble_since
        return now - self._trouble_since >= GIVE_UP_S


def send_slip(line: Line, commands: Iterable[bytes], poll: StatusPoll, stall_s: float, until: float) -> Sent:
    """Hand over a slip command by command, asking only between two of them: inside one a question would be dots.

    So no piece takes longer than the time between two questions, if its commands allow it.

    Gives up when nothing was taken for ``stall_s``, at ``until``, or when the printer has stopped.
    """
    done = 0
    try:
        bytes_per_s = line.transport.bytes_per_s
        most = min(line.write_bytes, int(bytes_per_s * ask_every_s(bytes_per_s)))
        for piece in _pieces(commands, most):
            line.hear(0)  # before and not after: the answer to the fence is for whoever waits for it
            while in_trouble(line.sight) and not poll.stopped() and poll.ask():
                line.hear(ASK_WHY_S)  # and say no more: a full printer may hear no question
            if poll.stopped() or not poll.ask():
                break
            sent = line.say(piece, stall_s, until)
            done += sent.count
            if sent.error or sent.count < len(piece):
                return Sent(done, sent.error)
    except DeviceError as error:
        return Sent(done, error)
    return Sent(done)


def _pieces(commands: Iterable[bytes], most: int) -> Iterator[bytes]:
    """Whole commands together, up to ``most`` bytes; one that is longer stays alone."""
    piece = b""
    for command in commands:
        if piece and len(piece) + len(command) > most:
            yield piece
            piece = b""
        piece += command
    if piece:
        yield piece
