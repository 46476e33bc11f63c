"""The design tokens. Contrast against the named ground is at least 7:1 for text, tested."""

from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
FONT_FILES = {
    "regular": FONTS / "BeVietnamPro_400Regular.ttf",
    "semibold": FONTS / "BeVietnamPro_600SemiBold.ttf",
    "bold": FONTS / "BeVietnamPro_700Bold.ttf",
    "icons": FONTS / "icons.ttf",
}

COLOURS = {
    "ground": "#F2F5FA",  # the page behind cards
    "card": "#FFFFFF",
    "ink": "#10203A",  # text on card and ground
    "ink-soft": "#3C4A63",  # second line of text on card and ground
    "line": "#C9D3E2",
    "pressed": "#C9D3E2",  # a card or quiet button under a finger
    "brand": "#0B4F9E",  # headers and the one main action; white text stands on it
    "brand-deep": "#083A76",
    "on-brand": "#FFFFFF",
    "band": "#0B4F9E",  # the head of a screen
    "band-deep": "#083A76",
    "on-band": "#FFFFFF",
    "good": "#0B5A34",
    "good-ground": "#E4F4EA",
    "warn": "#6E4300",
    "warn-ground": "#FFF1D6",
    "bad": "#8C1220",
    "bad-ground": "#FDE7E9",
    "night": "#0B1B33",  # the hall board's ground
    "night-card": "#14305A",
    "on-night": "#FFFFFF",
    "on-night-soft": "#C6D5EC",
    "amber": "#FFC247",  # the called number on a dark board, LED pixels
}

HIGH_CONTRAST = {
    **COLOURS,
    "ground": "#000000",
    "card": "#000000",
    "ink": "#FFFFFF",
    "ink-soft": "#FFFFFF",
    "line": "#FFFFFF",
    "pressed": "#404040",
    "brand": "#FFD84A",  # black text stands on it
    "brand-deep": "#FFFFFF",
    "on-brand": "#000000",
    "band": "#000000",
    "band-deep": "#000000",
    "on-band": "#FFFFFF",
    "good": "#8CF5B4",
    "good-ground": "#000000",
    "warn": "#FFD84A",
    "warn-ground": "#000000",
    "bad": "#FFB3BA",
    "bad-ground": "#000000",
    "amber": "#FFD84A",
}
"""The same names for eyes that need more: light on black, every pair at least 10:1."""

RADIUS = 16
"""Corner of cards and buttons, in density-independent pixels."""


def css_variables() -> str:
    """The colours as custom properties for the web pages."""
    lines = "".join(f"  --{name}: {value};\n" for name, value in COLOURS.items())
    return f":root {{\n{lines}  --radius: {RADIUS}px;\n}}\n"
