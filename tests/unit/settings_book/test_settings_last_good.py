"""A file that somebody broke does not close the office: it goes on with what the file said when it was whole."""

from pathlib import Path

import pytest

from controller.settings_book import last_good as module
from controller.settings_book.history import FOLDER
from controller.settings_book.last_good import last_good
from tests.unit.settings_book.books import OFFICE, a_book


def an_office(folder: Path) -> Path:
    """Its file; it was begun once, and so its history knows it."""
    a_book(folder, f'data_dir = "{folder / "data"}"\n{OFFICE}')
    return folder / "controller.toml"


@pytest.mark.parametrize("how", ["a letter too many", "no toml at its end", "impossible"])
def test_the_newest_text_that_is_whole_is_taken(tmp_path: Path, how: str):
    path = an_office(tmp_path)
    text = path.read_text("utf-8")
    broken = {
        "a letter too many": text + "x = 1\n",
        "no toml at its end": text + "[[services",
        "impossible": text.replace('"B"', '"A"'),
    }
    path.write_text(broken[how], "utf-8")
    found = last_good(path)
    assert found
    assert [service.code for service in found.services] == ["civil", "land"]
    assert path.read_text("utf-8") == broken[how]


def test_of_a_file_that_says_nothing_or_is_gone_the_usual_place_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = an_office(tmp_path)
    monkeypatch.setattr(module, "DATA_DIR", tmp_path / "data")
    for rubbish in (b"\xff\xfe", b"", b"data_dir = 5\n"):
        path.write_bytes(rubbish)
        assert last_good(path)
    path.unlink()
    assert last_good(path)


def test_without_a_history_there_is_none(tmp_path: Path):
    path = an_office(tmp_path)
    for file in (tmp_path / "data" / FOLDER).iterdir():
        file.write_bytes(b"rubbish")
    path.write_text("rubbish", "utf-8")
    assert last_good(path) is None
