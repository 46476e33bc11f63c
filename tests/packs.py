"""Voice packs for tests: every clip is a tone of its own, so that what is heard tells which clip it was."""

import hashlib
import math
import zipfile
from array import array
from collections.abc import Iterable, Mapping
from pathlib import Path

from hardware.voice.language import language
from hardware.voice.pack import MANIFEST, wav_of
from hardware.voice.sound import RATE, to_bytes

HEAD = """format = 1
lang = "{lang}"
voice = "Giọng thử"
licence = "CC0-1.0"
consent = "no person: tones"
rate = 24000
"""


def tone(hertz: float, seconds: float = 0.2, loudness: float = 0.3) -> "array[int]":
    turn = 2 * math.pi * hertz / RATE
    return array("h", [round(32_767 * loudness * math.sin(turn * n)) for n in range(round(seconds * RATE))])


def all_clips(code: str = "vi") -> dict[str, bytes]:
    """A recording of every word of a language."""
    return {clip: wav_of(to_bytes(tone(200 + 20 * index))) for index, clip in enumerate(language(code).words)}


def write_pack(
    path: Path,
    clips: Mapping[str, bytes],
    *,
    lang: str = "vi",
    head: str = HEAD,
    changed: Mapping[str, str] | None = None,
    left_out: Iterable[str] = (),
) -> Path:
    """A pack file. ``changed``: clip -> another line for pack.toml; ``left_out``: clips whose files are missing."""
    lines = [head.format(lang=lang)]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as pack:
        for number, (clip, data) in enumerate(clips.items()):
            name, digest = f"{number}.wav", hashlib.sha256(data).hexdigest()
            line = f'file = "{name}", text = "{clip}", sha256 = "{digest}"'
            lines.append(f'[clips]\n"{clip}" = {{ {(changed or {}).get(clip, line)} }}')
            if clip not in left_out:
                pack.writestr(name, data)
        pack.writestr(
            MANIFEST,
            "\n".join([lines[0], "[clips]", *(line.removeprefix("[clips]\n") for line in lines[1:])]),
        )
    return path
