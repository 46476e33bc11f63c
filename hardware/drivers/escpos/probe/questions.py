"""What is asked, in which order, and what the answers prove. Pure."""

from dataclasses import dataclass
from itertools import pairwise

from hardware.drivers.escpos import commands
from hardware.drivers.escpos.answers import (
    Answer,
    CodeSize,
    Junk,
    Plain,
    ProcessId,
    Push,
    RealTime,
    Text,
)
from hardware.drivers.escpos.codes import modules_of
from hardware.drivers.escpos.fences import FenceKind
from hardware.drivers.escpos.profile import Status

NAMES = (b"m0Tc", b"uA9!")
"""Two different process ids."""
FIRST_PUSH = b"\x1da\x0e"
NO_PUSH = b"\x1da\x00"
IDENTITY = b"\x1dIC"
"""GS I 67: the model, as a text."""


@dataclass(frozen=True)
class Question:
    """One thing to ask. ``about`` names it in the report; ``fits`` is the kind of answer that it should get."""

    about: str
    command: bytes
    fits: type[Answer]
    letters: bytes = b""
    side: int = 0


@dataclass(frozen=True)
class Exchange:
    """A question and what came back within a second; ``ms`` until the first byte."""

    question: Question
    got: tuple[Answer, ...]
    ms: float


@dataclass(frozen=True)
class Findings:
    """What one unit can be relied on for."""

    status: tuple[Status, ...]
    fence: FenceKind
    stale: bool
    identity: str
    native_qr: bool = False
    units_per_row: int | None = None
    """None: it was not tried; 0: it could not be told."""


def _now(n: int) -> Question:
    return Question(f"eot-{n}", commands.ask_now(n), RealTime)


def _named(letters: bytes) -> Question:
    return Question("process-id", commands.tell_when_done(letters), ProcessId, letters)


def _code(version: int, text: bytes, module: int) -> Question:
    """The size of a code that is stored but not printed: only who can draw it knows it."""
    stored = commands.INITIALIZE + commands.prepare_qr(text, module) + commands.QR_SIZE
    return Question("native-qr", stored, CodeSize, side=modules_of(version) * module)


_QUEUED = Question("gs-r", commands.ASK_PAPER_QUEUED, Plain)
_WATCH = Question("asb", FIRST_PUSH, Push)
QUESTIONS = (
    _now(1),
    _QUEUED,
    _now(2),
    _named(NAMES[0]),
    _now(3),
    _QUEUED,
    _now(4),
    _WATCH,
    _now(1),
    _named(NAMES[1]),
    _now(2),
    _WATCH,
    _now(3),
    _code(1, b"abcdefgh", 4),
    Question("identity", IDENTITY, Text),
    _code(4, b"a" * 60, 3),
    _now(4),
)


def findings(asked: tuple[Exchange, ...]) -> Findings:
    """What the answers prove. A unit that answers the question before is relied on for nothing."""
    stale = _is_stale(asked)
    sure = {} if stale else {a.question.about: _answers_all(asked, a.question.about) for a in asked}
    eot: tuple[Status, ...] = ("eot-1", "eot-2", "eot-3", "eot-4")
    status: tuple[Status, ...] = tuple(kind for kind in eot if sure.get(kind))
    fence: FenceKind = "none"
    if sure.get("process-id"):
        fence = "process-id"
    elif sure.get("gs-r") and "eot-1" in status:
        fence = "gs-r"
    if sure.get("asb") and fence != "gs-r":
        status = (*status, "asb")
    texts = [answer.text for a in asked for answer in a.got if isinstance(answer, Text)]
    identity = texts[0].decode("ascii") if texts else ""
    return Findings(status, fence, stale, identity, native_qr=bool(sure.get("native-qr")))


def fitting(asked: Exchange) -> Answer | None:
    """The one answer that fits the question; None when there is none, or more came than was asked for."""
    answers = [answer for answer in asked.got if not isinstance(answer, Junk)]
    if len(answers) != 1 or not isinstance(answers[0], asked.question.fits):
        return None
    match answers[0]:
        case ProcessId(letters) if letters != asked.question.letters:
            return None
        case CodeSize() as size if size != CodeSize(asked.question.side, asked.question.side, printable=True):
            return None
    return answers[0]


def _answers_all(asked: tuple[Exchange, ...], about: str) -> bool:
    return all(fitting(a) is not None for a in asked if a.question.about == about)


def _is_stale(asked: tuple[Exchange, ...]) -> bool:
    """Whether an answer was of the kind that the question before should have got, and not of its own kind.

    The answers to DLE EOT 1 to 4 are of one kind, which is why other questions stand between them.
    """
    for before, now in pairwise(asked):
        kinds = {type(answer) for answer in now.got} - {Push}  # a push may come at any time
        if before.question.fits in kinds and now.question.fits not in kinds:
            return True
    return False
