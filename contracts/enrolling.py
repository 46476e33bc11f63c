"""How an office comes to belong to a centre: a code that the centre's people read out, typed at the office. ``POST`` to ``ENROLMENTS``.

The centre proves itself by its certificate, the office by the code. The office makes its key itself and keeps it before it asks;
only the key's hash travels. So an answer that is lost is asked for again, with the same code and key, and nothing is lost.
"""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from contracts.facts import At
from contracts.province import Hash, Part, Plain, Word

ENROLMENTS = "/api/v1/enrolments"
DIGITS, GROUP = 12, 4
"""Twelve: a code works for days, and strangers may try it over the network."""
MOST_OFF_MS = 10 * 60_000
"""An office whose clock is further from the centre's is asked to set it first."""
Code = Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")]
KeyName = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{12}$")]


class Enrolment(Part):
    """An office asks. ``hash``: SHA-256 of its key's secret, in hexadecimal; ``at``: its clock."""

    v: Literal[1] = 1
    code: Code
    name: KeyName
    hash: Hash
    at: At


class Enrolled(Part):
    """It is let in: the centre's name, and by which code and name it knows the office."""

    centre: Plain
    office: Word
    name: Plain


class NotEnrolled(StrEnum):
    """Why it is not."""

    WRONG = "wrong-code"
    USED = "used-code"
    EXPIRED = "expired-code"
    TWO_KEYS = "two-keys"
    """Two of its keys work already: one must be revoked first."""
    CLOCK = "clock"
    LATER = "later"
    """Too many wrong codes came from there."""


class Refusal(Part):
    """``at``: the centre's clock."""

    why: NotEnrolled
    at: Annotated[int, Field(ge=0, lt=2**53)] = 0


def typed(text: str) -> str:
    """The digits of a code as somebody typed it, with spaces or dashes; empty: it can be none."""
    digits = "".join(sign for sign in text if sign not in " -.\u00a0")
    return digits if digits.isascii() and digits.isdigit() and len(digits) == DIGITS else ""


def shown(code: str) -> str:
    """In groups, as it is read out."""
    return " ".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))
