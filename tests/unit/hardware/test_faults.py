"""What a device raised, on its way to the caretaker: whatever it is, it fits the wire."""

import pytest

from contracts import messages as m
from contracts.codec import decode, encode
from contracts.messages.devices import LONGEST_DETAIL, MOST_FAULTS
from contracts.topics import Topics
from contracts.vocabulary import DeviceId, FaultCode, SiteId
from hardware.errors import DeviceBusy, DeviceError, DeviceMissing
from hardware.faults import fault_of
from hardware.host.clock import SystemClock
from hardware.link.memory import MemoryBroker, MemoryLink
from hardware.link.station import Identity, Station
from hardware.ports import Arrived, LinkHappening

LONG = "x" * 812


def test_a_fault_says_what_happened_and_what_to_do():
    fault = fault_of("printer", DeviceMissing("usb", "no such printer on the bus"))
    assert fault.code is FaultCode.DEVICE_MISSING
    assert fault.detail == f"usb: no such printer on the bus. {DeviceMissing.remedy}"


@pytest.mark.parametrize("kind", [DeviceError, DeviceMissing, DeviceBusy])
@pytest.mark.parametrize("length", [LONGEST_DETAIL, 812, 100_000])
def test_an_error_however_long_keeps_its_beginning_and_its_remedy(kind: type[DeviceError], length: int):
    fault = fault_of("printer", kind("usb", "x" * length), FaultCode.PRINTER_OFFLINE)
    assert fault.code == ("device-missing" if kind is DeviceMissing else "printer-offline")
    assert len(fault.detail) == LONGEST_DETAIL
    assert fault.detail.startswith("usb: xxx")
    assert fault.detail.endswith(f"x…. {kind.remedy}")


def test_a_foreign_error_is_told_by_its_kind_because_its_words_may_be_a_citizens():
    assert fault_of("reader", ValueError("079201001234|Nguyễn Văn A")).detail == "reader: ValueError"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (LONG, "x" * (LONGEST_DETAIL - 1) + "…"),
        ("x" * LONGEST_DETAIL, "x" * LONGEST_DETAIL),
        ("no file named \udcff.toml", "no file named ?.toml"),  # bytes of a broken file name
        ("Hết giấy", "Hết giấy"),
    ],
)
def test_whatever_a_fault_is_made_of_it_can_be_sent(said: str, told: str):
    fault = m.Fault(code=FaultCode.STORAGE_FAILED, detail=said, facts={"what": said})
    assert fault.detail == told
    assert len(fault.facts["what"]) <= 200
    topics, device = Topics(SiteId("demo")), DeviceId("printer-1")
    presence = m.Presence(device=device, program="p", version="1", online=True, at=1, faults=(fault,))
    assert decode(topics, topics.presence(device), encode(presence)) == presence


def test_a_device_with_more_faults_than_fit_tells_the_first_of_them():
    broker, came = MemoryBroker(), list[m.Presence]()
    topics, device = Topics(SiteId("demo")), DeviceId("printer-1")

    def hear(happening: LinkHappening):
        if isinstance(happening, Arrived):
            message = decode(topics, happening.topic, happening.payload)
            assert isinstance(message, m.Presence)
            came.append(message)

    MemoryLink(broker).start(hear, (topics.presence(device),), None)
    identity = Identity(SiteId("demo"), device, "p", "1")
    station = Station(identity, MemoryLink(broker), SystemClock(), lambda _happening: None)
    station.start()
    faults = tuple(m.Fault(code=FaultCode.KEY_STUCK, detail=str(n)) for n in range(MOST_FAULTS + 8))
    station.report_faults(faults)
    assert came[-1].faults == faults[:MOST_FAULTS]
    station.close()
