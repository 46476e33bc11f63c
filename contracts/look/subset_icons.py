"""Cut the icon font down to the icons we use: ``python -m contracts.look.subset_icons METADATA_TTF``.

The input is the TTF of the npm package ``@mdi/font`` (Pictogrammers, Apache-2.0 and, for some glyphs, OFL).
Writes ``fonts/icons.ttf`` and the table of code points in ``icons.py``.
"""

import subprocess
import sys
from pathlib import Path

from fontTools.ttLib import TTFont

HERE = Path(__file__).parent
NAMES = (
    "scale-balance",
    "stamper",
    "map",
    "hand-heart",
    "crane",
    "store",
    "file-check",
    "home-account",
    "file-document",
    "chevron-right",
    "chevron-left",
    "translate",
    "printer",
    "printer-off",
    "printer-alert",
    "lan-disconnect",
    "clock-outline",
    "clock-alert",
    "account-group",
    "account",
    "check-circle",
    "alert",
    "close",
    "arrow-right",
    "human-cane",
    "wheelchair-accessibility",
    "human-pregnant",
    "medal",
    "bank",
    "bell-ring",
    "account-off",
    "play",
    "pause",
    "swap-horizontal",
    "phone",
    "ticket-confirmation",
    "door-closed",
    "calendar-clock",
    "format-size",
    "contrast-circle",
    "barcode-scan",
    "help-circle",
    "camera",
    "keyboard",
    "volume-high",
    "magnify",
    "home",
    "information",
    "baby-carriage",
    "ring",
    "candle",
    "truck",
    "school",
    "cash",
    "clipboard-check",
    "clipboard-text",
    "file-search",
    "qrcode",
    "cellphone",
    "keyboard-space",
    "checkbox-blank-outline",
    "emoticon-excited-outline",
    "emoticon-happy-outline",
    "emoticon-neutral-outline",
    "emoticon-sad-outline",
    "emoticon-frown-outline",
    "star-outline",
)


def main(source: Path) -> None:
    """Write the subset font and the table."""
    by_name = {glyph: code for code, glyph in TTFont(source).getBestCmap().items()}
    codes = {name: by_name[name] for name in NAMES}
    unicodes = ",".join(f"U+{code:X}" for code in codes.values())
    target = HERE / "fonts" / "icons.ttf"
    subprocess.run(
        [
            sys.executable,
            "-m",
            "fontTools.subset",
            str(source),
            f"--unicodes={unicodes}",
            f"--output-file={target}",
        ],
        check=True,
    )
    rows = "".join(f'    "{name}": "\\U{code:08X}",\n' for name, code in codes.items())
    (HERE / "icons.py").write_text(
        f'"""The icons in ``fonts/icons.ttf``; written by ``subset_icons.py``."""\n\nICONS = {{\n{rows}}}\n',
        "utf-8",
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
