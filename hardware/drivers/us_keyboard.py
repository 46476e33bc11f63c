"""Key codes of the kernel (linux/input-event-codes.h) -> characters of the US layout, which scanners type in."""

SHIFTS = frozenset({42, 54})
ENDS = frozenset({28, 96, 15})
"""Enter, the keypad's Enter, and Tab: what scanners are set to send after a code."""
UNKNOWN = "\ufffd"
"""A key without a character (an arrow, a function key): whoever classifies the text sees that it is no code."""

_ROWS = (
    (2, "1234567890-=", "!@#$%^&*()_+"),
    (16, "qwertyuiop[]", "QWERTYUIOP{}"),
    (30, "asdfghjkl;'`", 'ASDFGHJKL:"~'),
    (43, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
    (55, "*", "*"),
    (57, " ", " "),
    (71, "789-456+1230.", "789-456+1230."),
    (98, "/", "/"),
)
"""The first code of a row of keys, what they mean, and what they mean with Shift."""

_CHARACTERS = {
    first + place: both
    for first, plain, shifted in _ROWS
    for place, both in enumerate(zip(plain, shifted, strict=True))
}


def character(code: int, *, shift: bool) -> str:
    """What the key types."""
    return _CHARACTERS.get(code, (UNKNOWN, UNKNOWN))[shift]
