"""What the reader of a printer hands to its mechanism, in the order of the bytes."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Rows:
    """Rows of dots, as wide as the paper. ``source`` is how many bytes of the stream each of them took."""

    dots: bytes
    source: int = 0


@dataclass(frozen=True)
class Feed:
    """Blank rows."""

    rows: int


@dataclass(frozen=True)
class Cut:
    """The knife."""


@dataclass(frozen=True)
class Fence:
    """Answer when everything before is done: these bytes."""

    answer: bytes


@dataclass(frozen=True)
class AskPaper:
    """``GS r``: the answer says how the paper is at the moment of answering."""

    drawer: bool = False


@dataclass(frozen=True)
class Say:
    """Answer at once."""

    answer: bytes


@dataclass(frozen=True)
class Identify:
    """``GS I``."""

    which: int


@dataclass(frozen=True)
class PushStatus:
    """``GS a``: from now on, status is pushed when it changes; 0 ends it."""

    mask: int


Work = Rows | Feed | Cut | Fence | AskPaper | Say | Identify | PushStatus


def question(letter: str, n: int) -> Work:
    """What ``GS`` with this letter asks."""
    match letter:
        case "r":
            return AskPaper(drawer=n in (2, 50))
        case "a":
            return PushStatus(n)
        case _:
            return Identify(n)


class UnmodelledError(Exception):
    """The stream holds something that this printer does not model; said in strict mode only."""


@dataclass(frozen=True)
class Event:
    """Something worth knowing when a test fails: ``t`` in seconds, ``offset`` in bytes of the stream."""

    t: float
    kind: str
    detail: str
