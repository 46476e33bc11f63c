"""``/gop-y``: what people suggest, for the head alone; each can be deleted, and then its letters are gone."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from controller.rating.box import Box
from controller.web.people import PeoplePages
from hardware.host.page_router import PageRouter

ADDRESS = "/gop-y"
MOST_SHOWN = 200


def router(people: PeoplePages, box: Box) -> APIRouter:
    """The page, and deleting from it."""
    routes = PageRouter()

    @routes.get(ADDRESS)
    async def page(request: Request) -> HTMLResponse:
        session = people.head(request)
        found = await people.boxed(box.suggestions)
        words = people.drawn.draw(
            "suggestions.html",
            clerk=session.clerk,
            seated=session.seated,
            suggestions=found[:MOST_SHOWN],
            more=max(0, len(found) - MOST_SHOWN),
        )
        return HTMLResponse(words)

    @routes.post(f"{ADDRESS}/{{suggestion}}/xoa")
    async def delete(request: Request, suggestion: int) -> RedirectResponse:
        people.head(request)
        await people.boxed(lambda: box.delete(suggestion))
        return RedirectResponse(ADDRESS, 303)

    return routes
