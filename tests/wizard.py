"""The first start in a real Chromium, by keys alone, as a caretaker does who has never seen it: with mistakes, back and skip.

``python -m tests.wizard ADDRESS CODE`` walks a controller that stands somewhere else, and prints one JSON line.
"""

import asyncio
import json
import sys
import time
from dataclasses import dataclass, field

from tests.chromium import Page, chromium

NAME, AUTHORITY = "Trung tâm xã Hòa Bình", "UBND xã Hòa Bình"
PIN = "7391"
TICKED = "nop-ho-so"
"""A service that the office is to have, whatever its level offers first."""
MOST_TABS = 80
HERE = """(() => {
  const at = document.activeElement, box = at.getBoundingClientRect();
  const ring = getComputedStyle(at);
  return {tag: at.tagName, id: at.id, name: at.name || "", value: at.value || "", seen: box.width > 4 && box.height > 4,
          ring: ring.outlineStyle !== "none" || ring.boxShadow !== "none", tab: at.tabIndex};
})()"""
STEP = """(() => {
  const form = document.querySelector("form[action^='/bat-dau/']");
  return form ? form.getAttribute("action").split("/").pop() : location.pathname;
})()"""
WRONG = "[...document.querySelectorAll('.wrong, [role=alert]')].map((each) => each.textContent.trim())"


@dataclass
class Walk:
    """One walk, and what was seen of it."""

    page: Page
    keys: int = 0
    steps: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    """What had the focus without being seen to have it."""

    async def at(self, step: str) -> None:
        """It is there. Raises AssertionError."""
        here = await self.page.evaluate(STEP)
        assert here == step, f"{here} and not {step}: {await self.page.evaluate(WRONG)}"
        self.steps.append(step)

    async def stroke(self, key: str) -> None:
        self.keys += 1
        await self.page.stroke(key)

    async def reach(self, **wanted: str) -> None:
        """Tab on until what is wanted has the focus. Raises AssertionError where keys do not lead there."""
        here = {}
        for _ in range(MOST_TABS):
            here = await self.page.evaluate(HERE)
            if all(here[name] == value for name, value in wanted.items()):
                return
            await self.stroke("Tab")
            here = await self.page.evaluate(HERE)
            if here["tag"] != "BODY" and not (here["seen"] and here["ring"]):
                self.unseen.append(f"{here['tag']} {here['id'] or here['name']}")
        raise AssertionError(f"no key leads to {wanted}; the last was {here}")

    async def type(self, name: str, text: str) -> None:
        """Into a field, in place of what stands there."""
        await self.reach(name=name)
        await self.page.evaluate("document.activeElement.select()")  # Ctrl+A
        await self.page.call("Input.insertText", text=text)
        self.keys += len(text)

    async def enter(self) -> None:
        """Enter in a field sends the form."""
        self.keys += 1
        await self.page.enter()

    async def wrong(self) -> list[str]:
        """What the page says is wrong."""
        said: list[str] = await self.page.evaluate(WRONG)
        return said


async def walk(page: Page, base: str, code: str) -> Walk:
    """From the code to an office with two counters, whose caretaker may sign in. Raises AssertionError."""
    does = Walk(page)
    await page.go(f"{base}/bat-dau")
    await does.at("ma")
    await does.type("code", code)
    await does.enter()
    for step in (_office, _back, _services, _hours, _caretaker):
        await step(does)
    here = await page.evaluate("location.pathname")
    assert not here.startswith("/bat-dau"), f"{here}: {await does.wrong()}"
    return does


async def _office(does: Walk) -> None:
    await does.at("office")
    await does.type("name", "")
    await does.enter()
    assert await does.wrong(), "an office without a name was taken"
    await does.type("authority", AUTHORITY)
    await does.type("name", NAME)
    await does.enter()


async def _back(does: Walk) -> None:
    await does.at("services")
    await does.reach(name="do", value="back")
    await does.enter()
    await does.at("office")
    kept = await does.page.evaluate("document.getElementById('name').value")
    assert kept == NAME, f"going back lost the name: {kept!r}"
    await does.reach(name="name")
    await does.enter()


async def _services(does: Walk) -> None:
    ticked = "document.activeElement.checked"
    await does.at("services")
    await does.reach(name="services")
    first = await does.page.evaluate(ticked)
    await does.stroke(" ")
    assert await does.page.evaluate(ticked) != first, "the space bar ticks nothing"
    await does.stroke(" ")
    await does.reach(name="services", value=TICKED)
    if not await does.page.evaluate(ticked):
        await does.stroke(" ")
    await does.type("counters", "400")
    await does.enter()
    assert await does.wrong(), "400 counters were taken"
    await does.type("counters", "2")
    await does.enter()


async def _hours(does: Walk) -> None:
    await does.at("hours")
    await does.reach(name="do", value="skip")
    await does.enter()


async def _caretaker(does: Walk) -> None:
    await does.at("caretaker")
    await does.type("clerk_name", "Nguyễn Thị Lan")
    await does.type("clerk_id", "lan")
    await does.type("pin", "0000")
    await does.enter()
    assert await does.wrong(), "the PIN 0000 was taken"
    await does.type("pin", PIN)
    await does.enter()


async def alone(base: str, code: str) -> dict[str, object]:
    """In a browser of its own."""
    begin = time.monotonic()
    async with chromium(1100, 900, flags=("--lang=vi",)) as page:
        does = await walk(page, base, code)
    return {
        "steps": does.steps,
        "keys": does.keys,
        "unseen": does.unseen,
        "s": round(time.monotonic() - begin, 1),
    }


def main() -> int:
    """Exit status 1 and why when it did not come to its end."""
    try:
        told = asyncio.run(alone(*sys.argv[1:3]))
    except (AssertionError, TimeoutError) as error:
        told = {"broken": f"{type(error).__name__}: {error}"}
    sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    return int("broken" in told)


if __name__ == "__main__":
    sys.exit(main())
