"""Who may ask for what: every role against every command, and how long a wish stays valid."""

from typing import Any, get_args

import pytest

from contracts import messages as m
from contracts.vocabulary import DeviceId, RefusalCode, is_id
from controller.desk.admission import admit
from controller.devices import CLERK_EXPIRES_MS, KIOSK_EXPIRES_MS, SKEW_MS, Devices
from controller.office_from_settings import devices_of
from tests.integration.controller.house import (
    KIOSK,
    MORNING,
    PANEL,
    PRINTER,
    SECOND_KIOSK,
    SECOND_PANEL,
    new_id,
    settings_of,
)

DEVICES = devices_of(settings_of())
BODIES: dict[str, dict[str, Any]] = {
    "issue-ticket": {"service": "civil"},
    "call-next": {"counter": "1"},
    "call-number": {"counter": "1", "ticket": "20261123-A001"},
    "recall": {"counter": "1"},
    "mark-no-show": {"counter": "1"},
    "finish": {"counter": "1"},
    "transfer": {"counter": "1", "to_service": "land"},
    "park": {"counter": "1"},
    "resume": {"ticket": "20261123-A001"},
    "cancel": {"ticket": "20261123-A001"},
    "reprint": {"ticket": "20261123-A001"},
    "sign-in": {"counter": "1", "clerk": "lan"},
    "sign-out": {"counter": "1"},
    "report-slip": {"job": "20261123-A001-1", "state": "printed"},
    "confirm-clock": {},
    "reopen-day": {},
}
MAY = {
    KIOSK: {"issue-ticket"},
    SECOND_KIOSK: {"issue-ticket"},
    PRINTER: {"report-slip"},
    PANEL: {"call-next", "recall", "mark-no-show", "finish"},
    SECOND_PANEL: set[str](),  # the bodies above are all of counter 1
    Devices.WEB: set(BODIES),
}
BY_KIND: dict[str, type[m.Command]] = {
    cls.model_fields["kind"].default: cls for cls in get_args(get_args(m.AnyCommand)[0])
}


def a_command(kind: str, at: int = MORNING, **changes: Any) -> Any:
    return BY_KIND[kind](request_id=new_id(), at=at, **(BODIES[kind] | changes))


def test_the_table_below_knows_every_command() -> None:
    assert set(BODIES) == set(BY_KIND)


@pytest.mark.parametrize("kind", BODIES)
@pytest.mark.parametrize("device", MAY)
def test_a_role_may_what_its_role_is(device: DeviceId, kind: str) -> None:
    answer = admit(DEVICES, device, a_command(kind), MORNING)
    assert answer == (None if kind in MAY[device] else RefusalCode.NOT_ALLOWED)


@pytest.mark.parametrize("kind", BODIES)
@pytest.mark.parametrize("device", ["stranger", "desk", "web", "board-1"])
def test_nobody_else_may_anything(device: str, kind: str) -> None:
    assert admit(DEVICES, DeviceId(device), a_command(kind), MORNING) == RefusalCode.UNKNOWN_DEVICE


def test_no_device_of_the_wire_can_pass_for_the_clerks_page() -> None:
    assert not is_id(Devices.WEB)


def test_a_kiosk_speaks_for_a_screen_only_and_a_panel_for_its_own_counter() -> None:
    assert admit(DEVICES, KIOSK, a_command("report-slip", state="on-screen"), MORNING) is None
    assert admit(DEVICES, SECOND_PANEL, a_command("call-next", counter="2"), MORNING) is None


@pytest.mark.parametrize(
    ("device", "kind", "lasts"),
    [(KIOSK, "issue-ticket", KIOSK_EXPIRES_MS), (PANEL, "call-next", CLERK_EXPIRES_MS)],
)
def test_a_wish_expires_to_the_millisecond(device: DeviceId, kind: str, lasts: int) -> None:
    command = a_command(kind)
    assert admit(DEVICES, device, command, MORNING + lasts) is None
    assert admit(DEVICES, device, command, MORNING + lasts + 1) == RefusalCode.EXPIRED
    assert admit(DEVICES, device, command, MORNING - SKEW_MS) is None
    assert admit(DEVICES, device, command, MORNING - SKEW_MS - 1) == RefusalCode.EXPIRED


def test_paper_that_came_out_is_true_however_late_it_is_told() -> None:
    assert admit(DEVICES, PRINTER, a_command("report-slip", at=0), MORNING) is None
