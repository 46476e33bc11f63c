"""A sentence of a screen as clips, if a pack has all of its words: what people say should not change its voice in the middle. Pure."""

import re
from functools import cache

from hardware.voice.language import Language
from hardware.voice.numbers import GRAMMARS, MOST
from hardware.voice.sentence import Token

_RANGE = re.compile(r"(?<=[0-9])\s*[–-]\s*(?=[0-9])")
_FIGURES = re.compile(r"[0-9][.,:/][0-9]")
"""Times, dates, sums: what is read otherwise than its numbers one by one."""
_WORD = re.compile(r"[^\W_]+|[,.;:!?…]")
PAUSES = frozenset(",.;:!?…")


def covered(language: Language, sentence: str) -> tuple[Token, ...] | None:
    """The tokens of a sentence; None where a word of it is no word of the language's pack."""
    if _FIGURES.search(sentence):
        return None
    parts = _WORD.findall(_RANGE.sub(f" {language.words.get('to', '')} ", sentence))
    found: list[Token] = []
    while parts:
        taken, tokens = _longest(language, parts)
        if not taken:
            return None
        parts = parts[taken:]
        pause = bool(parts) and parts[0] in PAUSES
        while parts and parts[0] in PAUSES:
            parts.pop(0)
        found += tokens
        if pause or not parts:
            last = found.pop()
            found.append(Token(last.clip, last.text, spelt=pause and bool(parts), ends=not parts))
    return tuple(found) or None


def _longest(language: Language, parts: list[str]) -> tuple[int, tuple[Token, ...]]:
    """How many of the parts the longest clip says, and the tokens; numbers and single capital letters have their own."""
    first = parts[0]
    if first.isascii() and first.isdigit():
        if (first.startswith("0") and first != "0") or int(first) > MOST:
            return 0, ()
        said = GRAMMARS[language.numbers](int(first))
        return 1, tuple(Token(clip, language.words[clip]) for clip in said)
    if f"letter-{first}" in language.words:
        return 1, (Token(f"letter-{first}", language.words[f"letter-{first}"]),)
    known = _clips(language.code, tuple(language.words.items()))
    words = [part.casefold() for part in parts]
    for count in range(min(len(words), max(map(len, known))), 0, -1):
        clip = known.get(tuple(words[:count]))
        if clip:
            return count, (Token(clip, language.words[clip]),)
    return 0, ()


@cache
def _clips(_code: str, words: tuple[tuple[str, str], ...]) -> dict[tuple[str, ...], str]:
    """What is said, word by word -> its clip; letters are known by their sign, and of two clips the first one counts."""
    found: dict[tuple[str, ...], str] = {}
    for clip, said in words:
        if not clip.startswith("letter-"):
            found.setdefault(tuple(said.casefold().split()), clip)
    return found
