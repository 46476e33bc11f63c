"""``motcua scan FOLDER``: read the codes on pictures; one JSON object a line.

Each line says ``file``, ``symbology``, ``text`` and ``ms`` (reading, without loading the file). A picture with
several codes has several lines; one on which nothing was read has one line with nulls; a file that cannot be
loaded has an ``error``. The texts are printed as they are: use it on test pictures, not on citizens' papers.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hardware.drivers.decode.pictures import load, picture_files
from hardware.drivers.decode.pipeline import read_picture
from hardware.drivers.symbologies import SYMBOLOGIES, USUAL
from hardware.host.command import prog

Line = dict[str, Any]


def main() -> int:
    """Read every picture; exit status 1 when there is none."""
    parser = argparse.ArgumentParser(prog=prog("hardware.drivers.decode"), description=__doc__)
    parser.add_argument("folder", type=Path, help="a folder of pictures (and its subfolders), or one picture")
    parser.add_argument(
        "--symbologies",
        default=",".join(USUAL),
        help=f"which to look for, of {','.join(SYMBOLOGIES)}, or 'all'; each costs time (default: %(default)s)",
    )
    args = parser.parse_args()
    wanted = SYMBOLOGIES if args.symbologies == "all" else tuple(args.symbologies.split(","))
    if unknown := set(wanted) - set(SYMBOLOGIES):
        parser.error(f"unknown symbology: {', '.join(sorted(unknown))}")
    files = tuple(picture_files(args.folder))
    if not files:
        print(f"{args.folder}: no pictures", file=sys.stderr)
        return 1
    base = args.folder if args.folder.is_dir() else args.folder.parent
    for path in files:
        for line in _lines(path, wanted):
            print(json.dumps({"file": str(path.relative_to(base)), **line}, ensure_ascii=False), flush=True)
    return 0


def _lines(path: Path, wanted: tuple[str, ...]) -> Iterator[Line]:
    gray = load(path)
    if gray is None:
        yield {"symbology": None, "text": None, "ms": None, "error": "not a picture that can be loaded"}
        return
    begin = time.perf_counter()
    found = read_picture(gray, wanted)
    spent = round((time.perf_counter() - begin) * 1000, 1)
    for read in found:
        yield {"symbology": read.symbology, "text": read.text, "ms": spent}
    if not found:
        yield {"symbology": None, "text": None, "ms": spent}


if __name__ == "__main__":
    sys.exit(main())
