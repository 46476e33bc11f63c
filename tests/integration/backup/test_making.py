"""A backup to a stick that fails in every way: one sentence, and the older backups are as they were."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from controller.backup import making, said
from controller.backup.errors import BackupError
from controller.backup.generations import name_of
from controller.backup.keys import RECIPIENT
from controller.backup.making import PART, make
from controller.backup.office import backup_now, backups_in, due, ground_of
from controller.backup.restoring import proved
from controller.backup.sealed import seal
from controller.backup.state import FOLDER, is_wanted, state_in, want_one
from controller.journal.folder import FILE
from controller.settings import OfficeSettings
from hardware.host.settings_file import load_settings
from tests.integration.backup.backed_up_office import BLANK, DAY_MS, NOW, PHRASE, SITE, Office, a_stick


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path / "office", tmp_path / "stick")


@pytest.fixture
def plugged(tmp_path: Path) -> Iterator[tuple[Office, Callable[[], None]]]:
    """An office with a real stick, and how to pull it out."""
    pull = a_stick(tmp_path / "stick")
    yield Office(tmp_path / "office", tmp_path / "stick"), pull
    pull()


def refused(office: Office, **changes: object) -> str:
    with pytest.raises(BackupError) as error:
        make(office.ground(**changes), NOW + DAY_MS)
    assert said.told(error.value)
    return error.value.key


def stands(office: Office) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in office.stick.iterdir()}


def at_fsync(office: Office, monkeypatch: pytest.MonkeyPatch, happens: Callable[[], object]) -> None:
    """Something happens when the backup is written and not yet read back."""
    flush = os.fsync

    def flushed(descriptor: int) -> None:
        flush(descriptor)
        if (office.stick / PART).exists():
            happens()

    monkeypatch.setattr(os, "fsync", flushed)


def test_a_backup_has_what_an_office_needs_and_nothing_of_its_citizens(office: Office) -> None:
    made = make(office.ground(), NOW)
    assert made.file == office.stick / name_of(SITE, NOW)
    assert made.size == made.file.stat().st_size
    card = proved(made.file, PHRASE)
    assert [known.name for known in card.files] == [
        "journal.db",
        "settings/controller.toml",
        "settings/kiosk.toml",
        "pairing/ca.key",
        "pairing/ca.pem",
        "pairing/paired.json",
        "catalogue/blanks.json",
        f"blanks/{BLANK}.zip",
        "figures/2026-11-20.json",
        "figures/2026-11-21.json",
        "figures/published.json",
        "sending/sending.key",
        "sending/stated-annex.json",
        "sending/stated.json",
    ]
    assert (card.site, card.made_at, card.version) == (SITE, NOW, "1.0")
    assert b"Lan" not in made.file.read_bytes(), "it is encrypted"
    assert list(stands(office)) == [made.file.name], "nothing else is left on the stick"
    assert {path.name for path in (office.data / FOLDER).iterdir()} == {RECIPIENT}, "and nothing here"


def test_a_work_folder_on_another_disk_leaves_nothing_out(office: Office, tmp_path: Path) -> None:
    unplug = a_stick(tmp_path / "other")
    try:
        here = office.data / FOLDER
        shutil.copytree(here, tmp_path / "other" / "work")
        shutil.rmtree(here)
        here.symlink_to(tmp_path / "other" / "work")
        card = proved(make(office.ground(), NOW).file, PHRASE)
        assert "figures/2026-11-20.json" in {known.name for known in card.files}
    finally:
        unplug()


def test_the_oldest_go_when_there_are_enough(office: Office) -> None:
    (office.stick / "hoa-don.xlsx").write_text("somebody else's")
    made = [make(office.ground(), NOW + day * DAY_MS) for day in range(5)]
    assert [one.dropped for one in made] == [0, 0, 0, 1, 1]
    kept = {"hoa-don.xlsx", *(name_of(SITE, NOW + day * DAY_MS) for day in (2, 3, 4))}
    assert set(stands(office)) == kept


def test_a_clock_that_went_back_makes_no_older_backup(office: Office) -> None:
    first = make(office.ground(), NOW)
    second = make(office.ground(), 1000)
    assert second.file.name > first.file.name
    assert [path for path, _at in backups_in(office.stick, SITE)] == [second.file, first.file]


def test_without_room_nothing_is_begun(plugged: tuple[Office, Callable[[], None]]) -> None:
    office, _pull = plugged
    first = make(office.ground(), NOW)
    (office.stick / "film.mp4").write_bytes(b"x" * 4_500_000)
    before = stands(office)
    assert refused(office) == "no-room"
    assert stands(office) == before
    assert first.file.name in before


def test_a_stick_that_is_full_in_the_middle(
    plugged: tuple[Office, Callable[[], None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    office, _pull = plugged
    make(office.ground(), NOW)
    (office.etc / "board.toml").write_bytes(os.urandom(9_000_000))
    monkeypatch.setattr(making, "ROOM", -20_000_000)  # as if somebody else filled it meanwhile
    before = stands(office)
    assert refused(office) == "no-room"
    assert stands(office) == before


def test_what_is_replaced_while_a_slow_stick_is_written_ends_no_backup(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = office.data / "catalogue" / "blanks" / f"{BLANK}.zip"

    def slowly(*given: Any) -> None:
        pack.unlink()
        office.file.write_text("another setting")
        seal(*given)

    monkeypatch.setattr(making, "seal", slowly)
    made = make(office.ground(), NOW)
    names = {known.name for known in proved(made.file, PHRASE).files}
    assert names >= {f"blanks/{BLANK}.zip", "settings/controller.toml"}


def test_a_stick_that_is_locked(plugged: tuple[Office, Callable[[], None]]) -> None:
    office, _pull = plugged
    make(office.ground(), NOW)
    before = stands(office)
    subprocess.run(("mount", "-o", "remount,ro", str(office.stick)), check=True)
    assert refused(office) == "not-writable"
    assert stands(office) == before


def test_a_stick_that_is_pulled_out_in_the_middle(
    plugged: tuple[Office, Callable[[], None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    office, pull = plugged
    make(office.ground(), NOW)
    at_fsync(office, monkeypatch, pull)
    assert refused(office) == "pulled-out"
    assert stands(office) == {}, "nothing was written on the card below it"


def test_a_folder_that_vanishes_in_the_middle(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = office.stick.with_name("gone")
    make(office.ground(), NOW)
    before = stands(office)
    at_fsync(office, monkeypatch, lambda: office.stick.rename(gone))
    assert refused(office) == "pulled-out"
    office.stick = gone
    assert {name: was for name, was in stands(office).items() if name != PART} == before


@pytest.mark.parametrize("at", [0, 100, 300, -20, -1])
def test_a_stick_that_reads_back_something_else(
    office: Office, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    make(office.ground(), NOW)
    before = stands(office)
    part = office.stick / PART

    def spoil() -> None:
        content = bytearray(part.read_bytes())
        content[at] ^= 1
        part.write_bytes(content)

    at_fsync(office, monkeypatch, spoil)
    assert refused(office) == "written-wrong"
    assert stands(office) == before


def test_a_folder_on_the_same_card_is_no_stick(office: Office) -> None:
    assert refused(office, same_disk=False) == "not-plugged-in"
    assert refused(office, folder=office.stick / "nowhere") == "not-there"
    assert refused(office, folder=office.file) == "not-there"


def test_a_real_stick_is_no_part_of_the_card(plugged: tuple[Office, Callable[[], None]]) -> None:
    office, _pull = plugged
    assert make(office.ground(same_disk=False), NOW).file.exists()


def test_without_recovery_digits_there_is_no_backup(office: Office) -> None:
    (office.data / FOLDER / RECIPIENT).unlink()
    assert refused(office) == "no-phrase"


def test_a_journal_that_is_not_sound_takes_no_good_one_s_place(office: Office) -> None:
    make(office.ground(), NOW)
    before = stands(office)
    content = (office.data / FILE).read_bytes()
    assert b"A003" in content
    (office.data / FILE).write_bytes(content.replace(b"A003", b"A009"))
    assert refused(office) == "not-sound"
    assert stands(office) == before
    (office.data / FILE).unlink()
    assert refused(office) == "not-sound"


def test_how_it_went_is_noted(office: Office) -> None:
    backup_now(office.ground(), NOW)
    good = state_in(office.data)
    assert (good.good_at, good.good_name, good.trouble) == (NOW, name_of(SITE, NOW), "")
    with pytest.raises(BackupError):
        backup_now(office.ground(same_disk=False), NOW + DAY_MS)
    failed = state_in(office.data)
    assert (failed.good_at, failed.tried_at, failed.trouble) == (NOW, NOW + DAY_MS, "not-plugged-in")
    backup_now(office.ground(), NOW + 2 * DAY_MS)
    assert state_in(office.data).trouble == ""


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"good_at": "x"}', b"\xff" * 30_000])
def test_a_damaged_note_is_as_none(office: Office, content: bytes) -> None:
    (office.data / FOLDER / "state.json").write_bytes(content)
    assert state_in(office.data).good_at is None
    backup_now(office.ground(), NOW)
    assert state_in(office.data).good_at == NOW


def test_it_is_made_when_nobody_is_served_or_somebody_wants_it(office: Office) -> None:
    settings = load_settings(office.file, OfficeSettings)
    monday_nine = int(datetime(2026, 11, 23, 2, tzinfo=UTC).timestamp() * 1000)
    monday_noon = monday_nine + 3 * 3_600_000
    assert due(settings, monday_noon), "12:00 at UTC+7"
    assert not due(settings, monday_nine), "citizens wait"
    want_one(office.data)
    assert due(settings, monday_nine)
    backup_now(ground_of(settings, office.file, "1"), monday_nine)
    assert not is_wanted(office.data)
    assert not due(settings, monday_noon)
    assert due(settings, monday_noon + DAY_MS)
    (office.data / FOLDER / RECIPIENT).unlink()
    assert not due(settings, monday_noon + DAY_MS), "nobody could open it"
