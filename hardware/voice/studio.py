"""The work of recording a voice, in a process of its own: it takes seconds of a Pi's time, which a desk has not.

``python -m hardware.voice.studio cut PARTS NTH``       a recording on stdin -> its clip on stdout (WAV files)
``python -m hardware.voice.studio pack LANG FOLDER OUT`` whose voice it is as JSON on stdin; writes the pack
``python -m hardware.voice.studio unpack PACK FOLDER``   writes its clips; whose voice it is as JSON on stdout

What is wrong is one line on stdout, with the exit status ``REFUSED``.
"""

import json
import sys
from pathlib import Path

from hardware.errors import PackUnusable
from hardware.voice import sound
from hardware.voice.language import codes, language
from hardware.voice.making import look_at, taken, write
from hardware.voice.pack import read_pack, wav_of
from hardware.voice.recording import FlawedError, clips_of, cut

REFUSED = 3
ABOUT = ("voice", "region", "licence", "consent")
"""What a pack says of a voice."""


def cut_one(data: bytes, parts: int, nth: int) -> bytes:
    """A recording -> its clip. Raises ValueError with what is wrong with it."""
    return wav_of(sound.to_bytes(cut(taken(data), parts, nth)))


def pack(code: str, folder: Path, out: Path, about: dict[str, str]) -> None:
    """The clips of a folder -> a pack. Raises PackUnusable, OSError."""
    way = language(code, about["region"])
    write(out, look_at(folder, way), way, about)


def unpack(path: Path, folder: Path) -> dict[str, str]:
    """The clips of a pack into a folder that exists; whose voice it is. Raises PackUnusable, OSError."""
    found = read_pack(path)
    code, region = found.manifest.lang, found.manifest.region
    if code not in codes():
        raise PackUnusable(path.name, f"its language {code!r} is not known; known: {', '.join(codes())}")
    for name in clips_of(language(code, region)) & found.clips.keys():
        (folder / f"{name}.wav").write_bytes(wav_of(found.clips[name]))
    return {"lang": code, **{key: getattr(found.manifest, key) for key in ABOUT}}


def main(said: list[str]) -> int:
    """Do one thing; returns the exit status."""
    try:
        match said:
            case ["cut", parts, nth]:
                sys.stdout.buffer.write(cut_one(sys.stdin.buffer.read(), int(parts), int(nth)))
            case ["pack", code, folder, out]:
                pack(code, Path(folder), Path(out), json.load(sys.stdin))
            case ["unpack", path, folder]:
                json.dump(unpack(Path(path), Path(folder)), sys.stdout)
            case _:
                return 2
    except FlawedError as error:
        sys.stdout.write(error.flaw.value)
        return REFUSED
    except (PackUnusable, ValueError, OSError) as error:
        sys.stdout.write(str(error))
        return REFUSED
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
