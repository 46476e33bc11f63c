"""Text catalogues: one TOML file a language, Vietnamese first. No sentence for people stands in code."""

import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from contracts.text_file import text_of

FIRST = "vi"


class TextError(ValueError):
    """A catalogue that cannot be used, or a key that no catalogue has."""


@dataclass(frozen=True)
class Catalogue:
    """The sentences of one program, by language and dotted key, e.g. ``refusal.quota-reached``."""

    languages: Mapping[str, Mapping[str, str]]

    def say(self, lang: str, key: str, /, **facts: object) -> str:
        """The sentence for ``key``, with ``{names}`` filled in; Vietnamese where the language lacks it.

        Raises TextError when not even Vietnamese has the key, or a fact is missing.
        """
        sentence = self.languages.get(lang, {}).get(key) or self.languages[FIRST].get(key)
        if sentence is None:
            raise TextError(f"no text for {key!r}")
        try:
            return sentence.format(**facts)
        except (KeyError, IndexError) as error:
            raise TextError(f"{key!r} ({lang}) needs the fact {error}") from None
        except ValueError as error:
            raise TextError(f"{key!r} ({lang}) cannot be filled in: {error}") from None

    def has(self, key: str) -> bool:
        """Whether Vietnamese has ``key``."""
        return key in self.languages[FIRST]


def load_catalogue(*folders: Path) -> Catalogue:
    """Read every ``<language>.toml`` of the folders, whose sentences are put together; text becomes NFC.

    Raises TextError when Vietnamese is missing in one or a file is not a table of sentences.
    """
    languages: dict[str, dict[str, str]] = {}
    for folder in folders:
        found = {path.stem: _read(path) for path in sorted(folder.glob("*.toml"))}
        if FIRST not in found:
            raise TextError(f"{folder} has no {FIRST}.toml")
        for lang, sentences in found.items():
            languages.setdefault(lang, {}).update(sentences)
    return Catalogue(languages)


def _read(path: Path) -> Mapping[str, str]:
    try:
        return _sentences(path.read_bytes())
    except (OSError, ValueError) as error:  # TOMLDecodeError and NotTextError are ValueErrors
        raise TextError(f"{path}: {error}") from None


@lru_cache(maxsize=64)
def _sentences(content: bytes) -> Mapping[str, str]:
    """By content, for several parts of a program read the same file, and reading TOML is slow."""
    return MappingProxyType(dict(_flat(tomllib.loads(text_of(content)), "")))


def _flat(table: Mapping[str, Any], prefix: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in table.items():
        if isinstance(value, dict):
            found += _flat(value, f"{prefix}{key}.")
        elif isinstance(value, str):
            found.append((f"{prefix}{key}", unicodedata.normalize("NFC", value)))
        else:
            raise TextError(f"{prefix}{key} is not a sentence")
    return found
