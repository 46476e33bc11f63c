"""A new machine becomes the old office in the browser: by file and digits, proved first, as the real program."""

import re
import shutil
from pathlib import Path

import httpx
import pytest

from controller.backup.errors import BackupError
from controller.backup.keys import keep_recipient, recipient_of
from controller.backup.office import backup_now, ground_of
from controller.first_start.coming_back import ComingBack
from controller.settings import OfficeSettings
from controller.web.coming_back import ADDRESS
from hardware.host.settings_file import load_settings
from simulation.office.broker import Broker
from simulation.office.child import kill_group
from tests.integration.backup.backed_up_office import OTHER, PHRASE
from tests.integration.controller.house import MORNING
from tests.integration.controller.program_house import Listener, Program
from tests.integration.controller.test_caretaker_page import CARETAKER
from tests.waiting import until


def a_backup(program: Program, stick: Path) -> Path:
    """Of an office that gave two numbers and stopped."""
    settings = load_settings(program.settings, OfficeSettings)
    stick.mkdir()
    keep_recipient(settings.data_dir, recipient_of(PHRASE))
    backup_now(ground_of(settings, program.settings, "1", stick), MORNING)
    (file,) = stick.glob("*.age")
    return file


def an_old_office(folder: Path, broker: Broker, listener: Listener) -> tuple[Program, Path]:
    """Its card died after a backup."""
    same_disk = {"folder": str(folder / "stick"), "same_disk": True}
    old = Program(folder, broker, clerks=CARETAKER["clerks"], backup=same_disk)
    old.start()
    until(old.ready)
    assert [listener.ask().number for _ in range(2)] == ["A001", "A002"]
    assert old.stop() == 0
    backup = a_backup(old, folder / "stick")
    shutil.rmtree(folder / "data")
    return old, backup


def sent(client: httpx.Client, file: bytes, digits: str) -> httpx.Response:
    return client.post(ADDRESS, files={"file": ("x.age", file)}, data={"digits": digits})


def let_in(client: httpx.Client, program: Program) -> None:
    client.get("/bat-dau")
    until(lambda: "START CODE" in program.log.read_text("utf-8"))
    code = re.findall(r"START CODE: (\d+ \d+)", program.log.read_text("utf-8"))[-1]
    client.post("/bat-dau/ma", data={"code": code})


def what_is_wrong_is_told(client: httpx.Client, whole: bytes) -> None:
    for file, digits, told in (
        (b"", PHRASE, "Chưa chọn bản sao lưu"),
        (b"hello", PHRASE, "không phải bản sao lưu"),
        (whole, "12345", "8 nhóm"),
        (whole, OTHER, "Dãy số này không mở được"),
        (whole[: len(whole) // 2], PHRASE, "bị hỏng"),
    ):
        answer = sent(client, file, digits)
        assert (answer.status_code, told in answer.text) == (422, True), told


@pytest.mark.e2e
@pytest.mark.broker
def test_a_new_machine_becomes_the_office_of_the_backup(
    tmp_path: Path, broker: Broker, listener: Listener
) -> None:
    old, backup = an_old_office(tmp_path, broker, listener)
    new = Program(tmp_path, broker, clerks=[])
    new.start()
    try:
        until(new.ready)
        base = f"http://127.0.0.1:{new.port}"
        with httpx.Client(base_url=base, headers={"origin": base}, timeout=60) as client:
            assert client.get(ADDRESS).headers["location"] == "/bat-dau", "not without the code"
            assert sent(client, b"x", PHRASE).headers["location"] == "/bat-dau"
            let_in(client, new)
            assert "lấy lại từ bản sao lưu" in client.get("/bat-dau").text
            whole = backup.read_bytes()
            what_is_wrong_is_told(client, whole)
            assert not list((tmp_path / "data").glob(".coming-back-*"))
            assert sent(client, whole, PHRASE).status_code == 303
        until(old.ready)  # with the settings of the backup, also its port
        assert load_settings(new.settings, OfficeSettings).clerks[0].id == "lan"
        assert listener.ask().number == "A003"
        assert not list((tmp_path / "data").glob(".coming-back-*"))
    finally:
        assert new.process
        kill_group(new.process)
        new.process.wait()


def test_what_cannot_be_put_in_its_place_is_told_and_nothing_waits(tmp_path: Path) -> None:
    back = ComingBack(tmp_path / "controller.toml")
    file = tmp_path / "x.age"
    file.write_bytes(b"hello")
    with pytest.raises(BackupError, match="not-backup"):
        back.want(file, PHRASE)
    assert not back.waits
    assert not file.exists()
    back.take(0)
    assert back.trouble == ""
