"""What is really on paper, read from the dots alone, and what may not be said of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from enum import StrEnum

from hardware.sim.escpos.faults.specimen import Slip
from hardware.sim.escpos.paper import Sheet


class End(StrEnum):
    """What was said of a slip in the end; ``nothing``: never anything, which may not be."""

    PRINTED = "printed"
    UNKNOWN = "unknown"
    NOT_PRINTED = "not-printed"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Seen:
    """A number on paper. ``copy`` is None when the top is damaged, so that no banner can be seen."""

    number: str
    copy: int | None
    whole: bool
    """Down to its last ink, and cut off: a slip that a citizen holds in the hand."""


@dataclass(frozen=True)
class Claim:
    """What was said of one slip, and what lay in the tray at that moment."""

    slip: Slip
    end: End
    in_hand: bool


@dataclass(frozen=True)
class Counts:
    """The sums; all but ``jobs`` and ``unknown`` must be 0."""

    jobs: int = 0
    false_printed: int = 0
    false_not_printed: int = 0
    silent_loss: int = 0
    second_unmarked: int = 0
    new_number: int = 0
    unknown: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    @property
    def clean(self) -> bool:
        """Whether nobody was told a lie."""
        return not (
            self.false_printed
            or self.false_not_printed
            or self.silent_loss
            or self.second_unmarked
            or self.new_number
        )


def judge(
    claims: tuple[Claim, ...], sheets: Iterable[Sheet], issued: frozenset[str], *, knife: bool
) -> Counts:
    """``issued`` are the numbers that were given out; ``sheets`` the paper of the whole case, at its end."""
    slips = tuple(dict.fromkeys(claim.slip for claim in claims))
    seen = tuple(found for sheet in sheets for found in look(sheet, slips, knife=knife))
    there = {(found.number, found.copy) for found in seen}
    numbers = [found.number for found in seen if found.copy in (1, None)]
    return Counts(
        jobs=len(claims),
        false_printed=sum(c.end is End.PRINTED and not c.in_hand for c in claims),
        false_not_printed=sum(
            c.end is End.NOT_PRINTED and (c.slip.number, c.slip.copy) in there for c in claims
        ),
        silent_loss=sum(c.end is End.NOTHING for c in claims),
        second_unmarked=sum(max(0, numbers.count(number) - 1) for number in set(numbers)),
        new_number=len({claim.slip.number for claim in claims} - issued),
        unknown=sum(c.end is End.UNKNOWN for c in claims),
    )


ENLARGED_DOT = 0xC0
"""What scrubbing adds where a picture is sent in quarter: two dots instead of one, at the next byte's left."""


def in_hand(slip: Slip, sheets: Iterable[Sheet], *, knife: bool) -> bool:
    """Whether this very slip lies whole in the tray."""
    return any(
        seen.whole and seen.copy == slip.copy for s in sheets for seen in look(s, (slip,), knife=knife)
    )


def look(sheet: Sheet, slips: tuple[Slip, ...], *, knife: bool) -> Iterator[Seen]:
    """Every number that can be read on a sheet. Without a ``knife`` what hangs out counts as cut."""
    places: dict[tuple[str, int], list[Slip]] = {}
    for slip in slips:
        for row in _places(sheet, slip):
            places.setdefault((slip.number, row), []).append(slip)
    for (number, row), candidates in places.items():
        fits = [s for s in candidates if _fit(sheet, s, row - s.number_from, s.number_to)]
        whole = [s for s in fits if _fit(sheet, s, row - s.number_from, s.picture.height)]
        copy = max((s.copy for s in fits), default=None)
        yield Seen(number, copy, whole=bool(whole) and (sheet.cut or not knife))


def _places(sheet: Sheet, slip: Slip) -> Iterator[int]:
    """The rows of the sheet at which the number of the slip begins."""
    first = _inked(slip, slip.number_from, slip.number_to)
    if first is None or sheet.stride != slip.picture.width // 8:
        return
    row = _row(slip.picture.rows, first, sheet.stride)
    at = sheet.rows.find(row)
    while at >= 0:
        begin = at // sheet.stride - (first - slip.number_from)
        if at % sheet.stride == 0 and _same(sheet, slip, begin, slip.number_from, slip.number_to):
            yield begin
        at = sheet.rows.find(row, at + 1)


def _inked(slip: Slip, begin: int, end: int) -> int | None:
    stride = slip.picture.width // 8
    return next((r for r in range(begin, end) if any(_row(slip.picture.rows, r, stride))), None)


def _fit(sheet: Sheet, slip: Slip, top: int, end: int) -> bool:
    """Whether the slip's rows up to ``end`` are on the sheet, its first row at ``top``; white needs no paper."""
    return _same(sheet, slip, top, 0, end)


def _same(sheet: Sheet, slip: Slip, at: int, begin: int, end: int) -> bool:
    """Whether rows ``begin`` to ``end`` of the slip are on the sheet, from its row ``at`` on."""
    stride = sheet.stride
    want = slip.picture.rows[begin * stride : end * stride]
    low, high = at * stride, at * stride + len(want)
    have = bytes(max(0, -low)) + sheet.rows[max(0, low) : max(0, high)]
    have += bytes(len(want) - len(have))
    if have == want:
        return True
    coded = {row for code in slip.picture.codes for row in range(code.top, code.top + code.height)}
    return all(
        _alike(_row(want, row, stride), _row(have, row, stride), moved=begin + row in coded)
        for row in range(end - begin)
    )


def _alike(want: bytes, have: bytes, *, moved: bool) -> bool:
    """Whether a row is the same but for scrubbed dots; a code may stand elsewhere on its rows."""
    if want == have:
        return True
    if moved:
        return _unmoved(want) == _unmoved(have)
    return all(
        a == b or (a, b) == (0x10, 0x18) or (not a & ENLARGED_DOT and b == a | ENLARGED_DOT)
        for a, b in zip(want, have, strict=True)
    )


def _unmoved(row: bytes) -> int:
    dots = int.from_bytes(row)
    return dots // (dots & -dots) if dots else 0


def _row(rows: bytes, row: int, stride: int) -> bytes:
    return rows[row * stride : (row + 1) * stride]
