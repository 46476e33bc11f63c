"""Whom every page asks before it answers."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from fastapi import FastAPI, Request
from starlette.types import ASGIApp, Receive, Scope, Send

Question = Callable[[Request], Awaitable[None]]
"""Raises what the office then answers."""


@dataclass(frozen=True)
class Threshold:
    """Asks its questions, in their order, before the application looks for a page. Plain ASGI."""

    app: ASGIApp
    questions: tuple[Question, ...]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http":
            request = Request(scope)
            for ask in self.questions:
                await ask(request)
        await self.app(scope, receive, send)


def ask_first(app: FastAPI, *questions: Question) -> None:
    """Lets the application ask these of whoever comes; what they raise is answered by its exception handlers.

    As dependencies of the application FastAPI would examine them anew for each of its pages.
    """
    app.router.middleware_stack = Threshold(app.router.middleware_stack, questions)
