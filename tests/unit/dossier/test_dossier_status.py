"""The ten national statuses, the words of vendors, and the due date apart from both."""

import unicodedata
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.dossiers import Deadline, DossierStatus
from controller.dossier.port import AsWritten, Day
from controller.dossier.status import NATIONAL, STATUS_TEXT_LENGTH, StatusWords, deadline
from controller.dossier.status_words import known_words

S = DossierStatus
WORDS = StatusWords.of(*known_words())
TODAY = date(2026, 11, 23)
NATIONAL_WORDS = (
    "Mới đăng ký",
    "Được tiếp nhận",
    "Không được tiếp nhận",
    "Đang xử lý",
    "Yêu cầu bổ sung giấy tờ",
    "Yêu cầu thực hiện nghĩa vụ tài chính",
    "Công dân yêu cầu rút hồ sơ",
    "Dừng xử lý",
    "Đã xử lý xong",
    "Đã trả kết quả",
)


def day(offset: int | None) -> date | None:
    return None if offset is None else TODAY + timedelta(days=offset)


@pytest.mark.parametrize(("number", "word"), list(enumerate(NATIONAL_WORDS, start=1)))
def test_each_national_status_is_known_by_number_and_by_word(number: int, word: str):
    status = NATIONAL[number - 1]
    decomposed = unicodedata.normalize("NFD", word)
    for said in (str(number), f"0{number}", word, word.upper(), f"  {word} ", decomposed):
        assert WORDS.status(said) == (status, "")


def test_the_ten_are_all_statuses_but_other():
    assert set(NATIONAL) == set(S) - {S.OTHER}


@pytest.mark.parametrize(
    ("said", "status"), [("releasing", S.RESULT_READY), ("denied", S.REJECTED), ("DONE", S.RESULT_RETURNED)]
)
def test_the_words_of_a_common_system_are_known(said: str, status: DossierStatus):
    assert WORDS.status(said)[0] is status


def test_an_offices_own_words_win():
    words = StatusWords.of(*known_words(), {"Đang xử lý": S.STOPPED, "KT": S.RESULT_READY, "4": S.ACCEPTED})
    assert words.status("đang xử lý")[0] is S.STOPPED
    assert words.status("kt")[0] is S.RESULT_READY
    assert words.status("4")[0] is S.ACCEPTED


def test_an_unknown_status_is_kept_with_the_main_systems_own_word():
    assert WORDS.status("Chờ lấy ý kiến") == (S.OTHER, "Chờ lấy ý kiến")
    assert WORDS.status("11", "Chờ lấy ý kiến") == (S.OTHER, "Chờ lấy ý kiến")
    assert len(WORDS.status("x" * 1000)[1]) == STATUS_TEXT_LENGTH


@pytest.mark.parametrize("said", ["-1", " -4", "-10", "-1.0", "\u22124", "\u20131"])
def test_a_negative_number_is_no_national_status_but_may_be_one_of_an_offices_own(said: str):
    assert WORDS.status(said)[0] is S.OTHER
    assert not WORDS.knows(said)
    own = StatusWords.of(*known_words(), {said: S.WITHDRAWN})
    assert own.status(said)[0] is S.WITHDRAWN
    assert own.status("4")[0] is S.PROCESSING


def test_a_readable_name_helps_when_the_number_is_unknown():
    assert WORDS.status("A7", "Đã trả kết quả") == (S.RESULT_RETURNED, "")


@given(st.text(max_size=200))
def test_no_word_breaks_it(said: str):
    status, text = WORDS.status(said)
    assert (status is S.OTHER) or text == ""


@pytest.mark.parametrize(
    ("status", "due", "before", "finished", "stands"),
    [
        (S.PROCESSING, None, None, None, Deadline.NONE),
        (S.PROCESSING, 4, None, None, Deadline.ON_TIME),
        (S.PROCESSING, 0, None, None, Deadline.ON_TIME),
        (S.PROCESSING, -1, None, None, Deadline.OVERDUE),
        (S.PROCESSING, 4, -2, None, Deadline.NEW_DATE),
        (S.PROCESSING, -1, -5, None, Deadline.OVERDUE),
        (S.PROCESSING, 4, 4, None, Deadline.ON_TIME),
        (S.MORE_PAPERS, -3, None, None, Deadline.NONE),
        (S.MORE_PAPERS, 3, 1, None, Deadline.NEW_DATE),
        (S.REJECTED, -3, None, None, Deadline.NONE),
        (S.WITHDRAWN, 3, None, None, Deadline.NONE),
        (S.RESULT_READY, 2, None, -1, Deadline.EARLY),
        (S.RESULT_READY, 2, None, 2, Deadline.ON_TIME),
        (S.RESULT_READY, -2, None, -1, Deadline.OVERDUE),
        (S.RESULT_READY, 2, None, None, Deadline.EARLY),
        (S.RESULT_READY, -2, None, None, Deadline.NONE),
        (S.RESULT_RETURNED, -7, None, -8, Deadline.EARLY),
    ],
)
def test_the_deadline_stands_apart_from_the_status(
    status: DossierStatus, due: int | None, before: int | None, finished: int | None, stands: Deadline
):
    assert deadline(status, day(due), day(before), day(finished), TODAY) is stands


@pytest.mark.parametrize("before", [None, AsWritten("x"), TODAY])
def test_a_due_date_that_cannot_be_read_is_not_absent(before: Day):
    unread = AsWritten("sau Tết")
    assert deadline(S.PROCESSING, unread, before, None, TODAY) is Deadline.UNCLEAR
    assert deadline(S.ACCEPTED, unread, before, None, TODAY) is Deadline.UNCLEAR
    assert deadline(S.MORE_PAPERS, unread, before, None, TODAY) is Deadline.NONE
    assert deadline(S.RESULT_READY, unread, before, day(1), TODAY) is Deadline.NONE
    assert deadline(S.STOPPED, unread, before, None, TODAY) is Deadline.NONE


def test_what_else_cannot_be_read_judges_nothing():
    assert deadline(S.PROCESSING, day(4), AsWritten("x"), None, TODAY) is Deadline.ON_TIME
    assert deadline(S.RESULT_READY, day(-2), None, AsWritten("x"), TODAY) is Deadline.NONE


def test_a_status_that_nobody_knows_may_mean_done_so_nothing_is_late():
    assert deadline(S.OTHER, day(-2), None, None, TODAY) is Deadline.NONE
    assert deadline(S.OTHER, day(2), None, None, TODAY) is Deadline.ON_TIME
