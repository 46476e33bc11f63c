"""The names that the settings said, read from their history: as far as it is whole, and never later than asked."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from contracts.vocabulary import Millis
from controller.figures.naming import Called, Thing
from controller.figures.told_names import told_names
from controller.settings_book.history import FOLDER, INDEX, History
from tests.integration.controller.house import MORNING, settings_of

DAY = 86_400_000


def local(at: int) -> datetime:
    return datetime.fromtimestamp(at / 1000, UTC)


def told(folder: Path, until: int | None = None) -> tuple[Called, ...]:
    settings = settings_of(data_dir=str(folder))
    return told_names(settings, local, Millis(MORNING), Millis(until) if until is not None else None)


def offices(found: tuple[Called, ...]) -> list[str]:
    return [one.names[Thing.OFFICE].get("", "") for one in found]


def changed(folder: Path, *names: tuple[str, int]) -> None:
    history = History(folder / FOLDER)
    for name, days in names:
        history.note(f'name = {{ vi = "{name}" }}\n', "lan", "co-quan", Millis(MORNING + days * DAY))


def test_without_a_history_the_settings_in_force_are_all_there_is(tmp_path: Path) -> None:
    for until in (None, MORNING):
        (one,) = told(tmp_path, until)
        assert one.day == date(2026, 11, 23)
        assert one.names[Thing.SERVICE]


def test_what_was_said_later_is_not_told_of_a_moment_before(tmp_path: Path) -> None:
    changed(tmp_path, ("Xã A", -9), ("Xã B", -2))
    assert offices(told(tmp_path, MORNING - 5 * DAY)) == ["Xã A"]
    assert offices(told(tmp_path, MORNING)) == ["Xã A", "Xã B"]
    assert offices(told(tmp_path))[:2] == ["Xã A", "Xã B"]
    assert len(told(tmp_path)) == 3, "and what is in force"


@pytest.mark.parametrize("broken", ["name = {", "\0", "name = 3\nservices = 'x'"])
def test_a_file_that_is_none_or_is_lost_is_passed_over(tmp_path: Path, broken: str) -> None:
    changed(tmp_path, ("Xã A", -9))
    history = History(tmp_path / FOLDER)
    history.note(broken, "", "by-hand", Millis(MORNING - DAY))
    history.note('name = "Xã C"', "", "by-hand", Millis(10**17))
    history.note('name = "Xã D"', "", "by-hand", Millis(MORNING))
    (tmp_path / FOLDER / f"{history.changes[-1].nth:06d}.toml").unlink()
    assert [name for name in offices(told(tmp_path)) if name.startswith("Xã")] == ["Xã A"]


def test_a_damaged_index_leaves_the_settings_in_force(tmp_path: Path) -> None:
    changed(tmp_path, ("Xã A", -9))
    (tmp_path / FOLDER / INDEX).write_bytes(b"\0" * 50)
    assert len(told(tmp_path)) == 1
