"""How motcua looks: contrast by WCAG's formula, and every letter and icon in the fonts."""

import unicodedata
from itertools import product

import pytest
from fontTools.ttLib import TTFont

from contracts.look.icons import ICONS
from contracts.look.subset_icons import NAMES
from contracts.look.tokens import COLOURS, FONT_FILES, RADIUS, css_variables
from contracts.texts import load_catalogue
from tests.unit.contracts.test_texts import CATALOGUES

LEAST = 7.0
"""WCAG 2.2 success criterion 1.4.6 (AAA): readable for old eyes in a sunny hall."""

PAIRS = [
    *product(("ink", "ink-soft"), ("card", "ground")),
    *product(("on-brand",), ("brand", "brand-deep")),
    ("good", "good-ground"),
    ("warn", "warn-ground"),
    ("bad", "bad-ground"),
    *product(("on-night", "on-night-soft", "amber"), ("night", "night-card")),
]

VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
LOWER = {unicodedata.normalize("NFC", vowel + tone) for vowel, tone in product(VOWELS, TONES)}
VIETNAMESE = LOWER | {"đ"} | {letter.upper() for letter in LOWER | {"đ"}}


def luminance(colour: str) -> float:
    """Relative luminance of sRGB as WCAG 2.2 defines it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_formula_knows_its_two_ends():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)  # WCAG's own example of a grey


@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_stands_out_from_its_ground(text: str, ground: str):
    assert contrast(COLOURS[text], COLOURS[ground]) >= LEAST


def test_every_colour_is_a_custom_property_of_the_pages():
    css = css_variables()
    assert all(f"--{name}: {value};" in css for name, value in COLOURS.items())
    assert f"--radius: {RADIUS}px;" in css


def letters(font: str) -> set[str]:
    with TTFont(FONT_FILES[font]) as opened:
        return {chr(code) for code in opened.getBestCmap()}


def test_there_are_146_vietnamese_letters_with_marks_or_without():
    assert len(VIETNAMESE) == 2 * (12 * 6 + 1)


@pytest.mark.parametrize("font", ["regular", "semibold", "bold"])
def test_a_font_has_every_vietnamese_letter_and_every_letter_of_our_texts(font: str):
    said = {
        letter
        for folder in CATALOGUES
        for sentences in load_catalogue(folder).languages.values()
        for sentence in sentences.values()
        for letter in sentence
    }
    assert len(said) > 100
    assert (VIETNAMESE | said) - {"\n"} - letters(font) == set()


def test_the_icon_font_has_every_icon_and_only_those():
    assert set(NAMES) == set(ICONS)
    assert set(ICONS.values()) == {
        letter for letter in letters("icons") if letter.isprintable() or ord(letter) > 0xF0000
    }


def test_every_icon_has_a_shape():
    with TTFont(FONT_FILES["icons"]) as font:
        shapes, glyphs = font.getBestCmap(), font["glyf"]
        assert [name for name, icon in ICONS.items() if glyphs[shapes[ord(icon)]].numberOfContours == 0] == []
