"""A main system's list of dossiers: read in the shapes that offices have, every doubt told by its line."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from contracts.forms.progress import Channel, Went, progress
from controller.figures.dossier_file import DossierFileError, Odd, read

HEAD = [
    "STT",
    "Mã hồ sơ",
    "Lĩnh vực",
    "Hình thức tiếp nhận",
    "Ngày tiếp nhận",
    "Ngày hẹn trả",
    "Ngày trả kết quả",
    "Trạng thái",
]
ROWS = [
    ["1", "H40.1", "Hộ tịch", "Trực tuyến", "01/10/2026", "05/10/2026", "04/10/2026", "Đã trả kết quả"],
    ["2", "H40.2", "Hộ tịch", "Trực tiếp", "2026-10-02", "05/10/2026", "", "Chờ bổ sung"],
    [
        "3",
        "H40.3",
        "Đất đai",
        "Bưu chính công ích",
        "30-09-2026",
        "05.10.2026",
        "07/10/2026",
        "Đã trả kết quả",
    ],
    ["4", "H40.4", "Đất đai", "", "03/10/2026", "", "06/10/2026", "Trả lại hồ sơ"],
    ["Tổng cộng", "4", "", "", "", "", "", ""],
]


def as_csv(folder: Path, rows: list[list[str]], head: list[str] | None = None) -> Path:
    path = folder / "list.csv"
    path.write_text("\n".join(";".join(row) for row in [head or HEAD, *rows]) + "\n", "utf-8")
    return path


def test_each_line_is_a_dossier(tmp_path: Path):
    found = read(as_csv(tmp_path, ROWS), 420)
    D = date  # noqa: N806 - short for days
    assert found.notes == ()
    assert found.dossiers == (
        Went("Hộ tịch", Channel.ONLINE, D(2026, 10, 1), D(2026, 10, 5), D(2026, 10, 4)),
        Went("Hộ tịch", Channel.DIRECT, D(2026, 10, 2), D(2026, 10, 5), None, paused=True),
        Went("Đất đai", Channel.POST, D(2026, 9, 30), D(2026, 10, 5), D(2026, 10, 7)),
        Went("Đất đai", Channel.DIRECT, D(2026, 10, 3), None, D(2026, 10, 6), returned=True),
    )
    rows = progress(found.dossiers, D(2026, 10, 1), D(2026, 10, 31))
    assert [(row.name, row.received, row.answered, row.open) for row in rows] == [
        ("Hộ tịch", 2, 1, 1),
        ("Đất đai", 2, 2, 0),
    ]


def test_a_workbook_with_titles_and_days_of_its_own_says_the_same(tmp_path: Path):
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["DANH SÁCH HỒ SƠ"])
    sheet.append([])
    sheet.append(HEAD)
    sheet.append(
        ["1", "H40.1", "Hộ tịch", "Trực tuyến", date(2026, 10, 1), date(2026, 10, 5), date(2026, 10, 4), ""]
    )
    book.save(tmp_path / "list.xlsx")
    found = read(tmp_path / "list.xlsx", 420)
    assert (len(found.dossiers), found.notes) == (1, ())
    assert found.dossiers[0].ended == date(2026, 10, 4)


@pytest.mark.parametrize(
    ("cell", "said", "odd", "counted"),
    [
        (4, "hôm qua", Odd.RECEIVED, 0),
        (4, "", Odd.RECEIVED, 0),
        (2, "", Odd.NO_FIELD, 0),
        (5, "31/02/2026", Odd.DUE, 1),
        (6, "đang in", Odd.ENDED, 0),
        (6, "30/09/2026", Odd.ENDED_BEFORE, 0),
        (3, "Zalo", Odd.CHANNEL, 1),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(
    tmp_path: Path, cell: int, said: str, odd: Odd, counted: int
):
    row = [*ROWS[0][:cell], said, *ROWS[0][cell + 1 :]]
    found = read(as_csv(tmp_path, [row, ROWS[1]]), 420)
    assert [(note.line, note.odd) for note in found.notes] == [(2, odd)]
    assert len(found.dossiers) == 1 + counted


def test_a_dossier_that_stands_there_twice_counts_once_and_is_told(tmp_path: Path):
    again = ["5", "h40.1 ", *ROWS[0][2:]]
    found = read(as_csv(tmp_path, [*ROWS[:2], again, ROWS[1]]), 420)
    assert [(note.line, note.odd, note.said) for note in found.notes] == [
        (4, Odd.TWICE, "h40.1"),
        (5, Odd.TWICE, "H40.2"),
    ]
    assert len(found.dossiers) == 2
    nameless = [
        [row[0], said, *row[2:]] for row, said in zip(ROWS[:4], ("-", "-", "không có", ""), strict=True)
    ]
    assert read(as_csv(tmp_path, nameless), 420).notes == ()


def test_a_line_that_was_left_out_does_not_keep_the_right_one_out(tmp_path: Path):
    broken = [*ROWS[0][:4], "hôm qua", *ROWS[0][5:]]
    found = read(as_csv(tmp_path, [broken, ROWS[0]]), 420)
    assert [note.odd for note in found.notes] == [Odd.RECEIVED]
    assert len(found.dossiers) == 1


@pytest.mark.parametrize(
    ("content", "key"),
    [(b"", "file-empty"), (b"a,b\n1,2\n", "no-heading"), (b"\x00\x01\x02" * 50, "no-heading")],
)
def test_a_file_that_is_no_such_list_is_refused(tmp_path: Path, content: bytes, key: str):
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    with pytest.raises(DossierFileError) as told:
        read(path, 420)
    assert told.value.key in (key, "file-not-text", "file-no-heading")


def test_a_column_that_a_list_does_not_have_is_known_to_lack(tmp_path: Path):
    assert read(as_csv(tmp_path, ROWS), 420).lacks == {"reason"}
    short = [[row[2], row[4]] for row in ROWS[:4]]
    assert read(as_csv(tmp_path, short, ["Lĩnh vực", "Ngày tiếp nhận"]), 420).lacks == {
        "reason",
        "channel",
        "due",
        "ended",
    }
    open_only = [[row[2], row[4], ""] for row in ROWS[:4]]
    heads = ["Lĩnh vực", "Ngày tiếp nhận", "Ngày trả"]
    assert "ended" not in read(as_csv(tmp_path, open_only, heads), 420).lacks
