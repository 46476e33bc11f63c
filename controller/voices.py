"""The office's own voices, while they are recorded and when they are used. The sound itself is another process's work.

Of each language there is a folder with one WAV file for each clip and ``about.json`` (whose voice it is, and that the
person agreed). Nothing is recorded before somebody agreed. What is *used* is a pack beside those of other machines.
"""

import asyncio
import json
import shutil
import sys
import tempfile
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from hardware.durable import write_durably
from hardware.sealed_file import read_sealed, write_sealed
from hardware.voice.assembling import Phrase, from_clips
from hardware.voice.language import Language, codes, language
from hardware.voice.pack import samples_of
from hardware.voice.recording import Flaw, Prompt, clips_of, prompts
from hardware.voice.sentence import call_tokens
from hardware.voice.sound import to_bytes
from hardware.voice.studio import ABOUT, REFUSED

DEADLINE_S = 60.0
DELETED = ".deleted"
"""Beside where a pack was: that somebody deleted the voice. A pack that is only missing says nothing."""
MOST_BYTES = 10_000
TRIED = ("A012", "3")
"""The call that is tried: the ticket and the counter."""
_PACKAGES = Path(__file__).parents[1]
_READABLE = 0o640
"""A pack is read by the programs that speak, which have other users and one group with its folder."""


class VoiceRefusedError(Exception):
    """What was given cannot be used. ``flaw``: a flaw of a recording, or None; the text says what a pack is."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.flaw = next((flaw for flaw in Flaw if flaw.value == why), None)


@dataclass(frozen=True)
class About:
    """Whose voice it is."""

    voice: str
    region: str
    licence: str
    consent: str


@dataclass(frozen=True)
class Draft:
    """One language, as far as it is recorded."""

    language: Language
    about: About | None
    recorded: frozenset[str]
    used_since: datetime | None
    """When it was last handed to the loudspeakers, UTC; None: it is not used."""

    @property
    def prompts(self) -> tuple[Prompt, ...]:
        """Everything there is to say."""
        return prompts(self.language)


class Voices:
    """The recordings of one office, in ``drafts``, and the packs that are used, in ``packs``."""

    def __init__(self, drafts: Path, packs: Path) -> None:
        self._drafts, self._packs = drafts, packs
        self._one_at_a_time = asyncio.Lock()

    def draft(self, code: str) -> Draft:
        """What there is of a language. Raises KeyError for one that is not known."""
        if code not in codes():
            raise KeyError(code)
        about = self._about(code)
        way = language(code, about.region) if about else language(code)
        recorded = {path.stem for path in self._folder(code).glob("*.wav")} & clips_of(way)
        used = self._pack(code)
        since = datetime.fromtimestamp(used.stat().st_mtime, UTC) if used.is_file() else None
        return Draft(way, about, frozenset(recorded), since)

    def agree(self, code: str, about: About) -> None:
        """Note who speaks, and that the person agreed; recording may begin. Raises KeyError, OSError.

        What somebody else recorded is deleted: to that nobody has agreed.
        """
        before = self.draft(code).about
        if before is None or before.voice != about.voice:
            for recording in self._folder(code).glob("*.wav"):
                recording.unlink()
        _note(self._folder(code), asdict(about))

    async def record(self, code: str, clip: str, data: bytes, *, alone: bool = False) -> None:
        """Take a recording of one sentence; ``alone``: of the bare word. Raises KeyError, VoiceRefusedError, OSError."""
        draft = self.draft(code)
        prompt = next((one for one in draft.prompts if one.clip == clip), None)
        if prompt is None or draft.about is None:
            raise KeyError(clip)
        parts, nth = (1, 0) if alone else (len(prompt.parts), prompt.nth)
        made = await self._studio("cut", str(parts), str(nth), given=data)
        await asyncio.to_thread(write_durably, self._folder(code) / f"{clip}.wav", made)

    def clip(self, code: str, clip: str) -> bytes:
        """One clip, as a WAV file. Raises KeyError when it is not recorded."""
        if clip not in self.draft(code).recorded:
            raise KeyError(clip)
        return (self._folder(code) / f"{clip}.wav").read_bytes()

    def tried(self, code: str) -> bytes | None:
        """A call as it will be heard, as samples; None while one of its words is missing. Raises KeyError."""
        draft = self.draft(code)
        tokens = call_tokens(draft.language, *TRIED)
        names = {f"{token.clip}{end}" for token in tokens for end in ("", "-final")} & draft.recorded
        clips = {name: to_bytes(samples_of(self.clip(code, name))) for name in names}
        return from_clips(Phrase(draft.language, tokens), {code: clips})

    async def use(self, code: str) -> None:
        """Hand what is recorded to the loudspeakers. Raises KeyError, VoiceRefusedError, OSError."""
        data = await self.export(code)
        self._packs.mkdir(parents=True, exist_ok=True)
        await asyncio.to_thread(write_durably, self._pack(code), data, mode=_READABLE)
        self._pack(code).with_suffix(DELETED).unlink(missing_ok=True)

    async def export(self, code: str) -> bytes:
        """What is recorded as a pack, to be kept or carried elsewhere. Raises KeyError, VoiceRefusedError, OSError."""
        draft = self.draft(code)
        if draft.about is None or not draft.recorded:
            raise KeyError(code)
        given = json.dumps(asdict(draft.about)).encode()
        with tempfile.TemporaryDirectory(dir=self._drafts, prefix=".pack-") as place:
            out = Path(place) / f"{code}.zip"
            await self._studio("pack", code, str(self._folder(code)), str(out), given=given)
            return await asyncio.to_thread(out.read_bytes)

    async def take(self, data: bytes) -> str:
        """A pack that was carried here takes the place of what was recorded of its language, which is returned.

        Raises VoiceRefusedError, OSError; then everything stays as it was.
        """
        self._drafts.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self._drafts, prefix=".pack-") as place:
            file, folder = Path(place) / "pack.zip", Path(place) / "clips"
            folder.mkdir()
            await asyncio.to_thread(file.write_bytes, data)
            told: Mapping[str, str] = json.loads(await self._studio("unpack", str(file), str(folder)))
            code = told["lang"]
            await asyncio.to_thread(_note, folder, {key: told[key] for key in ABOUT})
            shutil.rmtree(self._folder(code), ignore_errors=True)
            folder.rename(self._folder(code))
        return code

    def delete(self, code: str) -> None:
        """Forget a voice: its recordings and its pack, here and on the machines that fetched it. Raises KeyError, OSError."""
        if code not in codes():
            raise KeyError(code)
        self._packs.mkdir(parents=True, exist_ok=True)
        write_durably(self._pack(code).with_suffix(DELETED), b"")
        self._pack(code).unlink(missing_ok=True)
        if self._folder(code).exists():
            shutil.rmtree(self._folder(code))

    def _folder(self, code: str) -> Path:
        return self._drafts / code

    def _pack(self, code: str) -> Path:
        return self._packs / f"{code}.zip"

    def _about(self, code: str) -> About | None:
        try:
            return About(**json.loads(read_sealed(self._folder(code) / "about.json", MOST_BYTES)))
        except (OSError, ValueError, TypeError):  # none, or one that is not ours: somebody must agree again
            return None

    async def _studio(self, *said: str, given: bytes = b"") -> bytes:
        """What the other process answers. It ends with us."""
        command = (sys.executable, "-m", "hardware.voice.studio", *said)
        async with self._one_at_a_time:
            process = await asyncio.create_subprocess_exec(
                *command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, cwd=_PACKAGES
            )
            try:
                async with asyncio.timeout(DEADLINE_S):
                    answer, _ = await process.communicate(given)
            except TimeoutError:
                raise VoiceRefusedError(f"it takes more than {DEADLINE_S:.0f} s") from None
            finally:
                if process.returncode is None:
                    process.kill()
                    await process.wait()
        if process.returncode == 0:
            return answer
        why = answer.decode(errors="replace").strip() if process.returncode == REFUSED else "it was not read"
        raise VoiceRefusedError(why)


def _note(folder: Path, about: Mapping[str, str]) -> None:
    """Whose voice a folder has."""
    write_sealed(folder / "about.json", json.dumps(about, ensure_ascii=False).encode())
