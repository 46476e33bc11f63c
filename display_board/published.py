"""What the office publishes (procedures, results), fetched from its own pages now and then; what was read last stays."""

import asyncio
import http.client
import logging
from collections.abc import Callable
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from hardware.host.directly import DIRECTLY

log = logging.getLogger(__name__)

EVERY_S, AGAIN_S = 600.0, 60.0
"""So often it is asked, and after a failure."""
PATIENCE_S = 10.0
MOST_BYTES = 16 * 1024 * 1024


T = TypeVar("T", bound=BaseModel)


def fetched(address: str, shape: type[T]) -> T:
    """What is published there now. Raises ValueError, whatever is wrong."""
    try:
        with DIRECTLY.open(address, timeout=PATIENCE_S) as answer:
            data = answer.read(MOST_BYTES + 1)
    except (OSError, http.client.HTTPException) as error:
        raise ValueError(f"{address}: {error}") from None
    if len(data) > MOST_BYTES:
        raise ValueError(f"{address}: more than {MOST_BYTES} bytes")
    try:
        return shape.model_validate_json(data)
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise ValueError(f"{address}: {where}: {first['msg']}") from None


async def follow(
    address: str,
    shape: type[T],
    take: Callable[[T], None],
    every_s: float = EVERY_S,
    again_s: float = AGAIN_S,
) -> None:
    """Hand over what is published, again and again, until cancelled; without an address wait for ever."""
    told = ""
    while address:
        try:
            take(await asyncio.to_thread(fetched, address, shape))
            told, pause = "", every_s
        except ValueError as error:
            if str(error) != told:
                log.warning("published: %s", error)
            told, pause = str(error), again_s
        await asyncio.sleep(pause)
    await asyncio.Event().wait()
