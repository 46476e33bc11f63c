"""What one clerk writes for the next: whole letters in one line, and not too many."""

import unicodedata

import pytest
from pydantic import ValidationError

from contracts import messages as m

ASKED = {"request_id": "00000000-0000-4000-8000-000000000000", "at": 1, "counter": "1", "to_service": "land"}


def noted(text: str) -> str:
    return m.Transfer.model_validate({**ASKED, "note": text}).note


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("  thiếu\tbản sao\r\nsổ đỏ  ", "thiếu bản sao sổ đỏ"),
        (unicodedata.normalize("NFD", "Đã nộp lệ phí"), "Đã nộp lệ phí"),
        ("a\0b\u202ec\ufeff", "abc"),
        ("\n \t", ""),
        ("<b>&amp;", "<b>&amp;"),
        ("ề" * m.MOST_NOTE, "ề" * m.MOST_NOTE),
    ],
)
def test_it_is_whole_letters_in_one_line(typed: str, kept: str):
    assert noted(typed) == kept


@pytest.mark.parametrize("typed", ["a" * (m.MOST_NOTE + 1), "a" * 10_000, " " * 10_000])
def test_one_that_is_too_long_is_refused_and_not_cut(typed: str):
    with pytest.raises(ValidationError, match="note"):
        noted(typed)
