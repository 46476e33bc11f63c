"""What people type -> the words that may be meant: without tones, with keys of Telex or VNI left in, misspelt. Pure."""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

_MARKS = re.compile(r"[\u0300-\u036f]+")
_WORD = re.compile(r"[a-z0-9]+")
_DOUBLED = (("dd", "d"), ("aa", "a"), ("ee", "e"), ("oo", "o"))
_TONE_LAST = re.compile(r"(?<=[a-z])[sfrxj]$")
_TONE_WITHIN = re.compile(r"(?<=[aeiouy])[sfrxj](?=[a-z]+$)")
_LETTERS = "abcdeghiklmnopqrstuvxy"


def words_of(text: str) -> list[str]:
    """The words of a text without case and marks; ``đ`` is ``d``."""
    if not text.isascii():
        text = _MARKS.sub("", unicodedata.normalize("NFKD", text.replace("đ", "d").replace("Đ", "d")))
    return _WORD.findall(text.casefold())


@dataclass
class Spelling:
    """Knows the words that the catalogue has, and how often."""

    known: dict[str, int] = field(default_factory=dict)

    def learn(self, words: Collection[str]) -> None:
        """These are words."""
        for word in words:
            self.known[word] = self.known.get(word, 0) + 1

    def meant(self, word: str) -> tuple[str, ...]:
        """The word itself if it is one; else what it may stand for, the likeliest first; nothing if nobody knows."""
        if word in self.known:
            return (word,)
        for typed in (_without_digits(word), *_without_keys(word)):
            if typed in self.known:
                return (typed,)
        halves = self._halves(word)
        if halves:
            return halves
        near = [one for one in _one_slip_away(word) if one in self.known] if len(word) > 2 else []
        return tuple(sorted(set(near), key=lambda one: (one[0] != word[0], -self.known[one]))[:3])

    def _halves(self, word: str) -> tuple[str, ...]:
        """Two words that were written as one."""
        pairs = ((word[:at], word[at:]) for at in range(2, len(word) - 1))
        both = [pair for pair in pairs if pair[0] in self.known and pair[1] in self.known]
        return max(both, key=lambda pair: min(self.known[one] for one in pair), default=())


def _without_digits(word: str) -> str:
    """VNI writes marks as digits: ``gia61y``."""
    letters = re.sub(r"[0-9]", "", word)
    return letters if len(letters) > 1 else word


def _without_keys(word: str) -> Iterator[str]:
    """Telex writes marks as letters: ``giaasy``, ``ddaats``, ``uwowng``."""
    bare = word
    for doubled, single in _DOUBLED:
        bare = bare.replace(doubled, single)
    bare = re.sub(r"(?<=[auo])w|^w", "", bare)
    yield bare
    yield _TONE_LAST.sub("", bare)
    yield _TONE_WITHIN.sub("", bare, count=1)


def _one_slip_away(word: str) -> Iterator[str]:
    """Every word that one slip of a finger makes of this one."""
    for at in range(len(word) + 1):
        left, right = word[:at], word[at:]
        if right:
            yield left + right[1:]
        if len(right) > 1:
            yield left + right[1] + right[0] + right[2:]
        for letter in _LETTERS:
            yield left + letter + right
            if right:
                yield left + letter + right[1:]
