"""The kiosk on a real bench: frames out, touches in."""

from __future__ import annotations

import base64
import io
import os
import signal
import subprocess
import sys
from functools import partial
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from tests.bench_in_thread import BenchInThread
from tests.ports.drivers_by_name import a_device
from tests.unit.kiosk import kiosk_scenes as scenes
from tests.waiting import PATIENCE_S, until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.gui.kiosk_driver import Driver  # at run time this import starts Kivy


@pytest.fixture
def bench(tmp_path: Path):
    bench = BenchInThread(tmp_path)
    yield bench
    bench.end()


@pytest.fixture
def remote(kiosk: Driver, bench: BenchInThread):
    from kiosk_app.shell.remote_screen import RemoteScreen  # noqa: PLC0415 - imports Kivy
    from tests.gui.kiosk_driver import TOPICS  # noqa: PLC0415 - imports Kivy

    on_bench = partial(a_device, "remote_screen", "sim", bench=bench.path, device="kiosk-1")
    screen = RemoteScreen(kiosk.app, lambda on_touch: on_bench(on_touch=on_touch))
    kiosk.desk.keep(TOPICS.state("office"), scenes.office(6))
    kiosk.desk.keep(TOPICS.state("queue"), scenes.queue(6))
    kiosk.settle()
    kiosk.settle()
    kiosk.until(lambda: bool(bench.shown("frame")) and bench.shown("frame")[-1]["screen"] == "services")
    yield kiosk
    screen.close()


def test_a_frame_is_an_upright_picture_with_its_targets(remote: Driver, bench: BenchInThread):
    remote.until(lambda: any(t["id"] == "service-a" for t in bench.shown("frame")[-1]["targets"]))
    frame = bench.shown("frame")[-1]
    picture = Image.open(io.BytesIO(base64.b64decode(frame["jpeg"])))
    assert picture.size == (frame["width"], frame["height"]) == (608, 1080)
    top, bottom = picture.getpixel((2, 2)), picture.getpixel((2, 1077))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert top[2] - top[0] > 50, "the blue band is on top"
    assert min(bottom[:3]) > 220, "the light ground is below"
    ids = [target["id"] for target in frame["targets"]]
    assert ids == [*(f"service-{c}" for c in "abcdef"), "priority", "lang", "large", "contrast", "low"]
    first, second = frame["targets"][0], frame["targets"][1]
    assert first["enabled"]
    assert 0 < first["y"] < second["y"] < 1080


def test_a_tap_of_the_bench_is_a_real_touch(remote: Driver, bench: BenchInThread):
    bench.order("kiosk-1", tap="service-d")
    remote.until(lambda: remote.app.root.screen == "sending")
    remote.until(lambda: bench.shown("frame")[-1]["screen"] == "sending")
    assert [c.service for c in remote.desk.heard] == ["d"]


def test_a_finger_of_the_bench_comes_down_moves_and_leaves(remote: Driver, bench: BenchInThread):
    target = remote.target("service-a")
    x, y = target.center_x / 608, 1 - target.center_y / 1080
    bench.order("kiosk-1", touch="down", x=x, y=y)
    remote.until(lambda: target.state == "down")
    assert remote.app.root.screen == "services"
    bench.order("kiosk-1", touch="move", x=x + 0.01, y=y)
    bench.order("kiosk-1", touch="up", x=x, y=y)
    remote.until(lambda: remote.app.root.screen == "sending")


def test_nonsense_from_the_bench_is_ignored(remote: Driver, bench: BenchInThread):
    bench.order("kiosk-1", tap="no-such-target")
    bench.order("kiosk-1", touch="up", x=0.5, y=0.5)
    bench.order("kiosk-1", touch="sideways")
    bench.order("kiosk-1", touch="down", x="left", y=None)
    bench.order("kiosk-1", tap="lang")
    bench.order("kiosk-1", touch="up", x=0.5, y=0.5)
    remote.frames(20)
    assert remote.app.root.screen in {"services", "sending"}


def test_the_program_shows_itself_on_the_bench_without_a_broker_and_ends_on_sigterm(
    bench: BenchInThread, tmp_path: Path
):
    settings = tmp_path / "kiosk_app.toml"
    settings.write_text(
        f'site = "demo"\ndevice = "kiosk-1"\nbench = "{bench.path}"\n'
        "[link]\nport = 1\n[screen]\nwidth = 400\nheight = 640\nfullscreen = false\n"
        '[remote_screen]\ndriver = "sim"\n'
    )
    env = {**os.environ, "SDL_VIDEODRIVER": "offscreen"}
    command = [sys.executable, "-m", "kiosk_app", "--settings", str(settings)]
    with subprocess.Popen(command, env=env, stderr=subprocess.DEVNULL) as program:
        until(lambda: bench.shown("frame"))
        program.send_signal(signal.SIGTERM)
        assert program.wait(PATIENCE_S) == 0
    frame = bench.shown("frame")[0]
    assert (frame["screen"], frame["width"], frame["height"]) == ("starting", 400, 640)
