"""What others see instead of a screen with words of one citizen: a plain picture that says why."""

from textwrap import wrap

from PIL import Image, ImageDraw, ImageFont

from contracts.look.tokens import COLOURS, FONT_FILES
from contracts.texts import Catalogue

LINE = 30
"""Letters a line at most."""
LETTER_SHARES = 0.046, 0.06
"""Height of the letters at most, as a part of the picture's width and height."""
KEY = "curtain.line"


def curtain(size: tuple[int, int], catalogue: Catalogue) -> Image.Image:
    """The picture; in every language, because nobody knows who looks."""
    picture = Image.new("RGB", size, COLOURS["ground"])
    languages = sorted(catalogue.languages, key=lambda lang: lang != "vi")
    lines = [line for lang in languages for line in (*wrap(catalogue.say(lang, KEY), LINE), "")]
    letter = min(side * share for side, share in zip(size, LETTER_SHARES, strict=True))
    font = ImageFont.truetype(str(FONT_FILES["semibold"]), max(8, letter))
    middle = size[0] / 2, size[1] / 2
    ImageDraw.Draw(picture).multiline_text(
        middle,
        "\n".join(lines[:-1]),
        COLOURS["ink"],
        font,
        anchor="mm",
        align="center",
        spacing=font.size / 2,
    )
    return picture
