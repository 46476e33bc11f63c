"""At the end of the check: ask the controller's API and the hall page, and put all evidence together."""

import json
from typing import Any

import httpx

from contracts import messages as m
from simulation.office.evidence import Fact
from simulation.office.files import Place

LATEST = 3
"""So many of the latest calls the hall page must show."""


async def journal_of(place: Place) -> tuple[tuple[Fact, ...], str | None]:
    """Every event of the day, and the first fault of the chain of hashes."""
    headers = {"Authorization": f"Bearer {place.token}"}
    async with httpx.AsyncClient(base_url=place.desk_url, headers=headers, timeout=10) as client:
        queue = (await client.get("/api/v1/state/queue")).raise_for_status().json()
        answer = (await client.get(f"/api/v1/days/{queue['day']}/events")).raise_for_status().json()
    return tuple(_fact(event["kind"], _table(event["body"])) for event in answer["events"]), answer[
        "chain_fault"
    ]


async def hall_page(place: Place) -> frozenset[str]:
    """The numbers that a screen in the hall shows now."""
    async with (
        httpx.AsyncClient(base_url=place.board_url, timeout=10) as client,
        client.stream("GET", "/events") as stream,
    ):
        async for line in stream.aiter_lines():
            if line.startswith("data:"):
                page = json.loads(line.removeprefix("data:"))
                break
        else:
            return frozenset()
    spotlight = [page["spotlight"]["call"]] if page["spotlight"] else []
    return frozenset(call["number"] for call in (*spotlight, *page["recent"]))


def latest(board: m.BoardState | None) -> tuple[str, ...]:
    """The numbers of the latest call of each counter, as the desk says."""
    last: dict[str, str] = {}
    for call in board.calls[:LATEST] if board else ():
        last.setdefault(call.counter, call.number)
    return tuple(last.values())


def _table(body: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(body) if isinstance(body, str) else body
    return found


def _fact(kind: str, body: dict[str, Any]) -> Fact:
    names = ("ticket", "number", "service", "counter", "priority", "job")
    values = {name: str(body[name]) for name in names if body.get(name)}
    if kind == "TicketTransferred":
        values["service"] = str(body["to_service"])
    return Fact(kind=kind, slip=str(body.get("state", "")), **values)
