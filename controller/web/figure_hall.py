"""``/so-lieu/bay-gio``: the hall now, for the head of the office and for a wall."""

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from contracts import messages as m
from contracts.vocabulary import FaultCode
from controller.desk.desk import Desk
from controller.domain.office import clock_of
from controller.figures.hall import Alarm, Alert, Hall, Place, State, hall
from controller.figures_settings import FiguresSettings
from controller.web.clerk import Pages
from controller.web.drawing import Drawings
from controller.web.figures import ADDRESS, FigurePages
from controller.web.live import Live
from controller.web.streaming import Stream
from hardware.host.page_router import PageRouter

NOW = f"{ADDRESS}/bay-gio"
FAULTS_MS = 5000
"""So often the limits are looked at for lamps."""
MOST_TOLD = 200


class HallPages:
    """Looks at the hall and draws it."""

    def __init__(
        self,
        drawn: FigurePages,
        desk: Desk,
        limits: FiguresSettings,
        printers: Callable[[], Mapping[str, str]],
    ) -> None:
        """``printers``: those that do not print now, and how they are called."""
        self._drawn, self._desk, self._limits, self._printers = drawn, desk, limits, printers
        self._limit_s = limits.wait_limit_minutes * 60
        self._drawings = Drawings()
        self._told: tuple[int, tuple[m.Fault, ...]] = (-FAULTS_MS, ())

    def look(self) -> Hall:
        """The hall at this moment."""
        desk, queue = self._desk, self._limits.queue_limit
        return hall(desk.office, desk.day, desk.stamp(), self._limit_s, queue, tuple(self._printers()))

    def faults(self) -> tuple[m.Fault, ...]:
        """Limits that are passed, as lamps, sounds and alerts take them; printers tell their own faults."""
        if not self._limits.lamps:
            return ()
        now = self._desk.now().clock
        if not 0 <= now - self._told[0] < FAULTS_MS:
            seen = self.look()
            words = [self._alert(one, seen) for one in seen.alerts if one.alarm is not Alarm.PRINTER]
            told = " ".join(words)[:MOST_TOLD]
            self._told = now, (m.Fault(code=FaultCode.HALL_LIMIT, facts={"told": told}),) if words else ()
        return self._told[1]

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
            passed=" ".join(sorted(f"{alert.alarm}:{alert.where}" for alert in seen.alerts)),
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
        kinds: Mapping[Alarm, Mapping[str, str]] = {
            Alarm.IDLE: names.counters,
            Alarm.LONG_VISIT: names.counters,
            Alarm.PRINTER: self._printers() if alert.alarm is Alarm.PRINTER else {},
        }
        where = kinds.get(alert.alarm, names.services).get(alert.where, alert.where)
        facts = {
            "count": alert.count,
            "most": self._limits.queue_limit,
            "limit": self._limit_s // 60,
            "closes": _closes(seen),
        }
        return self._drawn.say(f"alert.{alert.alarm}", where=where, **facts)


def router(hall_pages: HallPages, pages: Pages, live: Live) -> APIRouter:
    """The page and its stream; for whoever may read figures."""
    routes = PageRouter(prefix=NOW)

    @routes.get("")
    async def page(request: Request) -> HTMLResponse:
        return HTMLResponse(hall_pages.page(pages.reader(request)))

    async def guard(request: Request) -> None:
        pages.reader(request)

    @routes.get("/stream", response_class=Stream, dependencies=[Depends(guard)])
    async def stream(request: Request) -> Stream:
        def look() -> Hall | None:
            return hall_pages.look() if pages.find_reader(request) else None

        return Stream(live.pages(look, hall_pages.panel))

    return routes


def _closes(seen: Hall) -> str:
    return "" if seen.closes_at is None else clock_of(seen.closes_at)
