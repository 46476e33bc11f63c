"""Two machines with one name on a real broker that says when a session is taken over (MQTT 5, reason 0x8E)."""

import itertools
from collections.abc import Iterator

import pytest

from contracts import messages as m
from contracts.codec import decode
from contracts.topics import Topics
from contracts.vocabulary import DeviceId, FaultCode, SiteId
from hardware.host.clock import SystemClock
from hardware.link.station import Identity, Station, StationHappening
from hardware.ports import Arrived, Connected, Disconnected
from simulation.office.broker import LOOPBACK
from tests.ports.link_nets import Inbox
from tests.ports.telling_broker import INSTALLED, NamedLink, telling_broker
from tests.waiting import until

pytestmark = [pytest.mark.broker, pytest.mark.skipif(not INSTALLED, reason="ejabberd is not installed")]
TOPICS, KIOSK = Topics(SiteId("hoa-cuong")), DeviceId("kiosk-1")
fresh = itertools.count(1)


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with telling_broker(tmp_path_factory.mktemp("ejabberd")) as port:
        yield port


class Machine:
    """One of two clones; with one ``client_id`` they are clones down to what the broker knows them by."""

    def __init__(self, port: int, client_id: str) -> None:
        self.inbox: list[StationHappening] = []
        self.station = Station(
            Identity(TOPICS.site, KIOSK, "kiosk_app", "1"),
            NamedLink(LOOPBACK, port, client_id),
            SystemClock(),
            self.inbox.append,
        )
        self.station.start()

    def lost(self) -> list[Disconnected]:
        return [h for h in self.inbox if isinstance(h, Disconnected)]


def test_the_broker_says_that_a_session_was_taken_over_and_the_link_reads_it(port: int):
    first, second = Inbox(), Inbox()
    links = [NamedLink(LOOPBACK, port, "the-same") for _ in range(2)]
    try:
        links[0].start(first, (), None)
        until(lambda: first.count(Connected))
        links[1].start(second, (), None)
        until(lambda: first.count(Disconnected))
    finally:
        for link in links:
            link.close()
    (told, *_) = (h for h in first.happenings if isinstance(h, Disconnected))
    assert (told.taken_over, told.why) == (True, "Session taken over")


@pytest.mark.parametrize("one_client_id", [False, True], ids=["as our programs connect", "one client id"])
def test_both_machines_and_the_caretaker_know_which_name_is_there_twice(port: int, *, one_client_id: bool):
    desk, said = NamedLink(LOOPBACK, port, f"desk-{next(fresh)}"), Inbox()
    desk.start(said, (TOPICS.presence("+"),), None)
    until(lambda: said.count(Connected))
    ids = ["clone", "clone"] if one_client_id else [f"kiosk-1-{next(fresh)}" for _ in range(2)]
    machines: list[Machine] = []
    try:
        for client_id in ids:
            machines.append(Machine(port, client_id))
            until(lambda: machines[0].inbox)
        for machine in machines:
            twice = until(machine.station.twice)
            assert twice.device == KIOSK
        until(lambda: [fault.code for fault in faults(said)] == [FaultCode.NAME_TWICE])
        assert faults(said)[0].facts["device"] == KIOSK
        if not one_client_id:
            assert [machine.lost() for machine in machines] == [[], []], "nobody was pushed off"
    finally:
        for machine in machines:
            machine.station.close()
        desk.close()


def faults(said: Inbox) -> tuple[m.Fault, ...]:
    """What is wrong with the kiosk, as it was told last."""
    told = [h for h in said.happenings if isinstance(h, Arrived) and h.topic == TOPICS.presence(KIOSK)]
    presence = decode(TOPICS, told[-1].topic, told[-1].payload) if told else None
    return presence.faults if isinstance(presence, m.Presence) else ()
