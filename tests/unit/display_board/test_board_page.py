import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from display_board.page import events as page_events
from display_board.page.events import Newest
from display_board.page.server import HEADERS, STATIC, page_app
from display_board.view import Page
from hardware.host.doors import Doors
from tests.serving import served
from tests.unit.display_board.board_builders import TEXTS
from tests.waiting import PATIENCE_S

pytestmark = pytest.mark.slow


@asynccontextmanager
async def looking(newest: Newest, *, ok: bool = True) -> AsyncIterator[httpx.AsyncClient]:
    """A browser of the page, which is served on a free loopback port."""
    app = page_app(newest, TEXTS, ":root { --rows: 4; }", lambda: {"ok": ok}, flash=True)
    async with (
        served(app, HEADERS) as address,
        httpx.AsyncClient(base_url=address, timeout=PATIENCE_S) as client,
    ):
        yield client
        newest.close()


async def events(response: httpx.Response) -> AsyncIterator[dict[str, str]]:
    """Server-sent events, one dict each."""
    event: dict[str, str] = {}
    async for line in response.aiter_lines():
        if line:
            key, _, value = line.partition(": ")
            event[key] = value
        elif event:
            yield event
            event = {}


async def test_a_browser_gets_the_page_at_once_and_then_every_change():
    newest = Newest()
    newest.put({"clock": "08:42"})
    async with looking(newest) as client, client.stream("GET", "/events") as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        stream = events(response)
        assert (await anext(stream))["retry"] == "1000"
        assert await anext(stream) == {"id": "1", "event": "page", "data": '{"clock":"08:42"}'}
        newest.put({"clock": "08:43"})
        newest.put({"clock": "08:43"})
        newest.put({"clock": "08:44"})
        assert json.loads((await anext(stream))["data"]) == {"clock": "08:44"}
        assert newest.seq == 3


async def test_silence_is_filled_with_signs_of_life(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(page_events, "HEARTBEAT_S", 0.02)

    async with looking(Newest()) as client, client.stream("GET", "/events") as response:
        stream = events(response)
        kinds = [(await anext(stream)).get("event") for _ in range(4)]
        assert kinds == [None, "page", "alive", "alive"]


async def test_a_browser_that_left_is_forgotten_and_too_many_are_turned_away(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(page_events, "HEARTBEAT_S", 0.02)

    newest = Newest()
    async with looking(newest) as client:
        async with client.stream("GET", "/events"):
            assert newest.screens.total == 1
        while newest.screens.total:  # noqa: ASYNC110 - nobody announces a browser that left
            await asyncio.sleep(0.01)
        newest.screens = Doors(most=0)
        assert (await client.get("/events")).status_code == 503


async def test_in_a_full_hall_whoever_has_most_streams_gives_one_to_a_television():
    newest = Newest()
    newest.screens = Doors(most=2)
    async with looking(newest) as client, _from(client, "127.0.0.2") as crowd:
        async with (
            crowd.stream("GET", "/events"),
            crowd.stream("GET", "/events") as last,
            _from(client, "127.0.0.3") as hall,
            hall.stream("GET", "/events") as television,
        ):
            assert television.status_code == 200
            async for _ in last.aiter_lines():
                pass  # it ends: the seat was given up
            newest.put({"clock": "08:42"})
            async for line in television.aiter_lines():
                if line == 'data: {"clock":"08:42"}':
                    break
        assert (await crowd.get("/", headers={"host": "evil.example"})).status_code == 421
        assert (await crowd.post("/", content=b"x")).status_code == 413


def _from(client: httpx.AsyncClient, address: str) -> httpx.AsyncClient:
    """A browser on another machine."""
    transport = httpx.AsyncHTTPTransport(local_address=address)
    return httpx.AsyncClient(base_url=client.base_url, transport=transport, timeout=PATIENCE_S)


async def test_the_page_is_vietnamese_not_to_be_translated_and_runs_nothing_inline():
    async with looking(Newest()) as client:
        page = await client.get("/")
        assert '<html lang="vi" translate="no">' in page.text
        assert '<meta name="google" content="notranslate">' in page.text
        assert 'data-known="MẤT KẾT NỐI – số đang hiển thị lúc {time}"' in page.text
        assert "style=" not in page.text
        assert page.text.count("<script") == page.text.count('<script src="/') == 3
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy


async def test_every_file_the_page_names_is_served_with_the_headers():
    async with looking(Newest()) as client:
        names = (
            "/look.css",
            "/board.css",
            "/board.js",
            "/idle.js",
            "/plain",
            "/plain.css",
            "/plain.js",
            "/fonts/bold.ttf",
            "/fonts/icons.ttf",
            "/favicon.ico",
        )
        for name in names:
            answer = await client.get(name)
            assert answer.status_code in (200, 204), name
            assert answer.headers["x-content-type-options"] == "nosniff"
        assert (await client.get("/docs")).status_code == 404
        assert (await client.post("/")).status_code == 405


@pytest.mark.parametrize(("ok", "status"), [(True, 200), (False, 503)])
async def test_health_is_an_answer_for_machines(ok: bool, status: int):  # noqa: FBT001 - a parameter of the test
    async with looking(Newest(), ok=ok) as client:
        assert (await client.get("/healthz")).status_code == status


def test_the_script_knows_every_field_of_the_page_and_stays_small():
    script = Path(STATIC / "board.js").read_text("utf-8")
    unused = {"build"} | {name for name in Page.__dataclass_fields__ if name not in script}
    assert unused == {"build"}
    assert len(script.splitlines()) < 220
