"""How each kind of line on a slip is set: sizes in dots on paper of 80 mm, 8 dots a mm."""

from typing import NamedTuple

from ticket_printer.layout import Role


class Style(NamedTuple):
    """How a line is set: font, size of the letters, distance of base lines, air above and below."""

    weight: str
    size: int
    leading: int
    above: int
    below: int


STYLES = {
    Role.AUTHORITY: Style("regular", 25, 33, 0, 0),
    Role.OFFICE: Style("bold", 30, 40, 2, 12),
    Role.TITLE: Style("semibold", 32, 42, 14, 0),
    Role.SUBTITLE: Style("regular", 25, 33, 0, 0),
    Role.NUMBER: Style("bold", 210, 154, 18, 24),
    Role.SERVICE: Style("bold", 38, 49, 0, 14),
    Role.SERVICE_AGAIN: Style("regular", 27, 35, -8, 14),
    Role.CLOSING: Style("regular", 25, 34, 0, 0),
    Role.CLOSING_STRONG: Style("semibold", 27, 37, 12, 0),
}
FACT = Style("regular", 27, 38, 4, 4)
FACT_VALUE = Style("semibold", 30, 38, 4, 4)
CHECK = Style("regular", 30, 38, 6, 0)
CHECK_COUNT = Style("semibold", 30, 38, 0, 0)
CHECK_BELOW, CHECK_BOX, CHECK_GAP, CHECK_LINE = 6, 28, 16, 3
"""The box to tick, the white beside it, and its outline."""
BANNER = Style("bold", 40, 52, 12, 0)
BANNER_SMALL = Style("regular", 25, 34, 0, 12)
MARK = Style("bold", 28, 38, 12, 0)
MARK_AGAIN = Style("regular", 25, 33, 0, 0)
MARK_SMALL = Style("regular", 25, 33, 2, 14)
MARK_FRAME = 3
MARK_INSET, MARK_ABOVE, MARK_BELOW = 16, 18, 4
