"""The LedSign port: what holds for every sign, and what the simulated one tells the bench."""

import asyncio
import base64
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from PIL import Image

from hardware.led.frame import DotFrame
from hardware.led.picture import PITCH, picture
from hardware.ports import SignText
from hardware.sim.bench import Bench
from tests.ports.drivers_by_name import a_device
from tests.waiting import PATIENCE_S

SIZE = (64, 16)


@asynccontextmanager
async def on_bench(folder: Path) -> AsyncIterator[tuple[Path, list[dict[str, Any]]]]:
    told: list[dict[str, Any]] = []
    bench = Bench(folder / "bench", lambda _device, what: told.append(what))
    await bench.start()
    try:
        async with asyncio.timeout(PATIENCE_S):
            yield folder / "bench", told
    finally:
        await bench.close()


async def signs_told(told: list[dict[str, Any]], count: int) -> list[dict[str, Any]]:
    while len([what for what in told if "sign" in what]) < count:  # noqa: ASYNC110 - the bench fills a list
        await asyncio.sleep(0.005)
    return [what["sign"] for what in told if "sign" in what]


async def test_a_sign_tells_the_bench_its_text_and_its_dots(tmp_path: Path):
    async with on_bench(tmp_path) as (path, told):
        sign = a_device("sign", "sim", bench=path, device="sign-1")
        sign.show(SignText("A012", inverted=True))
        (shown,) = await signs_told(told, 1)
        assert (shown["text"], shown["inverted"]) == ("A012", True)
        image = Image.open(io.BytesIO(base64.b64decode(shown["png"])))
        assert image.size == ((SIZE[0] + 2) * PITCH, (SIZE[1] + 2) * PITCH)
        sign.close()


async def test_the_same_text_again_is_no_news(tmp_path: Path):
    async with on_bench(tmp_path) as (path, told):
        sign = a_device("sign", "sim", bench=path, device="sign-1")
        for text in ("A012", "A012", "A013"):
            sign.show(SignText(text))
        # Only the last may be told, when the bench came after it; never one of them twice.
        texts = [shown["text"] for shown in await signs_told(told, 1)]
        assert texts == list(dict.fromkeys(texts))
        sign.close()


async def test_a_closed_sign_is_dark_and_may_be_closed_again(tmp_path: Path):
    async with on_bench(tmp_path) as (path, told):
        sign = a_device("sign", "sim", bench=path, device="sign-1")
        sign.show(SignText("A012"))
        await signs_told(told, 1)
        sign.close()
        sign.close()
        sign.show(SignText("A013"))
        assert [shown["text"] for shown in await signs_told(told, 2)] == ["A012", ""]


def test_the_picture_shows_dark_dots_too():
    image = Image.open(io.BytesIO(picture(DotFrame(*SIZE, frozenset({(0, 0)})))))
    middle = PITCH + PITCH // 2
    on, off, frame = (image.getpixel(at) for at in ((middle, middle), (middle + PITCH, middle), (2, 2)))
    assert len({on, off, frame}) == 3
