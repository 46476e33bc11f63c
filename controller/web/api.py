"""The HTTP API: the same commands, the same inbox, the same answers as on the wire.

``Idempotency-Key`` is the request id: a repeated POST gets the first answer again. Programs show a bearer
token, pages their session.
"""

import json
from collections.abc import Awaitable, Callable
from functools import cache
from typing import Annotated, Any, get_args

from fastapi import APIRouter, Depends, Header, HTTPException, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field, TypeAdapter, ValidationError, create_model

from contracts import messages as m
from contracts.vocabulary import CounterId, RefusalCode
from controller.desk.desk import Desk
from controller.domain.events import TicketRated
from controller.principals import NOBODY, Principal
from controller.settings import OfficeSettings, TokenSettings
from controller.translate import ENVELOPE
from controller.web.live import Live
from controller.web.sessions import Sessions, program_of
from controller.web.streaming import Stream

COOKIE = "motcua"
LAST_COUNTER = "motcua-counter"
"""The cookie with the counter that was chosen last in a browser: each counter has its own computer."""
STATUS = {
    RefusalCode.MALFORMED: 422,
    RefusalCode.NOT_ALLOWED: 403,
    RefusalCode.STORAGE_FAILED: 503,
    RefusalCode.OVERLOADED: 503,
    RefusalCode.UNKNOWN_SERVICE: 404,
    RefusalCode.UNKNOWN_COUNTER: 404,
    RefusalCode.UNKNOWN_TICKET: 404,
    RefusalCode.UNKNOWN_JOB: 404,
}
_COMMANDS: tuple[type[m.Command], ...] = get_args(get_args(m.AnyCommand)[0])
_COMMAND: TypeAdapter[m.AnyCommand] = TypeAdapter(m.AnyCommand)
Key = Annotated[
    str, Header(alias="Idempotency-Key", description="A UUID, new for each press; the same for a retry")
]


def router(settings: OfficeSettings, desk: Desk, sessions: Sessions, live: Live) -> APIRouter:
    """``/api/v1``."""

    async def known(request: Request, authorization: Annotated[str, Header()] = "") -> Principal:
        principal = principal_of(settings.tokens, sessions, request, authorization)
        if principal == NOBODY:
            raise HTTPException(401, "a bearer token or a signed-in page is needed")
        return principal

    routes = APIRouter(prefix="/api/v1", tags=["api"], dependencies=[Depends(known)])
    for command in _COMMANDS:
        _add_command(routes, desk, command, known)
    _add_reading(routes, desk, live)
    return routes


def principal_of(
    tokens: tuple[TokenSettings, ...], sessions: Sessions, request: Request, authorization: str
) -> Principal:
    """Who asks over HTTP. Whoever shows a token is the program of the token or nobody, and no clerk besides."""
    if authorization:
        return program_of(tokens, authorization) or NOBODY
    session = sessions.find(request.cookies.get(COOKIE))
    return session.principal if session else NOBODY


def _add_command(
    routes: APIRouter, desk: Desk, command: type[m.Command], known: Callable[..., Awaitable[Principal]]
) -> None:
    kind = command.model_fields["kind"].default
    body: Any = _body_of(command)

    async def run(
        wanted: body, key: Key, response: Response, asker: Annotated[Principal, Depends(known)]
    ) -> m.AnyReply:
        try:
            given = wanted.model_dump() | {"kind": kind, "request_id": key.lower()}
            given["at"] = desk.now().clock if given["at"] is None else given["at"]
            message = _COMMAND.validate_python(given)
        except ValidationError as error:
            raise HTTPException(422, error.errors(include_url=False, include_context=False)) from None
        reply = await desk.ask(message, asker)
        if isinstance(reply, m.Refused):
            response.status_code = STATUS.get(reply.code, 409)
        return reply

    run.__doc__ = command.__doc__
    routes.add_api_route(
        f"/commands/{kind}",
        run,
        methods=["POST"],
        operation_id=kind,
        response_model=m.AnyReply,
        responses={409: {"model": m.Refused, "description": "Refused; nothing happened"}},
    )


@cache
def _body_of(command: type[m.Command]) -> type[BaseModel]:
    """What stands in a request: the command without its envelope."""
    fields: dict[str, Any] = {
        name: (f.annotation, f) for name, f in command.model_fields.items() if name not in ENVELOPE
    }
    fields["at"] = (
        int | None,
        Field(None, ge=0, description="The moment of the wish (desk clock, ms); left out: now"),
    )
    return create_model(f"{command.__name__}Body", __base__=BaseModel, __config__=None, **fields)


def _told(kind: str, body: dict[str, object]) -> dict[str, object]:
    return {"at": body.get("at")} if kind == TicketRated.__name__ else body


def _add_reading(routes: APIRouter, desk: Desk, live: Live) -> None:
    @routes.get("/state/{name}")
    async def state(name: str, counter: CounterId | None = None) -> JSONResponse:
        """A snapshot: ``office``, ``queue``, ``board``, or ``counter`` with ``?counter=``."""
        try:
            shown = desk.announcer.shown(name, counter)
        except ValueError as error:
            raise HTTPException(404, str(error)) from None
        if shown is None:
            raise HTTPException(404, f"no snapshot {name!r} yet")
        return JSONResponse(shown.model_dump(mode="json"))

    @routes.get("/tickets")
    async def tickets() -> list[dict[str, object]]:
        """The tickets of the present service day."""
        return [
            {
                "ticket": t.id,
                "number": t.number,
                "service": t.service,
                "series": t.series,
                "state": t.state,
                "priority": t.priority,
                "counter": t.counter,
                "arrived_at": t.arrived_at,
                "first_called_at": t.first_called_at,
                "ended_at": t.ended_at,
            }
            for t in desk.day.tickets.values()
        ]

    @routes.get("/days/{day}/events")
    async def events(day: str) -> JSONResponse:
        """Everything that happened on a service day (ISO date), in order, and whether the chain of hashes holds.

        Of ratings only when they came: what a citizen said of a visit is for sums alone.
        """
        found = [{"kind": kind, "body": _told(kind, json.loads(body))} for kind, body in await desk.told(day)]
        return JSONResponse({"day": day, "chain_fault": await desk.verify(day), "events": found})

    @routes.get("/stream", response_class=Stream)
    async def stream() -> Stream:
        """Every fact and snapshot from now on, as server-sent events."""
        return Stream(live.messages())
