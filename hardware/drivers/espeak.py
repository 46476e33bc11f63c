"""A voice that reads screens: sentences of which a pack has all words in that person's voice, the others by the machine.

espeak-ng makes the machine's sound, aplay plays on the ALSA device of the settings.

A fallback that says what it is: half of its Vietnamese digits were not understood in our tests, so a screen
that it reads always shows the same words. A headphone is simply another ALSA device.
"""

import contextlib
import logging
import queue
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import Field

from hardware.driver import Context, DriverOptions
from hardware.errors import DeviceMissing
from hardware.voice.assembling import Phrase, from_clips
from hardware.voice.covering import covered
from hardware.voice.language import codes, language
from hardware.voice.pack import wav_of
from hardware.voice.shelf import FOLDER, Shelf

log = logging.getLogger(__name__)

VOICES = {"vi": "vi", "en": "en"}
"""Language -> voice of espeak-ng; another language is spoken by the voice of its own name."""
WORDS_A_MINUTE = 130
_Order = tuple[int, str, str]
"""Which one it is, what to say ("": nothing), and in which language."""
LONGEST = 3000
"""Characters of one speech: no screen has more."""


class EspeakOptions(DriverOptions):
    """Recorded voices, and the machine's."""

    driver: Literal["espeak"] = "espeak"
    sound: str = Field("default", description="The ALSA device, e.g. plughw:CARD=Headphones")

    packs: Path = Field(FOLDER, description="Folder of recorded voices: vi.zip, en.zip")

    def build(self, context: Context) -> "EspeakSpeaker":
        """Raises DeviceMissing when a program is not installed."""
        return EspeakSpeaker(self.sound, packs=(*filter(None, (context.fetched,)), self.packs))


class EspeakSpeaker:
    """One voice; new words end the old ones. Programs are started in a thread of its own."""

    def __init__(
        self, sound: str = "default", voices: Mapping[str, str] = VOICES, packs: tuple[Path, ...] = (FOLDER,)
    ) -> None:
        """``sound``: the ALSA device. Raises DeviceMissing when a program is not installed."""
        for program in ("espeak-ng", "aplay"):
            if shutil.which(program) is None:
                raise DeviceMissing("speaker", f"{program} is not installed")
        self._sound, self._voices, self._shelf = sound, voices, Shelf(*packs)
        self._orders: queue.SimpleQueue[_Order | None] = queue.SimpleQueue()
        self._trouble, self._closed = "", False
        self._asked = self._done = 0
        self._worker = threading.Thread(target=self._run, name="speaker", daemon=True)
        self._worker.start()

    def say(self, text_id: str, text: str, lang: str) -> None:
        """Speak."""
        self._asked += 1
        self._orders.put((self._asked, text[:LONGEST], lang))

    def speaking(self) -> bool:
        """Until all of the last order was played."""
        return self._done < self._asked

    def stop(self) -> None:
        """Be silent."""
        self._asked += 1
        self._orders.put((self._asked, "", ""))

    def trouble(self) -> str:
        """What went wrong with the last words; else a pack that cannot be used."""
        unusable = next((f"{fault.detail}" for fault in self._shelf.faults.values()), "")
        return self._trouble or unusable

    def close(self) -> None:
        """Be silent, and end the thread."""
        if not self._closed:
            self._closed = True
            self._orders.put(None)
            self._worker.join(2)

    def _run(self) -> None:
        speech: _Speech | _Recording | None = None
        last = 0
        while True:
            order = self._newest(speech)
            if speech and (order is not _NOTHING or speech.ended()):
                self._trouble = speech.end()
                speech = None
            if order is None:
                return
            number, text, lang = order
            last = number or last
            if text:
                speech = self._begin(text, lang)
            if speech is None:
                self._done = last

    def _newest(self, speech: "_Speech | _Recording | None") -> _Order | None:
        """The last order that waits; while something is spoken, look after it now and then."""
        try:
            order = self._orders.get(timeout=0.1 if speech else None)
        except queue.Empty:
            return _NOTHING
        with contextlib.suppress(queue.Empty):
            while order is not None:
                order = self._orders.get_nowait()
        return order

    def _begin(self, text: str, lang: str) -> "_Speech | _Recording | None":
        recorded = self._recorded(text, lang)
        try:
            if recorded is not None:
                return _Recording(recorded, self._sound)
            return _Speech(text, self._voices.get(lang, lang), self._sound)
        except OSError as error:
            self._trouble = str(error)
            log.warning("cannot speak: %s", error)
            return None

    def _recorded(self, text: str, lang: str) -> bytes | None:
        """The whole sentence in a person's voice, if the packs have it: never half of it."""
        self._shelf.refresh()
        if not self._shelf.packs or lang not in codes():
            return None
        tokens = covered(language(lang), text)
        return from_clips(Phrase(language(lang), tokens), self._shelf.clips) if tokens else None


_NOTHING: _Order = (0, "", "")


class _Recording:
    """One program that plays what is there whole."""

    def __init__(self, samples: bytes, sound: str) -> None:
        with tempfile.TemporaryFile() as file:  # longer than a pipe, and nobody has to feed it
            file.write(wav_of(samples))
            file.seek(0)
            self._player = subprocess.Popen(
                ["aplay", "-q", "-D", sound, "-"],
                stdin=file,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
            )

    def ended(self) -> bool:
        """Whether all was played, or nothing can be."""
        return self._player.poll() is not None

    def end(self) -> str:
        """Silence; returns what the player complained about, if it ended by itself."""
        return _ended(self._player)


class _Speech:
    """Two programs and the pipe between them."""

    def __init__(self, text: str, voice: str, sound: str) -> None:
        maker = ["espeak-ng", "-v", voice, "-s", str(WORDS_A_MINUTE), "--stdin", "--stdout"]
        player = ["aplay", "-q", "-D", sound, "-"]
        self._maker = subprocess.Popen(
            maker, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        try:
            self._player = subprocess.Popen(
                player, stdin=self._maker.stdout, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
            )
        except OSError:
            self._maker.kill()
            self._maker.communicate()
            raise
        if self._maker.stdout:
            self._maker.stdout.close()  # the player's end stays; when it dies, the maker does too
        if self._maker.stdin:
            with contextlib.suppress(OSError):  # a screen is far smaller than a pipe: this never waits
                self._maker.stdin.write(text.encode())
            with contextlib.suppress(OSError):
                self._maker.stdin.close()

    def ended(self) -> bool:
        """Whether all was played, or nothing can be."""
        return self._player.poll() is not None

    def end(self) -> str:
        """Silence; returns what the player complained about, if it ended by itself."""
        return _ended(self._player, self._maker)


def _ended(player: "subprocess.Popen[bytes]", *others: "subprocess.Popen[bytes]") -> str:
    """End programs; returns what the player complained about, if it ended by itself."""
    by_itself = player.poll()
    for program in (player, *others):
        program.kill()
    error = player.stderr.read().decode("utf-8", "replace").strip() if player.stderr else ""
    for program in (player, *others):
        program.wait()
    if player.stderr:
        player.stderr.close()
    return error.splitlines()[-1] if by_itself and error else ""
