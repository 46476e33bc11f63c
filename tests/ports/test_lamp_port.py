"""What every set of lamps promises, over every implementation that runs without a Pi."""

from pathlib import Path
from typing import Any

import pytest
from gpiozero import GPIOZeroError
from gpiozero.pins.mock import MockFactory, MockPin

from hardware.drivers.gpio import GpioKeys, GpioLamp
from hardware.errors import DeviceBusy, DeviceError
from tests.bench_in_thread import BenchInThread
from tests.ports.drivers_by_name import a_device
from tests.waiting import until

PINS = {"next": 17, "error": 27}


class OnPins:
    """GpioLamp on gpiozero's mock pins."""

    def __init__(self, _folder: Path) -> None:
        self.factory = MockFactory()
        self.lamp = GpioLamp(PINS, self.factory)

    def lit(self):
        return {name for name, pin in PINS.items() if self.factory.pin(pin).state}

    def end(self) -> None:
        self.lamp.close()
        self.factory.reset()


class OnBench:
    """SimLamp on a real bench socket, beside the keys of the same box."""

    def __init__(self, folder: Path) -> None:
        self.bench = BenchInThread(folder)
        options: dict[str, Any] = {"bench": self.bench.path, "device": "panel-1"}
        self.keys = a_device("keys", "sim", names=("next",), **options)
        self.lamp = a_device("lamp", "sim", names=tuple(PINS), **options)

    def lit(self):
        told = self.bench.shown("lamps")
        return set(told[-1]) if told else set()

    def end(self) -> None:
        self.lamp.close()
        self.keys.close()
        self.bench.end()


class Nowhere:
    """NoLamp: nothing to see."""

    def __init__(self, _folder: Path) -> None:
        self.lamp = a_device("lamp", "none")

    def lit(self):
        return set()

    def end(self) -> None:
        self.lamp.close()


@pytest.fixture(params=[OnPins, OnBench, Nowhere])
def box(request: pytest.FixtureRequest, tmp_path: Path):
    box = request.param(tmp_path)
    yield box
    box.end()


def settles(box: Any, wanted: set[str]):
    wanted = wanted & set(box.lamp.names)
    return until(lambda: box.lit() == wanted)


class TestLamp:
    def test_all_are_dark_at_first(self, box: Any):
        assert settles(box, set())

    def test_exactly_the_named_lamps_are_lit(self, box: Any):
        box.lamp.show(frozenset({"next"}))
        assert settles(box, {"next"})
        box.lamp.show(frozenset({"error"}))
        assert settles(box, {"error"})

    def test_a_lamp_that_the_box_has_not_is_ignored(self, box: Any):
        box.lamp.show(frozenset({"next", "recall"}))
        assert settles(box, {"next"})

    def test_closed_lamps_are_dark(self, box: Any):
        box.lamp.show(frozenset({"next", "error"}))
        assert settles(box, {"next", "error"})
        box.lamp.close()
        assert settles(box, set())

    def test_closing_twice_is_once(self, box: Any):
        box.lamp.close()
        box.lamp.close()


def test_a_lamp_on_the_pin_of_a_key_is_busy():
    factory = MockFactory()
    keys = GpioKeys({"next": 17}, factory)
    with pytest.raises(DeviceBusy, match="lamp 'next' on pin 17"):
        GpioLamp(PINS, factory)
    keys.close()


class BrokenPin(MockPin):  # type: ignore[misc] # gpiozero is untyped
    """A pin that works until it is broken: then writing, reading and closing it fail."""

    error: Exception | None = None

    def _check(self) -> None:
        if self.error is not None:
            raise self.error

    def _set_state(self, value: Any):
        self._check()
        super()._set_state(value)

    def _get_state(self):
        self._check()
        return super()._get_state()

    def close(self):
        super().close()
        self._check()


class NotOurError(Exception):
    """What lgpio throws."""


@pytest.mark.parametrize("error", [GPIOZeroError("gone"), OSError(5, "gone"), NotOurError("gone")])
def test_lamps_and_keys_whose_pins_fail_raise_an_error_with_a_remedy_and_close_all_the_same(
    error: Exception, monkeypatch: pytest.MonkeyPatch
):
    factory = MockFactory(pin_class=BrokenPin)
    lamp, keys = GpioLamp(PINS, factory), GpioKeys({"next": 5}, factory)
    lamp.show(frozenset({"next"}))
    monkeypatch.setattr(BrokenPin, "error", error)
    with pytest.raises(DeviceError, match=r"^gpio: lamps: .*gone"):
        lamp.show(frozenset({"error"}))
    with pytest.raises(DeviceError, match=r"^gpio: keys: .*gone"):
        keys.edges(0.0)
    lamp.close()
    keys.close()


def test_keys_and_lamps_of_one_box_are_one_device_on_the_bench(tmp_path: Path):
    box = OnBench(tmp_path)
    try:
        assert settles(box, set())
        box.keys.close()
        box.lamp.show(frozenset({"next"}))
        assert settles(box, {"next"})
        assert len(box.bench.shown("hello")) == 1
    finally:
        box.end()
