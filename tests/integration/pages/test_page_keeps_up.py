"""A clerk's page shows what is newest, however fast things happen and whoever was started again meanwhile."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.chromium import CHROMIUM, chromium
from tests.clocks import FakeClock
from tests.integration.controller.house import MORNING, PIN
from tests.integration.controller.web_house import app_of, open_web
from tests.serving import served

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]
STREAMED = """new Promise((done) => { const look = () => panel.firstElementChild.dataset.drawn.endsWith("-2")
  ? done(true) : setTimeout(look, 20); look(); })"""
SHOWS = """(async (drawings, until, slowness) => {
  const { show } = await import("/static/panel.js");
  const panel = document.getElementById("panel"), whole = panel.innerHTML, morph = Idiomorph.morph;
  let drawn = 0;
  Idiomorph.morph = (...how) => {
    drawn += 1;
    for (const end = performance.now() + slowness; performance.now() < end;);
    return morph(...how);
  };
  for (const name of drawings) show(whole.replace(/data-drawn="[^"]*"/, `data-drawn="${name}"`));
  const shown = () => panel.firstElementChild.dataset.drawn;
  while (until && shown() !== until) await new Promise((done) => setTimeout(done, 20));
  Idiomorph.morph = morph;
  return { drawn, shown: shown() };
})(%s, %s, %s)"""
IDS = """(async () => {
  const { show } = await import("/static/panel.js");
  const panel = document.getElementById("panel");
  const ids = () => [...document.querySelectorAll("#rows-waits tr")].map((row) => row.querySelector("[name=request_id]").value);
  const html = new DOMParser().parseFromString(await (await fetch("/")).text(), "text/html").getElementById("panel").innerHTML;
  const shown = async (name) => {
    show(html.replace(/data-drawn="[^"]*"/, `data-drawn="${name}"`).replaceAll(/(request_id" value=")./g, `$1${name.at(-1)}`));
    while (panel.firstElementChild.dataset.drawn !== name) await new Promise((done) => setTimeout(done, 20));
  };
  await shown("again-1");
  const drawn = ids();
  panel.querySelector("#rows-waits form").dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
  await shown("again-2");
  const after = ids();
  return after.map((id, n) => id !== drawn[n]);
})()"""


def shows(names: list[str], until: str = "", slowness_ms: int = 0) -> str:
    """Shows drawings one right after the other, and waits for one of them."""
    return SHOWS % (json.dumps(names), json.dumps(until), slowness_ms)


async def test_the_newest_drawing_is_shown_and_old_ones_cost_nothing(tmp_path: Path):
    async with open_web(tmp_path, FakeClock(MORNING)) as (house, _client):
        for _ in range(3):
            await house.issued()
        async with served(app_of(house)) as site, chromium(1366, 768) as page:
            await page.go(f"{site}/")
            await page.submit(clerk="lan", pin=PIN, counter="1")
            await page.evaluate(STREAMED)
            flood: dict[str, Any] = await page.evaluate(
                shows([f"one-{n}" for n in range(1, 31)], "one-30", 300)
            )
            assert flood["drawn"] < 10, "a page that draws each falls behind without end"
            late = await page.evaluate(shows(["one-7", "one-29"]))
            assert late == {"drawn": 0, "shown": "one-30"}
            restarted = await page.evaluate(shows(["two-1"], "two-1"))
            assert restarted["shown"] == "two-1", "a desk that was started again counts anew"
            renewed = await page.evaluate(IDS)
            assert renewed == [True, False, False], "a press that was sent has used up its id"
