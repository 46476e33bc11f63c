"""Numbers as they are spoken, against tables written by hand and against a reading of the words back into a number."""

import itertools
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.voice.language import language
from hardware.voice.numbers import GRAMMARS, MOST, Words, english, plain, vietnamese

VIETNAMESE = {
    0: "không", 1: "một", 4: "bốn", 5: "năm", 10: "mười", 11: "mười một", 14: "mười bốn", 15: "mười lăm",
    20: "hai mươi", 21: "hai mươi mốt", 24: "hai mươi tư", 25: "hai mươi lăm", 31: "ba mươi mốt",
    44: "bốn mươi tư", 55: "năm mươi lăm", 100: "một trăm", 101: "một trăm linh một",
    104: "một trăm linh bốn", 105: "một trăm linh năm", 110: "một trăm mười", 111: "một trăm mười một",
    115: "một trăm mười lăm", 121: "một trăm hai mươi mốt", 205: "hai trăm linh năm", 1000: "một nghìn",
    1001: "một nghìn không trăm linh một", 1005: "một nghìn không trăm linh năm",
    1010: "một nghìn không trăm mười", 1015: "một nghìn không trăm mười lăm",
    1021: "một nghìn không trăm hai mươi mốt", 1100: "một nghìn một trăm", 1105: "một nghìn một trăm linh năm",
    2024: "hai nghìn không trăm hai mươi tư", 9999: "chín nghìn chín trăm chín mươi chín",
    10_000: "mười nghìn", 21_005: "hai mươi mốt nghìn không trăm linh năm",
    105_015: "một trăm linh năm nghìn không trăm mười lăm", 999_999: "chín trăm chín mươi chín nghìn chín trăm chín mươi chín",
}  # fmt: skip
ENGLISH = {
    0: "zero", 7: "seven", 13: "thirteen", 20: "twenty", 42: "forty two", 100: "one hundred",
    105: "one hundred and five", 1000: "one thousand", 1001: "one thousand and one",
    2345: "two thousand three hundred and forty five",
}  # fmt: skip
VALUES = {
    **{str(digit): digit for digit in range(10)}, "ten": 10, "one-after-tens": 1, "four-after-tens": 4,
    "five-after-ten": 5,
}  # fmt: skip


def said(code: str, number: int, dialect: str = "north") -> str:
    way = language(code, dialect)
    return " ".join(way.words[word] for word in GRAMMARS[way.numbers](number))


@pytest.mark.parametrize(("number", "words"), VIETNAMESE.items())
def test_vietnamese_as_people_say_it(number: int, words: str):
    assert said("vi", number) == words


@pytest.mark.parametrize(("number", "words"), ENGLISH.items())
def test_english_as_people_say_it(number: int, words: str):
    assert said("en", number) == words


def test_the_south_has_words_of_its_own():
    assert said("vi", 1005, "south") == "một ngàn không trăm lẻ năm"


def heard(words: tuple[str, ...]) -> int:
    """A listener: words back into the number, without knowing how they were made."""
    total = group = unit = 0
    for word in words:
        if word == "thousand":
            total, group, unit = (group + unit) * 1000, 0, 0
        elif word == "hundred":
            group, unit = group + unit * 100, 0
        elif word == "tens":
            group, unit = group + unit * 10, 0
        elif word == "odd":
            unit = 0
        elif word == "ten":
            group += 10
        else:
            unit = VALUES[word]
    return total + group + unit


@pytest.mark.parametrize("thousands", range(10))
def test_every_number_to_9999_is_heard_as_itself_and_each_in_its_own_words(thousands: int):
    numbers = range(thousands * 1000, thousands * 1000 + 1000)
    spoken = {number: vietnamese(number) for number in numbers}
    assert all(heard(words) == number for number, words in spoken.items())
    assert len(set(spoken.values())) == len(spoken)


@given(st.integers(0, MOST))
def test_so_is_every_number_of_a_ticket(number: int):
    words = vietnamese(number)
    assert heard(words) == number
    for before, word in itertools.pairwise(words):
        assert word not in {"one-after-tens", "four-after-tens"} or before == "tens"
        assert word != "five-after-ten" or before in {"tens", "ten"}
        assert before != "tens" or word not in {"1", "4", "5"}


@pytest.mark.parametrize("grammar", [vietnamese, english, plain])
@pytest.mark.parametrize("number", [-1, MOST + 1])
def test_what_no_ticket_can_be_is_refused(grammar: Callable[[int], Words], number: int):
    with pytest.raises(ValueError, match="is not between"):
        grammar(number)


@given(st.integers(0, MOST), st.sampled_from(["vi", "en"]))
def test_every_word_of_a_number_is_a_word_of_the_language(number: int, code: str):
    assert said(code, number)
