"""The other machines, on the page for updates: how far each is, and a person's word: stop, go on, at once."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from controller.updates.rolling import Rolling, Row
from controller.updates.rollout import OVER, Standing
from controller.web.clerk import Pages
from hardware.host.page_router import PageRouter
from hardware.update.said import say

WORST_FIRST = (
    Standing.FAILED,
    Standing.WORKS,
    Standing.WAITS,
    Standing.AWAY,
    Standing.OTHER_KIND,
    Standing.NEWER,
    Standing.DONE,
)


def router(rolling: Rolling, pages: Pages, address: str) -> APIRouter:
    """Buttons of the page for updates, which is at ``address``; only for caretakers."""
    routes = PageRouter(prefix=f"{address}/may")

    def pressed(path: str, do: Callable[[], Awaitable[None]]) -> None:
        async def press(request: Request) -> Response:
            pages.caretaker(request)
            try:
                await do()
            except OSError as error:
                told = say("error.not-written", why=error.strerror or type(error).__name__)
                return Response(told, HTTPStatus.INSUFFICIENT_STORAGE, media_type="text/plain; charset=utf-8")
            return RedirectResponse(address, 303)

        routes.add_api_route(path, press, methods=["POST"])

    pressed("/dung", rolling.hold)
    pressed("/tiep", partial(rolling.go_on, hurry=False))
    pressed("/ngay", partial(rolling.go_on, hurry=True))
    return routes


def facts_of(rolling: Rolling, pages: Pages) -> dict[str, object]:
    """For the page."""
    rows = sorted(rolling.rows(), key=lambda row: (WORST_FIRST.index(row.standing), row.device))
    stands = {row.standing for row in rows}
    return {
        "machines": [
            {
                "device": row.device,
                "runs": row.told.runs,
                "standing": pages.say(f"update.machine.{row.standing}"),
                "bad": row.standing is Standing.FAILED,
                "why": _why(row),
                "asked": pages.viewer.local_time(row.told.at)
                if row.told.at and row.standing is Standing.AWAY
                else "",
            }
            for row in rows
        ],
        "rolled": rolling.bundle.version if rolling.bundle else "",
        "held": rolling.plan.held,
        "hurry": rolling.plan.hurry,
        "rolls_now": Standing.WORKS in stands,
        "failed": Standing.FAILED in stands,
        "unfinished": bool(stands - OVER),
    }


async def follow(rolling: Rolling, *, free: bool) -> None:
    """What there is to hand out, and whether somebody is served."""
    rolling.serve(await asyncio.to_thread(rolling.look))
    rolling.free = free


def _why(row: Row) -> str:
    """What went wrong there, as that machine told it: a machine is not believed to speak our catalogue."""
    if row.standing is not Standing.FAILED or not row.ended.startswith("error."):
        return ""
    try:
        return say(row.ended, **row.facts)
    except (ValueError, KeyError):
        return row.ended
