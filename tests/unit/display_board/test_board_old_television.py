"""The floor of the hall page is Chromium 53, the browser of televisions of 2016: nothing newer is used, or needed.

No such browser is at hand; so the functions that it lacks are taken away from the one that is.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic
from typing import Any

import httpx
import pytest

from display_board.page.events import Newest
from display_board.page.look import look_css
from display_board.page.plain import plain_page
from display_board.page.server import HEADERS, STATIC, build_of, page_app
from tests.chromium import CHROMIUM, Page, chromium
from tests.serving import served
from tests.unit.display_board.board_builders import TEXTS
from tests.unit.display_board.test_board_browser import a_page
from tests.waiting import PATIENCE_S

NEWER = """
for (const name of ["append", "prepend", "replaceChildren", "before", "after", "replaceWith", "closest", "getAnimations",
  "toggleAttribute", "attachShadow", "checkVisibility"]) delete Element.prototype[name];
for (const name of ["entries", "values", "fromEntries", "getOwnPropertyDescriptors", "hasOwn"]) delete Object[name];
for (const name of ["flat", "flatMap", "at", "findLast", "toSorted", "toReversed", "with", "values"]) {
  if (name !== "values") delete Array.prototype[name];
}
for (const name of ["padStart", "padEnd", "matchAll", "replaceAll", "at", "trimStart", "trimEnd"]) delete String.prototype[name];
for (const name of ["finally"]) delete Promise.prototype[name];
for (const name of ["allSettled", "any"]) delete Promise[name];
for (const name of ["globalThis", "ResizeObserver", "IntersectionObserver", "AbortController", "structuredClone",
  "queueMicrotask", "BroadcastChannel", "OffscreenCanvas", "WeakRef", "fetch", "customElements"]) delete window[name];
"""
NEW_STYLE = re.compile(
    r"grid|(?<!-)gap\s*:|clamp\(|\bmin\(|\bmax\(|(?<!-)aspect-ratio\s*:|\binset|:is\(|:where\(|:has\(|place-|\bdv[hw]\b|#[0-9a-f]{8}\b|"
    r"overscroll|conic-gradient|backdrop-filter|text-wrap|@layer|@container|@supports"
)
NEW_SCRIPT = re.compile(
    r"\?\.[a-zA-Z(\[]|\?\?|\basync\b|\bawait\b|\*\*|\.\.\.|replaceChildren|\.append\(|Object\.(entries|values)|padStart|"
    r"\.flat|import\b|export\b|\.at\(|catch \{|\.finally|\bfetch\b|\d_\d"
)


INSIDE = """(() => {
  const inside = (a, b) => a.left >= b.left - 1 && a.right <= b.right + 1 && a.top >= b.top - 1 && a.bottom <= b.bottom + 1;
  const box = (one) => one.getBoundingClientRect();
  const parts = [["#number", "#spotlight"], ["#counter", "#spotlight"], ["footer", "html"], ["#resting", "main"]];
  const out = parts.filter((p) => !inside(box(document.querySelector(p[0])), box(document.querySelector(p[1]))));
  document.querySelectorAll("#recent li > *").forEach((one) => {
    if (!inside(box(one), box(document.getElementById("calls")))) out.push(one.textContent);
  });
  document.querySelectorAll("#waiting li > div > *").forEach((one) => {
    if (!inside(box(one), box(document.querySelector("footer")))) out.push(one.textContent);
  });
  return [out, document.getElementById("number").textContent, document.querySelectorAll("#recent li").length,
    document.querySelectorAll("#waiting li").length, document.getElementById("resting").textContent];
})()"""
"""What sticks out of its frame, and what is there."""


def without_comments(text: str) -> str:
    return re.sub(r"/\*.*?\*/|//[^\n]*", "", text, flags=re.DOTALL)


@pytest.mark.parametrize("name", ["board.css", "counter.css", "plain.css"])
def test_no_style_is_newer_than_the_floor(name: str):
    assert NEW_STYLE.findall(without_comments((STATIC / name).read_text("utf-8"))) == []


@pytest.mark.parametrize("name", ["board.js", "idle.js", "counter.js", "plain.js"])
def test_no_syntax_is_newer_than_the_floor(name: str):
    assert NEW_SCRIPT.findall(without_comments((STATIC / name).read_text("utf-8"))) == []


@asynccontextmanager
async def hall(
    page: dict[str, Any], before: str = "", size: tuple[int, int] = (1280, 720)
) -> AsyncIterator[Page]:
    look = look_css(43, 6)
    newest = Newest()
    newest.put({"build": build_of(look), **page})
    app = page_app(newest, TEXTS, look, lambda: {"ok": True}, flash=True)
    async with asyncio.timeout(PATIENCE_S), served(app, HEADERS) as address, chromium(*size) as tab:
        await tab.call("Page.addScriptToEvaluateOnNewDocument", source=before)
        await tab.go(f"{address}/")
        while not await tab.evaluate('document.body.classList.contains("drawn")'):  # noqa: ASYNC110 - it happens in the browser
            await asyncio.sleep(0.05)
        yield tab
        newest.close()


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
@pytest.mark.parametrize(
    "size", [(1920, 1080), (1080, 1920), (1024, 768), (1280, 1024), (2560, 1080), (800, 600), (3840, 2160)]
)
async def test_a_television_of_2016_draws_everything_inside_its_frames(size: tuple[int, int]):
    async with hall(a_page(), NEWER, size) as tab:
        wanted, end = [[], "H012", 4, 7, "Quầy 4 tạm nghỉ · Quầy 5 tạm nghỉ"], monotonic() + PATIENCE_S
        while (seen := await tab.evaluate(INSIDE)) != wanted and monotonic() < end:  # noqa: ASYNC110 - it happens in the browser
            await asyncio.sleep(0.1)  # rows are fitted again when the letters are there
        assert seen == wanted


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
@pytest.mark.parametrize("broken", ["waiting", "recent", "resting"])
async def test_one_broken_part_never_empties_the_rest(broken: str):
    async with hall(a_page(**{broken: 17})) as tab:
        words = await tab.evaluate(
            '["number", "clock", "office"].map((id) => document.getElementById(id).textContent)'
        )
        rows = await tab.evaluate(
            '["recent", "waiting"].map((id) => document.getElementById(id).children.length)'
        )
    assert words == ["H012", "08:42", "Trung tâm Phục vụ hành chính công xã Nguyễn Nghiêm"]
    assert rows == [0 if broken == "recent" else 4, 0 if broken == "waiting" else 7]


@pytest.mark.slow
async def test_the_plain_page_needs_no_script_and_loads_itself_again():
    newest = Newest()
    newest.put(a_page())
    app = page_app(newest, TEXTS, look_css(43, 6), lambda: {"ok": True}, flash=True)
    async with served(app, HEADERS) as address, httpx.AsyncClient(base_url=address) as client:
        answer = (await client.get("/plain")).text
    assert '<meta http-equiv="refresh" content="3">' in answer
    assert "<script" not in answer
    assert answer.index("H012") < answer.index("Phòng tiếp công dân") < answer.index("10–15 phút")


def test_the_plain_page_says_when_the_desk_is_lost_and_invites_nobody_by_itself():
    said = plain_page(a_page(lost=True, spotlight=None, idle=["Xin chờ", "Please wait"]), TEXTS)
    assert "MẤT KẾT NỐI – số đang hiển thị lúc 08:42" in said
    assert "Xin chờ" in said
    assert "Đang kết nối" in plain_page({}, TEXTS)


def test_names_cannot_break_the_plain_page():
    assert "<b>" not in plain_page(a_page(office="<b>Tòa</b>"), TEXTS)


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
@pytest.mark.parametrize("size", [(1024, 600), (600, 1024)])
async def test_a_small_screen_over_a_counter_shows_what_a_sign_would(size: tuple[int, int]):
    signs = {"4": {"text": "A012", "label": "Quầy 4", "inverted": True}}
    async with hall(a_page(signs=signs), NEWER, size) as tab:
        address = await tab.evaluate("location.href")
        await tab.go(f"{address}counter/4")
        while await tab.evaluate("text.textContent") != "A012":  # noqa: ASYNC110 - it happens in the browser
            await asyncio.sleep(0.05)
        seen = await tab.evaluate(
            """[label.textContent, document.body.className, text.getBoundingClientRect().left >= 0,
            text.getBoundingClientRect().right <= innerWidth, text.scrollWidth <= innerWidth]"""
        )
        await tab.go(f"{address}counter/5")
        nobody = await tab.evaluate("text.textContent")
    assert seen == ["Quầy 4", "inverted", True, True, True]
    assert nobody == "----"
