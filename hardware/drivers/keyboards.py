"""Key codes of the kernel (linux/input-event-codes.h) -> characters, on the layouts that hand scanners can be set to."""

import tomllib
from functools import cache
from pathlib import Path

from hardware.drivers.key_codes import DIGIT_ROW, KEYPAD, TYPING

UNKNOWN = "\ufffd"
"""A key without a character on this layout: whoever classifies the text sees that it is no code."""
LAYOUTS = ("us", "gb", "de", "ch", "fr", "be", "es", "it", "pt", "se", "dk", "cz", "hu", "tr")
LIKE_SHIFT = frozenset({"fr", "be"})
"""Layouts on which Caps Lock, as Windows has it, reaches the digits, too."""


class Keyboard:
    """One layout."""

    def __init__(self, layout: str) -> None:
        """``layout`` of ``LAYOUTS``."""
        rows = _table()[layout]
        columns = zip(rows["plain"], rows["shift"], rows["altgr"], strict=True)
        self._signs: dict[int, tuple[str, str, str]] = dict(zip(TYPING, columns, strict=True))
        self._like_shift = layout in LIKE_SHIFT

    def character(self, code: int, *, shift: bool = False, altgr: bool = False, caps: bool = False) -> str:
        """What the key types."""
        if code in KEYPAD:
            return KEYPAD[code]
        plain, shifted, third = self._signs.get(code, (UNKNOWN, UNKNOWN, UNKNOWN))
        if altgr:
            return third
        letter = plain.isalpha() and shifted.isalpha()
        if caps and (letter or (self._like_shift and code in DIGIT_ROW)):
            shift = not shift
        return shifted if shift else plain

    def keys(self) -> dict[str, tuple[int, bool, bool]]:
        """Each character with the key that types it, and whether Shift and AltGr are held; the plainest way."""
        found: dict[str, tuple[int, bool, bool]] = {}
        for level, held in enumerate(((False, False), (True, False), (False, True))):
            for code, signs in self._signs.items():
                if signs[level] != UNKNOWN:
                    found.setdefault(signs[level], (code, *held))
        return found


@cache
def _table() -> dict[str, dict[str, str]]:
    with (Path(__file__).parent / "keyboards.toml").open("rb") as file:
        found: dict[str, dict[str, str]] = tomllib.load(file)
    return found
