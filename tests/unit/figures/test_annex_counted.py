"""The annex counted from a list: Bỉm Sơn's quarter exactly, one office where none is named, and nothing guessed."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from contracts.forms.annex import Late, Unit, annex, because, contradictions
from contracts.forms.progress import Channel, Went
from contracts.forms.table import text
from contracts.texts import FIRST, load_catalogue
from controller.figures.annex_counted import late_because, units_of
from controller.figures.dossier_file import DossierFileError
from controller.figures.filled_forms import FilledForms, Given
from controller.figures.period import Kind, around
from controller.web.figures import TEXTS
from tests.unit.figures.test_dossier_file import HEAD, ROWS, as_csv

FROM, TO = date(2017, 1, 1), date(2017, 3, 31)
BIM_SON = {
    "UBND Thị xã Bỉm Sơn": (829, 24),
    "Phường Ba Đình": (1315, 0),
    "Phường Ngọc Trạo": (1107, 0),
    "Phường Bắc Sơn": (569, 0),
    "Phường Phú Sơn": (450, 0),
    "Phường Đông Sơn": (778, 0),
    "Phường Lam Sơn": (609, 0),
    "Xã Hà Lan": (750, 0),
    "Xã Quang Trung": (955, 0),
}


def say(key: str, **facts: object) -> str:
    return load_catalogue(*TEXTS).say(FIRST, key, **facts)


def went(
    unit: str = "", *, late: bool = False, ended: date | None = date(2017, 2, 1), reason: str = ""
) -> Went:
    due = date(2017, 1, 20) if late else date(2017, 2, 1)
    return Went("Đất đai", Channel.DIRECT, FROM, due, ended, reason=reason, unit=unit)


def test_the_quarter_of_bim_son_is_reproduced_from_its_dossiers() -> None:
    dossiers = [
        went(unit, late=number >= on_time)
        for unit, (on_time, late) in BIM_SON.items()
        for number in range(on_time + late)
    ]
    (group,) = units_of(dossiers, FROM, TO, "x", say, ())
    assert {unit.name: (unit.on_time, unit.overdue) for unit in group.units} == BIM_SON
    assert group.units[0] == Unit("UBND Thị xã Bỉm Sơn", None, None, 853, 829, 24)
    assert sum(unit.received or 0 for unit in group.units[1:]) == 6533
    assert contradictions((group,)) == ()
    assert [text(cell) for cell in annex((group,), (), say).rows[-1]][4:7] == ["7.386", "7.362", "24"]


def test_without_a_column_of_offices_it_is_this_one_and_what_is_open_is_a_remark() -> None:
    dossiers = [went(), went(late=True), went(ended=None), went(ended=TO + timedelta(1))]
    (group,) = units_of(dossiers, FROM, TO, "UBND xã A", say, ())
    assert group.units == (Unit("UBND xã A", None, None, 2, 1, 1, "Còn 2 hồ sơ đang giải quyết"),)


@pytest.mark.parametrize(
    ("lacks", "known"),
    [({"ended"}, (None, None, None)), ({"due"}, (1, None, None)), ({"due", "ended"}, (None, None, None))],
)
def test_what_the_list_does_not_say_is_not_counted(
    lacks: set[str], known: tuple[int | None, int | None, int | None]
) -> None:
    (group,) = units_of([went()], FROM, TO, "UBND xã A", say, lacks)
    (unit,) = group.units
    assert (unit.received, unit.on_time, unit.overdue) == known
    shown = [text(cell) for cell in annex((group,), (), say).rows[1]]
    assert "0" not in shown, "a cell says where it must come from"


def test_reasons_are_told_with_their_numbers_the_commonest_first() -> None:
    dossiers = [went(late=True, reason=said) for said in ("Bão", "Chờ ý kiến", "Chờ ý kiến", "")]
    assert late_because(dossiers, FROM, TO, say) == (
        Late("Chờ ý kiến", 2),
        Late("Bão", 1),
        Late(say("outcomes.no-reason"), 1),
    )
    told = because(late_because(dossiers, FROM, TO, say), say)
    assert told[:2] == ("Lí do trả quá hạn:", "- Chờ ý kiến: 2 hồ sơ")


def forms() -> FilledForms:
    return FilledForms("UBND xã A", say, lambda period: str(period.first), tuple, 420)


def test_a_list_fills_the_annex_by_its_column_of_offices(tmp_path: Path) -> None:
    rows = [
        [*row, unit]
        for row, unit in zip(ROWS, ("Xã A", "Xã A", "Văn phòng đất đai", "Xã A", ""), strict=True)
    ]
    path = as_csv(tmp_path, rows, [*HEAD, "Đơn vị giải quyết"])
    filled = forms().annex(Given(around(Kind.MONTH, date(2026, 10, 1)), path))
    told = [[text(cell) for cell in row] for row in filled.tables[0].rows[1:-1]]
    assert told == [
        ["1", "Xã A", "", "", "2", "2", "0", "Còn 1 hồ sơ đang giải quyết"],
        ["2", "Văn phòng đất đai", "", "", "1", "0", "1", ""],
    ]
    assert filled.tables[0].notes[-1] == say("annex.counted-note")
    assert filled.wrongs == ()


def test_a_file_that_is_neither_is_told_by_the_headings_of_the_annex(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("a;b;c\n1;2;3\n")
    with pytest.raises(DossierFileError) as told:
        forms().annex(Given(around(Kind.MONTH, date(2026, 10, 1)), path))
    assert told.value.key == "no-heading"
    assert "đơn vị" in str(told.value)
