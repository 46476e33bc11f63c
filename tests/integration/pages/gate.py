"""Between a browser and its server: a cable that can be pulled."""

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Gate:
    """Stands between a browser and the desk, and can keep back what it asks, and what it is told."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.open = asyncio.Event()
        self.open.set()
        self.presses = asyncio.Event()
        self.presses.set()
        self.asked: list[str] = []
        self.answered: list[str] = []
        """What the desk is done with, whether anybody heard its answer or not."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            self.asked.append(f"{scope['method']} {scope['path']}")
            await self.open.wait()
            if scope["method"] == "POST":
                await self.presses.wait()

        async def told(message: Message) -> None:
            await self.open.wait()
            await send(message)

        try:
            await self._app(scope, receive, told)
        finally:
            if scope["type"] == "http":
                self.answered.append(f"{scope['method']} {scope['path']}")
