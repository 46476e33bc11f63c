"""Vietnamese as it was written before Unicode, or read by a program that took one encoding for another -> Vietnamese."""

import re
import tomllib
import unicodedata
from collections.abc import Callable
from functools import cache
from pathlib import Path

TABLES = Path(__file__).with_name("old_letters.toml")


def tcvn3(text: str) -> str:
    """A text in TCVN 5712-3, letter by letter."""
    return text.translate(_tcvn3())


def vni(text: str) -> str:
    """A text in VNI Windows: letters with a sign for the mark behind them."""
    alone, marks, pattern = _vni()

    def letter(found: re.Match[str]) -> str:
        base = alone.get(found[1] or found[0], found[1] or "")
        return unicodedata.normalize("NFC", base + marks.get(found[2], ""))

    return pattern.sub(letter, text)


def taken_for_western(text: str) -> str:
    """A text in UTF-8 that a program took for its own old encoding, and wrote down so."""
    for encoding in ("cp1252", "cp1258"):
        try:
            return b"".join(_byte(sign, encoding) for sign in text).decode("utf-8")
        except UnicodeError:
            continue
    return text


SPELLINGS: dict[str, Callable[[str], str]] = {
    "": str,
    "utf-8-twice": taken_for_western,
    "tcvn3": tcvn3,
    "vni": vni,
}
"""In which order they are tried."""


def _byte(sign: str, encoding: str) -> bytes:
    try:
        return sign.encode(encoding)
    except UnicodeError:  # five bytes have no sign: programs keep them as they are
        return sign.encode("latin-1")


@cache
def _tcvn3() -> dict[int, str]:
    table = tomllib.loads(TABLES.read_text("utf-8"))["tcvn3"]
    return {ord(old): new for old, new in zip(table["old"], table["new"], strict=True)}


@cache
def _vni() -> tuple[dict[str, str], dict[str, str], re.Pattern[str]]:
    table = tomllib.loads(TABLES.read_text("utf-8"))["vni"]
    alone = {**table["alone"], **{old.upper(): new.upper() for old, new in table["alone"].items()}}
    marks = {**table["marks"], **{old.upper(): new for old, new in table["marks"].items()}}
    bases = table["bases"] + table["bases"].upper()
    return alone, marks, re.compile(f"([{bases}])([{''.join(marks)}])|[{''.join(alone)}]")
