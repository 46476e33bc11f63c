"""The annex and form II.07b of many offices: Bỉm Sơn's groups and sums, who is missing by name, and never a 0 for it."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from contracts.forms.table import Table, plain
from contracts.forms.words import TEXTS
from contracts.stated_forms import AnnexGroup, AnnexReason, AnnexUnit, StatedAnnex, StatedProcedures
from contracts.texts import load_catalogue
from controller.figures.filled_forms import Given
from controller.figures.period import Kind, around
from controller.web.figure_hand_up import MADE
from province.annex_sums import annex_of_all, broken, late_of_all
from province.procedure_sums import procedures_of_all
from tests.unit.figures.test_annex_counted import forms
from tests.unit.figures.test_finished_tables import ANNEX

TEXTS_OF = load_catalogue(TEXTS)
DAYS: dict[str, Any] = {"first": date(2026, 7, 1), "last": date(2026, 9, 30)}


REASON = "- Do gia đình không đến kê khai hồ sơ (UBND Thị xã Bỉm Sơn)"


def say(key: str, **facts: object) -> str:
    return TEXTS_OF.say("vi", key, **facts)


def cells(table: Table) -> list[list[Any]]:
    return [[plain(cell) for cell in one] for one in table.rows]


def bim_son(tmp_path: Path) -> StatedAnnex:
    """What the office hands up of the finished table."""

    path = tmp_path / "annex.csv"
    path.write_text(ANNEX, "utf-8")
    period = around(Kind.QUARTER, DAYS["first"])
    told = MADE["phu-luc-ii"][1](period, forms().annex(Given(period, path)))
    assert isinstance(told, StatedAnnex)
    return StatedAnnex.model_validate_json(told.model_dump_json())


def annex(name: str, received: int | None, on_time: int | None, late: int | None, *reasons: AnnexReason, group: str = "CẤP XÃ") -> StatedAnnex:  # fmt: skip
    unit = AnnexUnit(name=name, received=received, on_time=on_time, overdue=late)
    return StatedAnnex(**DAYS, groups=(AnnexGroup(name=group, units=(unit,)),), reasons=reasons)


def test_the_annex_of_bim_son_comes_out_of_the_centre_as_it_went_in(tmp_path: Path):
    told = bim_son(tmp_path)
    table = annex_of_all([("UBND Thị xã Bỉm Sơn", told)], say)
    rows = cells(table)
    assert rows[0][:2] == ["A", "CẤP HUYỆN"]
    assert rows[1] == ["1", "UBND Thị xã Bỉm Sơn", 3, 240, 853, 829, 24, ""]
    assert rows[2] == ["", "Tổng", 3, 240, 853, 829, 24, ""]
    assert rows[3][:2] == ["B", "CẤP XÃ, PHƯỜNG (08)"]
    assert rows[4] == ["1", "Phường Ba Đình", "", 63, 1315, 1315, 0, "Do UBND Thị xã Bỉm Sơn gửi"]
    assert rows[12] == ["", "Tổng", "", "", 6533, 6533, 0, ""]
    assert rows[13] == ["", "Tổng cộng", "", "", 853 + 6533, 829 + 6533, 24, ""]
    assert {place for place in range(len(rows)) if table.is_sum(place)} == {2, 12, 13}
    assert table.notes[-2:] == ("Lí do trả quá hạn:", REASON)
    assert broken([("UBND Thị xã Bỉm Sơn", told)]) == []


def test_groups_of_many_offices_are_put_together_and_the_highest_level_comes_first(tmp_path: Path):
    commune = annex("Xã A", 10, 9, 1, group="cấp xã,  phường (1)")
    rows = cells(annex_of_all([("Xã A", commune), ("UBND Thị xã Bỉm Sơn", bim_son(tmp_path))], say))
    heads = [row[1] for row in rows if str(row[0]) in ("A", "B", "C")]
    assert heads == ["CẤP HUYỆN", "cấp xã, phường (09)"]
    assert rows[-2] == ["", "Tổng", "", "", 6543, 6542, 1, ""]
    assert rows[-1] == ["", "Tổng cộng", "", "", 853 + 6543, 829 + 6542, 25, ""]


def test_who_handed_nothing_up_is_named_and_every_sum_says_that_it_is_not_whole():
    table = annex_of_all([("Xã A", annex("Xã A", 10, 10, 0)), ("Xã B", None)], say)
    rows = cells(table)
    assert rows[2][4:7] == ["10 + ?", "10 + ?", "?"]
    assert rows[3][:2] == ["B", "Chưa có số liệu: chưa gửi kỳ này"]
    assert rows[4] == ["1", "Xã B", *["Chưa gửi"] * 5, ""]
    assert rows[5][4:7] == ["10 + ?", "10 + ?", "?"], "and 0 late is no number of both"
    assert "Chưa gửi kỳ này: Xã B." in table.notes


def test_nobody_handed_anything_up():
    assert cells(annex_of_all([("Xã A", None)], say))[-1] == ["", "Tổng cộng", "", "", "?", "?", "?", ""]


def test_what_an_office_does_not_know_is_not_counted_as_nothing():
    rows = cells(
        annex_of_all([("Xã A", annex("Xã A", 7, None, None)), ("Xã B", annex("Xã B", 3, 2, 1))], say)
    )
    assert rows[1][4:7] == [7, "?", "?"]
    assert rows[-1][4:7] == [10, "2 + ?", "1 + ?"]


@pytest.mark.parametrize(
    ("told", "counted"),
    [
        ((5, 3, None), [5, 3, 2]),
        ((5, None, 2), [5, 3, 2]),
        ((None, 3, 2), [5, 3, 2]),
        ((5, 6, None), [5, 6, "?"]),
    ],
)
def test_the_third_figure_follows_from_two(
    told: tuple[int | None, int | None, int | None], counted: list[Any]
):
    assert cells(annex_of_all([("Xã A", annex("Xã A", *told))], say))[1][4:7] == counted


def test_a_unit_that_two_offices_tell_is_named():
    table = annex_of_all([("Xã A", annex("Xã A", 1, 1, 0)), ("Huyện B", annex("xã  A", 1, 1, 0))], say)
    assert "Có ở hơn một dòng, nên được cộng mỗi dòng một lần: Xã A, xã  A." in table.notes


def test_what_does_not_add_up_is_told_with_its_office():
    (one,) = broken([("Xã A", annex("Xã A", 853, 829, 23)), ("Xã B", annex("Xã B", 2, 1, 1))])
    assert (one.name, one.rule, one.left, one.right) == ("Xã A", "5=6+7", 853, 852)


def test_reasons_are_added_up_and_one_without_a_number_names_who_gave_it():
    one, two = AnnexReason(reason="Bão", number=2), AnnexReason(reason="bão ", number=3)
    bare = AnnexReason(reason="Chờ ý kiến")
    late = late_of_all(
        [
            ("Xã A", annex("Xã A", 9, 4, 5, one, bare)),
            ("Xã B", annex("Xã B", 9, 4, 5, two, bare)),
            ("Xã C", None),
        ]
    )
    assert [(each.reason, each.number) for each in late] == [("Bão", 5), ("Chờ ý kiến (Xã A, Xã B)", None)]


def procedures(**changes: Any) -> StatedProcedures:
    usual = {"all_levels": 300, "province": 40, "district": 0, "commune": 280, "received": 250,
             "received_province": 30, "received_district": 0, "received_commune": 240}  # fmt: skip
    return StatedProcedures.model_validate(DAYS | usual | changes)


def test_procedures_are_listed_by_office_and_added_up():
    table = procedures_of_all([("Xã A", procedures()), ("Xã B", procedures(commune=281, no_level=2))], say)
    rows = cells(table)
    assert rows[1][:6] == ["2", "Xã B", 300, 40, 0, 281]
    assert rows[1][10:] == ["?"] * 4, "where it must come from stands below"
    assert rows[2][1:10] == ["Tổng cộng", 600, 80, 0, 561, 500, 60, 0, 480]
    assert rows[2][10:] == ["?"] * 4
    assert any("từng đơn vị" in note for note in table.notes)
    assert any(note.startswith("2 thủ tục") for note in table.notes)


def test_an_office_without_procedures_is_named():
    table = procedures_of_all([("Xã A", procedures()), ("Xã B", None)], say)
    assert cells(table)[1] == ["2", "Xã B", *["Chưa gửi"] * 12]
    assert cells(table)[2][2:5] == ["300 + ?", "40 + ?", "?"]
    assert "Chưa gửi kỳ này: Xã B." in table.notes


@pytest.mark.parametrize(
    "wrong",
    [
        {"commune": 301},
        {"received": 301},
        {"received_commune": 251},
        {"no_level": 301},
        {"rules_province": 1},
    ],
)
def test_counts_that_cannot_be_are_none(wrong: dict[str, int]):
    with pytest.raises(ValidationError):
        procedures(**wrong)
