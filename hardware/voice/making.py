"""Recordings in a folder -> a voice pack: each ``<clip>.wav`` cut, brought to our rate, and named in ``pack.toml``."""

import hashlib
import io
import json
import wave
import zipfile
from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hardware.host.regular_file import read_regular
from hardware.voice import sound
from hardware.voice.language import Language
from hardware.voice.pack import LONGEST_S, MANIFEST, Manifest, manifest_of, read_pack, wav_of
from hardware.voice.sentence import FINAL

LEAST_RATE, MOST_RATE = 8_000, 192_000
MOST_FILE_BYTES = LONGEST_S * MOST_RATE * 4 + 4096


@dataclass(frozen=True)
class Found:
    """What a folder holds: recordings that can be used, what is wrong with others, and what nobody has said yet."""

    clips: Mapping[str, bytes]
    wrong: Mapping[str, str]
    missing: Mapping[str, str]
    """Clip -> the words to say."""


def look_at(folder: Path, language: Language) -> Found:
    """Every recording of a folder. Raises OSError when the folder cannot be read."""
    known = {name for clip in language.words for name in (clip, f"{clip}{FINAL}")}
    clips: dict[str, bytes] = {}
    wrong: dict[str, str] = {}
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() != ".wav":
            continue
        if path.stem not in known:
            wrong[path.name] = "no clip of this language has this name"
            continue
        try:
            clips[path.stem] = _clip(path)
        except (OSError, ValueError) as error:
            wrong[path.name] = str(error)
    missing = {clip: text for clip, text in language.words.items() if clip not in clips}
    return Found(clips, wrong, missing)


def write(out: Path, found: Found, language: Language, about: Mapping[str, str]) -> Manifest:
    """Write the pack and read it again. ``about``: voice, region, licence, consent.

    A pack that was there stays until the new one is whole. Raises PackUnusable when ``about`` is not enough.
    """
    heads = {"lang": language.code, **about}
    lines = [
        "format = 1",
        f"rate = {sound.RATE}",
        *(f"{key} = {_quoted(value)}" for key, value in heads.items()),
    ]
    files = {f"{number}.wav": (clip, data) for number, (clip, data) in enumerate(found.clips.items())}
    lines.append("[clips]")
    for name, (clip, data) in files.items():
        text, digest = language.words[clip.removesuffix(FINAL)], hashlib.sha256(data).hexdigest()
        entry = {"file": name, "text": text, "sha256": digest}
        inner = ", ".join(f"{key} = {_quoted(value)}" for key, value in entry.items())
        lines.append(f"{_quoted(clip)} = {{ {inner} }}")
    said = "\n".join([*lines, ""]).encode()
    manifest_of(said)
    beside = out.with_name(f"{out.name}.new")
    with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr(MANIFEST, said)
        for name, (_clip_id, data) in files.items():
            pack.writestr(name, data)
    manifest = read_pack(beside).manifest
    beside.replace(out)
    return manifest


def taken(data: bytes) -> "array[int]":
    """A recording of any usual shape at our rate, in one channel. Raises ValueError with what is wrong with it."""
    try:
        with wave.open(io.BytesIO(data)) as file:
            channels, width, rate = file.getnchannels(), file.getsampwidth(), file.getframerate()
            if width != 2 or channels not in (1, 2) or not LEAST_RATE <= rate <= MOST_RATE:
                raise ValueError(
                    f"{channels} channels of {8 * width} bits, {rate} a second; allowed: 1 or 2 channels of "
                    f"16 bits, {LEAST_RATE} to {MOST_RATE}"
                )
            if file.getnframes() > LONGEST_S * rate:
                raise ValueError(f"{file.getnframes() / rate:.0f} s long; allowed: at most {LONGEST_S} s")
            samples = sound.from_bytes(file.readframes(file.getnframes()))
    except (wave.Error, EOFError) as error:
        raise ValueError(f"not a WAV file ({error})") from None
    if channels == 2:
        samples = array(
            "h", ((left + right) // 2 for left, right in zip(samples[::2], samples[1::2], strict=False))
        )
    return sound.resampled(samples, rate)


def _clip(path: Path) -> bytes:
    samples = sound.prepared(taken(read_regular(path, MOST_FILE_BYTES)))
    if not samples:
        raise ValueError("nothing is heard in it")
    return wav_of(sound.to_bytes(samples))


def _quoted(text: str) -> str:
    """A basic string of TOML: JSON's, where the signs that TOML forbids are escaped, too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
