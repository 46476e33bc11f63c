"""Everyday words and abbreviations for what the law calls otherwise (``everyday_words.toml``)."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from contracts.text_file import text_of
from controller.catalogue.spelling import words_of

FILE = Path(__file__).with_name("everyday_words.toml")


class EverydayWordsError(ValueError):
    """The file cannot be used."""


@dataclass(frozen=True)
class Saying:
    """What ``people`` say for a text with one of the phrases of the ``law``, ``unless`` another phrase is in it."""

    law: tuple[str, ...]
    people: tuple[str, ...]
    unless: tuple[str, ...] = ()

    def is_meant(self, text: str) -> bool:
        """Whether the law's phrases stand in a text."""
        return self.is_in(f" {' '.join(words_of(text))} ")

    def is_in(self, spaced: str) -> bool:
        """The same for folded words between blanks."""
        meant = any(f" {phrase} " in spaced for phrase in self.law)
        return meant and not any(f" {phrase} " in spaced for phrase in self.unless)


@dataclass(frozen=True)
class EverydayWords:
    """``idle``: words that ask for nothing."""

    sayings: tuple[Saying, ...] = ()
    idle: frozenset[str] = frozenset()

    def said_for(self, text: str) -> Iterator[str]:
        """What people say for what stands in a text."""
        spaced = f" {' '.join(words_of(text))} "
        for saying in self.sayings:
            if saying.is_in(spaced):
                yield from saying.people


def load(path: Path = FILE) -> EverydayWords:
    """Read the file. Raises EverydayWordsError, which names what and where."""
    try:
        table = tomllib.loads(text_of(path.read_bytes()))
        groups = table.get("words", [])
        sayings = tuple(
            Saying(folded(group["law"]), folded(group["people"]), folded(group.get("unless", [])))
            for group in groups
        )
        idle = frozenset(word for text in table.get("idle", []) for word in words_of(text))
    except (OSError, ValueError) as error:
        raise EverydayWordsError(f"{path.name}: {error}") from None
    except (KeyError, TypeError, AttributeError) as error:
        raise EverydayWordsError(
            f'{path.name}: every [[words]] needs law = ["..."] and people = ["..."] ({error})'
        ) from None
    return EverydayWords(sayings, idle)


def folded(phrases: list[str]) -> tuple[str, ...]:
    """Phrases without case and marks."""
    return tuple(" ".join(words_of(phrase)) for phrase in phrases)
