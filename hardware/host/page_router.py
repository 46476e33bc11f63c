"""Pages whose signatures are examined when somebody first asks for them, and not all at the start of a program.

FastAPI examines the parameters of each page as it is declared: a millisecond each here, ten on a Pi, and an office has a
hundred pages, most of them for one day of the month.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.routing import Route
from starlette.types import Receive, Scope, Send


class PageRoute(APIRoute):
    """Knows its address and methods; the rest it learns when it is first asked."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        methods = options["methods"] or ["GET"]
        Route.__init__(self, path, endpoint, methods=methods, include_in_schema=False)
        self.methods = set(methods)  # as FastAPI has it: HEAD is no GET
        # The description of the API looks at it before it passes a page over.
        self.response_class = options["response_class"]
        self._examine: Callable[[], None] | None = partial(super().__init__, path, endpoint, **options)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request. Raises FastAPIError for a page whose parameters mean nothing."""
        if self._examine:
            self._examine()
            self._examine = None
        await super().handle(scope, receive, send)


class PageRouter(APIRouter):
    """The pages of a room; they stand in no description of an API."""

    def __init__(self, prefix: str = "") -> None:
        super().__init__(prefix=prefix, include_in_schema=False, route_class=PageRoute)


def take_in(into: FastAPI | APIRouter, *routers: APIRouter) -> None:
    """Makes the pages of these routers its own.

    ``include_router`` reads what a page that is not examined yet does not know, and looks into every router for every
    question; nothing of ours needs what it does beside that.
    """
    for router in routers:
        into.routes.extend(router.routes)
