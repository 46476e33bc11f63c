"""Numbers of the kernel's keys and key events (linux/input-event-codes.h), and what hand scanners use them for."""

from enum import Enum, auto

EV_SYN, EV_KEY, SYN_DROPPED = 0x00, 0x01, 3
RELEASED, PRESSED = 0, 1


class Hold(Enum):
    """A key that changes what others mean while it is held."""

    SHIFT = auto()
    CTRL = auto()
    ALT = auto()
    ALTGR = auto()


HOLDS = {42: Hold.SHIFT, 54: Hold.SHIFT, 29: Hold.CTRL, 97: Hold.CTRL, 56: Hold.ALT, 100: Hold.ALTGR}
CAPS_LOCK = 58
LOCKS = frozenset({CAPS_LOCK, 69, 70, 125, 126})
"""Caps, Num and Scroll Lock, and the keys of the desktop: they type nothing."""
ENDS = frozenset({28, 96, 15, 1, 14, *range(59, 69), 87, 88, *range(102, 112), *range(183, 195)})
"""What scanners can be set to send after a code, and before: Enter, Tab, Escape, function keys, arrows."""
KEYPAD = {**dict(zip(range(71, 84), "789-456+1230.", strict=True)), 55: "*", 98: "/", 117: "="}
KEYPAD_DIGITS = {code: sign for code, sign in KEYPAD.items() if sign.isdigit()}
"""The keypad types the same on every layout."""
TYPING = (*range(2, 14), *range(16, 28), *range(30, 42), *range(43, 54), 57, 86)
"""The keys whose character depends on the layout, row by row; space, and the key beside the left Shift."""
DIGIT_ROW = range(2, 14)
