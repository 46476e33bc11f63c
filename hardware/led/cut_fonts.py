"""Cut the bitmap fonts of LED signs down to what they show: ``python -m hardware.led.cut_fonts FOLDER``.

FOLDER holds ``10x20.pcf.gz`` and ``5x7.pcf.gz`` (misc-fixed, public domain; Debian's ``xfonts-base``) and ``unifont.pcf.gz`` (GNU Unifont,
OFL 1.1; Debian's ``xfonts-unifont``). Writes these in ``fonts`` again; ``6x8.bdf`` is our own. Nothing at run time
needs this file.
"""

import string
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

HERE = Path(__file__).parent
VOWELS = "aăâeêioôơuưy"
TONES = "\u0300\u0301\u0303\u0309\u0323"
DOT_BELOW = "\u0323"
ARROWS = "←→↑↓↖↗↘↙"
EXTRA = f"đĐ–—…·▯{ARROWS}"
FACES = {
    "10x20": ("10x20.pcf.gz", 10, 20, 16),
    "8x16": ("unifont.pcf.gz", 8, 16, 14),
    "5x7": ("5x7.pcf.gz", 5, 8, 6),
}
"""Name -> file, width, height and rows above the base line."""
SIZES = {"5x7": 7}
"""What the file calls its size, where that is not its height."""
PLAIN = "5x7"
"""Too low for marks: capitals, digits and straight arrows only."""


def wanted(name: str) -> str:
    """ASCII, every Vietnamese letter, arrows and dashes; of a plain face capitals, digits and arrows."""
    if name == PLAIN:
        return "".join(sorted(f" -./:{string.digits}{string.ascii_uppercase}{ARROWS[:4]}▯"))
    ascii_letters = "".join(map(chr, range(0x20, 0x7F)))
    toned = (unicodedata.normalize("NFC", v + t) for v in VOWELS for t in ("", *TONES))
    vowels = "".join(toned)
    return "".join(sorted(set(ascii_letters + vowels + vowels.upper() + EXTRA)))


def lines_of(folder: Path, name: str) -> Iterator[str]:
    """The BDF file, line by line."""
    file, width, height, ascent = FACES[name]
    path, letters = folder / file, wanted(name)
    font = ImageFont.truetype(str(path), SIZES.get(name, height))
    yield from ("STARTFONT 2.1", f"FONT {path.name.partition('.')[0]}", f"SIZE {height} 75 75")
    yield from (f"FONTBOUNDINGBOX {width} {height} 0 {ascent - height}", f"CHARS {len(letters)}")
    for letter in letters:
        image = Image.new("1", (width, height))
        ImageDraw.Draw(image).text((0, ascent), letter, font=font, fill=1, anchor="ls")
        _widen_dot_below(image, letter)
        yield from (f"STARTCHAR U+{ord(letter):04X}", f"ENCODING {ord(letter)}", f"DWIDTH {width} 0")
        yield from (f"BBX {width} {height} 0 {ascent - height}", "BITMAP")
        row_bytes = (width + 7) // 8
        data = image.tobytes()
        for at in range(0, len(data), row_bytes):
            yield data[at : at + row_bytes].hex().upper()
        yield "ENDCHAR"
    yield "ENDFONT"


def _widen_dot_below(image: Image.Image, letter: str) -> None:
    """A dot below that is one LED is lost with that LED: it becomes two."""
    box = image.getbbox()
    if DOT_BELOW not in unicodedata.normalize("NFD", letter) or box is None:
        return
    row = box[3] - 1
    ink = [x for x in range(image.width) if image.getpixel((x, row))]
    if len(ink) == 1:
        image.putpixel((ink[0] + 1, row), 1)


def main() -> None:
    """Write every face."""
    folder = Path(sys.argv[1])
    for name in FACES:
        text = "\n".join(lines_of(folder, name)) + "\n"
        (HERE / "fonts" / f"{name}.bdf").write_text(text, "ascii")


if __name__ == "__main__":
    main()
