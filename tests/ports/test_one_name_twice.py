"""Two machines with one name on a real broker: nobody is pushed off, and both know it within a moment."""

import math
import time
from collections.abc import Iterable, Iterator

import pytest

import hardware.link.mqtt
from contracts import messages as m
from contracts.codec import decode
from contracts.topics import Topics
from contracts.vocabulary import DeviceId, FaultCode, SiteId
from hardware.host.clock import SystemClock
from hardware.host.program import identity_of, link_of
from hardware.link.mqtt import SHORT_S, MqttLink
from hardware.link.station import Station, StationHappening
from hardware.ports import Arrived, Connected, Disconnected
from kiosk_app.settings import KioskSettings
from simulation.office.broker import Broker
from tests.ports.link_nets import Inbox, MqttNet, started
from tests.waiting import PATIENCE_S, until

pytestmark = pytest.mark.broker
TOPICS, KIOSK = Topics(SiteId("hoa-cuong")), DeviceId("kiosk-1")
WATCHED_S = 3.0


class Machine:
    """What a program makes of its settings; the card of one is the clone of the other's."""

    def __init__(self, broker: Broker) -> None:
        card = KioskSettings.model_validate(
            {"site": "hoa-cuong", "device": "kiosk-1", "link": {"host": broker.host, "port": broker.port}}
        )
        self.inbox: list[StationHappening] = []
        self.link = link_of(card)
        self.station = Station(identity_of(card, "kiosk_app"), self.link, SystemClock(), self.inbox.append)
        self.station.start()

    def ups_and_downs(self) -> list[str]:
        return [type(h).__name__ for h in self.inbox if isinstance(h, Connected | Disconnected)]


@pytest.fixture
def net(broker: Broker) -> Iterator[MqttNet]:
    made = MqttNet(broker)
    yield made
    made.end()


def test_a_cloned_card_pushes_nobody_and_everybody_is_told(net: MqttNet):
    _, office = started(net, TOPICS.presence("+"))
    first = Machine(net.broker)
    until(lambda: first.ups_and_downs() == ["Connected"])
    until(lambda: presences(office))  # the broker, too, knows by now who has the name
    second = Machine(net.broker)
    try:
        until(second.station.twice)
        end = time.monotonic() + WATCHED_S
        while time.monotonic() < end:
            time.sleep(0.05)
        assert (first.ups_and_downs(), second.ups_and_downs()) == (["Connected"], [])
        waits = [machine.station.twice() for machine in (first, second)]
        assert [(twice.device, twice.waits) for twice in waits if twice] == [(KIOSK, False), (KIOSK, True)]
        assert {twice.address for twice in waits if twice} == {"127.0.0.1"}
        last = presences(office)[-1]
        said = decode(TOPICS, last.topic, last.payload)
        assert isinstance(said, m.Presence)
        assert [fault.code for fault in said.faults] == [FaultCode.NAME_TWICE]
        first.station.close()
        until(lambda: second.ups_and_downs() == ["Connected"])
    finally:
        for machine in (first, second):
            machine.station.close()


def presences(office: Inbox) -> list[Arrived]:
    """What the office heard of the kiosk's presence."""
    return [h for h in office.happenings if isinstance(h, Arrived) and h.topic == TOPICS.presence(KIOSK)]


def test_control_with_one_client_id_they_would_push_each_other_off(
    net: MqttNet, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(hardware.link.mqtt, "RETRY_S", (0.02, 0.05))
    monkeypatch.setattr(hardware.link.mqtt, "MOST_DOUBLINGS", 0)  # as it was before
    assert pushes(net, PATIENCE_S, enough=11) > 10


def test_links_that_are_pushed_off_come_back_ever_more_seldom(net: MqttNet, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(hardware.link.mqtt, "RETRY_S", (0.2, 0.2))
    assert pushes(net, WATCHED_S) < 10
    assert SHORT_S > WATCHED_S


def pushes(net: MqttNet, seconds: float, enough: float = math.inf) -> int:
    """How often two links with one client id lose their connection to each other; after ``enough`` nobody looks on."""
    inboxes = Inbox(), Inbox()
    links = [MqttLink(net.broker.host, net.broker.port, "the-same") for _ in inboxes]
    for link, inbox in zip(links, inboxes, strict=True):
        link.start(inbox, (), None)
    end = time.monotonic() + seconds
    while time.monotonic() < end and _lost(inboxes) < enough:
        time.sleep(0.05)
    for link in links:
        link.close()
    return _lost(inboxes)


def _lost(inboxes: Iterable[Inbox]) -> int:
    return sum(inbox.count(Disconnected) for inbox in inboxes)
