"""The keypad's thread and the kiosk's faults, with real pipes and the real driver."""

import os
import struct
import threading
import time
from pathlib import Path

import pytest

from contracts import messages as m
from contracts.vocabulary import DeviceId, FaultCode, SiteId
from hardware.drivers.keypad import KeypadKeys
from hardware.errors import DeviceMissing
from hardware.host.clock import SystemClock
from hardware.link.memory import MemoryBroker, MemoryLink
from hardware.link.station import Identity, Station
from hardware.ports import Keys
from kiosk_app.settings import KEY_CODES
from kiosk_app.shell.faults import Faults
from kiosk_app.shell.keypad_thread import KeypadThread
from tests.waiting import PATIENCE_S

EVENT = struct.Struct("llHHi")


def wait_for(condition: threading.Event) -> None:
    assert condition.wait(PATIENCE_S)


def test_every_key_has_codes_of_its_own():
    codes = [code for codes in KEY_CODES.values() for code in codes]
    assert len(codes) == len(set(codes))


@pytest.mark.slow
def test_a_press_arrives_once_by_its_name(tmp_path: Path):
    pipe, heard, came = tmp_path / "keypad", [], threading.Event()
    os.mkfifo(pipe)
    writer = os.open(pipe, os.O_RDWR)

    def press(key: str, _at: float) -> None:
        heard.append(key)
        came.set()

    keypad = KeypadThread(
        lambda: KeypadKeys(pipe, KEY_CODES), press, lambda _part, _fault: None, SystemClock()
    )
    try:
        os.write(writer, EVENT.pack(0, 0, 1, 80, 1))
        wait_for(came)
        os.write(writer, EVENT.pack(0, 0, 1, 80, 2) + EVENT.pack(0, 0, 1, 80, 0))
        came.clear()
        time.sleep(0.06)
        os.write(writer, EVENT.pack(0, 0, 1, 96, 1))
        wait_for(came)
    finally:
        keypad.close()
        os.close(writer)
    assert heard == ["2", "enter"]


def test_taps_that_came_while_nobody_looked_all_arrive(tmp_path: Path):
    pipe, heard = tmp_path / "keypad", []
    os.mkfifo(pipe)
    writer = os.open(pipe, os.O_RDWR)
    came = threading.Event()

    def press(key: str, _at: float) -> None:
        heard.append(key)
        if len(heard) == 4:
            came.set()

    for code in (80, 80, 96, 79):  # 2, 2, Enter, 1: pressed and released before the thread runs
        os.write(writer, EVENT.pack(0, 0, 1, code, 1) + EVENT.pack(0, 0, 1, code, 0))
    keypad = KeypadThread(
        lambda: KeypadKeys(pipe, KEY_CODES), press, lambda _part, _fault: None, SystemClock()
    )
    try:
        wait_for(came)
    finally:
        keypad.close()
        os.close(writer)
    assert heard == ["2", "2", "enter", "1"]


def test_a_press_that_is_read_late_bears_the_moment_of_the_press(tmp_path: Path):
    pipe, heard, came = tmp_path / "keypad", [], threading.Event()
    os.mkfifo(pipe)
    writer = os.open(pipe, os.O_RDWR)

    def press(_key: str, at: float) -> None:
        heard.append(at)
        came.set()

    pressed = SystemClock().monotonic() - 7.5
    os.write(writer, EVENT.pack(int(pressed), int(pressed % 1 * 1e6), 1, 80, 1))
    keypad = KeypadThread(
        lambda: KeypadKeys(pipe, KEY_CODES), press, lambda _part, _fault: None, SystemClock()
    )
    try:
        wait_for(came)
    finally:
        keypad.close()
        os.close(writer)
    assert heard == [pytest.approx(pressed, abs=0.2)]


def test_a_missing_keypad_is_told():
    told: list[tuple[str, m.Fault | None]] = []
    came = threading.Event()

    def complain(part: str, fault: m.Fault | None) -> None:
        told.append((part, fault))
        came.set()

    def build() -> Keys:
        raise DeviceMissing("keypad", "unplugged")

    keypad = KeypadThread(build, lambda _key, _at: None, complain, SystemClock())
    wait_for(came)
    keypad.close()
    keypad.close()
    assert told[0][1] == m.Fault(
        code=FaultCode.DEVICE_MISSING, detail=f"keypad: unplugged. {DeviceMissing.remedy}"
    )


def test_each_part_has_its_own_fault():
    identity = Identity(SiteId("demo"), DeviceId("kiosk-1"), "kiosk_app", "1")
    station = Station(identity, MemoryLink(MemoryBroker()), SystemClock(), lambda _happening: None)
    faults = Faults(station)
    stuck, missing = m.Fault(code=FaultCode.KEY_STUCK), m.Fault(code=FaultCode.DEVICE_MISSING)
    faults.tell("glass", stuck)
    faults.tell("keypad", missing)
    assert station._faults == (stuck, missing)
    faults.tell("glass", None)
    faults.tell("speaker", None)
    assert list(station._faults) == [missing]
