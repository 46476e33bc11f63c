"""Which answers mean that there is no such dossier."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.vocabulary import FaultCode
from controller.dossier.breaker import Breaker, answered
from controller.dossier.heard import IN_A_ROW, KEPT_S, ONLY_MISSES, Heard
from controller.dossier.misses import NoneRules, is_nothing, word
from controller.dossier.port import AsWritten, Down, Found, NotFound, Outcome, Record, Why
from controller.dossier.settings import FieldNames, RestSettings
from tests.clocks import FakeClock
from tests.unit.dossier.dossier_source import CODE, FOUND

RULES = RestSettings(base_url="https://x.example").none_rules()
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (True, "true"),
        (False, "false"),
        (0, "0"),
        (0.0, "0"),
        (200, "200"),
        ("OK", "ok"),
        (" Thành công ", "thanh cong"),
    ],
)
def test_result_codes_are_compared_as_words(said: object, expected: str):
    assert word(said) == expected


def test_success_true_is_a_value_that_means_success():
    rules = RestSettings(base_url="https://x.example", ok_values=("true",)).none_rules()
    assert word(True) in rules.good
    assert word("TRUE") in rules.good
    assert word(True) in RULES.good


@pytest.mark.parametrize(
    "message",
    [
        "Không tìm thấy hồ sơ",
        "KHÔNG TÌM THẤY HỒ SƠ H57.132-260804-0583 trong hệ thống!",
        "Kho\u0302ng ti\u0300m tha\u0302\u0301y ho\u0302\u0300 so\u031b",
        "không tìm thấy.",
        "Not found",
        "Hồ sơ không tồn tại",
    ],
)
def test_messages_that_say_so_are_known_wherever_they_stand(message: str):
    for answer in (message, {"message": message}, {"error": {"description": message}}, [{"msg": message}]):
        assert RULES.says_so(answer)


@pytest.mark.parametrize(
    "message",
    [
        "Không tìm thấy máy chủ",
        "user not found in directory",
        "token not found",
        "Lỗi hệ thống",
        "",
        "Không tồn tại tài khoản",
    ],
)
def test_messages_about_other_things_are_not(message: str):
    assert not RULES.says_so({"message": message})


def test_an_offices_own_words_are_taken_without_case_and_marks():
    rules = NoneRules.of((), (), (), ("=Hết", "HS ĐÃ XÓA", " "), empty=False)
    assert rules.says_so("hết")
    assert rules.says_so("hs đã xoá rồi") == rules.says_so("hs đã xóa rồi")
    assert not rules.says_so("hết hạn")
    assert not rules.says_so("gì đó")


@given(JSON)
def test_no_answer_breaks_the_rules(answer: object):
    RULES.says_so(answer)
    is_nothing(answer)
    word(answer)


@pytest.mark.parametrize("value", [None, "", " ", {}, [], [None, {}], {"data": None, "message": ""}])
def test_what_says_nothing_is_nothing(value: object):
    assert is_nothing(value)


@pytest.mark.parametrize("value", [0, False, "x", {"a": 0}, [[], [1]]])
def test_what_says_anything_is_not(value: object):
    assert not is_nothing(value)


def test_an_answer_about_one_code_closes_an_open_circuit_and_forgives_nothing():
    assert answered(Breaker(failed=4)) == Breaker(failed=4)
    assert answered(Breaker(failed=5, open_until=9.0, probing=True)) == Breaker()


def heard(clock: FakeClock, *outcomes: Outcome) -> Heard:
    listener = Heard(FieldNames().model_dump(), clock)
    for outcome in outcomes:
        listener.note(outcome)
    return listener


def test_errors_in_a_row_are_told_and_one_good_answer_ends_it(clock: FakeClock):
    error = Down(Why.ITS_ERROR, answered=True)
    assert heard(clock, *[error] * (IN_A_ROW - 1)).troubles() == ()
    (trouble,) = heard(clock, *[error] * IN_A_ROW).troubles()
    assert (trouble.code, trouble.facts) == (
        FaultCode.LOOK_UP_UNREAD,
        {"what": "its-error", "count": str(IN_A_ROW)},
    )
    assert heard(clock, *[error] * IN_A_ROW, FOUND).troubles() == ()
    assert heard(clock, *[Down(Why.TOO_SLOW)] * 9).troubles() == ()


def test_a_main_system_that_knows_no_dossier_at_all_is_told(clock: FakeClock):
    assert heard(clock, *[NotFound()] * (ONLY_MISSES - 1)).troubles() == ()
    (trouble,) = heard(clock, *[NotFound()] * ONLY_MISSES).troubles()
    assert trouble.facts["what"] == "only-misses"


def test_what_cannot_be_read_is_counted_by_field_with_its_last_example_for_a_day(clock: FakeClock):
    record = Record(CODE, FOUND.records[0].status, due=AsWritten("sau Tết"), unread=("due",))
    listener = heard(clock, Found((record,)), Found((record, record)))
    (trouble,) = listener.troubles()
    assert trouble.facts == {"what": "field", "column": "NgayHenTra", "count": "3", "said": "sau Tết"}
    clock.advance(KEPT_S)
    assert listener.troubles() == ()


def test_a_due_date_before_the_receipt_is_counted_apart_from_what_cannot_be_read(clock: FakeClock):
    early = Record(
        CODE,
        FOUND.records[0].status,
        received=date(2026, 11, 5),
        due=date(2026, 11, 1),
        unread=("due",),
    )
    odd = Record(CODE, FOUND.records[0].status, due=AsWritten("sau Tết"), unread=("due",))
    told = heard(clock, Found((early,)), Found((odd,)), Found((early,))).troubles()
    assert [trouble.facts for trouble in told] == [
        {"what": "before-received", "column": "NgayHenTra", "count": "2", "said": "01/11/2026"},
        {"what": "field", "column": "NgayHenTra", "count": "1", "said": "sau Tết"},
    ]
