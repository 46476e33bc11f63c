"""How a language announces: its sentences and words, read from ``languages/<code>.toml``."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from contracts.text_file import text_of
from hardware.voice.numbers import GRAMMATICAL

FOLDER = Path(__file__).with_name("languages")
DIALECTS = ("north", "south")


@dataclass(frozen=True)
class Language:
    """One way to announce. ``code`` names its pack; what it lacks is said by the words of ``contracts.texts.FIRST``."""

    code: str
    name: str
    """What its speakers call it."""
    machine: str
    """The voice of espeak-ng; "" where it has none."""
    numbers: str
    """A grammar of ``hardware.voice.numbers``."""
    sentences: Mapping[str, tuple[str, ...]]
    carriers: Mapping[str, tuple[str, ...]]
    """Place in a sentence (first, middle, last) -> the parts of what is said to record a word there."""
    words: Mapping[str, str]
    """Clip id -> what is said. Letters are ``letter-A``."""
    alone: frozenset[str] = frozenset()
    """Those that are said alone: what a kiosk says around a number."""
    meanings: str = ""
    """The language in which the words stand, where they are not its own: whoever records says what they mean."""


def codes() -> tuple[str, ...]:
    """Every language that there is."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


@cache
def language(code: str, dialect: str = DIALECTS[0]) -> Language:
    """Raises KeyError for a language that has no file."""
    if code not in codes():
        raise KeyError(code)
    data = _read(code)
    if "meanings" in data:
        data = _by_meaning(_read(data["meanings"])) | data
    letters = {f"letter-{letter}": said for letter, said in data["letters"].items()}
    alone = data.get("alone", {})
    own = data["words"] | data.get(dialect, {}) | letters | alone
    sentences, carriers = (
        {name: tuple(parts) for name, parts in data[table].items()} for table in ("sentences", "carriers")
    )
    return Language(
        code,
        data["name"],
        data["machine"],
        data["numbers"],
        sentences,
        carriers,
        own,
        frozenset(alone),
        data.get("meanings", ""),
    )


def _read(code: str) -> dict[str, Any]:
    return tomllib.loads(text_of((FOLDER / f"{code}.toml").read_bytes()))


def _by_meaning(other: dict[str, Any]) -> dict[str, Any]:
    """The sentences of another language, digit by digit: how numbers are built is not known, and no machine speaks it."""
    words = {clip: said for clip, said in other["words"].items() if clip not in GRAMMATICAL}
    told = {name: other[name] for name in ("sentences", "carriers", "letters")}
    return told | {"machine": "", "numbers": "digits", "words": words}
