"""Bytes of a stranger: read when they are what they should be, refused without a word of them otherwise."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from contracts.dossiers import DossierCode, DossierStatus
from controller.dossier.port import AsWritten, Record
from controller.dossier.reading import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_ITEMS,
    OtherRecordError,
    Reader,
    UnreadableError,
    at_path,
    parse,
)
from controller.dossier.settings import FieldNames
from controller.dossier.status import StatusWords
from controller.dossier.status_words import known_words

CODE = DossierCode("H57.132-260804-0583")
VIET_NAM = 420
NAMES = FieldNames(receipt="MaBienNhan", hidden="KhongCongKhai", step="TienTrinh.0.NoiDung")
READER = Reader(NAMES.model_dump(), StatusWords.of(*known_words()), VIET_NAM)
GOOD: dict[str, Any] = {
    "MaHoSo": CODE,
    "TrangThaiHoSo": 4,
    "TenTTHC": "Đăng ký khai sinh",
    "NgayTiepNhan": "20260304105600",
    "NgayHenTra": "10/04/2026",
    "ChuHoSo": "Nguyễn Văn Chim",
    "TienTrinh": [{"NoiDung": "Thẩm định"}],
}


def read(**changes: Any) -> Record:
    return READER.record(GOOD | changes, CODE)


def test_a_record_is_read_through_the_names_of_the_settings_and_nothing_else_is_looked_at():
    record = read()
    assert record == Record(
        code=CODE,
        status=DossierStatus.PROCESSING,
        procedure="Đăng ký khai sinh",
        received=date(2026, 3, 4),
        due=date(2026, 4, 10),
        step="Thẩm định",
    )
    assert "Chim" not in repr(record)


def test_another_citizens_record_is_refused():
    with pytest.raises(OtherRecordError):
        read(MaHoSo="H57.132-260804-0584")


def test_one_other_record_among_right_ones_spoils_all():
    with pytest.raises(OtherRecordError):
        READER.records([GOOD, GOOD | {"MaHoSo": "H57.132-260804-0584"}], CODE)


def test_the_dossiers_of_a_receipt_are_found_by_the_receipts_code():
    others = [GOOD | {"MaHoSo": f"H57.132-260804-{n}", "MaBienNhan": CODE} for n in ("0900", "0901")]
    assert [r.code for r in READER.records(others, CODE)] == ["H57.132-260804-0900", "H57.132-260804-0901"]


def test_the_code_is_compared_without_case_and_blanks():
    assert read(MaHoSo=" h57.132-260804-0583 ").code == CODE


@pytest.mark.parametrize(
    "said", [True, "true", 1, 1.0, "1", "1.0", "Có", "x", "Y", "đúng", -1, 2, 0.5, [1], {"v": True}]
)
def test_hidden_dossiers_are_left_out_whatever_the_word_for_it(said: object):
    assert READER.records([GOOD | {"KhongCongKhai": said}], CODE) == ()


@pytest.mark.parametrize("said", [None, "", " ", False, "false", 0, 0.0, "0", "No", "không", "KHÔNG"])
def test_only_a_clear_no_shows_a_dossier_that_can_be_hidden(said: object):
    assert len(READER.records([GOOD | {"KhongCongKhai": said}], CODE)) == 1


def test_a_whole_number_with_a_point_is_that_number():
    (record,) = READER.records(
        [GOOD | {"MaHoSo": 20261122001.0, "TrangThaiHoSo": 9.0}], DossierCode("20261122001")
    )
    assert record.status is DossierStatus.RESULT_READY


@pytest.mark.parametrize("items", [None, []])
def test_nothing_is_no_record(items: object):
    assert READER.records(items, CODE) == ()


@pytest.mark.parametrize("gone", ["MaHoSo", "TrangThaiHoSo"])
@pytest.mark.parametrize("value", [None, "", {"a": 1}, [4], 3.5])
def test_without_code_or_status_there_is_no_answer(gone: str, value: object):
    with pytest.raises(UnreadableError):
        read(**{gone: value})


@pytest.mark.parametrize("value", [None, "", " ", "-", "Không có ngày hẹn trả cụ thể theo quy định"])
def test_a_day_that_was_not_given_is_none(value: object):
    record = read(NgayHenTra=value)
    assert (record.due, record.unread) == (None, ())


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("sau Tết", "sau Tết"),
        ("31/02/2026", "31/02/2026"),
        (3.5, "3.5"),
        ([1], ""),
        ({"a": 1}, ""),
        (True, "True"),
    ],
)
def test_a_day_that_cannot_be_read_is_kept_as_it_was_written_and_named(value: object, shown: str):
    record = read(NgayHenTra=value)
    assert (record.due, record.unread) == (AsWritten(shown), ("due",))


@pytest.mark.parametrize(
    ("field", "path"),
    [("procedure", "TenTTHC"), ("step", "TienTrinh"), ("receipt", "MaBienNhan"), ("status", "TrangThaiHoSo")],
)
@pytest.mark.parametrize("value", [{"ten": "Đăng ký"}, ["a"], 1.5, "Ch\ufffdờ"])
def test_what_else_cannot_be_read_is_named_too(field: str, path: str, value: object):
    given = [{"NoiDung": value}] if field == "step" else value
    if field == "status":
        assert read(TrangThaiHoSo="Đang nằm trong tủ").unread == ("status",)
        return
    assert read(**{path: given}).unread == (field,)


@pytest.mark.parametrize(
    ("changes", "unread"),
    [
        ({"NgayHenTra": "03/03/2026"}, ("due",)),
        ({"NgayHenTra": "04/03/2026"}, ()),
        ({"NgayHenTra": "03/03/2026", "NgayTiepNhan": ""}, ()),
        ({"NgayHenTra": "03/03/2026", "NgayTiepNhan": "sau Tết"}, ("received",)),
    ],
    ids=["before it was received", "on the same day", "received nobody knows when", "received some day"],
)
def test_a_due_date_before_the_dossier_was_received_is_shown_and_named(
    changes: dict[str, str], unread: tuple[str, ...]
):
    record = read(**changes)
    assert record.unread == unread
    assert record.due is not None, "it is not hidden"


def test_a_number_before_a_word_and_other_spellings_of_it_are_understood():
    for said in (
        "4 - Đang xử lý",
        "ĐANG XỬ LÝ",
        "Đang  xử lý.",
        "Dang xu ly",
        "đang\u00a0xu\u031b\u0309 ly\u0301",
        "04",
        "4.0",
        "4,0",
        "[4] Đang xử lý",
        "(4) Đang xử lý",
        "Đang xử lý (4)",
        "Đang xử lí",
        "DangXuLy",
        "dangXuLy",
        "DANG_XU_LY",
        "Ðang xử lý",  # an eth: so many conversions of old files write it
        "Đang xử lý…",
    ):
        record = read(TrangThaiHoSo=said)
        assert (record.status, record.unread) == (DossierStatus.PROCESSING, ()), said


@pytest.mark.parametrize(
    "value", [{"MaHoSo": None, "TrangThaiHoSo": ""}, {"MaHoSo": [], "x": 1}, {"TenTTHC": None}]
)
def test_an_answer_in_which_our_fields_are_there_and_empty_says_nothing(value: object):
    assert READER.says_nothing(value)


@pytest.mark.parametrize(
    "value", [GOOD, {"x": 1}, {"MaHoSo": 0}, {"MaHoSo": None, "NgayHenTra": "1/1/2026"}, "text", 5]
)
def test_an_answer_that_says_anything_or_of_which_we_know_no_field_does_not(value: object):
    assert not READER.says_nothing(value)


def test_too_many_dossiers_are_no_answer():
    with pytest.raises(UnreadableError):
        READER.records([GOOD] * (MAX_ITEMS + 1), CODE)


@pytest.mark.parametrize("items", [[1], ["x"], [[GOOD]], 7, "text", [None]])
def test_items_that_are_no_tables_are_no_answer(items: object):
    with pytest.raises(UnreadableError):
        READER.records(items, CODE)


BAD: dict[str, bytes] = {
    "nothing": b"",
    "HTML": b"<!doctype html><title>x</title>",
    "truncated": b'{"a": [1, 2',
    "not a number": b'{"a": NaN}',
    "infinite": b'{"a": -Infinity}',
    "doubled key": b'{"a": 1, "a": 2}',
    "doubled key inside": b'[{"b": {"a": 1, "a": 2}}]',
    "not UTF-8": b'{"a": "\xd0"}',
    "UTF-16": '{"a": 1}'.encode("utf-16"),
    "too deep": b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1),
    "very deep": b"[" * 100_000,
    "deep tables": b'{"a":' * 30 + b"1" + b"}" * 30,
    "huge number": b"9" * 5000,
    "too big": b" " * (MAX_BYTES + 1),
    "two values": b"{} {}",
}


@pytest.mark.parametrize("body", BAD.values(), ids=BAD)
def test_bodies_that_are_not_clean_json_are_refused_without_quoting_them(body: bytes):
    with pytest.raises(UnreadableError) as refused:
        parse(body)
    assert len(str(refused.value)) < 100


def test_brackets_inside_text_are_not_depth():
    text = "[{" * 100 + '\\"' * 10
    assert parse(json.dumps({"a": text}).encode()) == {"a": text}


def test_a_byte_order_mark_is_overlooked():
    assert parse(b'\xef\xbb\xbf{"a": 1}') == {"a": 1}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(sorted(GOOD)), inner),
)


@given(st.binary(max_size=400))
def test_no_bytes_break_the_parser(body: bytes):
    try:
        parse(body)
    except UnreadableError:
        return


@given(JSON)
@example([GOOD])
def test_no_answer_breaks_the_reader_or_gives_another_record(items: object):
    try:
        records = READER.records(items, CODE)
    except (UnreadableError, OtherRecordError):
        return
    assert all(record.code == CODE for record in records)


def test_paths_lead_through_tables_and_lists():
    whole = {"a": [{"b": 7}], "c.d": 8}
    assert at_path(whole, "a.0.b") == 7
    assert at_path(whole, "c.d") == 8
    assert at_path(whole, "a.1.b") is None
    assert at_path(whole, "x.y") is None
    assert at_path(whole, "") == whole
