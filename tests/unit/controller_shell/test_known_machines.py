"""The cookie by which a machine is known again."""

import stat
from pathlib import Path

import pytest

from contracts.vocabulary import ClerkId
from controller.web.known_machines import FILE, KEY_BYTES, MOST_CLERKS, KnownMachines, key_in

LAN, HOA = ClerkId("lan"), ClerkId("hoa")
KEY = bytes(range(KEY_BYTES))


def test_a_machine_is_known_for_whoever_got_in_there_also_after_a_restart() -> None:
    cookie = KnownMachines(KEY).with_clerk("", LAN)
    again = KnownMachines(KEY)
    assert again.knows(cookie, LAN) == cookie.partition(".")[0] != ""
    assert not again.knows(cookie, HOA)
    both = again.with_clerk(cookie, HOA)
    assert again.knows(both, LAN) == again.knows(both, HOA) == again.knows(cookie, LAN)
    assert again.with_clerk(both, HOA) == both, "it does not grow"


@pytest.mark.parametrize(
    "forged",
    [
        *("", ".", "lan", "a" * 22, "." * 4096, "a" * 60_000, "đ" * 22, "\udcff"),
        *(f"{'a' * 22}.{'b' * 22}", f"{'a' * 22}.lan", f"{'a' * 22}." * 2000),
    ],
)
def test_what_this_desk_did_not_write_is_no_machine(forged: str) -> None:
    machines = KnownMachines(KEY)
    assert machines.knows(forged, LAN) == ""
    assert machines.knows(machines.with_clerk(forged, LAN), LAN)


def test_a_machine_of_the_office_is_one_where_any_of_its_clerks_got_in() -> None:
    machines = KnownMachines(KEY)
    cookie = machines.with_clerk("", LAN)
    name = machines.knows(cookie, LAN)
    assert machines.of_office(cookie, (HOA, LAN)) == name
    assert machines.of_office(cookie, (HOA,)) == "", "a clerk who left vouches for none"
    assert KnownMachines(bytes(KEY_BYTES)).of_office(cookie, (LAN,)) == "", "nor does another desk's cookie"
    assert machines.of_office("", (LAN,)) == ""


def test_seals_belong_to_one_machine_one_clerk_and_one_desk() -> None:
    machines = KnownMachines(KEY)
    hers, other = machines.with_clerk("", LAN), machines.with_clerk("", HOA)
    assert not machines.knows(f"{other.partition('.')[0]}.{hers.partition('.')[2]}", LAN)
    assert not machines.knows(f"{hers[:30]}{'A' if hers[30] != 'A' else 'B'}{hers[31:]}", LAN)
    assert not KnownMachines().knows(hers, LAN)


def test_the_last_dozen_is_kept() -> None:
    machines, cookie = KnownMachines(KEY), ""
    clerks = [ClerkId(f"clerk-{n}") for n in range(MOST_CLERKS + 3)]
    for clerk in clerks:
        cookie = machines.with_clerk(cookie, clerk)
    assert [bool(machines.knows(cookie, clerk)) for clerk in clerks] == [False] * 3 + [True] * MOST_CLERKS
    assert len(cookie) < 400


def test_the_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    key = key_in(tmp_path)
    assert (tmp_path / FILE).read_bytes().endswith(key)
    (tmp_path / FILE).chmod(0o644)
    assert key_in(tmp_path) == key
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


@pytest.mark.parametrize("damaged", [b"", b"short", b"x" * 4096])
def test_a_damaged_key_is_replaced(tmp_path: Path, damaged: bytes) -> None:
    (tmp_path / FILE).write_bytes(damaged)
    key = key_in(tmp_path)
    assert len(key) == KEY_BYTES
    assert key_in(tmp_path) == key


def test_a_folder_in_its_place_stops_nobody(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / FILE).mkdir()
    assert len(key_in(tmp_path)) == KEY_BYTES
    assert "a restart will forget machines" in caplog.text
