"""The HTTP API: the same commands, the same inbox, the same answers as on the wire.

``Idempotency-Key`` is the request id: a repeated POST gets the first answer again. Programs show a bearer
token, pages their session.
"""

import json
from dataclasses import dataclass
from typing import Annotated, Any, get_args

from fastapi import APIRouter, Depends, FastAPI, Header, HTTPException, Request, Response
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
from hardware.host.page_router import take_in

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


@dataclass(frozen=True)
class Ground:
    """What the API stands on."""

    settings: OfficeSettings
    desk: Desk
    sessions: Sessions
    live: Live


def open_api(app: FastAPI, ground: Ground) -> None:
    """``/api/v1``; its routes are examined once for all applications of a process, so they find their ground by the application."""
    app.state.api = ground
    take_in(app, ROUTES)


def _ground(request: Request) -> Ground:
    found: Ground = request.app.state.api
    return found


async def _known(request: Request, authorization: Annotated[str, Header()] = "") -> Principal:
    ground = _ground(request)
    principal = principal_of(ground.settings.tokens, ground.sessions, request, authorization)
    if principal == NOBODY:
        raise HTTPException(401, "a bearer token or a signed-in page is needed")
    return principal


def routes() -> APIRouter:
    """Every command and everything that can be read, examined."""
    found = APIRouter(prefix="/api/v1", tags=["api"], dependencies=[Depends(_known)])
    for command in _COMMANDS:
        _add_command(found, command)
    found.get("/state/{name}")(state)
    found.get("/tickets")(tickets)
    found.get("/days/{day}/events")(events)
    found.get("/stream", response_class=Stream)(stream)
    return found


def principal_of(
    tokens: tuple[TokenSettings, ...], sessions: Sessions, request: Request, authorization: str
) -> Principal:
    """Who asks over HTTP. Whoever shows a token is the program of the token or nobody, and no clerk besides."""
    if authorization:
        return program_of(tokens, authorization) or NOBODY
    session = sessions.find(request.cookies.get(COOKIE))
    return session.principal if session else NOBODY


def _add_command(into: APIRouter, command: type[m.Command]) -> None:
    kind = command.model_fields["kind"].default
    body: Any = _body_of(command)

    async def run(
        wanted: body,
        key: Key,
        request: Request,
        response: Response,
        asker: Annotated[Principal, Depends(_known)],
    ) -> m.AnyReply:
        desk = _ground(request).desk
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
    into.add_api_route(
        f"/commands/{kind}",
        run,
        methods=["POST"],
        operation_id=kind,
        response_model=m.AnyReply,
        responses={409: {"model": m.Refused, "description": "Refused; nothing happened"}},
    )


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


async def state(request: Request, name: str, counter: CounterId | None = None) -> JSONResponse:
    """A snapshot: ``office``, ``queue``, ``board``, or ``counter`` with ``?counter=``."""
    try:
        shown = _ground(request).desk.announcer.shown(name, counter)
    except ValueError as error:
        raise HTTPException(404, str(error)) from None
    if shown is None:
        raise HTTPException(404, f"no snapshot {name!r} yet")
    return JSONResponse(shown.model_dump(mode="json"))


async def tickets(request: Request) -> list[dict[str, object]]:
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
        for t in _ground(request).desk.day.tickets.values()
    ]


async def events(request: Request, day: str) -> JSONResponse:
    """Everything that happened on a service day (ISO date), in order, and whether the chain of hashes holds.

    Of ratings only when they came: what a citizen said of a visit is for sums alone.
    """
    desk = _ground(request).desk
    found = [{"kind": kind, "body": _told(kind, json.loads(body))} for kind, body in await desk.told(day)]
    return JSONResponse({"day": day, "chain_fault": await desk.verify(day), "events": found})


async def stream(request: Request) -> Stream:
    """Every fact and snapshot from now on, as server-sent events."""
    return Stream(_ground(request).live.messages())


ROUTES = routes()
