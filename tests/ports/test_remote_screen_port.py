"""What every remote screen promises: it shows what it is given, and brings touches that mean something."""

import base64
import queue
from pathlib import Path
from typing import Any

import pytest

from hardware.ports.remote_screen import (
    Finger,
    FingerPhase,
    RemoteScreen,
    RemoteTouch,
    ScreenShot,
    Tap,
    TouchArea,
)
from tests.bench_in_thread import BenchInThread
from tests.ports.drivers_by_name import a_device
from tests.waiting import PATIENCE_S

SHOT = ScreenShot(
    "services", 608, 1080, b"a picture", (TouchArea("service-a", 10, 20, 300, 90, enabled=True),)
)


class OnBench:
    """A panel on a real bench socket."""

    def __init__(self, folder: Path) -> None:
        self.shown: queue.Queue[dict[str, Any]] = queue.Queue()
        self.touches: queue.Queue[RemoteTouch] = queue.Queue()
        self._bench = BenchInThread(folder, lambda _device, told: self.shown.put(told))
        self.screen: RemoteScreen = a_device(
            "remote_screen", "sim", bench=self._bench.path, device="kiosk-1", on_touch=self.touches.put
        )
        assert self.shown.get(timeout=PATIENCE_S)["hello"]

    def order(self, **order: Any) -> None:
        self._bench.order("kiosk-1", **order)

    def end(self) -> None:
        self.screen.close()
        self._bench.end()


@pytest.fixture
def panel(tmp_path: Path):
    panel = OnBench(tmp_path)
    yield panel
    panel.end()


def test_a_picture_is_seen_there_with_what_can_be_touched_on_it(panel: OnBench):
    panel.screen.show(SHOT)
    frame = panel.shown.get(timeout=PATIENCE_S)["frame"]
    assert base64.b64decode(frame.pop("jpeg")) == b"a picture"
    target = {"id": "service-a", "x": 10, "y": 20, "w": 300, "h": 90, "enabled": True}
    assert frame == {"screen": "services", "width": 608, "height": 1080, "targets": [target]}


@pytest.mark.parametrize(
    ("order", "touch"),
    [
        ({"tap": "service-a"}, Tap("service-a")),
        ({"touch": "down", "x": 0.25, "y": 1}, Finger(FingerPhase.DOWN, 0.25, 1.0)),
        ({"touch": "move", "x": -3, "y": 7}, Finger(FingerPhase.MOVE, 0.0, 1.0)),
        ({"touch": "up", "x": "left", "y": None}, Finger(FingerPhase.UP, 0.5, 0.5)),
    ],
)
def test_a_touch_there_comes_here(panel: OnBench, order: dict[str, Any], touch: RemoteTouch):
    panel.order(**order)
    assert panel.touches.get(timeout=PATIENCE_S) == touch


def test_an_order_that_is_no_touch_does_nothing(panel: OnBench):
    for nonsense in ({"touch": "sideways"}, {"tap": 7}, {"press": "next"}):
        panel.order(**nonsense)
    panel.order(touch="up", x=0, y=0)
    assert panel.touches.get(timeout=PATIENCE_S) == Finger(FingerPhase.UP, 0, 0), "the first that is one"


def test_a_closed_panel_shows_nothing_and_closing_twice_is_once(panel: OnBench):
    panel.screen.close()
    panel.screen.close()
    panel.screen.show(SHOT)


def test_without_a_bench_nobody_looks():
    screen = a_device("remote_screen", "sim", device="kiosk-1", on_touch=print)
    screen.show(SHOT)
    screen.close()
