"""How large everything is drawn: a panel in millimetres -> one unit in pixels. Pure.

Sizes on the screens are written in units. A unit is as large as the design wants it for the window, but
never so small that the smallest letters (``SMALLEST_U``) have capitals below 4.8 mm (ADA 707.7.2): on a
small panel there are fewer units, and less stands on one sheet.
"""

from dataclasses import dataclass
from math import hypot

from kiosk_app.flow.model import Modes

CAPITAL = 0.74
"""Height of a capital letter of Be Vietnam Pro as part of the font size (OS/2 table, sCapHeight)."""
SMALLEST_U = 14.5
"""No text on any screen is smaller."""
CAPITAL_MM = 4.8
TARGET_MM = 20.0
"""Side of the smallest thing to touch (Colle and Hiszem 2004; Duff 2010)."""
CRAMPED_MM = 12.0
"""Side of what is touched on a glass that is too small for everyone, where there is no room otherwise."""
REACH_MM = 1120.0
"""What a hand reaches from a wheelchair over an obstacle (EN 301 549, 8.3)."""
LARGE = 1.3
"""Large letters: what a screen is about grows up to so much ..."""
LARGE_AROUND = {"tall": 1.25, "wide": 1.15, "compact": 1.15}
"""... and the words of its head and of its buttons so much, which takes less from what it is about."""
LARGE_MARGIN = 0.4
"""Large letters need room more than white does."""
DESIGN = {True: (1280, 800), False: (608, 1080)}
LEAST = {True: (470, 280), False: (500, 890)}
"""Units (wide, tall) that the screens need, measured in large letters too; wide screens first. See ``too_small``."""
COMPACT_U = 520
"""A wide screen with fewer units in height leaves out what is not needed."""
LEAST_LOW = {True: 240, False: 560}
"""Units in height that the lowered controls need."""


@dataclass(frozen=True)
class Touchscreen:
    """The panel as it stands: its diagonal, and how high its lower edge is above the floor."""

    inches: float
    bottom_mm: float


@dataclass(frozen=True)
class Scale:
    """What the screens are drawn by. Lengths in pixels."""

    u: float
    wide: bool
    compact: bool
    mm_px: float
    """Millimetres a pixel."""
    low_px: float
    """Controls stand below this height; the whole window unless they are lowered."""
    grow: float
    """How much larger than designed what a screen is about may be."""
    around: float
    """How much larger than designed the words around it are."""
    least_u: float
    """No letters are smaller: where many are as small as can be, these have to grow, and less stands on one sheet."""
    margin: float
    """How much of the designed margins is left."""
    lowers: bool

    @property
    def touch(self) -> float:
        """Side of the smallest thing to touch."""
        return TARGET_MM / self.mm_px

    @property
    def cramped(self) -> float:
        """Side of something to touch where there is no other way: as of everything, unless the glass is too small."""
        return CRAMPED_MM / self.mm_px if self.u < _least_unit(self.mm_px) - 1e-9 else self.touch


def scale(width: float, height: float, panel: Touchscreen, modes: Modes) -> Scale:
    """The scale of a window of so many pixels that fills the glass."""
    wide = width > height
    mm_px = panel.inches * 25.4 / hypot(width, height)
    u = _unit(width, height, mm_px, wide=wide)
    reach = (REACH_MM - panel.bottom_mm) / mm_px
    lowers = LEAST_LOW[wide] * u <= reach < height
    compact = wide and height / u < COMPACT_U
    around = LARGE_AROUND["compact" if compact else "wide" if wide else "tall"] if modes.large else 1.0
    return Scale(
        u=u,
        wide=wide,
        compact=compact,
        mm_px=mm_px,
        low_px=reach if lowers and modes.low else height,
        grow=LARGE if modes.large else 1.0,
        around=around,
        least_u=SMALLEST_U * around,
        margin=LARGE_MARGIN if modes.large else 1.0,
        lowers=lowers,
    )


def too_small(width: float, height: float, panel: Touchscreen) -> bool:
    """Whether letters on this glass cannot be as large as everyone needs."""
    mm_px = panel.inches * 25.4 / hypot(width, height)
    return _unit(width, height, mm_px, wide=width > height) < _least_unit(mm_px) - 1e-9


def _least_unit(mm_px: float) -> float:
    return CAPITAL_MM / (SMALLEST_U * CAPITAL * mm_px)


def _unit(width: float, height: float, mm_px: float, *, wide: bool) -> float:
    across, down = DESIGN[wide]
    least_across, least_down = LEAST[wide]
    largest = min(width / least_across, height / least_down)
    designed = min(width / across, height / down)
    return min(max(designed, _least_unit(mm_px)), largest)
