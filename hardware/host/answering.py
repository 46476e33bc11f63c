"""What every page server does around an answer: headers that none may lack, and silence about what was asked. Plain ASGI."""

import logging
from collections.abc import Mapping

from hardware.host.question import App, Message, Receive, Send, answer_text
from hardware.quiet_errors import place_of

log = logging.getLogger(__name__)


async def answer_with(
    headers: Mapping[str, str], app: App, scope: Message, receive: Receive, send: Send
) -> None:
    """Let the application answer. ``headers``: in small letters; one that it sets itself stays as it is.

    What fails is logged by its place only: the text of an error could quote what somebody entered.
    """
    begun = False

    async def with_headers(message: Message) -> None:
        nonlocal begun
        if message["type"] == "http.response.start":
            begun = True
            own = {name.lower() for name, _ in message["headers"]}
            more = [(name.encode(), value.encode()) for name, value in headers.items()]
            added = [header for header in more if header[0] not in own]
            message = {**message, "headers": [*message["headers"], *added]}
        await send(message)

    try:
        await app(scope, receive, with_headers)
    except Exception as error:  # noqa: BLE001 - whatever it is, nobody's words go into the log
        log.error("a page failed: %s", place_of(error))  # noqa: TRY400 - the same
        if not begun:
            await answer_text(500, "error", with_headers)
