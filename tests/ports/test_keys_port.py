"""What every set of keys promises, over every implementation that runs without a Pi."""

import os
import struct
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from gpiozero.pins.mock import MockFactory

from hardware.drivers.gpio import GpioKeys
from hardware.drivers.input_device import EVENT
from hardware.drivers.keypad import KeypadKeys
from hardware.errors import DeviceBusy, DeviceMissing, DeviceUnsupported
from hardware.host.clock import SystemClock
from hardware.ports.keys import Gap, KeyEdge
from tests.bench_in_thread import BenchInThread
from tests.ports.drivers_by_name import a_device
from tests.waiting import until

NAMES = ("next", "finish")
CODES = {"next": (96, 28), "finish": (83,)}
PINS = {"next": 5, "finish": 6}
EV_SYN, EV_KEY = 0, 1


def event(kind: int, code: int, value: int):
    return EVENT.pack(1_795_000_000, 0, kind, code, value)


class OnPins:
    """GpioKeys on gpiozero's mock pins: a finger pulls the pin to ground."""

    def __init__(self, _folder: Path) -> None:
        self.factory = MockFactory()
        self.keys = GpioKeys(PINS, self.factory)
        self.hand = Hand(self.keys)

    def finger(self, name: str, *, down: bool):
        pin = self.factory.pin(PINS[name])
        pin.drive_low() if down else pin.drive_high()

    def end(self) -> None:
        self.keys.close()
        self.factory.reset()


class OnKeypad:
    """KeypadKeys on a named pipe: a finger writes input events."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "keypad"
        os.mkfifo(self.path)
        self.plug = os.open(self.path, os.O_RDWR)
        self.keys = a_device("keys", "keypad", path=self.path, keymap=CODES)
        self.hand = Hand(self.keys)

    def finger(self, name: str, *, down: bool):
        os.write(self.plug, event(EV_KEY, CODES[name][0], int(down)) + event(EV_SYN, 0, 0))

    def end(self) -> None:
        self.keys.close()
        os.close(self.plug)


class OnBench:
    """SimKeys on a real bench socket."""

    def __init__(self, folder: Path) -> None:
        self.bench = BenchInThread(folder)
        self.keys = a_device("keys", "sim", bench=self.bench.path, device="panel-1", names=NAMES)
        self.hand = Hand(self.keys)

    def order(self, **order: Any):
        self.bench.order("panel-1", **order)

    def finger(self, name: str, *, down: bool):
        self.order(**{"press" if down else "release": name})

    def end(self) -> None:
        self.keys.close()
        self.bench.end()


@pytest.fixture(params=[OnPins, OnKeypad, OnBench])
def box(request: pytest.FixtureRequest, tmp_path: Path):
    box = request.param(tmp_path)
    yield box
    box.end()


class Hand:
    """What is down, by the edges that were told so far."""

    def __init__(self, keys: Any) -> None:
        self.keys = keys
        self.told: list[KeyEdge] = []
        self.gaps: list[Gap] = []

    def down(self) -> frozenset[str]:
        for edge in self.keys.edges(SystemClock().monotonic()):
            (self.gaps if isinstance(edge, Gap) else self.told).append(edge)
        last = {edge.name: edge.down for edge in self.told}
        return frozenset(name for name, down in last.items() if down)

    def presses(self) -> list[str]:
        self.down()
        return [edge.name for edge in self.told if edge.down]


def settles(hand: Hand, wanted: Iterable[str]):
    """``down`` becomes ``wanted``; only the bench needs more than one look."""
    return until(lambda: hand.down() == frozenset(wanted))


class TestKeys:
    def test_the_names_are_those_of_the_settings(self, box: Any):
        assert set(box.keys.names) == set(NAMES)

    def test_nothing_is_down_at_first(self, box: Any):
        assert box.hand.down() == frozenset()

    def test_a_key_is_down_as_long_as_the_finger_is(self, box: Any):
        box.finger("next", down=True)
        assert settles(box.hand, {"next"})
        assert box.hand.down() == {"next"}
        box.finger("next", down=False)
        assert settles(box.hand, set())

    def test_two_keys_can_be_down_together(self, box: Any):
        box.finger("next", down=True)
        box.finger("finish", down=True)
        assert settles(box.hand, {"next", "finish"})

    def test_closing_twice_is_once(self, box: Any):
        box.keys.close()
        box.keys.close()

    def test_a_tap_while_nobody_looked_is_told_with_its_time(self, box: Any):
        before = SystemClock().monotonic()
        box.finger("next", down=True)
        box.finger("next", down=False)
        assert until(lambda: not box.hand.down() and len(box.hand.told) == 2)
        assert box.hand.presses() == ["next"]
        assert before - 0.01 <= box.hand.told[0].at <= box.hand.told[1].at <= SystemClock().monotonic()


class TestGpioKeys:
    def test_a_level_is_still_read_when_the_edges_stop_coming(self):
        factory = MockFactory()
        keys = GpioKeys(PINS, factory)
        factory.pin(PINS["next"]).when_changed = None
        factory.pin(PINS["next"]).drive_low()
        assert keys.edges(4.0) == (KeyEdge("next", True, 4.0),)
        keys.close()

    def test_two_keys_on_one_pin_are_busy_and_release_what_was_taken(self):
        factory = MockFactory()
        with pytest.raises(DeviceBusy, match="'b' on pin 5"):
            GpioKeys({"a": 5, "b": 5}, factory)
        GpioKeys({"a": 5}, factory).close()

    def test_a_pin_that_the_board_has_not_is_unsupported(self):
        with pytest.raises(DeviceUnsupported, match="pin 99"):
            GpioKeys({"a": 99}, MockFactory())

    def test_another_pin_factory_than_lgpio_is_refused_loudly(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setenv("GPIOZERO_PIN_FACTORY", "mock")
        with pytest.raises(DeviceUnsupported, match="'mock'; only 'lgpio'"):
            GpioKeys(PINS)

    def test_a_missing_lgpio_is_no_reason_to_fall_back(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setenv("GPIOZERO_PIN_FACTORY", "lgpio")
        monkeypatch.setitem(__import__("sys").modules, "gpiozero.pins.lgpio", None)
        with pytest.raises(DeviceUnsupported, match="lgpio is not installed"):
            GpioKeys(PINS)


@pytest.fixture
def pad(tmp_path: Path):
    pad = OnKeypad(tmp_path)
    yield pad
    pad.end()


class TestKeypadKeys:
    def test_any_of_its_codes_is_the_key(self, pad: OnKeypad):
        os.write(pad.plug, event(EV_KEY, 28, 1))
        assert pad.hand.down() == {"next"}

    def test_autorepeat_other_keys_and_other_events_are_nothing(self, pad: OnKeypad):
        os.write(pad.plug, event(EV_KEY, 96, 2) + event(EV_KEY, 2, 1) + event(4, 4, 458840))
        assert pad.hand.down() == frozenset()

    def test_an_event_that_comes_in_two_pieces_is_put_together(self, pad: OnKeypad):
        whole = event(EV_KEY, 96, 1)
        os.write(pad.plug, whole[:10])
        assert pad.hand.down() == frozenset()
        os.write(pad.plug, whole[10:])
        assert pad.hand.down() == {"next"}

    def test_every_press_is_seen_however_short_and_however_long_nobody_looked(self, pad: OnKeypad):
        for _ in range(3):  # three taps and a press of the other key, before the first look
            os.write(pad.plug, event(EV_KEY, 96, 1) + event(EV_SYN, 0, 0) + event(EV_KEY, 96, 0))
        os.write(pad.plug, event(EV_KEY, 83, 1))
        assert pad.hand.presses() == ["next", "next", "next", "finish"]
        assert pad.hand.down() == {"finish"}

    @pytest.mark.parametrize("clock", [time.CLOCK_BOOTTIME, time.CLOCK_REALTIME])
    def test_an_edge_bears_the_kernels_time_by_whichever_clock_it_is(self, pad: OnKeypad, clock: int):
        now = time.clock_gettime(clock) if clock == time.CLOCK_BOOTTIME else SystemClock().utc_ms() / 1000
        stamp = now - 2.5
        os.write(pad.plug, EVENT.pack(int(stamp), int(stamp % 1 * 1e6), EV_KEY, 96, 1))
        t = SystemClock().monotonic()
        assert [edge.at for edge in pad.keys.edges(t)] == [pytest.approx(t - 2.5, abs=0.5)]

    def test_two_keys_of_one_name_are_one_key(self, pad: OnKeypad):
        os.write(
            pad.plug,
            b"".join(event(EV_KEY, code, value) for code, value in ((96, 1), (28, 1), (96, 0), (28, 0))),
        )
        assert [edge.down for edge in pad.keys.edges(0.0)] == [True, False]

    def test_lost_events_release_every_key_and_are_told(self, pad: OnKeypad):
        os.write(pad.plug, event(EV_KEY, 96, 1))
        assert pad.hand.down() == {"next"}
        os.write(pad.plug, event(EV_SYN, 3, 0))
        assert pad.hand.down() == frozenset()
        assert len(pad.hand.gaps) == 1

    def test_an_unplugged_keypad_is_missing_and_can_be_opened_again(self, tmp_path: Path):
        os.mkfifo(tmp_path / "pad")
        plug = os.open(tmp_path / "pad", os.O_RDWR)
        reader = KeypadKeys(tmp_path / "pad", CODES)
        os.close(plug)
        with pytest.raises(DeviceMissing, match="unplugged"):
            reader.edges(0.0)
        reader.close()
        plug = os.open(tmp_path / "pad", os.O_RDWR)
        again = KeypadKeys(tmp_path / "pad", CODES)
        os.write(plug, event(EV_KEY, 83, 1))
        assert Hand(again).down() == {"finish"}
        again.close()
        os.close(plug)

    def test_a_keypad_that_is_not_there_is_missing_with_a_remedy(self, tmp_path: Path):
        with pytest.raises(DeviceMissing, match="nowhere") as caught:
            KeypadKeys(tmp_path / "nowhere", CODES)
        assert caught.value.remedy == "Kiểm tra dây cắm và nguồn điện của thiết bị."

    def test_the_event_is_that_of_the_kernel_here(self):
        assert EVENT.size == 2 * struct.calcsize("l") + 8


class TestSimKeys:
    def test_a_tap_goes_down_and_comes_up_by_itself(self, tmp_path: Path):
        box = OnBench(tmp_path)
        try:
            box.order(tap="finish", ms=60)
            assert settles(box.hand, {"finish"})
            assert settles(box.hand, set())
        finally:
            box.end()

    def test_without_a_bench_nobody_presses(self):
        keys = a_device("keys", "sim", device="panel-1", names=NAMES)
        assert keys.edges(0.0) == ()
        keys.close()
