"""The web pages over a real desk: ``async with open_web(tmp_path, clock) as (house, client)``."""

import contextlib
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
from fastapi import FastAPI

from controller.web.app import WebParts, build_app
from controller.web.sessions import Sessions
from tests.clocks import FakeClock
from tests.integration.controller.house import PIN, House, new_id, open_house

TOKEN = "a-token-of-the-statistics-program"  # noqa: S105 - of this test only
BEARER = {"authorization": f"Bearer {TOKEN}"}
SITE = "http://desk.test"
FORM = {"content-type": "application/x-www-form-urlencoded"}


@contextlib.asynccontextmanager
async def open_web(
    data_dir: Path, clock: FakeClock, **changes: Any
) -> AsyncIterator[tuple[House, httpx.AsyncClient]]:
    tokens = [{"name": "statistics", "token_hash": hashlib.sha256(TOKEN.encode()).hexdigest()}]
    async with open_house(data_dir, clock, **({"tokens": tokens} | changes)) as house:
        transport = httpx.ASGITransport(app_of(house))
        async with httpx.AsyncClient(transport=transport, base_url=SITE) as client:
            await house.turn()
            yield house, client


def app_of(house: House) -> FastAPI:
    sessions = Sessions(house.settings.clerks, house.clock)
    return build_app(WebParts(house.settings, house.desk, house.wire, sessions, house.metrics))


async def post_form(client: httpx.AsyncClient, path: str, **fields: str) -> httpx.Response:
    """What a browser sends to a plain address when a form is submitted: of the page its origin, and nothing else."""
    headers = FORM | {"origin": fields.pop("origin", str(client.base_url).rstrip("/"))}
    return await client.post(path, content=urlencode(fields), headers=headers)


async def sign_in(client: httpx.AsyncClient, pin: str = PIN, counter: str = "1", clerk: str = "lan") -> int:
    answer = await post_form(client, "/sign-in", clerk=clerk, pin=pin, counter=counter)
    return answer.status_code


async def command(
    client: httpx.AsyncClient, kind: str, body: Any, key: str | None = None, **headers: str
) -> httpx.Response:
    """One POST to the API, with a key of its own."""
    sent = BEARER | {"idempotency-key": new_id() if key is None else key} | headers
    return await client.post(f"/api/v1/commands/{kind}", json=body, headers=sent)
