"""Files that cannot be used say why and where; what the settings name is what is read."""

from pathlib import Path

import pytest

from controller.dossier.export.table import Wish, read_table
from controller.dossier.export.words import ExportError, Odd, Unusable
from tests.integration.dossier.office_files import HEAD, ROWS, A, Page, open_document, text_of, workbook
from tests.integration.dossier.reading_files import BOTH, DOCS, UNNAMED, read, told

SOUND = HEAD, *ROWS
TITLES = "UBND XÃ MẪU,,,\r\nDANH SÁCH HỒ SƠ (từ ngày 01/11/2026 đến ngày 30/11/2026),,,\r\n,,,\r\n"
REFUSED: dict[str, tuple[bytes, Unusable, int, dict[str, str]]] = {
    "empty": (b"", Unusable.EMPTY, 0, {}),
    "no heading": (text_of(ROWS).encode(), Unusable.NO_HEADING, 0, {"columns": "Mã hồ sơ, Trạng thái"}),
    "a letter": (
        "Kính gửi Sở, xin gửi kèm báo cáo.\n".encode(),
        Unusable.NO_HEADING,
        0,
        {"columns": "Mã hồ sơ, Trạng thái"},
    ),
    "no status column": (
        (TITLES + text_of([(row[0], row[1], row[3]) for row in SOUND])).encode(),
        Unusable.NO_COLUMN,
        4,
        {"columns": "Trạng thái", "has": "Mã hồ sơ, Thủ tục, Ngày hẹn trả"},
    ),
    "headings alone": (text_of((HEAD,)).encode(), Unusable.NO_DOSSIERS, 1, {}),
    "letters lost": (
        text_of().encode("ascii", "replace"),
        Unusable.NO_HEADING,
        0,
        {"columns": "Mã hồ sơ, Trạng thái"},
    ),
    "cut in a day": (text_of().encode()[:-5], Unusable.UNFINISHED, 3, {}),
    "cut in a line": (text_of().encode()[:-30], Unusable.UNFINISHED, 3, {}),
    "half a workbook": (workbook(Page(SOUND))[:900], Unusable.NOT_READABLE, 0, {}),
    "a picture": (
        b"\x89PNG\r\n\x1a\n" + bytes(200),
        Unusable.NO_HEADING,
        0,
        {"columns": "Mã hồ sơ, Trạng thái"},
    ),
    "hidden": (
        workbook(Page((("x",),), "Bìa"), Page(SOUND, "Kín", "hidden")),
        Unusable.ALL_HIDDEN,
        0,
        {"sheet": "Kín"},
    ),
    "protected": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le"),
        Unusable.PROTECTED,
        0,
        {},
    ),
}


@pytest.mark.parametrize(("content", "what", "line", "facts"), REFUSED.values(), ids=REFUSED)
def test_a_file_that_cannot_be_used_says_why_and_where(
    content: bytes, what: Unusable, line: int, facts: dict[str, str], tmp_path: Path
):
    path = tmp_path / "export.csv"
    path.write_bytes(content)
    with pytest.raises(ExportError) as refused:
        read(path)
    assert (refused.value.what, refused.value.line, refused.value.facts) == (what, line, facts)


def test_the_sheet_that_the_settings_name_is_read_alone_even_a_hidden_one(tmp_path: Path):
    path = tmp_path / "export.xlsx"
    path.write_bytes(workbook(Page((HEAD, ROWS[0]), "Một"), Page((HEAD, ROWS[1]), "Hai", "hidden")))
    assert told(read(path, table="Hai")) == BOTH[1:]
    with pytest.raises(ExportError) as refused:
        read(path, table="Ba")
    assert (refused.value.what, refused.value.facts) == (Unusable.NO_SHEET, {"sheet": "Ba"})


def test_a_column_that_the_office_named_and_that_is_gone_is_told(tmp_path: Path):
    path = tmp_path / "export.csv"
    path.write_bytes(text_of([row[:3] for row in SOUND]).encode())
    report = (read(path)).report
    assert [(note.what, note.field, note.said) for note in report.notes] == [
        (Odd.COLUMN_GONE, "due", "Ngày hẹn trả")
    ]
    assert (read(path, UNNAMED)).report.notes == []


def test_the_same_code_twice_with_different_things_said_of_it_is_told(tmp_path: Path):
    path = tmp_path / "export.csv"
    path.write_bytes(text_of((*SOUND, ROWS[0], (A, *ROWS[1][1:]))).encode())
    report = (read(path)).report
    assert [(note.what, note.said) for note in report.notes] == [(Odd.TWICE, A)]


async def test_an_open_file_is_read_whatever_its_name(tmp_path: Path):
    for name, content in (
        ("a", text_of().encode()),
        ("b", workbook(Page(SOUND))),
        ("c", open_document(SOUND)),
    ):
        path = tmp_path / name
        path.write_bytes(content)
        with path.open("rb") as file:
            wish = Wish(DOCS.model_dump(), frozenset(DOCS.model_fields_set))
            assert told(await read_table(Path("upload"), wish, fd=file.fileno())) == BOTH
