"""The demo's page: what it serves, whom it answers, which orders it takes. No program runs here."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from simulation.office.hub import Hub
from simulation.office.office import FolderTooLong, Office
from simulation.office.page import Page
from simulation.office.plan import demo_plan

pytestmark = pytest.mark.broker  # building an office looks for Mosquitto, though it is not started


class Browser:
    """Asks the page without a network."""

    def __init__(self, page: Page) -> None:
        self._transport = httpx.ASGITransport(page.app())

    async def get(self, path: str, **options: Any) -> httpx.Response:
        return await self._ask(lambda client: client.get(path, **options))

    async def post(self, path: str, **options: Any) -> httpx.Response:
        return await self._ask(lambda client: client.post(path, **options))

    async def _ask(self, ask: Callable[[httpx.AsyncClient], Awaitable[httpx.Response]]) -> httpx.Response:
        async with httpx.AsyncClient(transport=self._transport, base_url="http://127.0.0.1") as client:
            return await ask(client)


@pytest.fixture
async def office(tmp_path: Path, anyio_backend: str) -> AsyncIterator[Office]:  # noqa: ARG001 - its loop
    office = Office(demo_plan(), tmp_path)
    yield office
    await office.close()


@pytest.fixture
def page(office: Office) -> Browser:
    return Browser(Page(office))


async def test_the_page_and_what_it_needs_are_served(page: Browser):
    for path in (
        "/",
        "/look.css",
        "/plan",
        "/static/page.js",
        "/static/page.css",
        "/fonts/BeVietnamPro_400Regular.ttf",
    ):
        assert (await page.get(path)).status_code == 200, path


async def test_the_page_frames_only_the_board_and_the_clerks_page(page: Browser, office: Office):
    policy = (await page.get("/")).headers["content-security-policy"]
    assert f"frame-src {office.place.desk_url} {office.place.board_url};" in policy


async def test_the_plan_shows_the_pins_and_no_token(page: Browser, office: Office):
    plan = await page.get("/plan")
    assert [clerk["pin"] for clerk in plan.json()["clerks"]] == ["1111", "2222", "3333", "4444"]
    assert office.place.token not in plan.text


async def test_a_foreign_name_for_this_machine_is_refused(page: Browser):
    assert (await page.get("/", headers={"host": "evil.example"})).status_code == 400


async def test_an_order_for_a_device_that_is_away_says_so(page: Browser):
    answer = await page.post("/order", json={"device": "panel-1", "what": {"tap": "next"}})
    assert answer.status_code == 409


@pytest.mark.parametrize("order", [{}, {"device": 1, "what": {}}, {"device": "panel-1", "what": "tap"}, []])
async def test_a_senseless_order_is_refused(page: Browser, order: object):
    assert (await page.post("/order", json=order)).status_code == 422


@pytest.mark.parametrize(
    ("paper", "status"),
    [
        ({}, 422),
        ({"text": 1}, 422),
        ({"text": "x" * 3000}, 422),
        ({"text": ""}, 422),
        ({"text": "Xin chào"}, 409),
    ],
)
async def test_a_paper_needs_a_text_that_a_code_can_hold_and_a_reader(
    page: Browser, paper: object, status: int
):
    assert (await page.post("/hold", json=paper)).status_code == status


@pytest.mark.parametrize(
    "order",
    [{"name": "kiosk", "do": "explode"}, {"name": "nobody", "do": "kill"}, {"name": [], "do": "kill"}],
)
async def test_a_senseless_switch_is_refused(page: Browser, order: object):
    assert (await page.post("/program", json=order)).status_code == 422


async def test_an_order_from_a_foreign_form_is_refused(page: Browser):
    answer = await page.post(
        "/program", content='{"name": "kiosk", "do": "kill"}', headers={"content-type": "text/plain"}
    )
    assert answer.status_code == 422


def test_slips_pile_up_and_the_oldest_are_forgotten(office: Office):
    for number in range(50):
        office._on_bench("printer-1", {"device": "printer-1", "slip": {"number": f"A{number:03}"}})
    kept = office.hub.keys("slip/")
    assert len(kept) == 40
    assert kept[-1] == "slip/000050"


def test_a_run_directory_with_too_long_a_name_is_refused(tmp_path: Path):
    with pytest.raises(FolderTooLong, match="--run-dir"):
        Office(demo_plan(), tmp_path / ("x" * 100))


async def test_a_slow_watcher_gets_the_newest_of_each_thing():
    hub, seen = Hub(), []
    hub.put("lamp", 1)
    watching = hub.watch(0.01)
    seen.append(await anext(watching))
    for value in (2, 3, 4):
        hub.put("lamp", value)
    hub.put("sign", "x")
    seen += [await anext(watching), await anext(watching)]
    await watching.aclose()
    assert seen == [{"lamp": 1}, {"lamp": 4, "sign": "x"}, {}]


async def test_what_did_not_change_is_no_news():
    hub = Hub()
    hub.put("lamp", 1)
    watching = hub.watch(0.01)
    await anext(watching)
    hub.put("lamp", 1)
    news = await anext(watching)
    await watching.aclose()
    assert news == {}
