"""Asks a printer the questions, one at a time, in silence before and after each."""

from collections.abc import Iterable

from hardware.drivers.escpos.answers import Answer, Push, take
from hardware.drivers.escpos.probe.questions import NO_PUSH, Exchange, Question
from hardware.drivers.escpos.transports import Transport
from hardware.errors import DeviceError
from hardware.ports import Clock

ANSWER_S = 1.0
GRACE_S = 0.05
"""After an answer that fits: whether one more comes that nobody asked for."""
DRAIN_READS = 64


def examine(transport: Transport, questions: Iterable[Question], clock: Clock) -> tuple[Exchange, ...]:
    """Every question with what came back. Raises DeviceError when the printer takes nothing or goes away."""
    asked = tuple(_ask(transport, question, clock) for question in questions)
    _say(transport, NO_PUSH)
    return asked


def _ask(transport: Transport, question: Question, clock: Clock) -> Exchange:
    for _ in range(DRAIN_READS):
        if not transport.read(GRACE_S):
            break
    _say(transport, question.command)
    begin = clock.monotonic()
    until, first_at = begin + ANSWER_S, None
    rest = b""
    got: tuple[Answer, ...] = ()
    while transport.answers and (left := until - clock.monotonic()) > 0:
        data = transport.read(left)
        now = clock.monotonic()
        first_at = now if data and first_at is None else first_at
        more, rest = take(rest + data)
        got += more
        if any(isinstance(answer, question.fits) for answer in more):
            until = min(until, now + GRACE_S)
    if question.fits is Push:
        _say(transport, NO_PUSH)
    return Exchange(question, got, ((first_at or begin) - begin) * 1000)


def _say(transport: Transport, command: bytes) -> None:
    if transport.write(command, ANSWER_S) < len(command):
        raise DeviceError("probe", "the printer takes no data")
