"""What the centre does beside answering: brings its tables up to date when it starts, and makes figures for ever."""

import asyncio
import logging
import time
from collections.abc import Callable

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from province.migrating import migrate
from province.projecting import Projector

log = logging.getLogger(__name__)

AGAIN_S, LOOK_S, FORGET_S = 3.0, 1.0, 60.0
PIECE = 20


async def keep(engine: Engine, limit_s: int, forget: Callable[[], None] = lambda: None) -> None:
    """Never returns; while the database is away it is tried again. ``forget``: what is to be forgotten now and then."""
    while not await _tried(lambda: migrate(engine)):  # noqa: ASYNC110 - nobody tells when a database is back
        await asyncio.sleep(AGAIN_S)
    projector, forgotten = Projector(engine, limit_s), -FORGET_S
    while True:
        done = 0
        if time.monotonic() - forgotten >= FORGET_S and await _tried(forget):
            forgotten = time.monotonic()

        def work() -> None:
            nonlocal done
            done = projector.catch_up(PIECE)

        if not await _tried(work):
            await asyncio.sleep(AGAIN_S)
        elif done < PIECE:
            await asyncio.sleep(LOOK_S)


async def _tried(work: Callable[[], None]) -> bool:
    try:
        await asyncio.to_thread(work)
    except SQLAlchemyError as error:
        log.warning("the database cannot be used: %s", type(error).__name__)
        return False
    return True
