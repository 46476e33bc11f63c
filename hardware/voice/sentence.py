"""A call as words: template -> tokens, each with its clip's id and what it says. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from hardware.voice.language import Language
from hardware.voice.numbers import GRAMMARS, MOST, digits

Reading = Literal["digits", "number"]
"""How a ticket's number is read: A012 is "A không một hai", or "A không mười hai"."""
_PARTS = re.compile(r"([A-Z]*)([0-9]*)")
FINAL = "-final"
"""Ends the id of the clip that was spoken at the end of a phrase."""


@dataclass(frozen=True)
class Token:
    """One word or phrase. ``clip`` is "" for a word that no pack knows."""

    clip: str
    text: str
    spelt: bool = False
    """One of several signs that are read one by one, with a little pause after it."""
    ends: bool = False
    """The last of a phrase: it falls, and a longer pause follows."""


def call_tokens(
    language: Language, number: str, label: str, *, reading: Reading = "digits", again: bool = False
) -> tuple[Token, ...]:
    """The sentence that calls ``number`` to the counter ``label``."""
    place = language.sentences["counter" if label.isascii() and label.isdigit() else "place"]
    named = tuple(_label(language, label))
    fillings = {
        "{ticket}": tuple(_ticket(language, number, reading)),
        "{place}": _filled(language, place, {"{label}": named}),
    }
    return _filled(language, language.sentences["again" if again else "call"], fillings)


def number_tokens(language: Language, number: str) -> tuple[Token, ...]:
    """A number alone, digit by digit."""
    return tuple(_ticket(language, number, "digits"))


def words(tokens: tuple[Token, ...]) -> str:
    """The whole sentence, to be read or spoken by a machine: commas between digits are pauses."""
    said = "".join(f"{token.text}{',' if token.spelt or token.ends else ''} " for token in tokens).strip(" ,")
    return f"{said[:1].upper()}{said[1:]}." if said else ""


def _filled(
    language: Language, template: tuple[str, ...], fillings: Mapping[str, tuple[Token, ...]]
) -> tuple[Token, ...]:
    found: list[Token] = []
    for part in template:
        if part in (",", "."):
            found[-1] = replace(found[-1], spelt=False, ends=True)
        elif part in fillings:
            found += fillings[part]
        else:
            found.append(Token(part, language.words[part]))
    return tuple(found)


def _ticket(language: Language, number: str, reading: Reading) -> Iterator[Token]:
    parts = _PARTS.fullmatch(number)
    if parts is None:
        yield Token("", number)
        return
    letters, figures = parts.groups()
    for letter in letters:
        yield Token(f"letter-{letter}", language.words[f"letter-{letter}"], spelt=True)
    for group in _groups(language, figures, reading):
        for clip in group:
            yield Token(clip, language.words[clip], spelt=clip == group[-1])


def _groups(language: Language, figures: str, reading: Reading) -> Iterator[tuple[str, ...]]:
    """What is said in one breath: each digit, or each leading zero and then the number."""
    if reading == "digits" or not figures or int(figures) > MOST:
        yield from (digits(figure) for figure in figures)
        return
    rest = figures.lstrip("0") or "0"
    yield from (digits(zero) for zero in figures[: len(figures) - len(rest)])
    yield GRAMMARS[language.numbers](int(rest))


def _label(language: Language, label: str) -> Iterator[Token]:
    """A counter's label: its numbers as numbers, single letters by their names, known words by their clips."""
    for word in label.split():
        name = f"place-{word.lower()}"
        if word.isascii() and word.isdigit() and int(word) <= MOST:
            for clip in GRAMMARS[language.numbers](int(word)):
                yield Token(clip, language.words[clip])
        elif f"letter-{word}" in language.words:
            yield Token(f"letter-{word}", language.words[f"letter-{word}"])
        else:
            yield Token(name, language.words[name]) if name in language.words else Token("", word)
