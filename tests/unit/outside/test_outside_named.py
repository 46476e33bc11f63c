"""Whom the controller may reach outside: whoever its settings name, and nobody else."""

from pathlib import Path
from typing import Any

import pytest

from controller.outside.__main__ import main
from controller.outside.named import MOST, beyond, hosts_of, let_through_by, seen, told
from tests.integration.backup.backed_up_office import TOML
from tests.integration.controller.house import settings_of
from tests.rules.house import HOUSE

UNIT = HOUSE / "systemd/controller/usr/lib/systemd/system/motcua-controller.service"
OWN = let_through_by(UNIT.read_text("utf-8"))
MAIL = {"host": "mail.tinh.gov.vn", "sender": "a@tinh.gov.vn"}
CENTRE = {"url": "https://centre.example.vn:8443", "key_file": "/k"}


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({}, ()),
        ({"mail": MAIL}, ("mail.tinh.gov.vn",)),
        ({"alerts": {"webhook": "https://chat.example.vn:8/hook?x=1"}}, ("chat.example.vn",)),
        ({"alerts": {"webhook": "http://[2001:db8::1]:80/h"}}, ("2001:db8::1",)),
        ({"mail": MAIL, "province": CENTRE}, ("mail.tinh.gov.vn", "centre.example.vn")),
    ],
)
def test_what_the_settings_name(changes: dict[str, Any], named: tuple[str, ...]) -> None:
    assert hosts_of(settings_of(**changes)) == named


@pytest.mark.parametrize(
    ("addresses", "more"),
    [
        ((), ()),
        (("10.1.2.3", "192.168.1.5", "172.31.0.1", "169.254.1.1", "127.0.0.1", "::1", "fd00::1"), ()),
        (("203.0.113.9", "10.0.0.1", "203.0.113.9", "2001:db8::7"), ("203.0.113.9", "2001:db8::7")),
        (("172.32.0.1", "100.64.0.1"), ("100.64.0.1", "172.32.0.1")),
    ],
)
def test_only_what_is_not_let_through_anyway(addresses: tuple[str, ...], more: tuple[str, ...]) -> None:
    assert beyond(addresses, OWN) == more


def test_the_shipped_unit_lets_private_addresses_through_and_no_others() -> None:
    assert OWN[:2] == ("127.0.0.0/8", "::1/128"), "systemctl does not know the word localhost"
    assert beyond(["8.8.8.8"], OWN) == ("8.8.8.8",)


def test_the_command_says_what_it_would_let_through(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = tmp_path / "controller.toml"
    text = TOML.format(data=tmp_path, stick=tmp_path)
    settings.write_text(f'{text}\n[alerts]\nwebhook = "http://203.0.113.9/x"\n', "utf-8")
    words = ["--settings", str(settings), "--unit", str(UNIT), "--show"]
    assert main(words) == 0
    assert capsys.readouterr().out == "203.0.113.9\n"
    settings.write_text(f'{text}\n[alerts]\nwebhook = "http://no-such-host.invalid/x"\n', "utf-8")
    assert main(words) == 1
    assert "Traceback" not in capsys.readouterr().err


def test_a_name_that_cannot_be_found_keeps_no_other_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = tmp_path / "controller.toml"
    more = '[alerts]\nwebhook = "http://203.0.113.9/x"\n[mail]\nhost = "no-such-host.invalid"\n'
    settings.write_text(f"{TOML.format(data=tmp_path, stick=tmp_path)}\n{more}", "utf-8")
    assert main(["--settings", str(settings), "--unit", str(UNIT), "--show"]) == 1
    said = capsys.readouterr()
    assert said.out == "203.0.113.9\n"
    assert "no-such-host.invalid: " in said.err


def test_a_host_with_another_address_each_time_is_reached_at_all_of_them() -> None:
    first = seen(["mail"], {"mail": ["203.0.113.1"]}, {})
    then = seen(["mail", "centre"], {"mail": ["203.0.113.2", "203.0.113.1"]}, first)
    assert then == {"mail": ("203.0.113.2", "203.0.113.1"), "centre": ()}
    assert seen(["mail"], {}, then) == {"mail": ("203.0.113.2", "203.0.113.1")}, (
        "not found now, and still open"
    )
    assert seen(["centre"], {}, then) == {"centre": ()}, "named no more"
    many = seen(["mail"], {"mail": [f"203.0.{n // 250}.{n % 250}" for n in range(300)]}, then)
    assert len(many["mail"]) == MOST


@pytest.mark.parametrize(
    "left",
    [
        "",
        "[]",
        '{"mail": 1}',
        "\xff",
        '{"no-such-host.invalid": ["x"]}',
        '{"no-such-host.invalid": ["203.0.113.7"]}',
    ],
)
def test_what_an_earlier_run_left_is_read_if_it_can_be(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], left: str
) -> None:
    settings, earlier = tmp_path / "controller.toml", tmp_path / "seen.json"
    text = TOML.format(data=tmp_path, stick=tmp_path)
    settings.write_text(f'{text}\n[mail]\nhost = "no-such-host.invalid"\n', "utf-8")
    earlier.write_text(left, "latin-1")
    words = ["--settings", str(settings), "--unit", str(UNIT), "--seen", str(earlier), "--show"]
    assert main(words) == 1
    assert capsys.readouterr().out == ("203.0.113.7\n" if "7" in left else "-\n")
    assert earlier.read_text("latin-1") == left


def test_what_was_open_is_closed_only_where_every_name_was_found() -> None:
    words = ("127.0.0.0/8", "203.0.113.9")
    assert told(words, anew=True) == ("IPAddressAllow=", "IPAddressAllow=127.0.0.0/8 203.0.113.9")
    assert told(words, anew=False) == ("IPAddressAllow=127.0.0.0/8 203.0.113.9",)
