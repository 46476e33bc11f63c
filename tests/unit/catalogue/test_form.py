"""One procedure as a form: what nobody touched stays as it was, and what somebody typed is read like a cell of a file."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import simulation.office
from contracts.procedures import FeeKind, Unit
from controller.catalogue.cells import Odd
from controller.catalogue.file import records
from controller.catalogue.form import FIELDS, edited, form_of
from controller.catalogue.procedure import Fee, Paper, Procedure, Step, TimeLimit
from controller.catalogue.reading import read
from tests.unit.catalogue.records import BIRTH

WHOLE = Procedure(
    "1.001193",
    "Thủ tục đăng ký khai sinh",
    short="Đăng ký khai sinh",
    field="Hộ tịch",
    papers=(Paper("Tờ khai", 1, 2, "BM-01"), Paper("Giấy chứng sinh", 1), Paper("Thẻ căn cước (xuất trình)")),
    fee=Fee(FeeKind.AMOUNT, 8000, "8.000 đồng/bản sao"),
    time=TimeLimit(1, Unit.WORKING_DAYS),
    steps=(Step("Nộp", "Một cửa", 0.5),),
    service="civil",
    since=date(2026, 1, 1),
    source="cổng",
)
SERVICES = {"civil": "civil", "ho tich": "civil", "land": "land"}


def change(one: Procedure, **fields: str) -> tuple[Procedure | None, list[Odd]]:
    after, notes = edited(one, {**form_of(one), **fields}, SERVICES)
    return after, [note.what for note in notes]


def test_a_form_that_nobody_changed_changes_nothing():
    assert change(WHOLE) == (WHOLE, [])
    (birth,) = read(
        [(1, {"code": BIRTH["code"], "name": BIRTH["name_vi"], "fee_text": "Miễn phí"})], {}
    ).procedures
    assert change(birth) == (birth, [])


def test_every_procedure_of_the_demonstration_survives_its_form():
    path = Path(simulation.office.__path__[0]) / "procedures.json"
    for one in read(records(path), {}).procedures:
        assert change(one) == (one, []), one.code


@pytest.mark.parametrize(
    ("field", "typed", "attribute", "value"),
    [
        ("name", "Tên khác", "name", "Tên khác"),
        ("fee_text", "Miễn phí", "fee", Fee(FeeKind.FREE, text="Miễn phí")),
        ("fee_text", "12.000 đồng", "fee", Fee(FeeKind.AMOUNT, 12000)),
        ("fee_text", "", "fee", Fee()),
        ("time_text", "3 ngày làm việc", "time", TimeLimit(3, Unit.WORKING_DAYS, "3 ngày làm việc")),
        ("papers", "Đơn (2 bản chính)", "papers", (Paper("Đơn", 2),)),
        (
            "papers",
            "Đơn (1 bản chính, 3 bản sao)\n\nẢnh (4 bản sao)",
            "papers",
            (Paper("Đơn", 1, 3), Paper("Ảnh", None, 4)),
        ),
        ("papers", "", "papers", ()),
        ("service", "land", "service", "land"),
        ("service", "", "service", ""),
        ("until", "31/12/2026", "until", date(2026, 12, 31)),
        ("since", "", "since", None),
        ("elsewhere", "Công an tỉnh", "elsewhere", "Công an tỉnh"),
    ],
)
def test_what_was_typed_is_read_and_the_rest_stays(field: str, typed: str, attribute: str, value: Any):
    after, odd = change(WHOLE, **{field: typed})
    assert odd == []
    assert after == replace(WHOLE, **{attribute: value})


@pytest.mark.parametrize(
    ("field", "typed", "what"),
    [
        ("fee_text", "-1", Odd.FEE),
        ("fee_text", "45 VNĐ", Odd.FEE),
        ("until", "sau Tết", Odd.DAY),
        ("name", "x" * 2000, Odd.TOO_LONG),
        ("name", "<b>Đậm</b>", Odd.MARKUP),
    ],
)
def test_what_cannot_be_read_is_told(field: str, typed: str, what: Odd):
    assert what in change(WHOLE, **{field: typed})[1]


@pytest.mark.parametrize("fields", [{"code": ""}, {"code": "abc"}, {"name": ""}])
def test_without_a_code_or_a_name_there_is_no_procedure(fields: dict[str, str]):
    assert change(WHOLE, **fields)[0] is None


def test_a_new_procedure_needs_no_more_than_code_and_name():
    after, notes = edited(None, {"code": "1.009999", "name": "Mới", "service": "land"}, SERVICES)
    assert (after, notes) == (Procedure("1.009999", "Mới", service="land"), [])
    assert set(form_of(WHOLE)) == set(FIELDS)
