"""Updates for offices: ``POST /api/v1/updates`` asks what there is, ``GET /api/v1/updates/<digest>?from=N`` fetches it."""

import logging

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from pydantic import ValidationError

from contracts.offered_updates import UPDATES, UpdateAsked, UpdateOffered
from contracts.province import MOST_UNPACKED
from hardware.host.page_router import PageRouter
from province.bundles import Bundles
from province.registry import Registry
from province.web.intake import Gate, first_fault, later, refused
from province.web.packed import BadBodyError, unpacked

log = logging.getLogger(__name__)

AT_ONCE, WAITING = 3, 60
"""Of all offices: facts and pages go before."""


class Counter:
    """Answers offices with a key. ``bundles``: None where the centre has none."""

    def __init__(self, bundles: Bundles | None, registry: Registry) -> None:
        self._bundles, self._registry = bundles, registry

    def answered(self, authorization: str, encoding: str, body: bytes) -> Response:
        """What there is for an office."""
        sender = self._registry.sender(authorization)
        if sender is None:
            return refused(401, "key", {"www-authenticate": "Bearer"})
        try:
            asked = UpdateAsked.model_validate_json(unpacked(body, encoding, MOST_UNPACKED))
        except BadBodyError as error:
            return refused(error.status, str(error))
        except ValidationError as error:
            return refused(422, first_fault(error))
        offered = self._bundles.ask(sender, asked) if self._bundles else UpdateOffered()
        return JSONResponse(offered.model_dump(mode="json"))

    def fetched(self, authorization: str, digest: str, start: int) -> Response:
        """Some of its bytes."""
        sender = self._registry.sender(authorization)
        if sender is None:
            return refused(401, "key", {"www-authenticate": "Bearer"})
        try:
            part = self._bundles.part(sender, digest, start) if self._bundles else None
        except OSError as error:
            log.warning("an update cannot be read: %s", error.strerror or error)
            return later("file")
        if part is None:
            return refused(404, "not offered")
        return Response(part, media_type="application/octet-stream")


def router(bundles: Bundles | None, registry: Registry) -> APIRouter:
    """For offices with a key."""
    routes, gate = PageRouter(prefix=UPDATES), Gate(AT_ONCE, WAITING)
    counter = Counter(bundles, registry)

    @routes.post("")
    async def ask(request: Request) -> Response:
        headers, body = request.headers, await request.body()
        given = headers.get("authorization", ""), headers.get("content-encoding", "")
        return await gate.through(lambda: counter.answered(*given, body), later)

    @routes.get("/{digest}")
    async def fetch(request: Request, digest: str) -> Response:
        start, given = request.query_params.get("from", "0"), request.headers.get("authorization", "")
        if not (start.isascii() and start.isdigit() and len(start) < 13):
            return refused(422, "from")
        return await gate.through(lambda: counter.fetched(given, digest, int(start)), later)

    return routes
