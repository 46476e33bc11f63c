"""The caretaker's page of alerts: on which ways they leave, whether they arrive, and a trial."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from controller.alerts.alerting import Alerting, Office
from controller.alerts.words import Words
from controller.settings import OfficeSettings
from controller.web.clerk import Pages
from hardware.host.page_router import PageRouter

ADDRESS = "/may-moc/bao-dong"


def router(settings: OfficeSettings, pages: Pages, alerts: Alerting) -> APIRouter:
    """``/may-moc/bao-dong``; only for caretakers. Lends the alerts the desk's clock and the words."""
    routes = PageRouter()
    alerts.office = _office(settings, pages)

    @routes.get(ADDRESS)
    async def page(request: Request, tried: str = "") -> HTMLResponse:
        session = pages.caretaker(request)
        ways = [_way(pages, alerts, name) for name in alerts.channels]
        facts = {"ways": ways, "quiet": settings.alerts.quiet, "tried": bool(tried), "book": pages.has_book}
        return HTMLResponse(pages.render("alerts.html", clerk=session.clerk, **facts))

    @routes.post(f"{ADDRESS}/thu")
    async def try_out(request: Request) -> Response:
        pages.caretaker(request)
        await alerts.try_out()
        return RedirectResponse(f"{ADDRESS}?tried=1", 303)

    return routes


def _way(pages: Pages, alerts: Alerting, name: str) -> dict[str, str]:
    state = alerts.states[name]
    sent = pages.viewer.local_time(state.sent) if state.sent is not None else ""
    return {
        "name": pages.say(f"alerts.{name}"),
        "where": alerts.channels[name].where,
        "sent": sent,
        "trouble": state.trouble,
    }


def _office(settings: OfficeSettings, pages: Pages) -> Office:
    desk = pages.desk

    def minute() -> int:
        now = desk.office.local(desk.now().clock)
        return now.hour * 60 + now.minute

    def program_of(device: str) -> str:
        presence = next((p for p in pages.presences().values() if p.device == device), None)
        return presence.program if presence else ""

    words = Words(
        names=pages.machines,
        say=pages.say,
        office=settings.name.vi,
        page=f"{settings.web.address}/may-moc" if settings.web.address else "",
        time_of=lambda at: pages.viewer.local_time(at)[:5],
        program_of=program_of,
    )
    return Office(desk.stamp, minute, words, desk.alarm)
