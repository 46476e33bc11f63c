"""What the controller lets be known, and what becomes of it."""

from pathlib import Path

import pytest

from controller.pairing.build import let_be_found
from controller.settings import OfficeSettings
from hardware.finding.announcing import Announcer, info_of, wanted
from hardware.finding.told import FILE, Told
from hardware.host.settings_file import load_settings
from tests.rules.house import HOUSE

OFFICE = load_settings(HOUSE / "systemd/controller/etc/motcua/office/controller.toml", OfficeSettings)


def test_an_office_that_pairs_is_announced_and_no_other(tmp_path: Path) -> None:
    let_be_found(OFFICE, paired=True, folder=str(tmp_path))
    spoken = wanted(tmp_path, "192.168.1.5")
    assert spoken is not None
    assert spoken.told == Told(office=OFFICE.name.vi, web_port=8080, broker_port=8883)
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o644
    assert wanted(tmp_path, "") is None
    let_be_found(OFFICE, paired=False, folder=str(tmp_path))
    assert wanted(tmp_path, "192.168.1.5") is None


def test_where_no_service_manager_gives_a_folder_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RUNTIME_DIRECTORY", raising=False)
    let_be_found(OFFICE, paired=True)


def test_damage_is_silence(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b'{"office": "x", "web_port": 0, "broker_port": 1}')
    assert wanted(tmp_path, "192.168.1.5") is None


def test_two_offices_of_one_name_are_two_names_in_the_network(tmp_path: Path) -> None:
    let_be_found(OFFICE, paired=True, folder=str(tmp_path))
    here, there = (wanted(tmp_path, address) for address in ("192.168.1.5", "192.168.1.6"))
    assert here is not None
    assert there is not None
    assert info_of(here).name != info_of(there).name
    assert OFFICE.name.vi.encode() in info_of(here).text


def test_saying_nothing_opens_nothing() -> None:
    announcer = Announcer()
    announcer.say(None)
    assert announcer.spoken is None
