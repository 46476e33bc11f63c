"""A clerk's presses in a real Chromium: none is lost under an update, none is obeyed late, and a lost desk looks dead."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from contracts.vocabulary import CounterId
from tests.chromium import CHROMIUM, Page, chromium
from tests.clocks import FakeClock, RunningClock
from tests.integration.controller.house import MORNING, PANEL, PIN, PIN_HASH, SECOND_PANEL, House
from tests.integration.controller.web_house import app_of, open_web
from tests.integration.pages.gate import Gate
from tests.serving import served
from tests.waiting import PATIENCE_S

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]
CARETAKER = [{"id": "lan", "name": "Nguyễn Thị Lan", "pin_hash": PIN_HASH, "caretaker": True}]
UNTIL = """new Promise((done) => { const look = () => (%s) ? done(true) : setTimeout(look, 20); look(); })"""
PRESSED = """new Promise((done) => {
  const press = () => { const one = document.querySelector('%s:enabled'); if (one) one.click(); return one; };
  const answered = () => document.querySelector('[aria-busy]') ? setTimeout(answered, 20) : done(true);
  const look = () => press() ? answered() : setTimeout(look, 20);
  look(); })"""
"""A press as soon as the page takes one, until it has its answer: before that it takes no second one of the kind."""
PATIENT = "AbortSignal.timeout = () => new AbortController().signal; true"
"""The page waits for every answer, however busy the machine is."""
LIST = "document.querySelector('.waits')"
FOCUS = "document.activeElement.id"
ONE = CounterId("1")
OF_THE_COUNTER = 3
"""Buttons of the panel that are nobody's: call, give, and what else the counter has."""
PEOPLE = 20


@contextlib.asynccontextmanager
async def counter(tmp_path: Path, clock: FakeClock | None = None) -> AsyncIterator[tuple[House, Page, Gate]]:
    """A clerk at counter 1 with a full hall, who has called nobody yet."""
    clock = clock or FakeClock(MORNING)
    async with open_web(tmp_path, clock, clerks=CARETAKER) as (house, _client):
        for _ in range(PEOPLE):
            await house.issued()
        gate = Gate(app_of(house))
        async with served(gate) as site, chromium(1366, 768) as page:
            await page.go(f"{site}/")
            await page.submit(clerk="lan", pin=PIN, counter="1")
            await page.evaluate(UNTIL % rows(PEOPLE))
            yield house, page, gate


def rows(people: int) -> str:
    return f'document.querySelectorAll(".waits tr").length === {people}'


def shows(called: str) -> str:
    return f"document.querySelector('.number').textContent === '{called}'"


def number(house: House) -> str:
    ticket = house.desk.day.ticket_at(ONE)
    return ticket.number if ticket else ""


def is_called(house: House, wanted: str) -> bool:
    return number(house) == wanted


def a_row(n: int) -> str:
    return f"#act-call-number-20261123-A{n:03d}"


async def more_people(house: House, page: Page, waiting: int, times: int = 5) -> None:
    """The page is told of one more, and one more, while somebody uses it."""
    for more in range(1, times + 1):
        await house.issued()
        await page.evaluate(UNTIL % rows(waiting + more))


async def test_a_press_that_spans_updates_is_obeyed_once_and_what_is_under_the_hand_stays(
    tmp_path: Path,
) -> None:
    async with counter(tmp_path) as (house, page, gate):
        await page.evaluate(f"window.pressed = document.querySelector('{a_row(7)}')")
        await page.mouse("mousePressed", a_row(7))
        for _ in range(5):
            await house.issued()
        await house.ask(house.call("2"), SECOND_PANEL)  # a row above goes, so what is under the hand moves up
        await asyncio.sleep(0.5)  # ten drawings come while the button is held
        await page.mouse("mouseReleased", a_row(7))
        await house.until(lambda: number(house) == "A007")
        await page.evaluate(UNTIL % rows(PEOPLE + 5 - 2))
        assert gate.asked.count("POST /desk/call-number") == 1
        assert await page.evaluate("window.pressed.isConnected") is False, "its row has gone with its ticket"


async def test_buttons_are_the_same_buttons_after_every_update(tmp_path: Path) -> None:
    async with counter(tmp_path) as (house, page, _gate):
        await page.evaluate("window.all = [...document.querySelectorAll('#panel button')]")
        await more_people(house, page, PEOPLE)
        assert await page.evaluate("window.all.every((one) => one.isConnected)")
        assert await page.evaluate("window.all.length") == OF_THE_COUNTER + 2 * PEOPLE


@pytest.mark.parametrize("control", ["#act-call-next", a_row(5), "#said", "#troubles"])
async def test_keyboard_focus_and_scroll_outlive_every_update(tmp_path: Path, control: str) -> None:
    async with counter(tmp_path) as (house, page, _gate):
        await page.evaluate(f"document.querySelector('{control}').focus(); {LIST}.scrollTop = 300")
        await more_people(house, page, PEOPLE)
        assert await page.evaluate(FOCUS) == control.removeprefix("#")
        assert await page.evaluate(f"{LIST}.scrollTop") == 300


async def test_a_row_that_goes_leaves_the_focus_where_it_was_and_the_next_key_presses_nothing(
    tmp_path: Path,
) -> None:
    async with counter(tmp_path) as (house, page, gate):
        await page.evaluate(f"document.querySelector('{a_row(1)}').focus()")
        await house.ask(house.call("2"), SECOND_PANEL)
        await page.evaluate(UNTIL % rows(PEOPLE - 1))
        assert await page.evaluate(FOCUS) == "rows-waits"
        await page.key("keyDown", "Enter", "\r")
        await page.key("keyUp", "Enter")
        await page.key("keyDown", "Tab")
        await page.key("keyUp", "Tab")
        assert await page.evaluate(FOCUS) == a_row(2).removeprefix("#"), "and goes on from there"
        assert not [what for what in gate.asked if what.startswith("POST /desk")]


async def test_a_key_that_is_held_over_an_update_presses_what_it_was_put_on(tmp_path: Path) -> None:
    async with counter(tmp_path) as (house, page, _gate):
        await page.evaluate("document.querySelector('#act-call-next').focus()")
        await page.key("keyDown", " ", " ")
        for _ in range(3):
            await house.issued()
        await asyncio.sleep(0.3)
        await page.key("keyUp", " ")
        await house.until(lambda: number(house) == "A001")
        await page.evaluate(UNTIL % shows("A001"))
        assert await page.evaluate(FOCUS) == "act-call-next"


async def test_a_press_names_the_ticket_that_was_there_when_the_hand_came_down(tmp_path: Path) -> None:
    async with counter(tmp_path) as (house, page, _gate):
        await house.ask(house.call(), PANEL)
        await page.evaluate(UNTIL % "document.querySelector('#act-finish')")
        await page.mouse("mousePressed", "#act-finish")
        house.clock.advance(3)
        await house.ask(house.call(), PANEL)  # the box calls A002 while the mouse button is down
        await asyncio.sleep(0.3)
        await page.mouse("mouseReleased", "#act-finish")
        await page.evaluate(
            UNTIL % "document.querySelector('#said').textContent.includes('lúc này là số A002')"
        )
        assert number(house) == "A002"


async def test_the_second_call_is_asked_and_the_wrong_one_undone(tmp_path: Path) -> None:
    async with counter(tmp_path) as (house, page, _gate):
        await page.evaluate(PATIENT)
        for _ in range(2):
            await page.evaluate(PRESSED % "#act-call-next")
            await page.evaluate(UNTIL % shows("A001"))
        await page.evaluate(PRESSED % "#act-call-next-sure")
        await page.evaluate(UNTIL % shows("A002"))
        await page.evaluate(PRESSED % ".slot [data-act=undo]")
        await page.evaluate(UNTIL % shows("A001"))
        assert (number(house), await page.evaluate(rows(PEOPLE - 1))) == ("A001", True)


async def test_a_press_that_does_not_get_through_is_refused_where_the_clerk_sees_it_and_never_obeyed(
    tmp_path: Path,
) -> None:
    async with counter(tmp_path, RunningClock(MORNING)) as (house, page, gate):
        gate.presses.clear()
        tells = (
            "[document.getElementById('unsaid')].some((one) => !one.hidden && one.textContent.includes('%s'))"
        )
        await page.evaluate(f"Promise.all([{PRESSED % '#act-call-next'}, {UNTIL % tells % 'CHƯA LÀM ĐƯỢC'}])")
        gate.presses.set()  # now it comes, six seconds late
        await house.until(lambda: "POST /desk/call-next" in gate.answered)
        assert number(house) == ""
        async with asyncio.timeout(PATIENCE_S):
            while not number(
                house
            ):  # one that follows at once may be taken for the second half of a double click
                await page.evaluate(PRESSED % "#act-call-next")
        assert number(house) == "A001"
        await page.evaluate(UNTIL % "document.getElementById('unsaid').hidden")


async def without(page: Page, *missing: str) -> None:
    """The pages of this tab are in a browser that has not these."""
    source = ";".join(f"delete window.{name}" for name in missing)
    await page.call("Page.addScriptToEvaluateOnNewDocument", source=source)


NO_CHANNEL = ("SharedWorker", "BroadcastChannel")
NOTHING_SHARED = (*NO_CHANNEL, "localStorage")


@pytest.mark.parametrize(
    "missing", [(), NO_CHANNEL[:1], NO_CHANNEL], ids=["shared-worker", "channel", "stored"]
)
async def test_seven_pages_of_one_browser_share_one_stream_and_every_one_of_them_presses(
    tmp_path: Path, missing: tuple[str, ...]
) -> None:
    async with counter(tmp_path) as (house, page, gate):
        site = await page.evaluate("location.origin")
        tabs = [page, *[await page.another() for _ in range(6)]]
        await without(page, *missing)
        asked = gate.asked.count("GET /desk/stream")
        for tab in tabs:
            if tab is not page:
                await without(tab, *missing)
            if missing or tab is not page:
                await tab.go(f"{site}/")
        for n, tab in enumerate(tabs, start=1):
            house.clock.advance(3)
            await tab.evaluate(UNTIL % shows(f"A{n - 1:03d}" if n > 1 else "–"))
            await tab.evaluate("document.querySelector('#act-call-next').click()")
            await house.until(partial(is_called, house, f"A{n:03d}"))
        for tab in tabs:
            await tab.evaluate(UNTIL % shows("A007"))
        assert gate.asked.count("GET /desk/stream") - asked == (1 if missing else 0)


async def test_when_the_page_that_has_the_stream_goes_another_one_takes_it_over(tmp_path: Path) -> None:
    async with counter(tmp_path) as (house, page, gate):
        site, other = await page.evaluate("location.origin"), await page.another()
        for tab in (page, other):
            await without(tab, "SharedWorker")
            await tab.go(f"{site}/")
            await tab.evaluate(UNTIL % rows(PEOPLE))
        asked = gate.asked.count("GET /desk/stream")
        await page.go("about:blank")
        await house.until(lambda: gate.asked.count("GET /desk/stream") > asked)
        await more_people(house, other, PEOPLE, 2)


@pytest.mark.parametrize("missing", [NO_CHANNEL[:1], NO_CHANNEL], ids=["channel", "stored"])
async def test_whoever_tells_the_others_tells_them_what_was_told_before_they_came(
    tmp_path: Path, missing: tuple[str, ...]
) -> None:
    async with counter(tmp_path) as (house, page, _gate):
        site, other = await page.evaluate("location.origin"), await page.another()
        for tab in (page, other):
            await without(tab, *missing)
            await tab.go(f"{site}/")
        await more_people(house, other, PEOPLE, 2)
        await page.evaluate(UNTIL % rows(PEOPLE + 2))
        kept = await page.evaluate("Object.values(localStorage).join('')")
        assert "A001" not in kept, "nothing of the queue stays in the browser"


async def test_pages_that_can_tell_each_other_nothing_have_a_stream_only_while_somebody_sees_them(
    tmp_path: Path,
) -> None:
    async with counter(tmp_path) as (house, page, gate):
        site = await page.evaluate("location.origin")
        tabs = [page, *[await page.another() for _ in range(7)]]
        for tab in tabs:
            await without(tab, *NOTHING_SHARED)
            asked = gate.asked.count("GET /desk/stream")
            await tab.go(f"{site}/")
            await put(tab, behind=False)
            await house.until(partial(has_opened, gate, asked + 1))
            await put(tab, behind=tab is not tabs[-1])
        assert not await page.evaluate("'localStorage' in window")
        await press_next(house, tabs[-1], "A001")
        await put(tabs[-1], behind=True)
        await put(page, behind=False)
        await page.evaluate(UNTIL % shows("A001"))
        await press_next(house, page, "A002")


def has_opened(gate: Gate, streams: int) -> bool:
    return gate.asked.count("GET /desk/stream") >= streams


async def press_next(house: House, tab: Page, called: str) -> None:
    house.clock.advance(3)
    await tab.evaluate("document.querySelector('#act-call-next').click()")
    await house.until(partial(is_called, house, called))
    await tab.evaluate(UNTIL % shows(called))


async def put(tab: Page, *, behind: bool) -> None:
    """The page lies behind others, or in front of them."""
    said = (
        f"Object.defineProperty(document, 'hidden', {{ value: {str(behind).lower()}, configurable: true }})"
    )
    await tab.evaluate(f"{said}; document.dispatchEvent(new Event('visibilitychange'))")
