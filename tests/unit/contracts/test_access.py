"""What a paired device may do follows from the table of topics."""

import pytest

from contracts.access import access_list, rights
from contracts.pairing import DeviceRole
from contracts.topics import TABLE
from contracts.vocabulary import DeviceId, SiteId

SITE, ME = SiteId("test"), DeviceId("me-1")


@pytest.mark.parametrize("role", DeviceRole)
def test_nobody_writes_under_another_name(role: DeviceRole) -> None:
    written = [right.topic.split("/")[3:] for right in rights(SITE, ME, role) if right.verb == "write"]
    assert written
    assert all(levels[1] == ME for levels in written)
    assert not {levels[0] for levels in written} & {"state", "event", "reply", "print", "desk", "watch"}


def test_each_role_asks_only_what_it_may() -> None:
    def asks(role: DeviceRole) -> set[str]:
        topics = (r.topic.split("/") for r in rights(SITE, ME, role) if r.verb == "write")
        return {levels[5] for levels in topics if levels[3] == "cmd"}

    assert asks(DeviceRole.KIOSK) == {
        "issue-ticket",
        "look-up",
        "report-slip",
        "find-procedures",
        "show-procedure",
        "print-checklist",
        "see-slip",
        "rate-slip",
        "fetch-voice",
        "fetch-page",
        "fetch-update",
        "lease-numbers",
        "hand-in",
    }
    assert asks(DeviceRole.PRINTER) == {"report-slip", "fetch-update"}
    assert asks(DeviceRole.BOARD) == {"fetch-voice", "fetch-update"}
    assert "call-next" in asks(DeviceRole.PANEL)
    assert not asks(DeviceRole.PANEL) & {"issue-ticket", "confirm-clock", "sign-in"}


def test_every_row_of_the_table_was_thought_of() -> None:
    everything = {r.topic.split("/")[3] for role in DeviceRole for r in rights(SITE, ME, role)}
    assert everything == {row.pattern.split("/")[0] for row in TABLE}


def test_the_list_names_each_device_once() -> None:
    text = access_list(SITE, [(DeviceId("b"), DeviceRole.BOARD), (DeviceId("a"), DeviceRole.KIOSK)])
    assert [line for line in text.splitlines() if line.startswith("user ")] == ["user a", "user b"]
    assert "#\n" not in text
