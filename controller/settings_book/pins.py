"""PINs that nobody should have: those that a stranger tries first. Pure.

From what is known of leaked PINs: repeated and running digits, halves that are the same, and years make up the first
hundred that are tried (DataGenetics, "PIN analysis", 2012; Markert and others, "This PIN can be easily guessed", 2020).
"""

SHORTEST, LONGEST = 4, 64
_UP = "01234567890123456789"
_FAMOUS = frozenset({"1004", "2580", "0852", "1122", "1313", "112233", "159753", "147258", "123321"})
"""Patterns of the keypad, and others that no rule below catches."""


def weakness(pin: str, clerk: str = "") -> str:
    """Why nobody should have this PIN; empty: it will do. ``clerk``: whose it is to be."""
    if not SHORTEST <= len(pin) <= LONGEST:
        return "pin-length"
    if pin.lower() == clerk.lower():
        return "pin-name"
    if pin.isdecimal() and (_repeats(pin) or _runs(pin) or _is_year(pin) or pin in _FAMOUS):
        return "pin-easy"
    return ""


def _repeats(pin: str) -> bool:
    """One digit, or one piece again and again: 1111, 1212, 123123."""
    return any(pin == pin[:size] * (len(pin) // size) for size in range(1, len(pin) // 2 + 1))


def _runs(pin: str) -> bool:
    return pin in _UP or pin[::-1] in _UP


def _is_year(pin: str) -> bool:
    return len(pin) == 4 and pin[:2] in ("19", "20")
