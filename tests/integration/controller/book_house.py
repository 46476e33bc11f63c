"""A real desk whose settings stand in a file, with the pages that change it."""

import contextlib
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import httpx

from controller.settings_book.book import Book
from controller.web.app import WebParts, build_app
from controller.web.sessions import Sessions
from tests.clocks import FakeClock
from tests.integration.controller.house import MORNING, PIN_HASH, House, office_data, open_house
from tests.integration.controller.web_house import SITE, sign_in
from tests.unit.controller_shell.test_office_settings import toml

CARETAKER = [{"id": "lan", "name": "Nguyễn Thị Lan", "pin_hash": PIN_HASH, "caretaker": True}]
CLERK = [{"id": "lan", "name": "Nguyễn Thị Lan", "pin_hash": PIN_HASH}]
_FIELD = re.compile(r"<(input|option|select)\b([^>]*)>")
_ATTRIBUTE = re.compile(r'([\w-]+)(?:="([^"]*)")?')


@dataclass
class BookHouse:
    """The desk, its book, and a browser without a screen."""

    house: House
    book: Book
    client: httpx.AsyncClient
    app: Any

    @property
    def file(self) -> str:
        return self.book.path.read_text("utf-8")

    async def page(self, path: str = "") -> str:
        answer = await self.client.get(f"/cai-dat{path}")
        assert answer.status_code in (200, 409), answer.status_code
        return answer.text

    async def send(self, path: str, form: Mapping[str, list[str]], status: int = 200) -> str:
        """What a browser sends; the page that it then shows."""
        parts = [(name, (None, value)) for name, values in form.items() for value in values]
        answer = await self.client.post(f"/cai-dat{path}", files=parts, headers={"origin": SITE})
        if answer.status_code == 303:
            answer = await self.client.get(answer.headers["location"])
        assert answer.status_code == status, (answer.status_code, answer.text[-1500:])
        return answer.text

    async def look(self, part: str, status: int = 200, **changes: Any) -> str:
        """Open a part, change fields (``__`` for dots), and ask what would be different."""
        form = filled(await self.page(f"/{part}"), **changes)
        return await self.send(f"/{part}", {**form, "do": ["check"]}, status)

    async def save(self, path: str, checked: str, status: int = 200) -> str:
        """Press the button that saves, on the page that shows the differences."""
        assert 'value="save"' in checked, checked[-1500:]
        return await self.send(path, {**filled(checked), "do": ["save"]}, status)


@contextlib.asynccontextmanager
async def book_house(
    folder: Path, clock: FakeClock | None = None, **changes: Any
) -> AsyncIterator[BookHouse]:
    """With a caretaker who is signed in at counter 2."""
    changes = {"clerks": CARETAKER} | changes
    async with open_house(folder / "data", clock or FakeClock(MORNING), **changes) as house:
        path = folder / "controller.toml"
        data = office_data(**changes) | {"data_dir": str(house.settings.data_dir)}
        path.write_text("# Của xã\n" + toml(data), "utf-8")
        book = Book(path, folder / "data", house.settings)
        book.begin(MORNING)
        sessions = Sessions(house.settings.clerks, house.clock)
        app = build_app(WebParts(house.settings, house.desk, house.wire, sessions, house.metrics, book=book))
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=SITE) as client:
            await house.turn()
            await sign_in(client, counter="2")
            yield BookHouse(house, book, client, app)


def filled(page: str, **changes: Any) -> dict[str, list[str]]:
    """The fields of the last form of a page as a browser would send them, some of them changed."""
    form = page[page.rindex("<form") : page.rindex("</form>")]
    found: dict[str, list[str]] = {}
    select = ""
    for tag, rest in _FIELD.findall(form):
        has = {name: unescape(value) for name, value in _ATTRIBUTE.findall(rest)}
        if tag == "select":
            select = has["name"]
        elif tag == "option":
            if "selected" in has or select not in found:
                found[select] = [has["value"]]
        elif has.get("type") != "checkbox" or "checked" in has:
            found.setdefault(has["name"], []).append(has.get("value", ""))
    for name, value in changes.items():
        found[name.replace("__", ".")] = value if isinstance(value, list) else [value]
    return found
