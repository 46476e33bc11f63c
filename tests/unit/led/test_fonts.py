"""The gate of the lab: letters of Vietnamese stay apart on every font that signs use."""

import unicodedata
from itertools import combinations

import pytest

from hardware.led.font import BOX, font
from hardware.led.layout import drawn
from hardware.ports import SignText

TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
VOWELS = "aăâeêioôơuưy"
EVERY = "".join(unicodedata.normalize("NFC", v + t) for v in VOWELS for t in TONES) + "đ"


def apart(name: str, one: str, other: str) -> int:
    glyphs = font(name).glyphs
    return len(glyphs[one] ^ glyphs[other])


@pytest.mark.parametrize(("name", "least"), [("10x20", 3), ("8x16", 2)])
def test_no_two_letters_of_vietnamese_are_nearly_the_same(name: str, least: int):
    letters = EVERY + EVERY.upper()
    near = [(one, other) for one, other in combinations(letters, 2) if apart(name, one, other) < least]
    assert near == []


@pytest.mark.parametrize("name", ["10x20", "8x16"])
def test_every_letter_that_is_written_here_is_in_the_font(name: str):
    assert font(name).lacks("".join(map(chr, range(0x20, 0x7F))) + EVERY + EVERY.upper() + "→←↑↓↗↖↘↙–…") == ""


@pytest.mark.parametrize(("name", "arrows"), [("6x8", "→←↑↓↗↖↘↙"), ("5x7", "→←↑↓")])
def test_small_fonts_have_digits_capitals_and_arrows_that_stay_apart(name: str, arrows: str):
    signs = f"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-{arrows}"
    assert font(name).lacks(signs) == ""
    assert [pair for pair in combinations(signs, 2) if apart(name, *pair) < 2] == []


def test_the_circumflex_of_quay_is_seen_on_the_smallest_sign_with_letters():
    signs = [drawn(SignText(f"Qu{letter}y 4"), (64, 16)).frame for letter in "aàâầấậă"]
    assert all(len(one.lit ^ other.lit) >= 2 for one, other in combinations(signs, 2))


def test_a_letter_that_lacks_is_a_box():
    face = font("8x16")
    assert face.lacks("A漢漢Ω") == "漢Ω"
    assert face.line("漢")[0] == face.line(BOX)[0]
