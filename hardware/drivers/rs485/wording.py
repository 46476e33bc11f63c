"""What a sign should say -> the letters that a board with few of them shows. Pure.

What does not fit is never shown in part: the counter's short name stands instead of a word, dashes instead of a number.
"""

import unicodedata
from typing import NamedTuple

from hardware.ports import SignText


class Worded(NamedTuple):
    """What the board gets, without padding, and what of the text it does not show."""

    text: str
    trouble: str


def worded(sign: SignText, letters: str, places: int, *, digits_only: bool = False) -> Worded:
    """The text for a board of ``places`` places that knows ``letters``."""
    text = _possible(sign.text, letters, digits_only=digits_only)
    if text is not None and len(text) <= places:
        return Worded(text, "")
    if sign.short:
        short = _possible(sign.short, letters, digits_only=False)
        return Worded(short if short and len(short) <= places else _dashes(letters, places), "")
    counter = _possible(sign.counter, letters, digits_only=False)
    is_word = not any(letter.isdigit() for letter in sign.text) or sign.counter in sign.text.split()
    if is_word and counter and len(counter) <= places:
        return Worded(counter, "")
    dashes = _dashes(letters, places)
    if text == dashes:
        return Worded(dashes, "")
    if text is None:
        lacks = "".join(dict.fromkeys(each for each in _normal(sign.text) if _fold(each, letters) is None))
        return Worded(dashes, f"the board has no letter for {lacks[:10]!r} of {sign.text[:20]!r}")
    return Worded(dashes, f"{sign.text[:20]!r} needs {len(text)} places, the board has {places}")


def _dashes(letters: str, places: int) -> str:
    return "-" * min(places, 4) if "-" in letters else ""


def padded(text: str, places: int, pad: str, align: str) -> str:
    """Every place filled, so that nothing of an older text stays."""
    return text.rjust(places, pad) if align == "right" else text.ljust(places, pad)


def _possible(text: str, letters: str, *, digits_only: bool) -> str | None:
    if digits_only and any(letter.isdigit() for letter in text):
        text = "".join(letter for letter in text if letter.isdigit())
    folded = [_fold(letter, letters) for letter in _normal(text)]
    return None if None in folded else "".join(filter(None, folded))


def _normal(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _fold(letter: str, letters: str) -> str | None:
    """The letter as the board has it: as it is, or large or small; seven segments have ``b`` and no ``B``."""
    return next((each for each in (letter, letter.upper(), letter.lower()) if each in letters), None)
