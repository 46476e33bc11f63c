"""The test bench: simulated devices and the person who plays with them, over a real socket."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from hardware.sim.bench import Bench, BenchDevice, BenchMessage
from tests.waiting import PATIENCE_S, happens

pytestmark = pytest.mark.slow


class Scene:
    """A bench and what it was told."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "bench"
        self.told: list[tuple[str, BenchMessage]] = []
        self.heard: list[BenchMessage] = []
        self.bench = Bench(self.path, lambda device, what: self.told.append((device, what)))

    def device(
        self, name: str = "panel-1", on_told: Callable[[BenchMessage], None] | None = None
    ) -> BenchDevice:
        return BenchDevice(self.path, name, on_told or self.heard.append)

    def shown(self, key: str) -> list[Any]:
        return [what[key] for _device, what in self.told if key in what]


@asynccontextmanager
async def a_scene(folder: Path) -> AsyncIterator[Scene]:
    scene = Scene(folder)
    await scene.bench.start()
    try:
        yield scene
    finally:
        await scene.bench.close()
    assert not scene.path.exists()


async def test_a_device_says_its_name_tells_what_it_shows_and_hears_orders(tmp_path: Path):
    async with a_scene(tmp_path) as scene:
        device = scene.device()
        await happens(lambda: scene.bench.devices() == ["panel-1"])
        device.tell(lamps=["next"])
        await happens(lambda: scene.shown("lamps") == [["next"]])
        assert scene.bench.order("panel-1", tap="next", ms=120)
        await happens(lambda: scene.heard == [{"tap": "next", "ms": 120}])
        device.close()
        await happens(lambda: scene.bench.devices() == [])


async def test_an_order_to_a_device_that_is_not_there_is_refused(tmp_path: Path):
    async with a_scene(tmp_path) as scene:
        assert not scene.bench.order("panel-9", tap="next")


async def test_a_device_that_was_early_shows_the_last_of_everything_when_the_bench_comes(tmp_path: Path):
    scene = Scene(tmp_path)
    device = scene.device()
    device.tell(lamps=[])
    device.tell(lamps=["next"])
    device.tell(paper="ready")

    await scene.bench.start()
    await happens(lambda: scene.shown("paper"))
    assert scene.shown("lamps") == [["next"]]
    await scene.bench.close()
    scene.told.clear()
    device.tell(lamps=["recall"])
    await scene.bench.start()
    await happens(lambda: scene.shown("paper"))
    assert scene.shown("lamps")[-1] == ["recall"]
    device.close()
    await happens(lambda: not scene.bench.devices())
    await scene.bench.close()


async def test_a_bad_order_takes_no_device_away(tmp_path: Path):
    async with a_scene(tmp_path) as scene:

        def refuse(told: BenchMessage) -> None:
            scene.heard.append(told)
            raise KeyError("tap")

        device = scene.device(on_told=refuse)
        await happens(scene.bench.devices)
        scene.bench._writers["panel-1"].write(b"not json\n")
        scene.bench.order("panel-1", jump=1)
        scene.bench.order("panel-1", jump=2)
        await happens(lambda: scene.heard == [{"jump": 1}, {"jump": 2}])
        device.close()
        await happens(lambda: not scene.bench.devices())


@pytest.mark.parametrize("line", [b"{}\n", b"[]\n", b"7\n", b"nonsense\n", b"\xff\n"])
async def test_a_stranger_on_the_bench_is_sent_away(
    tmp_path: Path, line: bytes, caplog: pytest.LogCaptureFixture
):
    async with a_scene(tmp_path) as scene:
        reader, writer = await asyncio.open_unix_connection(str(scene.path))
        writer.write(line)
        assert await asyncio.wait_for(reader.read(), PATIENCE_S) == b""
        writer.close()
        assert scene.bench.devices() == []
        assert scene.told == []
    assert "bench lost a device" in caplog.text


async def test_a_device_that_comes_again_replaces_itself(tmp_path: Path):
    async with a_scene(tmp_path) as scene:
        first = scene.device()
        await happens(lambda: len(scene.shown("hello")) == 1)
        second_heard: list[BenchMessage] = []
        second = scene.device(on_told=second_heard.append)
        await happens(lambda: len(scene.shown("hello")) == 2)
        first.close()
        await happens(lambda: not first._thread.is_alive())
        await asyncio.sleep(0.01)
        assert scene.bench.devices() == ["panel-1"]
        scene.bench.order("panel-1", tap="next")
        await happens(lambda: second_heard == [{"tap": "next"}])
        second.close()
        await happens(lambda: not scene.bench.devices())


async def test_a_large_picture_comes_whole(tmp_path: Path):
    async with a_scene(tmp_path) as scene:
        device = scene.device("kiosk-1")
        await happens(scene.bench.devices)
        picture = "x" * 3_000_000
        threading.Thread(target=device.tell, kwargs={"frame": picture}).start()
        await happens(lambda: scene.shown("frame") == [picture])
        device.close()
        await happens(lambda: not scene.bench.devices())


def test_a_device_without_a_bench_works_and_can_be_closed_at_any_moment(tmp_path: Path):
    for _ in range(3):
        device = BenchDevice(tmp_path / "nobody", "panel-1", json.dumps)  # type: ignore[arg-type] # never called
        device.tell(lamps=["next"])
        device.close()
        device.close()
        device._thread.join(PATIENCE_S)
        assert not device._thread.is_alive()
