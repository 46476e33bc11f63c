"""The hall page in a real Chromium: it draws what it is told, inside its frames, and notices silence by itself."""

import asyncio
import contextlib
import json
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from fastapi import Request
from fastapi.responses import HTMLResponse, Response

from display_board.page.events import Newest
from display_board.page.look import look_css
from display_board.page.server import HEADERS, build_of, page_app
from hardware.host.doors import Doors
from tests.serving import served
from tests.unit.display_board.board_builders import TEXTS
from tests.waiting import PATIENCE_S

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]
FLAGS = (  # noqa: SIM905 - a command line is read as a line
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --hide-scrollbars --enable-logging=stderr --remote-debugging-port=0"
).split()
# Measures in the browser what a person would see: whatever sticks out of its box is named.
PROBE = """
"use strict";
function report() {
  const inside = (inner, outer, name) => {
    const a = inner.getBoundingClientRect(), b = outer.getBoundingClientRect();
    const out = a.left < b.left - 1 || a.right > b.right + 1 || a.top < b.top - 1 || a.bottom > b.bottom + 1;
    return out ? [name] : [];
  };
  const shown = (list) => [...list].filter((one) => one.getBoundingClientRect().height > 0);
  const rows = shown(document.querySelectorAll("#recent li"));
  const chips = shown(document.querySelectorAll("#waiting li"));
  const out = [
    ...inside(byId("number"), byId("spotlight"), "number"),
    ...inside(byId("counter"), byId("spotlight"), "counter"),
    ...rows.flatMap((row) => [...row.children].flatMap((part) => inside(part, byId("calls"), part.textContent))),
    ...chips.flatMap((chip) => [...chip.children].flatMap((part) => inside(part, chip, part.textContent))),
    ...chips.flatMap((chip) => inside(chip, document.querySelector("footer"), "chip")),
    ...inside(document.querySelector("footer"), document.documentElement, "footer"),
  ];
  const answer = {out, rows: rows.length, lost: byId("lost").hidden ? "" : byId("lost-vi").textContent,
    number: byId("number").textContent, effect: byId("spotlight").className};
  fetch("/report?told=" + encodeURIComponent(JSON.stringify(answer)));  // the page's server takes no bodies
}
document.fonts.ready.then(() => setInterval(report, 100));
"""


def a_page(**more: Any) -> dict[str, Any]:
    """A full and awkward page: long names, six rows, seven services."""
    call = {"number": "H012", "counter": "Quầy 12", "counter_short": "12"}
    long = {"number": "H0123", "counter": "Phòng tiếp công dân", "counter_short": "Phòng tiếp công dân"}
    services = ("Hộ tịch", "Đất đai - Môi trường", "Giải quyết chính sách người có công với cách mạng")
    page = {
        "office": "Trung tâm Phục vụ hành chính công xã Nguyễn Nghiêm",
        "authority": "Ủy ban nhân dân xã Nguyễn Nghiêm, tỉnh Quảng Ngãi",
        "clock": "08:42",
        "date": "Thứ Hai, 23/11/2026",
        "as_of": "08:42",
        "lost": False,
        "spotlight": {"call": call, "effect": False, "turn": 1},
        "recent": [call, long, call, call, call, call],
        "waiting": [
            {"prefix": "H", "name": services[i % 3], "count": i * 20, "wait": "10–15 phút", "closed": False}
            for i in range(7)
        ],
        "resting": ["Quầy 4 tạm nghỉ", "Quầy 5 tạm nghỉ"],
        "idle": ["Mời ông/bà lấy số và chờ gọi", "Please take a number and wait to be called"],
        "notice": None,
    }
    return page | more


Reports = asyncio.Queue[dict[str, Any]]


@contextlib.asynccontextmanager
async def probed(page: dict[str, Any] | None, reports: Reports) -> AsyncIterator[str]:
    """The page with the probe beside it; ``None``: the stream answers with an error."""
    look = look_css(43, 6)
    newest = Newest()
    newest.put({"build": build_of(look), **(page or {})})
    if page is None:
        newest.screens = Doors(most=0)
    app = page_app(newest, TEXTS, look, lambda: {"ok": True}, flash=True)

    @app.get("/report")
    async def report(told: str) -> None:
        reports.put_nowait(json.loads(told))

    @app.get("/probe.js")
    async def probe() -> Response:
        return Response(PROBE, media_type="text/javascript")

    @app.get("/probed")
    async def with_probe(request: Request) -> HTMLResponse:
        async with httpx.AsyncClient() as client:
            html = (await client.get(str(request.base_url))).text
        return HTMLResponse(html.replace("</head>", '<script src="/probe.js" defer></script></head>'))

    async with served(app, HEADERS) as address:
        yield f"{address}/probed"
        newest.close()


@contextlib.asynccontextmanager
async def browser(address: str, size: str) -> AsyncIterator[list[str]]:
    """Chromium on a page; gives what its console complains of, filled when it has ended."""
    complaints: list[str] = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = await asyncio.create_subprocess_exec(
            str(CHROMIUM),
            *FLAGS,
            f"--user-data-dir={profile}",
            f"--window-size={size}",
            address,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        yield complaints
        process.terminate()
        _, said = await process.communicate()
    told = (line for line in said.decode().splitlines() if "CONSOLE" in line and "503" not in line)
    complaints += [
        line for line in told if "source: chrome://" not in line
    ]  # of its own pages, on a slow machine


async def seen(
    page: dict[str, Any] | None, size: str, done: Callable[[dict[str, Any]], bool]
) -> dict[str, Any]:
    """The first report of the probe that is ``done``; fails on anything the console complains of."""
    reports: Reports = asyncio.Queue()
    async with asyncio.timeout(PATIENCE_S), probed(page, reports) as address:
        async with browser(address, size) as complaints:
            while not done(answer := await reports.get()):
                pass
        assert complaints == []
        return answer


def is_drawn(answer: dict[str, Any]) -> bool:
    return bool(answer["number"])


@pytest.mark.parametrize("size", ["1920,1080", "1280,720", "1080,1920"])
async def test_nothing_sticks_out_of_its_frame(size: str):
    answer = await seen(a_page(), size, is_drawn)
    assert answer["out"] == []
    assert answer["number"] == "H012"
    assert answer["lost"] == ""
    assert answer["rows"] == 4


async def test_the_longest_number_there_is_fits_too():
    call = {"number": "ABC123456", "counter": "Quầy tiếp nhận hồ sơ số 12", "counter_short": "12"}
    page = a_page(spotlight={"call": call, "effect": True, "turn": 2}, recent=[call] * 6)
    answer = await seen(page, "1280,720", is_drawn)
    assert answer["out"] == []
    assert "effect" in answer["effect"]


async def test_the_banner_names_the_time_of_the_numbers():
    answer = await seen(a_page(lost=True, clock="", date=""), "1920,1080", is_drawn)
    assert answer["lost"] == "MẤT KẾT NỐI – số đang hiển thị lúc 08:42"


async def test_a_browser_that_hears_nothing_says_so_by_itself():
    answer = await seen(None, "1280,720", lambda answer: bool(answer["lost"]))
    assert answer["lost"] == "MẤT KẾT NỐI – chưa nhận được số nào"
