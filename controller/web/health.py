"""Whether the controller lives, can work, and what it counted."""

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from controller.desk.desk import Desk
from controller.desk.wire import Wire
from controller.metrics import Metrics


def router(desk: Desk, wire: Wire, metrics: Metrics) -> APIRouter:
    """``/healthz``, ``/readyz``, ``/metrics``."""
    routes = APIRouter(tags=["health"])

    @routes.get("/healthz")
    async def healthz() -> dict[str, str]:
        """The loop answers."""
        return {"status": "alive"}

    @routes.get("/readyz")
    async def readyz() -> JSONResponse:
        """Numbers can be given: this is the desk, the journal takes them and the clock is trusted.

        The link heals itself.
        """
        trusted = desk.now().trusted_after(desk.day.last_at)
        serving = desk.neighbourhood.serving
        ready = not desk.storage_failed and trusted and serving
        state = {
            "ready": ready,
            "serving": serving,
            "storage": not desk.storage_failed,
            "clock": trusted,
            "link": wire.up,
            "day": desk.day.date,
        }
        return JSONResponse(state, 200 if ready else 503)

    @routes.get("/metrics", response_class=Response)
    async def show() -> Response:
        """Prometheus text format."""
        waiting: dict[str, int] = dict.fromkeys(desk.office.services, 0)
        for ticket in desk.day.waiting_tickets():
            waiting[ticket.service] += 1
        return Response(
            metrics.show(waiting=waiting, link_up=wire.up), media_type="text/plain; version=0.0.4"
        )

    return routes
