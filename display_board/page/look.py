"""The style sheet that depends on the screen: shared colours, fonts, and sizes that were computed for it."""

import logging

from contracts.look.tokens import css_variables
from display_board.settings import ScreenSettings
from display_board.sizes import TALL, WIDE, Proportions, fit, frame_of, shortfalls

log = logging.getLogger(__name__)

_LONGEST = 9
_ROOM_TO_SHIFT = 0.994
"""So much of the screen is used: the rest is for the shift against burning in."""
_WEIGHTS = {"regular": 400, "semibold": 600, "bold": 700}


def look_of(screen: ScreenSettings) -> str:
    """The style sheet for the screen in the settings; what cannot be read from the last row is logged."""
    for sentence in unreadable(screen):
        log.warning("%s", sentence)
    return look_css(screen.inches, screen.farthest_seat_m, screen.overscan_percent)


def unreadable(screen: ScreenSettings) -> tuple[str, ...]:
    """What cannot be read from the farthest seat of the hall."""
    seat_m, shown = screen.farthest_seat_m, 1 - 2 * screen.overscan_percent / 100
    return shortfalls(fit(screen.inches * shown, seat_m, frame_of(*screen.hung)), seat_m)


def look_css(inches: float, seat_m: float, overscan_percent: float = 0) -> str:
    """Colours, faces, and for every shape of screen the sizes in ``vh``: the browser knows which one it has."""
    faces = "".join(
        f'@font-face {{ font-family: "Be Vietnam Pro"; font-weight: {weight}; font-display: block; '
        f'src: url("/fonts/{name}.ttf"); }}\n'
        for name, weight in _WEIGHTS.items()
    )
    icons = '@font-face { font-family: "icons"; font-display: block; src: url("/fonts/icons.ttf"); }\n'
    scale = (1 - 2 * overscan_percent / 100) * _ROOM_TO_SHIFT
    shapes = "".join(
        f"@media (min-aspect-ratio: {width}/{height}) {{\n{_sizes(inches * scale, seat_m, frame_of(width, height))}}}\n"
        for width, height in (*TALL, *WIDE)
    )
    return f"{css_variables()}:root {{ --scale: {scale:.4f}; }}\n{faces}{icons}{shapes}"


def _sizes(inches: float, seat_m: float, frame: Proportions) -> str:
    sizes = fit(inches, seat_m, frame)
    lengths = {
        "--row": sizes.row,
        "--target": sizes.target,
        "--list-height": frame.list_height,
        "--spot-height": frame.spot_height,
    }
    root = "".join(f"  {name}: {_vh(value)};\n" for name, value in lengths.items())
    by_length = "".join(
        f'#number[data-chars="{chars}"] {{ font-size: {_vh(sizes.number_for(chars))}; }}\n'
        f'#recent [data-chars="{chars}"] {{ font-size: {_vh(sizes.row_for(chars))}; }}\n'
        for chars in range(1, _LONGEST + 1)
    )
    return (
        f":root {{\n{root}  --rows: {sizes.rows};\n  --spot-width: {frame.spot_width * 100:g}vw;\n"
        f"  --list-width: {frame.list_width * 100:g}vw;\n}}\n{by_length}"
    )


def _vh(share: float) -> str:
    return f"{share * 100:.2f}vh"
