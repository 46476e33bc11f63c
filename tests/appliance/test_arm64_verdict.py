"""What must stand in the result of ``make arm-check`` for it to be a proof."""

from systemd.arm64.__main__ import PROGRAMS, wrong
from systemd.packages.roles import ROLES

PROOF = {
    "broken": "",
    "installed": sorted(role.name for role in ROLES),
    "settings_checked": dict.fromkeys(PROGRAMS, True),
    "tests": {"passed": 900, "skipped": 1},
}


def test_everything_held():
    assert wrong(PROOF) == []


def test_what_failed_and_what_was_not_seen_did_not_hold():
    for change, name in (
        ({"broken": "x"}, "broken"),
        ({"installed": ["motcua-common"]}, "installed"),
        ({"settings_checked": dict.fromkeys(PROGRAMS, True) | {"kiosk": False}}, "settings_checked"),
        ({"settings_checked": {}}, "settings_checked"),
        ({"tests": {"passed": 900, "failed": 1}}, "tests"),
        ({"tests": {"passed": 900, "error": 1}}, "tests"),
        ({"tests": {}}, "tests"),
    ):
        assert wrong(PROOF | change) == [name], change
