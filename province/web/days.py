"""Completeness: up to when each office's facts are here, and which of its days are whole."""

from datetime import timedelta
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from hardware.host.page_router import PageRouter
from province.period import Period
from province.reading import Heard, Reading
from province.web.pages import Pages

ADDRESS = "/day-du"
SHOWN = 14


def router(pages: Pages, reading: Reading) -> APIRouter:
    """``/day-du``."""
    routes = PageRouter()

    def complete(heard: Heard | None) -> dict[str, Any]:
        """Up to when everything is here: now, if the office said so, else up to what it sent."""
        if heard is None:
            return {"upto": "", "backlog": 0}
        backlog = int(heard.told["backlog"])
        return {"upto": "" if backlog else pages.clock(heard.got_at), "backlog": backlog}

    @routes.get(ADDRESS)
    def page(request: Request) -> HTMLResponse:
        person, today = pages.reader(request), pages.today()
        days = [today - timedelta(days=back) for back in range(SHOWN - 1, -1, -1)]
        known, heard, apart = reading.days(Period(days[0], today)), reading.heard(), reading.apart()
        rows = []
        for office in reading.offices(today, person.area).values():
            cells = [known.get((office.id, day)) for day in days]
            newest = max((cell.last_at for cell in cells if cell and cell.last_at), default=None)
            rows.append(
                {
                    "office": office,
                    "cells": cells,
                    "newest": pages.clock(newest),
                    "unknown": sum(cell.unknown for cell in cells if cell),
                    "apart": apart.get(office.id, 0),
                    **complete(heard.get(office.id)),
                }
            )
        return HTMLResponse(pages.draw("days.html", person, rows=rows, days=days))

    return routes
