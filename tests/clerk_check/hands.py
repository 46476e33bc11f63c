"""The two hands of the scripted clerk. Each task returns how many presses it took: keys, or clicks of the mouse."""

import json
from abc import abstractmethod
from typing import ClassVar

from contracts.vocabulary import TicketId
from tests.chromium import Page

UNTIL = "new Promise((done) => { const look = () => (%s) ? done(true) : setTimeout(look, 20); look(); })"


def _as_typed(number: str) -> str:
    """The letter, because every service has such a number, and the digits without their zeros."""
    return number[0].lower() + number[1:].lstrip("0")


class Hand:
    """What a clerk does at a counter."""

    name: ClassVar[str]

    def __init__(self, page: Page) -> None:
        self._page = page

    async def until(self, what: str) -> None:
        """Something is to be seen."""
        await self._page.evaluate(UNTIL % what)

    @abstractmethod
    async def press(self, *names: str) -> int:
        """Presses, one after the other, each when it can be."""

    @abstractmethod
    async def call(self) -> int:
        """The next one."""

    @abstractmethod
    async def again(self) -> int:
        """The same one again."""

    @abstractmethod
    async def finish(self) -> int:
        """Done."""

    @abstractmethod
    async def absent(self) -> int:
        """Did not come."""

    @abstractmethod
    async def aside(self) -> int:
        """Fetches papers."""

    @abstractmethod
    async def transfer(self) -> int:
        """Goes elsewhere."""

    @abstractmethod
    async def give(self) -> int:
        """A number for somebody who stands there."""

    @abstractmethod
    async def find(self, number: str) -> int:
        """Finds a number by typing it, and calls it."""

    @abstractmethod
    async def reprint(self, number: str) -> int:
        """Finds a number, and has its slip printed again."""

    @abstractmethod
    async def returns(self, ticket: TicketId, number: str) -> int:
        """An absent one stands there after all."""


class Keyboard(Hand):
    """Never touches the mouse."""

    name = "keyboard"

    async def press(self, *names: str) -> int:
        """Keys; where a sheet opens the next key waits for it, as eyes do."""
        for key in names:
            await self._page.stroke(key)
        return len(names)

    async def call(self) -> int:
        return await self.press("F2")

    async def again(self) -> int:
        return await self.press("F3")

    async def finish(self) -> int:
        return await self.press("F4")

    async def absent(self) -> int:
        return await self.press("F6")

    async def aside(self) -> int:
        await self.press("F7")
        await self.until("document.activeElement.id === 'act-park-papers'")
        return 1 + await self.press("Enter")

    async def transfer(self) -> int:
        await self.press("F8")
        await self.until("document.activeElement.name === 'to'")
        return 1 + await self.press(" ", "Enter")

    async def give(self) -> int:
        await self.press("F9")
        await self.until(
            "document.activeElement.classList.contains('give') && document.querySelector('dialog[open]')"
        )
        return 1 + await self.press("Enter")

    async def _opens(self, number: str) -> int:
        typed = await self.press("/", *_as_typed(number))
        first = f"document.querySelector('#found th')?.textContent === '{number}'"
        await self.until(first)
        typed += await self.press("Enter")
        await self.until("document.querySelector('dialog[open]')?.contains(document.activeElement)")
        return typed

    async def find(self, number: str) -> int:
        return await self._opens(number) + await self.press("Enter") + await self._empty()

    async def reprint(self, number: str) -> int:
        return await self._opens(number) + await self.press("Enter") + await self._empty()

    async def returns(self, ticket: TicketId, number: str) -> int:
        typed = await self._opens(number)
        await self.until(f"document.activeElement.id === 'act-resume-{ticket}-sheet'")
        return typed + await self.press("Enter") + await self._empty()

    async def _empty(self) -> int:
        """What was typed goes."""
        await self.until("!document.querySelector('dialog[open]')")
        return await self.press("Escape")


class Mouse(Hand):
    """Clicks only; to find a number it types."""

    name = "mouse"

    async def press(self, *names: str) -> int:
        """Moves to what a selector names, and clicks it."""
        for selector in names:
            told = json.dumps(selector)
            await self.until(f"document.querySelector({told})?.getBoundingClientRect().height")
            box = f"document.querySelector({told}).getBoundingClientRect()"
            x, y = await self._page.evaluate(
                f"(({{x, y, width, height}}) => [x + width / 2, y + height / 2])({box})"
            )
            await self._page.call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)
            await self._page.mouse("mousePressed", selector)
            await self._page.mouse("mouseReleased", selector)
        return len(names)

    async def call(self) -> int:
        return await self.press("#act-call-next")

    async def again(self) -> int:
        return await self.press("#act-recall")

    async def finish(self) -> int:
        return await self.press("#act-finish")

    async def absent(self) -> int:
        return await self.press("#act-mark-no-show")

    async def aside(self) -> int:
        return await self.press("#open-park", "#act-park-papers")

    async def transfer(self) -> int:
        return await self.press("#open-transfer", "#transfer label", "#act-transfer")

    async def give(self) -> int:
        return await self.press("#open-give", "dialog button.give")

    async def find(self, number: str) -> int:
        await self.press("#find")
        for letter in _as_typed(number):
            await self._page.stroke(letter)
        await self.until(f"document.querySelector('#found th')?.textContent === '{number}'")
        clicks = 1 + len(_as_typed(number)) + await self.press("#found [data-act=call-number]")
        await self._page.evaluate("document.getElementById('find').focus()")
        await self._page.stroke("Escape")
        return clicks + 1

    async def reprint(self, number: str) -> int:  # noqa: ARG002 - it is the one at the counter
        return await self.press("#open-current", "dialog [data-act=reprint]")

    async def returns(self, ticket: TicketId, number: str) -> int:  # noqa: ARG002 - it is in sight
        clicks = await self.press("label[for=tab-absent]", f"#act-resume-{ticket}")
        return clicks + await self.press("label[for=tab-mine]")
