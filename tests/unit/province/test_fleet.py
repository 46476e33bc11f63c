"""The machines of offices: what somebody must look at, and what cannot be read is no reason to fall over."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from province.fleet import Concern, machine_of, moment_of, newest_of, rank

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
DAY_MS = 86_400_000
NOW_MS = int(NOW.timestamp() * 1000)
WELL: dict[str, Any] = {"version": "1.10.0", "backup_at": NOW_MS - DAY_MS, "backlog": 0, "certificates": ()}


def concerns(ago: timedelta = timedelta(), **changes: Any) -> tuple[Concern, ...]:
    return machine_of(WELL | changes, NOW - ago, NOW, timedelta(minutes=10), "1.10.0").concerns


def ends(days: float) -> list[dict[str, Any]]:
    return [{"of": "main-system", "ends_at": NOW_MS + int(days * DAY_MS)}]


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, ()),
        ({"backup_at": None}, (Concern.NO_BACKUP,)),
        ({"backup_at": NOW_MS - 8 * DAY_MS}, (Concern.BACKUP_OLD,)),
        ({"certificates": ends(29)}, (Concern.ENDS_SOON,)),
        ({"certificates": ends(31)}, ()),
        ({"certificates": ends(-1)}, (Concern.ENDED,)),
        ({"version": "1.9.3"}, (Concern.VERSION_OLD,)),
        ({"version": ""}, (Concern.VERSION_OLD,)),
        ({"version": "2.0"}, ()),
        ({"backlog": 2001}, (Concern.BEHIND,)),
        ({"certificates": [{"of": "x", "ends_at": 2**53 - 1}], "backup_at": 2**53 - 1}, (Concern.NO_BACKUP,)),
        ({"certificates": [{}]}, ()),
    ],
    ids=map(str, range(12)),
)
def test_what_somebody_must_look_at(changes: dict[str, Any], found: tuple[Concern, ...]):
    assert concerns(**changes) == found


def test_a_backup_is_as_old_as_it_was_when_the_office_was_heard():
    assert concerns(timedelta(days=9), backup_at=NOW_MS - 10 * DAY_MS) == (Concern.SILENT,)


def test_what_an_older_office_does_not_say_is_not_held_against_it():
    assert (
        machine_of({"version": "1.10.0", "backup_at": NOW_MS}, NOW, NOW, timedelta(1), "1.10.0").concerns
        == ()
    )


def test_a_certificate_that_outlives_the_machine_is_not_told():
    told = [*ends(80 * 365), *ends(100)]
    machine = machine_of(WELL | {"certificates": told}, NOW, NOW, timedelta(1), "")
    assert [one.at for one in machine.ends] == [moment_of(told[1]["ends_at"])]


def test_the_newest_version_is_one_that_two_offices_have():
    assert newest_of(["0.9.0", "0.10.0", "0.10.0", "1.0.0-test"]) == "0.10.0"
    assert newest_of(["0.9.0", "0.10.0", ""]) == "0.10.0"
    assert newest_of([]) == ""


def test_versions_have_debians_order():
    order = (
        *("", "0", "0.9", "0.10", "1~~", "1~", "1.0~~a", "1.0~rc1-1", "1.0~rc2", "1.0~rc10", "1.0", "1.0-1~bpo12+1", "1.0-1", "1.0-2"),
        *("1.0a", "1.0+b1", "1.0+git2-1", "1.0.1", "2026.1.2.3.4", "2026.1.2.3.5", "9" * 40),
    )  # fmt: skip
    assert sorted(set(order), key=rank) == list(order)
    assert rank("1.0") == rank("1.00") == rank("1.0-0")
