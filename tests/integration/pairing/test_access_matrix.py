"""Every role on every topic, publishing and subscribing, on a real Mosquitto with real certificates."""

import asyncio
from pathlib import Path

import pytest

from contracts.access import Right, access_list
from contracts.pairing import DeviceRole
from contracts.topics import Topics
from contracts.vocabulary import DeviceId
from controller.pairing import broker_files
from simulation.access_matrix import differences, every_topic, granted
from tests.integration.pairing.paired_office import SITE, PairedOffice, open_office
from tests.waiting import until

pytestmark = [pytest.mark.slow, pytest.mark.broker]
ME, ROOT = DeviceId("me"), Topics(SITE).root


async def wrong_for(paired: PairedOffice, role: DeviceRole) -> set[Right]:
    links = paired.link(None, "desk"), paired.link(await paired.join(ME, role), "me")
    return await asyncio.to_thread(differences, SITE, ME, role, links, until)


@pytest.mark.parametrize("role", DeviceRole)
async def test_a_device_says_and_hears_what_the_table_grants_and_nothing_else(
    tmp_path: Path, role: DeviceRole
) -> None:
    for verb in ("read", "write"):
        assert set() < granted(SITE, ME, role, verb) < set(every_topic(SITE, ME))
    async with open_office(tmp_path) as paired:
        assert await wrong_for(paired, role) == set()


async def test_this_test_can_fail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: a list that grants two topics too many is found out, by exactly those two."""
    more = f"topic write {ROOT}/event/day-opened\ntopic read {ROOT}/print/me\n"
    honest = access_list
    monkeypatch.setattr(broker_files, "access_list", lambda site, devices: honest(site, devices) + more)
    async with open_office(tmp_path) as paired:
        found = await wrong_for(paired, DeviceRole.BOARD)
    assert found == {Right("write", f"{ROOT}/event/day-opened"), Right("read", f"{ROOT}/print/me")}
