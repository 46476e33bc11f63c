"""How cards are laid out: as few sheets as readable letters allow, and the largest letters for them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from kiosk_app.present.scale import SMALLEST_U
from kiosk_app.present.view import Choice
from kiosk_app.screens import measure

NAME_U = (52, 46, 42, 38, 34, 30, 27, 24, 22, 20, 18, 17, 16, 15)
"""Sizes that a name may take, largest first: few, because every size that is drawn is a font in memory."""
WANTED_U, WANTED_COMPACT_U = 16, 15
"""Smaller letters are avoided by turning sheets; a compact screen has none to give away."""
LARGEST_U = 38
SIX = 6
"""Cards that a small panel shows at once, if their words allow."""
LEAST_GROWN = 2
"""Cards on a sheet for which letters grow less: who sees one at a time has nothing to choose from."""
MOST = 12
"""Cards on one sheet: more is a list to search, not a choice."""


@dataclass(frozen=True)
class Anatomy:
    """What a card needs beside its words; lengths in units."""

    sides: float
    ends: float
    tile: float
    tile_share: float
    gap: float


FULL = Anatomy(sides=22 + 20 + 20 + 22, ends=14, tile=96, tile_share=0.64, gap=13)
FULL_MARKED = Anatomy(sides=22 + 20 + 20 + 40 + 22, ends=14, tile=96, tile_share=0.64, gap=13)
COMPACT = Anatomy(sides=6 + 6 + 6 + 6, ends=5, tile=24, tile_share=0.5, gap=3)
COMPACT_MARKED = Anatomy(sides=6 + 6 + 6 + 6 + 34, ends=5, tile=24, tile_share=0.5, gap=3)


@dataclass(frozen=True)
class Area:
    """Where cards stand, in pixels, and the rules of this screen. ``touch``: the least side of a choice."""

    width: float
    height: float
    u: float
    touch: float
    wide: bool
    compact: bool
    marked: bool
    """Whether cards have a place for a key, or for the sign of another page."""
    least_u: float = SMALLEST_U
    """No letters are smaller."""
    grow: float = 1.0
    """How much larger than without the names are wanted, even where sheets are turned for it."""
    together: bool = False
    """Whether sheets are turned only where not all cards can be drawn on one."""

    @property
    def wanted_u(self) -> int:
        """The smallest size of a name for which nobody has to turn sheets."""
        return WANTED_COMPACT_U if self.compact else WANTED_U

    @property
    def largest_u(self) -> float:
        """The largest size of a name."""
        return LARGEST_U * self.grow

    @property
    def anatomy(self) -> Anatomy:
        """Of a card on this screen."""
        if not self.compact:
            return FULL_MARKED if self.marked else FULL
        return COMPACT_MARKED if self.marked else COMPACT


@dataclass(frozen=True)
class Plan:
    """How to draw all cards."""

    cols: int
    per_sheet: int
    sheets: int
    name_u: float
    room: float = 0
    """Pixels that the words of a card have across."""
    marked: bool = False


def plan(choices: tuple[Choice, ...], whole: Area, turned: Area) -> Plan:
    """The plan for ``choices``: in the ``whole`` area, or in sheets in what the turning buttons leave."""
    found = _best(choices, whole, turned)
    return replace(found, marked=whole.marked)


def _best(choices: tuple[Choice, ...], whole: Area, turned: Area) -> Plan:
    plain = _plan(choices, replace(whole, grow=1.0), replace(turned, grow=1.0), whole.wanted_u)
    if whole.grow == 1:
        return plain
    wanted = min(plain.name_u * whole.grow, whole.largest_u)
    first = next((size for size in reversed(NAME_U) if size >= wanted), NAME_U[0])
    for size in NAME_U[NAME_U.index(first) :]:
        grown = _plan(choices, whole, turned, size)
        if plain.name_u < size <= grown.name_u and grown.per_sheet >= min(LEAST_GROWN, plain.per_sheet):
            return grown
    return plain


def _plan(choices: tuple[Choice, ...], whole: Area, turned: Area, wanted_u: float) -> Plan:
    best = Plan(1, 1, len(choices), 0)
    for sheets, per_sheet in _sheets(len(choices), compact=whole.compact):
        area = whole if sheets == 1 else turned
        found = max(_candidates(choices, per_sheet, sheets, area), key=lambda p: (p.name_u, -p.cols))
        if found.name_u >= wanted_u or (whole.together and found.name_u and sheets == 1):
            return found
        if found.name_u > best.name_u:
            best = found
    return best if best.name_u else Plan(1, 1, len(choices), NAME_U[-1], _room(1, 1, turned)[0])


def _sheets(count: int, *, compact: bool) -> Iterator[tuple[int, int]]:
    """How many sheets, and how many cards on each: alike where there is room; on a small panel as many as fit on the first."""
    if count <= MOST:
        yield 1, count
    if compact:
        for per_sheet in range(min(SIX, count - 1), 1, -1):
            yield -(-count // per_sheet), per_sheet
        yield count, 1
        return
    for sheets in range(2, count + 1):
        if -(-count // sheets) <= MOST:
            yield sheets, -(-count // sheets)


def _candidates(choices: tuple[Choice, ...], per_sheet: int, sheets: int, area: Area) -> Iterator[Plan]:
    for cols in _columns(per_sheet, wide=area.wide):
        rows = -(-per_sheet // cols)
        room = _room(cols, rows, area)
        size = next(
            (size for size in NAME_U if size <= area.largest_u and _fits(choices, size, room, area)), 0
        )
        yield Plan(cols, per_sheet, sheets, size, room[0])


def _columns(count: int, *, wide: bool) -> tuple[int, ...]:
    """How many columns may be tried: few, so that cards stay easy to hit."""
    if wide:
        return (1,) if count <= 1 else (1, 2, 3)
    return (1,) if count <= 8 else (1, 2)


def _room(cols: int, rows: int, area: Area) -> tuple[float, float]:
    """Width and height that the words of each card have; nothing where a card would be too small to hit."""
    body, u = area.anatomy, area.u
    width = (area.width - body.gap * u * (cols - 1)) / cols
    height = (area.height - body.gap * u * (rows - 1)) / rows
    if height < area.touch or width < area.touch:
        return 0, 0
    tile = min(height * body.tile_share, body.tile * u)
    return width - tile - body.sides * u, height


def _fits(choices: tuple[Choice, ...], size: float, room: tuple[float, float], area: Area) -> bool:
    width, height = room
    large = size > area.wanted_u
    most = 2 if large and area.grow == 1 else 3  # asked for, large letters are worth another line
    height -= (area.anatomy.ends if large else area.anatomy.ends / 2) * area.u
    detail_px = detail_size(size, area.least_u) * area.u
    for choice in choices:
        name_lines = measure.lines(choice.name, "semibold", size * area.u, width)
        detail = shown_detail(choice, detail_px, width, compact=area.compact)
        detail_lines = measure.lines(detail, "regular", detail_px, width) if detail else 0
        if name_lines > most or detail_lines > (1 if large else 2):
            return False
        tall = name_lines * measure.line_height("semibold", size * area.u)
        if tall + detail_lines * measure.line_height("regular", detail_px) > height:
            return False
    return True


def shown_detail(choice: Choice, detail_px: float, room: float, *, compact: bool) -> str:
    """The second line; in fewer words on a small screen, and where the whole sentence would wrap."""
    short = compact or measure.lines(choice.detail, "regular", detail_px, room) > 1
    told = choice.brief if choice.brief and short else choice.detail
    if compact and choice.least and measure.lines(told, "regular", detail_px, room) > 1:
        return choice.least
    return told


def detail_size(name_size: float, least: float) -> float:
    """The second line is smaller, but never too small to read."""
    return max(least, min(22, round(name_size * 0.7)))
