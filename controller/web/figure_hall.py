"""``/so-lieu/bay-gio``: the hall now, for the head of the office and for a wall."""

import itertools
from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent

from controller.desk.desk import Desk
from controller.domain.office import clock_of
from controller.figures.hall import Alarm, Alert, Hall, Place, State, hall
from controller.web.clerk import Pages
from controller.web.figures import ADDRESS, FigurePages
from controller.web.live import Live

NOW = f"{ADDRESS}/bay-gio"


class HallPages:
    """Looks at the hall and draws it."""

    def __init__(self, drawn: FigurePages, desk: Desk, limit_s: int) -> None:
        self._drawn, self._desk, self._limit_s = drawn, desk, limit_s
        self._drawings = itertools.count(1)

    def look(self) -> Hall:
        """The hall at this moment."""
        return hall(self._desk.office, self._desk.day, self._desk.stamp(), self._limit_s)

    def panel(self, seen: Hall) -> str:
        """The part of the page that changes."""
        say, names, now = self._drawn.say, self._drawn.names, self._desk.now().clock
        return self._drawn.draw(
            "figure_hall_panel.html",
            drawn=next(self._drawings),
            at=now,
            time=f"{self._desk.office.local(now):%H:%M}",
            hall=seen,
            closes=_closes(seen),
            queues=[(names.services.get(queue.service, queue.service), queue) for queue in seen.queues],
            places=[
                (names.counters.get(p.counter, p.counter), self._clerk(p), self._doing(p), p)
                for p in seen.places
            ],
            alerts=[self._alert(alert, seen) for alert in seen.alerts],
            nothing=say("hall.all-well"),
        )

    def page(self, session: Any) -> str:
        """The whole page."""
        facts = {"clerk": session.clerk, "session": session.name, "panel": self.panel(self.look())}
        return self._drawn.draw("figure_hall.html", **facts)

    def _clerk(self, place: Place) -> str:
        return self._drawn.names.clerks.get(place.clerk, place.clerk) if place.clerk else ""

    def _doing(self, place: Place) -> str:
        minutes = place.seconds // 60
        key = "free-new" if place.state is State.FREE and not place.seconds else place.state
        return self._drawn.say(f"hall.{key}", number=place.number, minutes=minutes)

    def _alert(self, alert: Alert, seen: Hall) -> str:
        names = self._drawn.names
        at_counter = alert.alarm in (Alarm.IDLE, Alarm.LONG_VISIT)
        where = (names.counters if at_counter else names.services).get(alert.where, alert.where)
        facts = {"count": alert.count, "limit": self._limit_s // 60, "closes": _closes(seen)}
        return self._drawn.say(f"alert.{alert.alarm}", where=where, **facts)


def router(hall_pages: HallPages, pages: Pages, live: Live) -> APIRouter:
    """The page and its stream; for whoever may read figures."""
    routes = APIRouter(prefix=NOW, include_in_schema=False)

    @routes.get("")
    async def page(request: Request) -> HTMLResponse:
        return HTMLResponse(hall_pages.page(pages.reader(request)))

    async def guard(request: Request) -> None:
        pages.reader(request)

    @routes.get("/stream", response_class=EventSourceResponse, dependencies=[Depends(guard)])
    async def stream(request: Request) -> AsyncIterator[ServerSentEvent]:
        def look() -> Hall | None:
            return hall_pages.look() if pages.find_reader(request) else None

        async for event in live.pages(look, hall_pages.panel):
            yield event

    return routes


def _closes(seen: Hall) -> str:
    return "" if seen.closes_at is None else clock_of(seen.closes_at)
