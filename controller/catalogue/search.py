"""Finds procedures by what people type. The index is SQLite's full-text search in memory, rebuilt with the catalogue."""

import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from controller.catalogue.everyday import EverydayWords
from controller.catalogue.procedure import Procedure
from controller.catalogue.spelling import Spelling, words_of

MOST_TYPED = 120
"""Letters of a question that are looked at."""
MOST_WORDS = 12
CANDIDATES = 40
WEAKEST = 0.25
"""Of the best hit: what fits less is no answer."""
WEIGHTS = (6.0, 7.0, 1.0)
"""Of names, of what people say for them, and of papers, field and result."""
_CODE = re.compile(r"[0-9]\.?[0-9]{6}")


@dataclass(frozen=True)
class _Entry:
    procedure: Procedure
    named: frozenset[str]
    """The words of its names and of what people say for it."""
    title: frozenset[str]
    sayings: frozenset[str]


class Index:
    """The procedures that citizens may see."""

    def __init__(self, procedures: Sequence[Procedure], everyday: EverydayWords) -> None:
        """Building it takes about 0.4 s for 1,000 procedures here: not in the desk's loop."""
        self._idle = everyday.idle
        self._spelling = Spelling()
        self._by_code = {_bare(one.code): one for one in procedures}
        self._db = sqlite3.connect(":memory:", check_same_thread=False)
        self._db.execute(
            "CREATE VIRTUAL TABLE found USING fts5(name, people, rest, content='', tokenize='unicode61')"
        )
        self._entries = [self._add(number, one, everyday) for number, one in enumerate(procedures)]
        self._db.commit()

    def close(self) -> None:
        """Give the memory back."""
        self._db.close()

    def find(self, typed: str, most: int = 20) -> tuple[Procedure, ...]:
        """The likeliest first; nothing where nothing fits."""
        by_code = self._by_code.get(_bare(typed)) if _CODE.fullmatch(typed.strip()) else None
        if by_code:
            return (by_code,)
        asked = self._asked(typed)
        if not asked:
            return ()
        rows = self._db.execute(
            f"SELECT rowid, bm25(found, {', '.join(map(str, WEIGHTS))}) FROM found WHERE found MATCH ? "  # noqa: S608 - our own numbers
            "ORDER BY 2 LIMIT ?",
            (_match(asked), CANDIDATES),
        ).fetchall()
        saying = " ".join(meant[0] for meant in asked)
        worth = {number: -fits * _worth(self._entries[number], asked, saying) for number, fits in rows}
        best = max(worth.values(), default=0.0)
        ranked = sorted((n for n in worth if worth[n] >= WEAKEST * best), key=lambda n: -worth[n])
        return tuple(self._entries[number].procedure for number in ranked[:most])

    def _add(self, number: int, one: Procedure, everyday: EverydayWords) -> _Entry:
        name = words_of(f"{one.short} {one.name} {one.name_en}")
        sayings = [saying.split() for saying in everyday.said_for(f"{one.short} . {one.name}")]
        people = [word for saying in sayings for word in saying]
        rest = words_of(" ".join([one.field, one.result, *(paper.text for paper in one.papers)]))
        self._spelling.learn({*name, *people, *rest})
        row = (number, " ".join(name), " ".join(people), " ".join(rest))
        self._db.execute("INSERT INTO found(rowid, name, people, rest) VALUES (?, ?, ?, ?)", row)
        whole = frozenset(" ".join(self._told(saying)) for saying in (*sayings, words_of(one.title)))
        return _Entry(one, frozenset((*name, *people)), frozenset(words_of(one.title)), whole)

    def _told(self, words: list[str]) -> list[str]:
        """The words that ask for something; all of them where none does."""
        return [word for word in words if word not in self._idle] or words

    def _asked(self, typed: str) -> list[tuple[str, ...]]:
        """For each word that was typed what may be meant by it."""
        words = words_of(typed[:MOST_TYPED])[:MOST_WORDS]
        told = self._told(words)
        meant: list[tuple[str, ...]] = []
        for word in told:
            found = self._spelling.meant(word)
            glued = len(found) == 2 and "".join(found) == word
            meant += [(half,) for half in found] if glued else [found] if found else []
        if meant and typed[-1:].isalnum() and len(told[-1]) > 1:  # perhaps not typed to its end
            return [*meant[:-1], (*meant[-1], f"{told[-1]}*")]
        return meant or ([(f"{told[-1]}*",)] if told and len(told[-1]) > 1 else [])


def _worth(entry: _Entry, asked: Sequence[tuple[str, ...]], saying: str) -> float:
    """How much more than its words a procedure fits: named whole, all that was asked is in it, and little else."""
    hits = {one for meant in asked for one in _hits(meant, entry.named)}
    answered = sum(bool(_hits(meant, entry.named)) for meant in asked) / len(asked)
    short = len(hits & entry.title) / max(1, len(entry.title))
    return (0.2 + answered) * (0.6 + short) * (3.0 if saying in entry.sayings else 1.0)


def _hits(meant: tuple[str, ...], named: frozenset[str]) -> set[str]:
    """Which words of a name are meant."""
    begun = tuple(one[:-1] for one in meant if one.endswith("*"))
    return {one for one in named if one in meant or (begun and one.startswith(begun))}


def _match(asked: Sequence[tuple[str, ...]]) -> str:
    """Any of the words, and more for words that stand side by side."""
    words = [_term(one) for meant in asked for one in meant]
    pairs = [f"{_term(f'{left[0]} {one}')}" for left, right in pairwise(asked) for one in right]
    return " OR ".join([*words, *pairs])


def _term(words: str) -> str:
    """Words side by side; the last may only have begun."""
    return f'"{words[:-1]}"*' if words.endswith("*") else f'"{words}"'


def _bare(code: str) -> str:
    return code.strip().replace(".", "")
