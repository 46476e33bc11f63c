"""A voice pack: recordings of one voice in one language, in one zip file that is never unpacked onto the disk.

Inside it ``pack.toml`` says whose voice it is, that the person agreed, and for each clip its file, its words and its
SHA-256. Everything is checked when it is read; a pack that is wrong in one place is not used at all.
"""

import hashlib
import io
import struct
import tomllib
import wave
import zipfile
import zlib
from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field, ValidationError

from contracts.settings import Part
from contracts.text_file import text_of
from hardware.errors import PackUnusable
from hardware.voice import sound

MANIFEST = "pack.toml"
MOST_CLIPS = 500
LONGEST_S = 20
MOST_CLIP_BYTES = LONGEST_S * sound.RATE * 2 + 4096
MOST_MANIFEST_BYTES = 512 * 1024
MOST_PACK_BYTES = 64 * 1024 * 1024
UNREADABLE = (
    OSError,
    ValueError,
    OverflowError,
    RuntimeError,
    EOFError,
    struct.error,
    zlib.error,
    zipfile.BadZipFile,
)
"""What zipfile raises of files that are damaged, encrypted or packed in a way that it does not know."""
_NAME = r"^[A-Za-z0-9À-ỹ][A-Za-z0-9À-ỹ._-]*\.wav$"


class ClipEntry(Part):
    """One recording in ``pack.toml``."""

    file: str = Field(pattern=_NAME, max_length=100, description="A WAV file beside pack.toml")
    text: str = Field(min_length=1, max_length=300, description="What is said")
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$", description="Of the file")


class Manifest(Part):
    """``pack.toml``."""

    format: int = Field(ge=1, le=1, description="Of this file; 1")
    lang: str = Field(pattern=r"^[a-z]{2,3}$", description="The language, as in the settings")
    voice: str = Field(min_length=1, max_length=100, description="Whose voice it is")
    region: str = Field("north", pattern="^(north|south)$", description="Which Vietnamese words it uses")
    licence: str = Field(min_length=1, max_length=300, description="What may be done with it")
    consent: str = Field(min_length=1, max_length=300, description="That the person agreed, and when")
    rate: int = Field(ge=sound.RATE, le=sound.RATE, description="Samples a second of every clip; 24000")
    clips: dict[str, ClipEntry] = Field(min_length=1, max_length=MOST_CLIPS)


@dataclass(frozen=True)
class Pack:
    """Clips that are ready to be joined."""

    manifest: Manifest
    clips: Mapping[str, bytes]


def read_pack(path: Path) -> Pack:
    """Raises PackUnusable, whatever is wrong; FileNotFoundError when there is none."""
    try:
        if path.stat().st_size > MOST_PACK_BYTES:
            raise _wrong(path, f"larger than {MOST_PACK_BYTES // 1024 // 1024} MB")
        with zipfile.ZipFile(path) as pack:
            manifest = _manifest(path, pack)
            clips = {clip: _clip(path, pack, clip, entry) for clip, entry in manifest.clips.items()}
    except (FileNotFoundError, PackUnusable):
        raise
    except UNREADABLE as error:
        raise _wrong(path, f"not a zip file that can be read ({error})") from None
    return Pack(manifest, clips)


def manifest_of(data: bytes, name: str = MANIFEST) -> Manifest:
    """``pack.toml`` as written. Raises PackUnusable."""
    try:
        return Manifest.model_validate(tomllib.loads(text_of(data)))
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(map(str, first["loc"]))
        raise PackUnusable(name, f"{key}: {first['msg']} (found {str(first['input'])[:60]!r})") from None
    except (ValueError, RecursionError) as error:
        raise PackUnusable(name, f"not TOML: {str(error)[:200]}") from None


def samples_of(data: bytes) -> "array[int]":
    """The samples of a WAV file of ours. Raises ValueError with what is wrong with it."""
    try:
        with wave.open(io.BytesIO(data)) as file:
            shape = (file.getnchannels(), file.getsampwidth(), file.getframerate())
            frames = file.getnframes()
            if shape[2] != sound.RATE:
                raise ValueError(f"{shape[2]} samples a second; allowed: {sound.RATE}")
            if shape[:2] != (1, 2):
                raise ValueError(f"{shape[0]} channels of {shape[1]} bytes; allowed: one channel of 16 bits")
            if frames > LONGEST_S * sound.RATE:
                raise ValueError(f"{frames / sound.RATE:.0f} s long; allowed: at most {LONGEST_S} s")
            return sound.from_bytes(file.readframes(frames))
    except (wave.Error, EOFError) as error:
        raise ValueError(f"not a WAV file ({error})") from None


def wav_of(samples: bytes, rate: int = sound.RATE) -> bytes:
    """Samples as a WAV file."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples)
    return out.getvalue()


def _manifest(path: Path, pack: zipfile.ZipFile) -> Manifest:
    if len(pack.namelist()) > MOST_CLIPS + 1:
        raise _wrong(path, f"{len(pack.namelist())} files; allowed: at most {MOST_CLIPS + 1}")
    return manifest_of(_read(path, pack, MANIFEST, MOST_MANIFEST_BYTES), f"{path.name}: {MANIFEST}")


def _clip(path: Path, pack: zipfile.ZipFile, clip: str, entry: ClipEntry) -> bytes:
    data = _read(path, pack, entry.file, MOST_CLIP_BYTES)
    where = f"clips.{clip}: {entry.file}"
    if hashlib.sha256(data).hexdigest() != entry.sha256:
        raise _wrong(path, f"{where} is not the file that was recorded (its SHA-256 differs)")
    try:
        samples = sound.prepared(samples_of(data))
    except ValueError as error:
        raise _wrong(path, f"{where}: {error}") from None
    if not samples:
        raise _wrong(path, f"{where}: nothing is heard in it")
    return sound.to_bytes(samples)


def _read(path: Path, pack: zipfile.ZipFile, name: str, most: int) -> bytes:
    """A member of the zip, as far as it may be read: what its directory says of its size proves nothing."""
    try:
        member = pack.getinfo(name)
    except KeyError:
        raise _wrong(path, f"{name} is missing") from None
    with pack.open(member) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise _wrong(path, f"{name} is larger than {most} bytes (a clip: at most {LONGEST_S} s)")
    return data


def _wrong(path: Path, what: str) -> PackUnusable:
    return PackUnusable(path.name, what)
