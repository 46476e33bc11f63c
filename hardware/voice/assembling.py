"""Tokens -> one sound: recorded clips, language by language, and the machine's voice for what nobody recorded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from contracts.texts import FIRST
from hardware.voice import sound
from hardware.voice.language import Language
from hardware.voice.sentence import FINAL, Token, words


@dataclass(frozen=True)
class Phrase:
    """One sentence in one language."""

    language: Language
    tokens: tuple[Token, ...]

    @property
    def words(self) -> str:
        """What is said."""
        return words(self.tokens)


Clips = Mapping[str, bytes]
"""The recordings of one language, ready to be joined."""


def from_clips(phrase: Phrase, recorded: Mapping[str, Clips]) -> bytes | None:
    """A sentence of recordings; what its own language lacks is said by the Vietnamese one. None: one is missing."""
    shelves = [recorded[code] for code in (phrase.language.code, FIRST) if code in recorded]
    parts = [(_clip(token, shelves), _gap(token)) for token in phrase.tokens]
    if not shelves or any(clip is None for clip, _ in parts):
        return None
    return sound.joined((clip, gap) for clip, gap in parts if clip is not None)


def assembled(sentences: Sequence[bytes], *, lead_in_ms: int, chime: bytes) -> bytes:
    """Everything of one announcement in one piece: silence that a sleepy sound card may swallow, chime, sentences."""
    said = sound.joined((sentence, sound.AGAIN_GAP_MS) for sentence in sentences)
    after_chime = sound.silence(sound.PHRASE_GAP_MS) if chime else b""
    return b"".join((sound.silence(lead_in_ms), chime, after_chime, said))


def _clip(token: Token, shelves: Sequence[Clips]) -> bytes | None:
    if not token.clip:
        return None
    names = (f"{token.clip}{FINAL}", token.clip) if token.ends else (token.clip,)
    return next((shelf[name] for shelf in shelves for name in names if name in shelf), None)


def _gap(token: Token) -> int:
    if token.ends:
        return sound.PHRASE_GAP_MS
    return sound.SPELT_GAP_MS if token.spelt else sound.WORD_GAP_MS
