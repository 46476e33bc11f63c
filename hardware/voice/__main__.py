"""``motcua voice pack``: make a voice pack from recordings in a folder, and tell what nobody has said yet."""

import argparse
import sys
from pathlib import Path

from contracts.texts import FIRST, Catalogue, load_catalogue
from hardware.errors import PackUnusable
from hardware.host.command import prog
from hardware.voice.language import DIALECTS, codes, language
from hardware.voice.making import look_at, write


def main() -> int:
    """Make the pack; returns the exit status: 1 when nothing could be made."""
    parser = argparse.ArgumentParser(prog=prog("hardware.voice"), description=__doc__)
    parser.add_argument("folder", type=Path, help="the recordings, <clip>.wav each (16 bits, mono or stereo)")
    parser.add_argument("--lang", choices=codes(), default=FIRST, help="default: %(default)s")
    parser.add_argument("--region", choices=DIALECTS, default=DIALECTS[0], help="default: %(default)s")
    parser.add_argument("--voice", required=True, help="whose voice it is")
    parser.add_argument("--consent", required=True, help="that the person agreed, and when")
    parser.add_argument("--licence", required=True, help="what may be done with it")
    parser.add_argument("--out", type=Path, help="default: <lang>.zip in this folder")
    args = parser.parse_args()
    texts = load_catalogue(Path(__file__).parent / "texts")
    way, out = language(args.lang, args.region), args.out or Path(f"{args.lang}.zip")
    about = {key: getattr(args, key) for key in ("voice", "region", "licence", "consent")}
    try:
        found = look_at(args.folder, way)
        for name, why in found.wrong.items():
            _tell(texts, "wrong", name=name, why=why)
        if found.missing:
            _tell(texts, "missing", count=len(found.missing))
        for clip, text in found.missing.items():
            print(f"  {clip}.wav\t{text}")
        if not found.clips:
            _tell(texts, "nothing", folder=args.folder)
            return 1
        manifest = write(out, found, way, about)
    except (PackUnusable, OSError) as error:
        _tell(texts, "refused", why=error)
        return 1
    _tell(texts, "made", out=out, count=len(manifest.clips))
    return 0


def _tell(texts: Catalogue, key: str, **facts: object) -> None:
    for lang in (FIRST, "en"):
        print(texts.say(lang, key, **facts))


if __name__ == "__main__":
    sys.exit(main())
