"""How people ask, in five ways of typing: the questions of ``spoken.toml``."""

import random
import tomllib
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from contracts.letters import unaccented

FILE = Path(__file__).with_suffix(".toml")
TELEX = {"ă": "aw", "â": "aa", "ê": "ee", "ô": "oo", "ơ": "ow", "ư": "uw", "đ": "dd"}
KEYS = {"\u0300": "f", "\u0301": "s", "\u0303": "x", "\u0309": "r", "\u0323": "j"}
WAYS = ("written", "no tones", "telex", "slip", "glued")


def questions() -> Iterator[tuple[str, str, str]]:
    """Way, question, code."""
    dice = random.Random(20261130)  # noqa: S311 - slips of fingers, no secret
    for code, asked in tomllib.loads(FILE.read_text("utf-8")).items():
        for text in asked:
            plain = unaccented(text)
            yield "written", text, code
            yield "no tones", plain, code
            yield "telex", telex(text), code
            yield "slip", slip(plain, dice), code
            if plain.count(" ") == 1:
                yield "glued", plain.replace(" ", ""), code


def telex(text: str) -> str:
    """What is on the screen when nothing composes the keys."""
    words = []
    for word in text.split():
        letters, tone = "", ""
        for sign in unicodedata.normalize("NFD", word):
            if sign in KEYS:
                tone = KEYS[sign]
            else:
                letters += sign
        letters = unicodedata.normalize("NFC", letters)
        words.append("".join(TELEX.get(sign, sign) for sign in letters) + tone)
    return " ".join(words)


def slip(text: str, dice: random.Random) -> str:
    """Two letters of the longest word changed places, or one was left out."""
    word = max(text.split(), key=len)
    at = dice.randrange(1, len(word) - 1) if len(word) > 2 else 0
    wrong = (
        word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        if dice.random() < 0.5
        else word[:at] + word[at + 1 :]
    )
    return text.replace(word, wrong, 1)
