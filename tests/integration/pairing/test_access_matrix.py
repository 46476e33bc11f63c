"""Every role on every topic, publishing and subscribing, on a real Mosquitto with real certificates."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from contracts.access import Right, access_list, rights
from contracts.pairing import DeviceRole
from contracts.permissions import PERMISSIONS
from contracts.topics import TABLE, Topics
from contracts.vocabulary import DeviceId
from controller.pairing import broker_files
from hardware.link.filters import matches
from tests.integration.pairing.paired_office import SITE, Ear, PairedOffice, open_office
from tests.waiting import happens

pytestmark = [pytest.mark.slow, pytest.mark.broker]
ROOT = Topics(SITE).root
FILLED = {
    "device": ("me", "other", "desk"),
    "kind": (*PERMISSIONS, "ticket-issued", "slip-ended", "day-opened"),
    "counter": ("1",),
    "instance": ("some-desk",),
}


def every_topic() -> Iterator[str]:
    """Each row of the table, filled in with one's own name, another's and the desk's; and what is in no table."""
    for row in TABLE:
        patterns = [row.pattern]
        for hole, words in FILLED.items():
            patterns = [p.replace(f"<{hole}>", word) for p in patterns for word in words]
        yield from (f"{ROOT}/{each}" for each in dict.fromkeys(patterns))
    yield from ("motcua/v1/elsewhere/state/office", f"{ROOT}/state", "homeassistant/status", f"{ROOT}/cmd/me")


TOPICS = tuple(every_topic())


async def heard_of(me: Ear, desk: Ear) -> set[str]:
    end = f"{ROOT}/reply/me"
    for topic in TOPICS:
        await happens(partial(desk.link.publish, topic, b"said by the desk"))
    desk.link.publish(end, b"end")
    await me.hears(end, b"end")
    return {topic for topic, payload in me.heard if payload == b"said by the desk"}


async def said_by(me: Ear, desk: Ear) -> set[str]:
    end = f"{ROOT}/presence/me"
    for topic in TOPICS:
        await happens(partial(me.link.publish, topic, b"said by me"))
    me.link.publish(end, b"end")
    await desk.hears(end, b"end")
    return {topic for topic, payload in desk.heard if payload == b"said by me"}


def allowed(role: DeviceRole, verb: str) -> set[str]:
    granted = [right.topic for right in rights(SITE, DeviceId("me"), role) if right.verb == verb]
    return {topic for topic in TOPICS if any(matches(each, topic) for each in granted)}


async def differences(paired: PairedOffice, role: DeviceRole) -> set[Right]:
    """What the broker lets through and the table does not, or the other way round."""
    desk = Ear(paired.link(None, "desk"), "#")
    await desk.up()
    me = Ear(paired.link(await paired.join("me", role), "me"), "#")
    await me.up()
    try:
        read = await heard_of(me, desk) ^ allowed(role, "read")
        written = await said_by(me, desk) ^ allowed(role, "write")
        return {Right("read", topic) for topic in read} | {Right("write", topic) for topic in written}
    finally:
        me.link.close()
        desk.link.close()


@pytest.mark.parametrize("role", DeviceRole)
async def test_a_device_says_and_hears_what_the_table_grants_and_nothing_else(
    tmp_path: Path, role: DeviceRole
) -> None:
    async with open_office(tmp_path) as paired:
        assert await differences(paired, role) == set()


async def test_this_test_can_fail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: a list that grants two topics too many is found out, by exactly those two."""
    more = f"topic write {ROOT}/event/day-opened\ntopic read {ROOT}/print/me\n"
    honest = access_list
    monkeypatch.setattr(broker_files, "access_list", lambda site, devices: honest(site, devices) + more)
    async with open_office(tmp_path) as paired:
        found = await differences(paired, DeviceRole.BOARD)
    assert found == {Right("write", f"{ROOT}/event/day-opened"), Right("read", f"{ROOT}/print/me")}
