import pytest

from hardware.voice.language import codes, language
from hardware.voice.sentence import Reading, call_tokens, words


def said(
    number: str, label: str, code: str = "vi", reading: Reading = "digits", *, again: bool = False
) -> str:
    return words(call_tokens(language(code), number, label, reading=reading, again=again))


@pytest.mark.parametrize(
    ("number", "label", "sentence"),
    [
        ("A012", "3", "Xin mời số a, không, một, hai, đến quầy số ba."),
        ("012", "12", "Xin mời số không, một, hai, đến quầy số mười hai."),
        ("HK105", "21", "Xin mời số hát, ca, một, không, năm, đến quầy số hai mươi mốt."),
        ("A001", "Phòng 8", "Xin mời số a, không, không, một, đến phòng tám."),
        ("A001", "Quầy A", "Xin mời số a, không, không, một, đến quầy a."),
        ("A001", "Bàn tiếp nhận", "Xin mời số a, không, không, một, đến bàn tiếp nhận."),
    ],
)
def test_a_call_digit_by_digit(number: str, label: str, sentence: str):
    assert said(number, label) == sentence


@pytest.mark.parametrize(
    ("number", "part"),
    [
        ("A012", "a, không, mười hai, đến"),
        ("A105", "a, một trăm linh năm, đến"),
        ("A001", "a, không, không, một, đến"),
        ("A000", "a, không, không, không, đến"),
        ("1015", "số một nghìn không trăm mười lăm, đến"),
    ],
)
def test_a_call_as_a_number_says_leading_zeros_alone(number: str, part: str):
    assert part in said(number, "3", reading="number")


def test_a_recall_and_another_language():
    assert said("A012", "3", again=True) == "Xin mời lại số a, không, một, hai, đến quầy số ba."
    assert said("A012", "3", "en") == "Number A, zero, one, two, please come to counter three."


def test_the_last_of_a_phrase_falls_and_equal_words_have_equal_clips():
    tokens = call_tokens(language("vi"), "A011", "1")
    assert [(t.clip, t.ends) for t in tokens] == [
        ("call", False), ("letter-A", False), ("0", False), ("1", False), ("1", True), ("to-counter", False), ("1", True),
    ]  # fmt: skip


def test_a_word_of_a_label_that_nobody_recorded_has_no_clip():
    assert [t.clip for t in call_tokens(language("vi"), "A1", "Bàn tiếp nhận")][-3:] == ["place-bàn", "", ""]


@pytest.mark.parametrize("code", codes())
@pytest.mark.parametrize("reading", ["digits", "number"])
def test_every_number_and_every_label_has_words(code: str, reading: Reading):
    for number in ("A1", "ABC123456", "000000", "999999", "Z0"):
        for label in ("1", "999999", "1000000", "Phòng 12 B", "¼", "٣", "  "):
            assert said(number, label, code, reading).endswith(".")
