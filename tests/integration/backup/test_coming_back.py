"""A whole office comes back from one file; whatever is wrong with the file or the digits is told, and nothing is harmed."""

import io
import os
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import IO

import pytest

from controller.backup import archive, said, together
from controller.backup.archive import Card, Listed
from controller.backup.asking import understood
from controller.backup.errors import BackupError
from controller.backup.keys import identity_of, recipient_in, recipient_of
from controller.backup.making import make
from controller.backup.restoring import proved, restore_all
from controller.backup.sealed import seal
from controller.first_start.coming_back import ComingBack
from controller.journal.recovery.repair import open_journal
from controller.journal.recovery.restoring import Moment, RestoreError
from tests.integration.backup.backed_up_office import BLANK, NOW, OTHER, PHRASE, SITE, Office, a_stick
from tests.integration.controller.clerkless import Ledger, numbers_in

MOMENT = Moment(NOW, 420)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path / "office", tmp_path / "stick")


@pytest.fixture
def backup(office: Office) -> Path:
    return make(office.ground(), NOW).file


SENT = ("sending.key", "stated.json", "stated-annex.json")
"""What keeps clerks' pseudonyms, and the forms that were handed up."""


def refusal(file: Path, phrase: str = PHRASE) -> str:
    with pytest.raises(BackupError) as error:
        proved(file, phrase)
    assert said.told(error.value)
    return error.value.key


def test_a_new_machine_becomes_the_office(office: Office, backup: Path, tmp_path: Path) -> None:
    etc, data = tmp_path / "new" / "etc", tmp_path / "new" / "data"
    etc.mkdir(parents=True)
    (etc / "controller.toml").write_text("# as the package brings it\n")
    (etc / "board.toml").write_text("# another one's\n")
    back = restore_all(backup, PHRASE, etc, data, MOMENT)
    assert (back.card.site, back.files, back.journal.kept) == (SITE, 13, None)
    journal = open_journal(data, "now", SITE)
    assert numbers_in(journal) == office.numbers
    journal.close()
    assert (etc / "controller.toml").read_text() == office.file.read_text()
    assert (etc / "kiosk.toml").exists()
    assert (etc / "board.toml").read_text() == "# another one's\n", "what the backup does not have stays"
    assert (data / "pairing" / "ca.key").read_text() == "the office's ca.key"
    assert (data / "pairing" / "ca.key").stat().st_mode & 0o777 == 0o600
    for name in ("uptime/2026-11-20.json", "uptime/2026-11-21.json", "published.json", *SENT):
        assert (data / name).read_text() == (office.data / name).read_text()
        assert (data / name).stat().st_mode & 0o777 == 0o600
    for name in ("catalogue/blanks.json", f"catalogue/blanks/{BLANK}.zip"):
        assert (data / name).read_text() == (office.data / name).read_text()
        assert (data / name).stat().st_mode & 0o777 == 0o644, "as the caretaker's command writes them"
    assert not (data / "sending.json").exists(), "the centre says how far it has come"
    assert not (data / "province.key").exists(), "a key is given anew"
    assert str(recipient_in(data)) == recipient_of(PHRASE), "and goes on being backed up"
    (kept,) = back.kept
    assert kept.read_text() == "# as the package brings it\n"
    assert not list(data.glob(".unpacked*"))


def test_settings_that_lie_elsewhere_by_their_usual_name_come_back_there(
    office: Office, backup: Path, tmp_path: Path
) -> None:
    etc, own = tmp_path / "new" / "etc", tmp_path / "new" / "etc" / "office"
    own.mkdir(parents=True)
    (own / "controller.toml").write_text("# as the package brings it\n")
    (etc / "controller.toml").symlink_to("office/controller.toml")
    (kept,) = restore_all(backup, PHRASE, etc, tmp_path / "new" / "data", MOMENT).kept
    assert (etc / "controller.toml").readlink() == Path("office/controller.toml"), "an upgrade makes it anew"
    assert (own / "controller.toml").read_text() == office.file.read_text()
    assert kept.parent == own
    assert kept.read_text() == "# as the package brings it\n"


def test_on_the_same_machine_what_was_given_since_is_not_given_again(office: Office, backup: Path) -> None:
    journal = open_journal(office.data, "now", SITE)
    later = Ledger(journal).issue()
    journal.close()
    back = restore_all(backup, PHRASE, office.etc, office.data, MOMENT)
    assert back.journal.kept is not None
    journal = open_journal(office.data, "later", SITE)
    assert later not in numbers_in(journal)
    journal.close()


def test_once_more_changes_nothing_more(backup: Path, tmp_path: Path) -> None:
    etc, data = tmp_path / "etc", tmp_path / "data"
    etc.mkdir()
    restore_all(backup, PHRASE, etc, data, MOMENT)
    assert restore_all(backup, PHRASE, etc, data, Moment(NOW + 1000, 420)).kept == ()


def test_under_a_controller_that_works_nothing_is_replaced(office: Office, backup: Path) -> None:
    before = office.file.read_text()
    office.file.write_text(f"{before}# changed since\n")
    journal = open_journal(office.data, "now", SITE)
    with pytest.raises(BackupError) as error:
        restore_all(backup, PHRASE, office.etc, office.data, MOMENT)
    journal.close()
    assert error.value.key == "running"
    assert office.file.read_text().endswith("# changed since\n")


def test_the_wrong_digits_open_nothing(backup: Path) -> None:
    assert refusal(backup, OTHER) == "wrong-phrase"


@pytest.mark.parametrize(
    ("typed", "key"),
    [("", "not-digits"), ("123", "not-digits"), (PHRASE[:-1] + "1", "typo"), ("a" * 40, "not-digits")],
)
def test_mistyped_digits_are_told_before_anything_is_read(typed: str, key: str) -> None:
    with pytest.raises(BackupError) as error:
        understood(typed)
    assert error.value.key == key
    assert said.told(error.value)


@pytest.mark.parametrize("part", [0.0, 0.001, 0.3, 0.6, 0.9, 0.9999])
def test_one_flipped_bit_anywhere_is_seen(backup: Path, part: float) -> None:
    content = bytearray(backup.read_bytes())
    content[int(len(content) * part)] ^= 1
    backup.write_bytes(content)
    assert refusal(backup) in ("damaged", "not-backup", "wrong-phrase")


@pytest.mark.parametrize("size", [0, 10, 22, 100, 250, 1000, -1, -100])
def test_a_file_that_was_cut_off_is_seen(backup: Path, size: int) -> None:
    backup.write_bytes(backup.read_bytes()[:size])
    assert refusal(backup) in ("damaged", "not-backup")


@pytest.mark.parametrize(
    "content", [b"", b"SQLite format 3\0" + b"x" * 999, b"age-encryption.org/v1\n", b"PK\x03\x04"]
)
def test_other_files_are_no_backups(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.age").write_bytes(content)
    assert refusal(tmp_path / "x.age") in ("not-backup", "damaged")
    assert refusal(tmp_path) == "missing"
    assert refusal(tmp_path / "nowhere") == "missing"
    os.mkfifo(tmp_path / "pipe")
    assert refusal(tmp_path / "pipe") == "missing"


def sealed(file: Path, write: object) -> Path:
    with file.open("wb") as out:
        seal(write, out, [identity_of(PHRASE).to_public()])  # type: ignore[arg-type]
    return file


def card(*files: Listed, number: int = 1) -> Card:
    return Card(format=number, site=SITE, made_at=NOW, version="9.9", files=files)


def forged(told: Card, *entries: tarfile.TarInfo) -> object:
    """An archive of somebody who knows the public half."""

    def write(out: IO[bytes]) -> None:
        with tarfile.open(fileobj=out, mode="w|gz") as tar:
            head, text = tarfile.TarInfo(archive.CARD), told.model_dump_json().encode()
            head.size = len(text)
            tar.addfile(head, io.BytesIO(text))
            for entry in entries:
                tar.addfile(entry, io.BytesIO(b"x" * entry.size))

    return write


def entry(name: str, size: int = 1, kind: bytes = tarfile.REGTYPE) -> tarfile.TarInfo:
    found = tarfile.TarInfo(name)
    found.size, found.type, found.linkname = size, kind, "/etc/passwd"
    return found


X = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
"""SHA-256 of ``x``."""


@pytest.mark.parametrize(
    ("told", "entries", "key"),
    [
        (card(), (), None),
        (card(Listed(name="pairing/ca.key", size=1, sha256=X)), (entry("pairing/ca.key"),), None),
        (card(number=2), (), "newer"),
        (card(Listed(name="../evil", size=1, sha256=X)), (entry("../evil"),), "not-backup"),
        (card(Listed(name="/etc/passwd", size=1, sha256=X)), (entry("/etc/passwd"),), "not-backup"),
        (
            card(Listed(name="settings/../x.toml", size=1, sha256=X)),
            (entry("settings/../x.toml"),),
            "not-backup",
        ),
        (card(Listed(name="pairing/..", size=1, sha256=X)), (entry("pairing/.."),), "not-backup"),
        (card(), (entry("pairing/ca.key"),), "damaged"),
        (card(Listed(name="pairing/ca.key", size=1, sha256=X)), (), "damaged"),
        (card(Listed(name="pairing/ca.key", size=1, sha256="0")), (entry("pairing/ca.key"),), "damaged"),
        (card(Listed(name="pairing/ca.key", size=2, sha256=X)), (entry("pairing/ca.key"),), "damaged"),
        (card(Listed(name="pairing/ca.key", size=1, sha256=X)), (entry("../../evil"),), "damaged"),
        (
            card(Listed(name="pairing/ca.key", size=0, sha256=X)),
            (entry("pairing/ca.key", 0, tarfile.SYMTYPE),),
            "damaged",
        ),
        (
            card(Listed(name="pairing/ca.key", size=0, sha256=X)),
            (entry("pairing/ca.key", 0, tarfile.CHRTYPE),),
            "damaged",
        ),
        (
            card(Listed(name="pairing/ca.key", size=40_000_000, sha256=X)),
            (entry("pairing/ca.key", 40_000_000),),
            "damaged",
        ),
        (
            card(*(Listed(name="pairing/ca.key", size=1, sha256=X) for _ in range(archive.MOST_FILES + 1))),
            (),
            "not-backup",
        ),
    ],
)
def test_an_archive_that_somebody_made_puts_nothing_anywhere_else(
    tmp_path: Path, told: Card, entries: tuple[tarfile.TarInfo, ...], key: str | None
) -> None:
    file, into = sealed(tmp_path / "x.age", forged(told, *entries)), tmp_path / "a" / "b" / "into"
    into.mkdir(parents=True)
    before = {path for path in tmp_path.rglob("*") if into not in path.parents}
    if key is None:
        assert proved(file, PHRASE, into) == told
        return
    assert refusal(file) == key
    with pytest.raises(BackupError):
        proved(file, PHRASE, into)
    assert {path for path in tmp_path.rglob("*") if into not in path.parents} == before


@pytest.mark.parametrize("content", [b"", b"no tar", b"\x1f\x8b\x08" + b"x" * 100])
def test_what_is_no_archive_inside_is_told(tmp_path: Path, content: bytes) -> None:
    file = sealed(tmp_path / "x.age", lambda out: out.write(content))
    assert refusal(file) in ("damaged", "not-backup")


def test_settings_that_this_version_cannot_use_replace_nothing(office: Office, tmp_path: Path) -> None:
    office.file.write_text("site = 7")
    file, etc = make(office.ground(), NOW).file, tmp_path / "etc"
    etc.mkdir()
    with pytest.raises(BackupError) as error:
        restore_all(file, PHRASE, etc, tmp_path / "data", MOMENT)
    assert error.value.key == "settings-unusable"
    assert list(etc.iterdir()) == []


def test_an_empty_journal_is_refused_as_ever(office: Office, tmp_path: Path) -> None:
    for path in office.data.glob("journal.db*"):
        path.unlink()
    open_journal(office.data, "now", SITE).close()
    file, etc, data = make(office.ground(), NOW).file, tmp_path / "etc", tmp_path / "data"
    etc.mkdir()
    with pytest.raises(RestoreError):
        restore_all(file, PHRASE, etc, data, MOMENT)
    nothing_came(etc, data)


def nothing_came(etc: Path, data: Path) -> None:
    """Neither settings nor keys, nor a journal that would take its place at the next start."""
    assert list(etc.iterdir()) == []
    assert {path.name for path in data.iterdir()} <= {"lock", "reserve", "pairing", "backup"}
    assert [path for path in data.glob("*/*") if path.is_file()] == []


def test_without_room_for_the_settings_nothing_comes(backup: Path, tmp_path: Path) -> None:
    etc, data = tmp_path / "etc", tmp_path / "data"
    pull = a_stick(etc, "12k")
    try:
        (etc / "full").write_bytes(b"x" * 8000)
        with pytest.raises(BackupError) as error:
            restore_all(backup, PHRASE, etc, data, MOMENT)
        (etc / "full").unlink()
        assert error.value.key == "not-put"
        nothing_came(etc, data)
    finally:
        pull()


def test_cut_short_the_next_start_has_the_whole_office(
    office: Office, backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    etc, data, real = tmp_path / "etc", tmp_path / "data", together._do
    etc.mkdir()
    (etc / "controller.toml").write_text("# as the package brings it\n")

    def cut(move: together.Move) -> None:
        if move.to.name == "ca.pem":
            raise KeyboardInterrupt
        real(move)

    monkeypatch.setattr(together, "_do", cut)
    with pytest.raises(KeyboardInterrupt):
        restore_all(backup, PHRASE, etc, data, MOMENT)
    monkeypatch.undo()
    assert not (data / "pairing" / "ca.pem").exists()
    ComingBack(etc / "controller.toml").end_cut_short()
    journal = open_journal(data, "now", SITE)
    assert numbers_in(journal) == office.numbers
    journal.close()
    assert (etc / "controller.toml").read_text() == office.file.read_text()
    assert (data / "pairing" / "ca.pem").read_text() == "the office's ca.pem"
    assert not list(etc.glob(".*"))


def test_what_can_be_neither_ended_nor_undone_is_told_and_no_half_office_begins(tmp_path: Path) -> None:
    (tmp_path / together.PLAN).write_text("{}")
    with pytest.raises(SystemExit, match="bị ngắt giữa chừng"):
        ComingBack(tmp_path / "controller.toml").end_cut_short()


def test_a_plan_that_nobody_can_read_is_overtaken_by_the_restore_that_its_sentence_asks_for(
    office: Office, backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    etc, data = tmp_path / "new" / "etc", tmp_path / "new" / "data"
    etc.mkdir(parents=True)
    (etc / together.PLAN).write_text("damaged")
    monkeypatch.setattr(together, "_stage", lambda *_: (tmp_path / "no room").stat())
    with pytest.raises(BackupError):
        restore_all(backup, PHRASE, etc, data, MOMENT)
    monkeypatch.undo()
    assert (etc / together.PLAN).read_text() == "damaged", "no half office begins"
    restore_all(backup, PHRASE, etc, data, MOMENT)
    ComingBack(etc / "controller.toml").end_cut_short()
    assert (etc / "controller.toml").read_text() == office.file.read_text()


def typed(*words: str, keys: str = "") -> "subprocess.CompletedProcess[str]":
    command = (Path(sys.executable).with_name("motcua").as_posix(), *words)
    return subprocess.run(
        command, input=keys, capture_output=True, text=True, check=False, start_new_session=True, timeout=120
    )


@pytest.mark.slow
def test_from_a_terminal(tmp_path: Path) -> None:
    """Digits made, a backup, a list, a proof, wrong digits, and back again, as a caretaker would type it."""
    office = Office(tmp_path / "office", tmp_path / "stick")
    at = ("--settings", str(office.file))
    assert typed("backup", "phrase", *at).returncode == 1, "there are some"
    made = typed("backup", "phrase", *at, "--new")
    digits = next(line.strip() for line in made.stdout.splitlines() if line.startswith("    "))
    done = typed("backup", "now", *at)
    assert (done.returncode, done.stderr) == (0, "")
    assert "nguyên vẹn" in done.stdout
    (file,) = office.stick.iterdir()
    assert file.name in typed("backup", "list", *at).stdout
    assert typed("backup", "due", *at).returncode == 1
    checked = typed("backup", "verify", *at, keys=f"{digits}\n")
    assert (checked.returncode, "đúng từng mục" in checked.stdout) == (0, True)
    wrong = typed("backup", "verify", *at, str(file), keys=f"{OTHER}\n")
    assert (wrong.returncode, "không mở được" in wrong.stderr) == (1, True)
    office.file.rename(office.file.with_suffix(".lost"))
    back = typed("controller", "restore", *at, str(file), keys=f"{digits}\n")
    assert back.returncode == 0, back.stderr
    assert office.file.exists()
    only = typed("controller", "restore", *at, "--journal-only", str(file), keys=f"{digits}\n")
    assert only.returncode == 0, only.stderr
    nothing = typed("controller", "restore", *at, str(file), keys="\n")
    assert (nothing.returncode, "8 nhóm" in nothing.stderr, "Traceback" in nothing.stderr) == (1, True, False)
    assert all(part not in done.stdout + checked.stdout for part in (digits, digits.replace(" ", "")))
