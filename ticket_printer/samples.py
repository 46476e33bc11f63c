"""Sample slips side by side, as an office sees them before they are printed: on a screen or in a file."""

import io
import tomllib
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from contracts.messages import Slip, SlipWords
from contracts.scanned import slip_text
from contracts.texts import Catalogue
from contracts.vocabulary import JobId
from ticket_printer.layout import lay_out
from ticket_printer.live_template import Look
from ticket_printer.render import draw

SAMPLE = Path(__file__).parent / "sample_slip.toml"
SAMPLES: tuple[dict[str, Any], ...] = (
    {"lang": "vi"},
    {"lang": "en"},
    {"lang": "vi", "copy_no": 2},
    {"lang": "vi", "degraded": True},
)
"""In Vietnamese, in English, a reprint, and one that was given while the desk was in trouble."""
WORDED = SAMPLES[:2]
"""Enough to see what an office says of itself."""
DESK_GREY, EDGE, FRAME = 205, 40, 2
"""The desk that slips lie on, dots of it around each, and of the line around each where there is no grey."""


def slips(look: Look, dots: int, texts: Catalogue, words: SlipWords | None = None) -> list[Image.Image]:
    """Every sample on paper ``dots`` wide; with an office's ``words`` one slip in each language."""
    plain = tomllib.loads(SAMPLE.read_text("utf-8")) | (words.model_dump() if words else {})
    samples = WORDED if words else SAMPLES
    return [_slip(Slip.model_validate({**plain, **sample}), look, dots, texts) for sample in samples]


def side_by_side(slips: list[Image.Image], *, grey: bool = True) -> Image.Image:
    """Slips on a grey desk, dot for dot; without grey a picture of mode ``1``, each slip in a frame."""
    width = EDGE + sum(slip.width + EDGE for slip in slips)
    size = (width, max(slip.height for slip in slips) + 2 * EDGE)
    desk = Image.new("L", size, DESK_GREY if grey else 255)
    x = EDGE
    for slip in slips:
        if not grey:
            frame = (x - FRAME, EDGE - FRAME, x + slip.width + FRAME - 1, EDGE + slip.height + FRAME - 1)
            ImageDraw.Draw(desk).rectangle(frame, fill=0)
        desk.paste(slip.convert("L"), (x, EDGE))
        x += slip.width + EDGE
    return desk if grey else desk.convert("1", dither=Image.Dither.NONE)


def png(picture: Image.Image, **more: Any) -> bytes:
    """A PNG file; ``more`` as Pillow takes it."""
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=True, **more)
    return file.getvalue()


def small_png(slips: list[Image.Image], most_bytes: int) -> tuple[Image.Image, bytes]:
    """The slips as a picture and its PNG file, no larger than that: fewer slips first, then smaller ones."""
    for shown in range(len(slips), 0, -1):
        picture = side_by_side(slips[:shown], grey=False)
        if len(data := png(picture)) <= most_bytes:
            return picture, data
    while len(data) > most_bytes:
        picture = picture.resize((max(1, picture.width * 2 // 3), max(1, picture.height * 2 // 3)))
        data = png(picture)
    return picture, data


def _slip(slip: Slip, look: Look, dots: int, texts: Catalogue) -> Image.Image:
    job = JobId(f"20261121-{slip.number}-{slip.copy_no}")
    blocks = lay_out(slip, texts, look.template, slip_text("demo", job))
    return draw(blocks, dots, look.template, look.logo)
