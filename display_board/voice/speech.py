"""A call -> its announcement: recorded clips where there is a pack, else the machine's voice, else the chime alone."""

import logging
from array import array
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from contracts import messages as m
from contracts.messages import Fault
from contracts.texts import FIRST
from display_board.voice.lineup import Manner
from hardware.errors import DeviceError
from hardware.faults import fault_of
from hardware.voice import sound
from hardware.voice.assembling import Phrase, assembled, from_clips
from hardware.voice.language import language
from hardware.voice.machine import machine_speech
from hardware.voice.sentence import Reading, call_tokens, number_tokens
from hardware.voice.shelf import Shelf
from hardware.voice.sound import Spoken

log = logging.getLogger(__name__)

Machine = Callable[[str, str], "array[int]"]
"""(sentence, voice of espeak-ng) -> samples; raises DeviceError."""
TRIAL = "123"
"""What is said when a loudspeaker is tried."""
MOST_CACHED = 32
"""Sentences of the machine, about 250 kB each."""


@dataclass(frozen=True)
class Style:
    """How one loudspeaker speaks."""

    packs: Path
    """The folder of the packs, ``<language>.zip``."""
    fetched: Path | None = None
    """Where those are that came from the desk: they go before."""
    languages: tuple[str, ...] = (FIRST,)
    """In which a call may be said; the first always, another when the ticket was taken in it."""
    always: tuple[str, ...] = ()
    """In which each call is said as well, whatever language its ticket has, as long as not many wait to be called."""
    reading: Reading = "digits"
    dialect: str = "north"
    chime: bool = True
    twice: bool = True
    lead_in_ms: int = 300
    machine: bool = True


class Speech:
    """The words and the sound of one loudspeaker. Used from one thread at a time."""

    def __init__(self, style: Style, machine: Machine = machine_speech) -> None:
        """``machine`` speaks a whole sentence."""
        self._style, self._machine = style, machine
        self._shelf = Shelf(*filter(None, (style.fetched, style.packs)))
        self._machine_fault: Fault | None = None
        self._chime = sound.to_bytes(sound.chime()) if style.chime else b""
        self._cache: dict[tuple[str, str], bytes] = {}

    @property
    def twice(self) -> bool:
        """Whether a sentence is said a second time when nobody waits."""
        return self._style.twice

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Packs that cannot be used, and a machine's voice that is needed and does not speak."""
        machine: tuple[Fault, ...] = (self._machine_fault,) if self._machine_fault else ()
        return (*self._shelf.faults.values(), *machine)

    def refresh(self) -> None:
        """Look whether packs came, went or changed."""
        self._shelf.refresh()

    def phrases(self, call: m.Call, how: Manner) -> tuple[Phrase, ...]:
        """What is said, in order: the first language, those that are always said, then that of the ticket.

        Of a language that nobody recorded and no machine speaks all would be said in Vietnamese again: it is left out.
        """
        first, *others = self._style.languages
        more = [*self._style.always, *(code for code in others if code == call.lang)]
        wanted = dict.fromkeys([first, *more] if how.other_language else [first])
        found = []
        for code in filter(self._has, wanted):
            way = language(code, self._style.dialect)
            tokens = call_tokens(
                way, call.number, call.label, reading=self._style.reading, again=call.times > 1
            )
            found.append(Phrase(way, tokens))
        return tuple(found)

    def _has(self, code: str) -> bool:
        first = code == self._style.languages[0]
        return first or code in self._shelf.packs or bool(language(code, self._style.dialect).machine)

    def announcement(self, call: m.Call, how: Manner) -> Spoken:
        """Everything in one piece; the chime alone where nothing can say the words."""
        self.refresh()
        phrases = self.phrases(call, how)
        sentences = [self._sentence(phrase) for phrase in phrases]
        heard = [sentence for sentence in sentences if sentence]
        if how.twice:
            heard += heard
        chime = self._chime if how.chime or not heard else b""
        samples = assembled(heard, lead_in_ms=self._style.lead_in_ms, chime=chime) if heard or chime else b""
        return Spoken(samples, " ".join(map(_written, phrases)))

    def trial(self) -> Spoken:
        """The chime, and one, two, three as they are said in numbers; the chime alone where nothing can say them."""
        self.refresh()
        way = language(self._style.languages[0], self._style.dialect)
        phrase = Phrase(way, number_tokens(way, TRIAL))
        said = self._sentence(phrase)
        chime = sound.to_bytes(sound.chime())
        samples = assembled([said] if said else [], lead_in_ms=self._style.lead_in_ms, chime=chime)
        return Spoken(samples, phrase.words)

    def _sentence(self, phrase: Phrase) -> bytes:
        recorded = from_clips(phrase, self._shelf.clips)
        if recorded is not None:
            return recorded
        if not self._style.machine or not phrase.language.machine:
            return b""
        key = (phrase.language.machine, phrase.words)
        if key not in self._cache:
            self._remember(key)
        return self._cache.get(key, b"")

    def _remember(self, key: tuple[str, str]) -> None:
        """Sentences come back: in a recall, and with the same number on the next day."""
        voice, said = key
        try:
            made = sound.to_bytes(self._machine(said, voice))
        except DeviceError as error:
            if not self._machine_fault:
                log.warning("%s", error)
            self._machine_fault = fault_of("voice", error)
            return
        self._machine_fault = None
        while len(self._cache) >= MOST_CACHED:
            self._cache.pop(next(iter(self._cache)))
        self._cache[key] = made


def _written(phrase: Phrase) -> str:
    """What is said, for readers: of a language whose words we do not know its name, and what is meant."""
    way = phrase.language
    return f"({way.name}) {phrase.words}" if way.meanings else phrase.words
