"""One keeper for every device: whatever a driver does, its user goes on and people are told."""

import logging

import pytest

from contracts.messages import Fault
from contracts.vocabulary import FaultCode
from hardware.errors import DeviceBusy, DeviceError, DeviceMissing
from hardware.keeper import Keeper


class Device:
    """A device in memory; what is in ``raises`` is raised by the next call."""

    def __init__(self) -> None:
        self.opened = self.closed = 0
        self.raises: list[Exception] = []
        self.closing_fails = False

    def open(self) -> "Device":
        self.opened += 1
        return self

    def read(self) -> int:
        if self.raises:
            raise self.raises.pop(0)
        return 7

    def close(self) -> None:
        self.closed += 1
        if self.closing_fails:
            raise ZeroDivisionError


class Kept:
    """A kept device, a clock in the hand, and who is told."""

    def __init__(self, **more: FaultCode) -> None:
        self.now, self.device = 100.0, Device()
        self.told: list[Fault | None] = []
        self.keeper = Keeper("reader", self.device.open, self.told.append, monotonic=lambda: self.now, **more)

    def read(self) -> int | None:
        return self.keeper.use(lambda device: device.read())


@pytest.fixture
def kept():
    return Kept()


def test_it_is_opened_when_it_is_first_used_and_stays_open(kept: Kept):
    assert kept.device.opened == 0
    assert [kept.read(), kept.read()] == [7, 7]
    assert (kept.device.opened, kept.told, kept.keeper.wait_s) == (1, [None], 0)


def test_a_device_that_fails_is_let_go_told_once_and_opened_again_when_it_is_time(kept: Kept):
    kept.device.raises = [DeviceMissing("usb", "unplugged")]
    assert kept.read() is None
    assert (kept.device.closed, kept.keeper.wait_s) == (1, 0.5)
    assert kept.read() is None, "too soon"
    assert kept.device.opened == 1
    kept.now += 0.5
    assert kept.read() == 7
    assert kept.keeper.fault is None
    assert [fault and fault.detail for fault in kept.told] == [
        f"usb: unplugged. {DeviceMissing.remedy}",
        None,
    ]


def test_a_device_that_cannot_be_opened_is_the_same(kept: Kept):
    def nowhere() -> Device:
        raise DeviceBusy("usb", "somebody else has it")

    keeper = Keeper("reader", nowhere, kept.told.append, monotonic=lambda: kept.now)
    for _ in range(5):
        assert keeper.use(lambda device: device.read()) is None
        kept.now += 10
    assert [fault and fault.detail for fault in kept.told] == [
        f"usb: somebody else has it. {DeviceBusy.remedy}"
    ]


def test_any_error_at_all_is_a_failure_and_its_words_are_nowhere(
    kept: Kept, caplog: pytest.LogCaptureFixture
):
    shown = "079201001234|Nguyễn Văn A"
    kept.device.raises = [ValueError(shown)]
    with caplog.at_level(logging.DEBUG):
        assert kept.read() is None
    assert [fault and fault.detail for fault in kept.told] == ["reader: ValueError"]
    assert shown not in caplog.text
    assert "ValueError in" in caplog.text, "where it happened is told"


def test_a_device_that_cannot_even_be_closed_is_let_go(kept: Kept):
    kept.device.closing_fails = True
    kept.device.raises = [DeviceMissing("usb", "unplugged")]
    kept.read()
    kept.now += 1
    assert kept.read() == 7
    kept.keeper.close()
    kept.keeper.close()
    assert kept.device.closed == 2


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (DeviceMissing("usb", "x" * 812), "device-missing"),
        (DeviceError("usb", "x" * 812), "printer-offline"),
        (ZeroDivisionError("x" * 812), "printer-offline"),
    ],
)
def test_what_is_there_and_does_not_work_has_a_code_of_its_own(error: Exception, code: str):
    kept = Kept(otherwise=FaultCode.PRINTER_OFFLINE)
    kept.device.raises = [error]
    kept.read()
    assert kept.keeper.fault is not None
    assert kept.keeper.fault.code == code


def test_a_closed_device_is_opened_again_when_it_is_used(kept: Kept):
    kept.read()
    kept.keeper.close()
    assert kept.read() == 7
    assert kept.device.opened == 2
