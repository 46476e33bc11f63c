"""Bytes from a printer -> answers, told apart by their fixed bits. Pure; no garbage makes it raise.

=============  ==========================================
``0xx1xx10``   the answer to DLE EOT
``0xx1xx00``   the first of four bytes that GS a pushes
``0xx0xxxx``   the answer to GS r, or bytes 2-4 of a push
``37 22 .. 0`` the process id that GS ( H was given
``37 36 .. 0`` the size of a stored code, asked by GS ( k
``5f .. 0``    a text about the printer, asked by GS I
=============  ==========================================
"""

import re
from dataclasses import dataclass

PUSH_LENGTH = 4
ID_HEADER = b"\x37\x22"
ID_REPLY = 7
SIZE_HEADER = b"\x37\x36"
SIZE_REPLY = re.compile(rb"\x37\x36(\d{1,5})\x1f(\d{1,5})\x1f1\x1f([01])\0")
SIZE_LIMIT = 19
TEXT_HEADER, TEXT_LIMIT = 0x5F, 82


@dataclass(frozen=True)
class RealTime:
    """An answer to some DLE EOT; which one was asked is known only to the asker."""

    value: int


@dataclass(frozen=True)
class Push:
    """Four bytes of automatic status."""

    group: bytes


@dataclass(frozen=True)
class Plain:
    """An answer to GS r or to a GS I that answers in one byte."""

    value: int


@dataclass(frozen=True)
class ProcessId:
    """All before the fence with this id was printed."""

    letters: bytes


@dataclass(frozen=True)
class CodeSize:
    """Dots of the code that is stored, and whether the printer would print it."""

    width: int
    height: int
    printable: bool


@dataclass(frozen=True)
class Text:
    """What the printer says it is; it may well lie."""

    text: bytes


@dataclass(frozen=True)
class Junk:
    """A byte that no answer begins with: XON, XOFF, noise."""

    value: int


Answer = RealTime | Push | Plain | ProcessId | CodeSize | Text | Junk


def take(data: bytes) -> tuple[tuple[Answer, ...], bytes]:
    """The whole answers at the head of ``data``, and the rest, which may be the beginning of one more."""
    found: list[Answer] = []
    at = 0
    while at < len(data):
        answer, length = _next(data[at : at + TEXT_LIMIT])
        if answer is None:
            break
        found.append(answer)
        at += length
    return tuple(found), data[at:]


def _next(data: bytes) -> tuple[Answer | None, int]:
    """The first answer and its length; None while it is incomplete."""
    first = data[0]
    if first == ID_HEADER[0]:
        return _code_size(data) if data[1:2] == SIZE_HEADER[1:] else _process_id(data)
    if first == TEXT_HEADER:
        return _text(data)
    if first & 0x93 == 0x12:
        return RealTime(first), 1
    if first & 0x93 == 0x10:
        return _push(data)
    if first & 0x90 == 0:
        return Plain(first), 1
    return Junk(first), 1


def _process_id(data: bytes) -> tuple[Answer | None, int]:
    letters, end = data[2 : ID_REPLY - 1], data[ID_REPLY - 1 : ID_REPLY]
    fits = ID_HEADER.startswith(data[:2]) and all(0x20 <= letter <= 0x7E for letter in letters)
    if not fits or end not in (b"", b"\0"):
        return Junk(data[0]), 1
    return (ProcessId(letters), ID_REPLY) if end else (None, 0)


def _code_size(data: bytes) -> tuple[Answer | None, int]:
    head, end, _ = data[:SIZE_LIMIT].partition(b"\0")
    found = SIZE_REPLY.fullmatch(head + end)
    if found:
        width, height, cannot = map(int, found.groups())
        return CodeSize(width, height, not cannot), len(head) + 1
    may_come = not end and len(head) < SIZE_LIMIT and not head[2:].strip(b"0123456789\x1f")
    return (None, 0) if may_come else (Junk(data[0]), 1)


def _push(data: bytes) -> tuple[Answer | None, int]:
    rest = data[1:PUSH_LENGTH]
    if any(byte & 0x90 for byte in rest):
        return Junk(data[0]), 1
    return (Push(data[:PUSH_LENGTH]), PUSH_LENGTH) if len(rest) == PUSH_LENGTH - 1 else (None, 0)


def _text(data: bytes) -> tuple[Answer | None, int]:
    text, end, _ = data[1:].partition(b"\0")
    if any(not 0x20 <= letter <= 0x7E for letter in text) or (len(data) == TEXT_LIMIT and not end):
        return Junk(data[0]), 1
    return (Text(text), len(text) + 2) if end else (None, 0)
