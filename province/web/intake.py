"""Where offices send: ``POST /api/v1/facts`` and ``/api/v1/lineages``."""

import asyncio
import logging
from collections.abc import Callable
from typing import TypeVar

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ValidationError
from sqlalchemy.exc import DataError, SQLAlchemyError

from contracts.province import FACTS, LINEAGES, MOST_UNPACKED, Batch, Opening
from hardware.host.page_router import PageRouter
from province.database import Sender
from province.intake import Intake
from province.registry import Registry
from province.web.packed import BadBodyError, unpacked

log = logging.getLogger(__name__)

AT_ONCE, WAITING = 6, 60
"""Requests that are worked on, and that wait for their turn; whoever comes then is asked to come later."""
LATER_S = 10
M = TypeVar("M", bound=BaseModel)


class Gate:
    """Lets a few at a time to the database."""

    def __init__(self, at_once: int, waiting: int) -> None:
        self._room, self._most = asyncio.Semaphore(at_once), waiting
        self._waiting = 0

    async def through(self, work: Callable[[], Response], no: Callable[[str], Response]) -> Response:
        """Do it in a thread, when it is its turn; ``no``: what is answered where it cannot be, and why."""
        if self._waiting >= self._most:
            return no("busy")
        self._waiting += 1
        try:
            async with self._room:
                return await asyncio.to_thread(work)
        except DataError:
            # what the database has no place for, also later: a NUL, a number beyond its columns
            return refused(422, "data")
        except SQLAlchemyError as error:
            log.warning("the database cannot be used: %s", type(error).__name__)
            return no("database")
        finally:
            self._waiting -= 1


def router(intake: Intake, registry: Registry) -> APIRouter:
    """For offices with a key."""
    routes, gate = PageRouter(), Gate(AT_ONCE, WAITING)

    async def answered(request: Request, schema: type[M], work: Callable[[Sender, M], BaseModel]) -> Response:
        authorization, encoding = (
            request.headers.get(name, "") for name in ("authorization", "content-encoding")
        )
        body = await request.body()

        def whole() -> Response:
            sender = registry.sender(authorization)
            if sender is None:
                return refused(401, "key", {"www-authenticate": "Bearer"})
            try:
                told = schema.model_validate_json(unpacked(body, encoding, MOST_UNPACKED))
            except BadBodyError as error:
                return refused(error.status, str(error))
            except ValidationError as error:
                return refused(422, first_fault(error))
            return JSONResponse(work(sender, told).model_dump(mode="json"))

        return await gate.through(whole, later)

    @routes.post(FACTS)
    async def facts(request: Request) -> Response:
        return await answered(request, Batch, intake.ingest)

    @routes.post(LINEAGES)
    async def lineages(request: Request) -> Response:
        return await answered(request, Opening, intake.open)

    return routes


def refused(status: int, why: str, headers: dict[str, str] | None = None) -> JSONResponse:
    """Why not."""
    return JSONResponse({"detail": why}, status, headers)


def later(why: str) -> JSONResponse:
    """It can be asked again."""
    return refused(503, why, {"retry-after": str(LATER_S)})


def first_fault(error: ValidationError) -> str:
    """Where the first thing is that is wrong, and what; not what stood there."""
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    return f"{'.'.join(map(str, first['loc'])) or '(body)'}: {first['msg']}"[:300]
