"""Key events -> texts, whatever a hand scanner is set to type. Pure: the time is that of the events.

Scanners type control characters with Ctrl, any character as a number on the keypad while Alt is held, capitals with
Shift or between two Caps Locks, and end (or begin) with any key there is.
"""

from hardware.drivers.key_codes import (
    CAPS_LOCK,
    ENDS,
    EV_KEY,
    EV_SYN,
    HOLDS,
    KEYPAD_DIGITS,
    LOCKS,
    PRESSED,
    RELEASED,
    SYN_DROPPED,
    Hold,
)
from hardware.drivers.keyboards import UNKNOWN, Keyboard

GAP_S = 0.1
"""A scanner types faster than this between two keys; a pause ends what it said, with or without Enter."""
TORN_S = 1.0
"""A pause that ends what is said by a scanner that used to end with a key: wireless ones stall within a code."""
SHORTEST = 4
"""Fewer characters than this without an Enter are no scan: somebody plays with a real keyboard."""
LONGEST = 4096
ENDING = "\r\n\t\x00\x03\x04"
"""Control characters that end a text: line ends, tab, NUL, end of text and of transmission."""
LOWEST_OEM, ANSI = 256, "cp1252"


class Typed:
    """Assembles texts; a busy machine cuts no scan in two."""

    def __init__(self, gap_s: float = GAP_S, layout: str = "us") -> None:
        """``gap_s`` seconds between two keys end a text; ``layout``: how the scanner's keyboard is set."""
        self._gap_s = self.patience_s = gap_s
        self._keyboard = Keyboard(layout)
        self._text: list[str] = []
        self._held: dict[int, Hold] = {}
        self._caps = False
        self._number = ""
        self._last_at = 0.0
        self._spoilt = False

    def key(self, at: float, kind: int, code: int, value: int) -> list[str]:
        """The texts that this event ends (at most two: one by the pause before it)."""
        if kind == EV_SYN and code == SYN_DROPPED:
            self._spoilt = True
            self._held.clear()
            self._number = ""
        if kind != EV_KEY:
            return []
        if code in HOLDS:
            return self._hold(code, value)
        if value != PRESSED or code in LOCKS:
            self._caps ^= code == CAPS_LOCK and value == PRESSED
            return []
        ended = self.silence() if abs(at - self._last_at) > self.patience_s else []
        self._last_at = at
        return ended + self._press(code)

    def silence(self) -> list[str]:
        """Nothing was typed for ``patience_s``: what there is is a text, if it is long enough."""
        self.patience_s = self._gap_s if self._text else self.patience_s
        return self._take(SHORTEST)

    def _hold(self, code: int, value: int) -> list[str]:
        if value != RELEASED:
            self._held[code] = HOLDS[code]
            return []
        if self._held.pop(code, None) is Hold.ALT and self._number:
            number, self._number = self._number, ""
            return self._type(_numbered(number))
        return []

    def _press(self, code: int) -> list[str]:
        held = set(self._held.values())
        if Hold.ALT in held and code in KEYPAD_DIGITS:
            self._number += KEYPAD_DIGITS[code]
            return []
        if code in ENDS:
            return self._end()
        shift, altgr = Hold.SHIFT in held, Hold.ALTGR in held or {Hold.CTRL, Hold.ALT} <= held
        sign = self._keyboard.character(code, shift=shift, altgr=altgr, caps=self._caps)
        if altgr or not held & {Hold.CTRL, Hold.ALT}:
            return self._type(sign)
        return self._type(chr(ord(sign) & 0x1F) if Hold.CTRL in held and "@" <= sign < "\x7f" else UNKNOWN)

    def _type(self, sign: str) -> list[str]:
        if sign in ENDING:
            return self._end()
        self._text.append(sign)
        self._spoilt |= len(self._text) > LONGEST
        return []

    def _end(self) -> list[str]:
        self.patience_s = max(self._gap_s, TORN_S) if self._text else self.patience_s
        return self._take(1)

    def _take(self, shortest: int) -> list[str]:
        text, spoilt = "".join(self._text), self._spoilt
        self._text, self._spoilt = [], False
        return [text] if len(text) >= shortest and not spoilt else []


def _numbered(digits: str) -> str:
    """The character of a number typed with Alt: with a zero before it, or from 256 on, not of the old code page."""
    number = int(digits[:7])
    if number < 128 or (number >= LOWEST_OEM and number <= 0x10FFFF and not 0xD800 <= number < 0xE000):
        return chr(number)
    if number < LOWEST_OEM:
        return bytes([number]).decode(ANSI if digits.startswith("0") else "cp437", "replace")
    return UNKNOWN
