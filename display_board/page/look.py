"""The style sheet that depends on the screen: shared colours, fonts, and sizes that were computed for it."""

import logging

from contracts.look.tokens import css_variables
from display_board.settings import ScreenSettings
from display_board.sizes import LANDSCAPE, PORTRAIT, Proportions, Sizes, fit, shortfalls

log = logging.getLogger(__name__)

_LONGEST = 9
_WEIGHTS = {"regular": 400, "semibold": 600, "bold": 700}


def look_of(screen: ScreenSettings) -> str:
    """The style sheet for the screen in the settings; what cannot be read from the last row is logged."""
    landscape, portrait = (
        fit(screen.inches, screen.farthest_seat_m, frame) for frame in (LANDSCAPE, PORTRAIT)
    )
    for sentence in shortfalls(portrait if screen.portrait else landscape, screen.farthest_seat_m):
        log.warning("%s", sentence)
    return look_css(landscape, portrait)


def look_css(landscape: Sizes, portrait: Sizes) -> str:
    """Colours, faces, and for both ways of hanging the screen the sizes in ``vh``."""
    faces = "".join(
        f'@font-face {{ font-family: "Be Vietnam Pro"; font-weight: {weight}; font-display: block; '
        f'src: url("/fonts/{name}.ttf"); }}\n'
        for name, weight in _WEIGHTS.items()
    )
    icons = '@font-face { font-family: "icons"; font-display: block; src: url("/fonts/icons.ttf"); }\n'
    upright = _sizes(portrait, PORTRAIT)
    return (
        f"{css_variables()}{faces}{icons}{_sizes(landscape, LANDSCAPE)}"
        f"@media (orientation: portrait) {{\n{upright}}}\n"
    )


def _sizes(sizes: Sizes, frame: Proportions) -> str:
    lengths = {
        "--row": sizes.row,
        "--list-height": frame.list_height,
        "--spot-height": frame.spot_height,
    }
    root = "".join(f"  {name}: {_vh(value)};\n" for name, value in lengths.items())
    hidden = f"#recent li:nth-child(n + {sizes.rows + 1}) {{ display: none; }}\n"
    by_length = "".join(
        f'#number[data-chars="{chars}"] {{ font-size: {_vh(sizes.number_for(chars))}; }}\n'
        f'#recent [data-chars="{chars}"] {{ font-size: {_vh(sizes.row_for(chars))}; }}\n'
        for chars in range(1, _LONGEST + 1)
    )
    return (
        f":root {{\n{root}  --rows: {sizes.rows};\n  --spot-width: {frame.spot_width * 100:g}vw;\n"
        f"  --list-width: {frame.list_width * 100:g}vw;\n}}\n{hidden}{by_length}"
    )


def _vh(share: float) -> str:
    return f"{share * 100:.2f}vh"
