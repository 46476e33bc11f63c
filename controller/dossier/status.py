"""The words of a main system -> the ten national statuses, and how a dossier stands to its due date. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from contracts.dossiers import Deadline, DossierStatus
from contracts.letters import unaccented
from controller.dossier.port import AsWritten, Day

STATUS_TEXT_LENGTH = 80

NATIONAL = (
    DossierStatus.REGISTERED,
    DossierStatus.ACCEPTED,
    DossierStatus.REJECTED,
    DossierStatus.PROCESSING,
    DossierStatus.MORE_PAPERS,
    DossierStatus.PAYMENT_DUE,
    DossierStatus.WITHDRAWN,
    DossierStatus.STOPPED,
    DossierStatus.RESULT_READY,
    DossierStatus.RESULT_RETURNED,
)
"""In the order of the national portal's field TrangThaiHoSo, which counts from 1."""

_NUMBERED = re.compile(r"^\s*[\[(]?[0-9]{1,2}\s*[-.:)\]–]\s*(?=\D)|\s*[\[(][0-9]{1,2}[)\]]\s*$")
"""The number beside a word: ``4 - Đang xử lý``, ``[4] Đang xử lý``, ``Đang xử lý (4)``."""
_WHOLE = re.compile(r"\s*([0-9]{1,2})[.,]0+\s*")
_NEGATIVE = re.compile(r"\s*[-−–]\s*0*([0-9]+)(?:[.,]0+)?\s*")
"""A number of its own: what programs say of an error is no national status."""
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_OPEN_Y = re.compile(r"(?<=[hklmst])y\b")
"""Vietnamese is written with ``lý`` and ``lí`` for one word."""

_DONE = (DossierStatus.RESULT_READY, DossierStatus.RESULT_RETURNED)
_ENDED = (DossierStatus.REJECTED, DossierStatus.WITHDRAWN, DossierStatus.STOPPED)
_PAUSED = (DossierStatus.MORE_PAPERS, DossierStatus.PAYMENT_DUE)
"""While the citizen has to do something, the days of the office do not run."""


@dataclass(frozen=True)
class StatusWords:
    """Known words, each as ``normal`` makes it, and what they mean."""

    known: Mapping[str, DossierStatus]

    @classmethod
    def of(cls, *tables: Mapping[str, DossierStatus]) -> "StatusWords":
        """The words of several tables; later tables win, and all win over the national numbers."""
        numbers = {str(number): status for number, status in enumerate(NATIONAL, start=1)}
        given = {normal(word): status for table in tables for word, status in table.items()}
        return cls(numbers | given)

    def status(self, said: str, text: str = "") -> tuple[DossierStatus, str]:
        """What ``said`` means, and for a status beyond the ten the main system's own word for it.

        ``text`` is the readable name that some systems give beside a number; it may help too.
        """
        for word in (said, _NUMBERED.sub("", said), text):
            status = self.known.get(normal(word))
            if status is not None:
                return status, (text or said)[:STATUS_TEXT_LENGTH] if status is DossierStatus.OTHER else ""
        return DossierStatus.OTHER, (text or said)[:STATUS_TEXT_LENGTH]

    def knows(self, said: str, text: str = "") -> bool:
        """Whether one of the words is in our tables."""
        return any(normal(word) in self.known for word in (said, _NUMBERED.sub("", said), text))


@lru_cache(maxsize=4096)
def normal(word: str) -> str:
    """A word as it is compared: no case, marks or signs, single blanks, a number without leading zeros and fractions.

    ``DangXuLy`` is ``Đang xử lý``, as programs write it.
    """
    negative = _NEGATIVE.fullmatch(word)
    if negative:
        return f"-{negative[1]}"
    whole = _WHOLE.fullmatch(word)
    word = whole[1] if whole else word
    if word.isascii() and word.isalpha():
        word = _CAMEL.sub(" ", word)
    plain = _OPEN_Y.sub("i", " ".join(re.findall(r"[a-z0-9]+", unaccented(word))))
    return plain.lstrip("0") or plain if plain.isdecimal() else plain


def deadline(status: DossierStatus, due: Day, due_before: Day, finished: Day, today: date) -> Deadline:
    """How a dossier stands to its due date. Says nothing where it cannot be known."""
    if due is None or status in _ENDED:
        return Deadline.NONE
    if isinstance(due, AsWritten):
        return Deadline.NONE if status in (*_DONE, *_PAUSED) else Deadline.UNCLEAR
    if status in _DONE:
        return _finished(due, finished, today)
    moved = isinstance(due_before, date) and due_before < due
    if status in _PAUSED:
        return Deadline.NEW_DATE if moved and today <= due else Deadline.NONE
    if today > due:  # a word that we do not know may mean that it is done
        return Deadline.NONE if status is DossierStatus.OTHER else Deadline.OVERDUE
    return Deadline.NEW_DATE if moved else Deadline.ON_TIME


def _finished(due: date, finished: Day, today: date) -> Deadline:
    """``finished`` may not be known: then a result that is there before its day was early all the same."""
    end = finished if isinstance(finished, date) else today
    if end < due:
        return Deadline.EARLY
    if end == due:
        return Deadline.ON_TIME
    return Deadline.OVERDUE if isinstance(finished, date) else Deadline.NONE
