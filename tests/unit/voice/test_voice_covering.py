"""Which sentences of a kiosk a person's recordings say: whole ones, with numbers as they are spoken, and nothing half."""

import tomllib
from pathlib import Path

import pytest

import kiosk_app
from hardware.voice.covering import covered
from hardware.voice.language import language
from hardware.voice.sentence import words


def said(sentence: str, code: str = "vi") -> str | None:
    tokens = covered(language(code), sentence)
    return words(tokens) if tokens else None


@pytest.mark.parametrize(
    ("sentence", "as_spoken"),
    [
        ("Số của ông/bà: A, 0, 1, 2.", "Số của ông bà, a, không, một, hai."),
        ("Số người chờ trước: 4 người.", "Số người chờ trước, bốn người."),
        ("Thời gian chờ dự kiến: 10–25 phút.", "Thời gian chờ dự kiến, mười đến hai mươi lăm phút."),
        ("Nơi phục vụ: Quầy 1, 12.", "Nơi phục vụ, quầy một, mười hai."),
        ("Mời ông/bà lấy phiếu.", "Mời ông bà lấy phiếu."),
    ],
)
def test_a_sentence_of_recorded_words_is_said_with_its_numbers(sentence: str, as_spoken: str):
    assert said(sentence) == as_spoken


@pytest.mark.parametrize(
    "sentence",
    [
        *("Tư pháp, Hộ tịch.", "Mời ông/bà lấy phiếu ngay.", "Lúc 08:30.", "Quầy 1.500.", "Quầy 20/11/2026."),
        *("0237 3838 999", "1234567 người", "", "…", "Ω", "²"),
    ],
)
def test_what_is_not_recorded_whole_or_is_read_otherwise_is_left_to_the_machine(sentence: str):
    assert said(sentence) is None


def test_a_pause_stands_where_the_sentence_has_one_and_its_end_falls():
    tokens = covered(language("vi"), "Nơi phục vụ: Quầy 1.")
    assert tokens is not None
    assert [(token.spelt, token.ends) for token in tokens] == [(True, False), (False, False), (False, True)]


@pytest.mark.parametrize("code", ["vi", "en"])
def test_what_is_recorded_for_a_kiosk_is_what_it_says(code: str):
    texts = tomllib.loads((Path(kiosk_app.__file__).parent / "texts" / f"{code}.toml").read_text("utf-8"))
    number, wait = texts["number"], texts["wait"]
    sentences = [
        *(f"{number['title']}: B, 0, 7.", number["take"], number["take-hint"], number["write-down"]),
        *(f"{number['ahead']}: {number['ahead-people'].format(count=12)}", number["ahead-nobody"]),
        *(f"{number['wait']}: {wait['about'].format(low=5)}", wait["soon"]),
        *(f"{number['counters']}: {number['counter'].format(label=3)}", texts["services"]["title"]),
    ]
    assert [sentence for sentence in sentences if said(sentence, code) is None] == []


def test_a_long_sentence_ends():
    assert said("Quầy 1, " * 2_000) is not None
