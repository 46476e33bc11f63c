"""``/may-moc/may-in``: printers on a cable of this machine and in its network, found and put to use with one press."""

import asyncio
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError

from contracts.vocabulary import DeviceId
from controller.web.cable_printers import ADDRESS, TOLD, printer_machines
from controller.web.clerk import Pages
from hardware.chosen_printer import FOLDER, WAYS, WISH, ChosenPrinter, Found, network_printers, usb_printers
from hardware.durable import write_durably
from hardware.host.own_address import own_address
from hardware.host.page_router import PageRouter
from hardware.host.toml_file import TomlError, read_table

SETTINGS = Path("/etc/motcua/printer.toml")
"""Of the printer program of this machine, where it has one."""


WAITS = ("looking", "using")
"""What was told, while a machine does something."""


class PrintersPage:
    """What the page shows, and what it writes down."""

    def __init__(self, pages: Pages, data_dir: Path) -> None:
        self.pages, self._wish = pages, data_dir / FOLDER / WISH

    def drawn(
        self,
        request: Request,
        in_network: tuple[Found, ...] | None = None,
        told: str = "",
        status: int = 200,
        *,
        waits: bool = False,
    ) -> HTMLResponse:
        """The page; ``in_network``: what was found there, None: nobody looked. ``waits``: it looks again by itself."""
        session = self.pages.caretaker(request)
        device, place = self._used()
        facts = {
            "here": SETTINGS.exists(),
            "device": device,
            "place": place,
            "works": self._wish.exists(),
            "waits": waits,
            "usb": usb_printers(),
            "in_network": in_network,
            "told": told,
            "machines": tuple(printer_machines(self.pages)),
        }
        return HTMLResponse(self.pages.render("printers.html", clerk=session.clerk, **facts), status)

    def want(self, chosen: ChosenPrinter) -> None:
        """Raises OSError."""
        write_durably(self._wish, chosen.model_dump_json().encode())

    def _used(self) -> tuple[DeviceId, str]:
        """The printer program of this machine, and where its settings look for the printer."""
        try:
            said = read_table(SETTINGS)
        except TomlError:
            return DeviceId(""), ""
        printer = said.get("printer")
        table = printer if isinstance(printer, dict) else {}
        way = next((way for way in WAYS if way in table), "")
        link = table.get(way)
        parts = link if isinstance(link, dict) else {}
        place = ":".join(str(parts[key]) for key in ("path", "host", "port") if key in parts)
        return DeviceId(str(said.get("device", ""))), place or way


def router(page: PrintersPage) -> APIRouter:
    """Only for caretakers."""
    routes, pages = PageRouter(prefix=ADDRESS), page.pages

    @routes.get("")
    async def look(request: Request, told: str = "") -> HTMLResponse:
        return page.drawn(
            request, told=pages.say(f"printers.{told}") if told in TOLD else "", waits=told in WAITS
        )

    @routes.post("/tim")
    async def find(request: Request) -> HTMLResponse:
        pages.caretaker(request)
        return page.drawn(request, await network_printers(own_address()))

    @routes.post("/dung")
    async def use(
        request: Request,
        way: Annotated[str, Form(max_length=4)],
        device: Annotated[str, Form(max_length=20)] = "",
        host: Annotated[str, Form(max_length=20)] = "",
    ) -> Response:
        pages.caretaker(request)
        try:
            chosen = ChosenPrinter.model_validate({"way": way, "path": device, "host": host.strip()})
            await asyncio.to_thread(page.want, chosen)
        except ValidationError:
            return page.drawn(request, told=pages.say("printers.no-address"), status=422)
        except OSError as error:
            told = pages.say("printers.not-written", why=error.strerror or type(error).__name__)
            return page.drawn(request, told=told, status=507)
        return RedirectResponse(ADDRESS, 303)

    return routes
