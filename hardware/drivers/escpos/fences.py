"""How a printer proves that a slip is out: a question sent after the cut, and the one answer that counts. Pure."""

from dataclasses import dataclass
from typing import Literal, Protocol

from hardware.drivers.escpos.answers import Answer, Plain, ProcessId
from hardware.drivers.escpos.commands import ASK_PAPER_QUEUED, tell_when_done

FenceKind = Literal["process-id", "gs-r", "none"]


class Fence(Protocol):
    """One fence of one slip."""

    question: bytes

    def closed_by(self, answer: Answer) -> bool:
        """Whether this answer proves that all before the question was done."""


class IdFence:
    """GS ( H: answered with this slip's own letters, when it is on paper. Nothing else closes it."""

    def __init__(self, letters: bytes) -> None:
        """``letters`` as from ``commands.process_id``."""
        self.question = tell_when_done(letters)
        self._letters = letters

    def closed_by(self, answer: Answer) -> bool:
        """Only by the same letters."""
        return answer == ProcessId(self._letters)


@dataclass
class Debt:
    """Questions of GS r that a printer still owes an answer to. Answers have no name, so they are counted.

    A printer that held a slip until paper was refilled answers its fence while the next slip is on its way:
    without counting, that late answer would pass for the next slip's.
    """

    owed: int = 0

    def asked(self) -> None:
        """One question more."""
        self.owed += 1

    def answered(self) -> None:
        """One question less."""
        self.owed = max(0, self.owed - 1)


class QueuedFence:
    """GS r 1: answered when the printer has worked its way to it, perhaps some rows before the paper moved.

    Closed only when no question is open any more.
    """

    question = ASK_PAPER_QUEUED

    def __init__(self, debt: Debt) -> None:
        """``debt`` is kept by whoever asks and hears."""
        self._debt = debt

    def closed_by(self, answer: Answer) -> bool:
        """By the last answer that is owed."""
        return isinstance(answer, Plain) and self._debt.owed == 0
