"""The HTTP API: the same inbox, the same answers, and nobody who may not."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, get_args

import httpx
import pytest

from contracts import messages as m
from controller.web.guard import MAX_BODY
from controller.web.live import Live
from tests.clocks import FakeClock
from tests.integration.controller.house import MORNING, PANEL, new_id
from tests.integration.controller.web_house import BEARER, SITE, command, open_web, sign_in
from tests.waiting import PATIENCE_S

KINDS = {cls.model_fields["kind"].default for cls in get_args(get_args(m.AnyCommand)[0])}


def a_clock() -> FakeClock:
    return FakeClock(MORNING)


async def test_one_key_is_one_ticket_however_often_it_is_sent(tmp_path: Path) -> None:
    async with open_web(tmp_path, a_clock()) as (house, client):
        key, body = new_id(), {"service": "civil"}
        first = await command(client, "issue-ticket", body, key)
        assert first.status_code == 200
        assert first.json()["result"]["number"] == "A001"
        again = await command(client, "issue-ticket", body, key.upper())
        assert again.json() == first.json() | {"repeated": True}
        at_once = await asyncio.gather(
            *(command(client, "issue-ticket", {"service": "land"}, key.replace("-4", "-5")) for _ in range(5))
        )
        assert {answer.json()["result"]["number"] for answer in at_once} == {"B001"}
        assert len(house.desk.day.tickets) == 2
        reused = await command(client, "issue-ticket", {"service": "land"}, key)
        assert (reused.status_code, reused.json()["code"]) == (409, "request-reused")
        other = await command(client, "call-next", {"counter": "1"}, key)
        assert (other.status_code, other.json()["code"]) == (409, "request-reused")


@pytest.mark.parametrize("key", ["", "1", "not-a-uuid", "0" * 36, "{" + "0" * 36, "é"])
async def test_a_key_that_is_no_uuid_is_refused(tmp_path: Path, key: str) -> None:
    async with open_web(tmp_path, a_clock()) as (house, client):
        headers = [
            (b"idempotency-key", key.encode()),
            (b"authorization", BEARER["authorization"].encode()),
        ]
        path = "/api/v1/commands/issue-ticket"
        answer = await client.post(path, json={"service": "civil"}, headers=headers)
        assert answer.status_code == 422
        assert house.desk.day.tickets == {}


async def test_a_missing_key_is_refused(tmp_path: Path) -> None:
    async with open_web(tmp_path, a_clock()) as (house, client):
        answer = await client.post("/api/v1/commands/issue-ticket", json={"service": "civil"}, headers=BEARER)
        assert answer.status_code == 422
        assert "Idempotency-Key" in answer.text
        assert house.desk.day.tickets == {}


REFUSALS: list[tuple[str, Any, int, str]] = [
    ("issue-ticket", {"service": "nothing"}, 404, "unknown-service"),
    ("call-next", {"counter": "9"}, 404, "unknown-counter"),
    ("cancel", {"ticket": "20261123-A999"}, 404, "unknown-ticket"),
    ("report-slip", {"job": "20261123-A999-1", "state": "printed"}, 403, "not-allowed"),
    ("call-next", {"counter": "1"}, 409, "queue-empty"),
    ("recall", {"counter": "1"}, 409, "counter-idle"),
]


@pytest.mark.parametrize(("kind", "body", "status", "code"), REFUSALS)
async def test_a_refusal_has_the_status_of_its_code(
    tmp_path: Path, kind: str, body: Any, status: int, code: str
) -> None:
    async with open_web(tmp_path, a_clock()) as (_house, client):
        answer = await command(client, kind, body)
        assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize(
    "body",
    [{}, [], None, {"service": 7}, {"service": "A B"}, {"service": "civil", "lang": "x"}, {"service": None}],
)
async def test_a_body_that_is_none_is_unprocessable(tmp_path: Path, body: Any) -> None:
    async with open_web(tmp_path, a_clock()) as (house, client):
        assert (await command(client, "issue-ticket", body)).status_code == 422
        assert (await command(client, "give-money", body)).status_code == 404
        assert house.desk.day.tickets == {}


async def test_a_transfer_to_nowhere_is_unprocessable(tmp_path: Path) -> None:
    async with open_web(tmp_path, a_clock()) as (house, client):
        await house.issued()
        await house.ask(house.call(), PANEL)
        answer = await command(client, "transfer", {"counter": "1"})
        assert (answer.status_code, answer.json()["code"]) == (422, "malformed")


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Bearer wrong", "Basic YTpi", "bearer\t", "Bearer a-token"]
)
async def test_nobody_without_a_token_reads_or_asks(tmp_path: Path, header: str) -> None:
    async with open_web(tmp_path, a_clock()) as (house, client):
        for path in ("state/queue", "tickets", "days/2026-11-23/events", "stream"):
            answer = await client.get(f"/api/v1/{path}", headers={"authorization": header})
            assert answer.status_code == 401, path
        answer = await command(client, "issue-ticket", {"service": "civil"}, authorization=header)
        assert answer.status_code == 401
        assert house.desk.day.tickets == {}


async def test_a_signed_in_page_may_and_a_foreign_page_may_not(tmp_path: Path) -> None:
    async with open_web(tmp_path, a_clock()) as (house, client):
        await sign_in(client)
        own, board = {"origin": SITE}, {"origin": f"{SITE}:8081"}
        trusted = {"sec-fetch-site": "same-origin"}
        for said, status in ((own, 200), (trusted, 200), (board, 403), ({"origin": "null"}, 403), ({}, 403)):
            headers = {"authorization": "", **said}
            answer = await command(client, "issue-ticket", {"service": "civil"}, **headers)
            assert answer.status_code == status, said
        assert len(house.desk.day.tickets) == 2


async def test_a_body_without_measure_is_not_read(tmp_path: Path) -> None:
    async with open_web(tmp_path, a_clock()) as (house, client):
        long = await command(client, "park", {"counter": "1", "reason": "x" * MAX_BODY})
        assert long.status_code == 413
        assert "content-security-policy" in long.headers

        async def endless() -> AsyncIterator[bytes]:
            raise AssertionError("it was read")
            yield b"x"

        headers = BEARER | {"idempotency-key": new_id()}
        chunked = await client.post("/api/v1/commands/park", content=endless(), headers=headers)
        assert chunked.status_code == 411
        lying = await client.post("/sign-in", content=b"x", headers={"content-length": "-1"})
        assert lying.status_code == 413
        assert house.desk.day.tickets == {}


async def test_the_openapi_document_knows_every_command(tmp_path: Path) -> None:
    async with open_web(tmp_path, a_clock()) as (_house, client):
        document = (await client.get("/api/openapi.json")).json()
        assert document["openapi"].startswith("3.1")
        said = {path.rpartition("/")[2] for path in document["paths"] if "/commands/" in path}
        assert said == KINDS
        for kind in KINDS:
            post = document["paths"][f"/api/v1/commands/{kind}"]["post"]
            assert post["operationId"] == kind
            assert [p["name"] for p in post["parameters"] if p["required"]] == ["Idempotency-Key"]
            assert post["description"]
        assert json.dumps(document).count("request_id") < 40, "the key is the request id, not the body"


async def test_reading_tells_the_state_and_the_story(tmp_path: Path) -> None:
    async with open_web(tmp_path, a_clock()) as (house, client):
        await house.issued()
        await house.ask(house.call(), PANEL)
        await house.turn()

        async def get(path: str) -> httpx.Response:
            return await client.get(f"/api/v1/{path}", headers=BEARER)

        assert (await get("state/board")).json()["calls"][0]["number"] == "A001"
        assert (await get("state/office")).json()["site"] == "test"
        assert (await get("state/counter?counter=1")).json()["call"]["number"] == "A001"
        for path in (
            "state/nothing",
            "state/counter",
            "state/counter?counter=99",
            "state/queue?counter=1",
        ):
            assert (await get(path)).status_code == 404, path
        assert [t["state"] for t in (await get("tickets")).json()] == ["called"]
        told = (await get("days/2026-11-23/events")).json()
        assert told["chain_fault"] is None
        assert [e["kind"] for e in told["events"]] == ["TicketIssued", "SlipQueued", "TicketCalled"]
        assert (await get("days/yesterday/events")).json()["events"] == []


async def test_the_stream_of_the_api_tells_what_happens(tmp_path: Path) -> None:
    async with open_web(tmp_path, a_clock()) as (house, _client):
        stream = Live(house.desk.announcer, house.clock.utc_ms).messages()

        heard = b""

        async def hear() -> None:
            nonlocal heard
            while b"event: Event" not in heard:
                heard += await anext(stream)

        first = asyncio.create_task(hear())
        await asyncio.sleep(0)
        await house.issued()
        await asyncio.wait_for(first, PATIENCE_S)
        await stream.aclose()
        board, fact, *_ = (event.split("\n") for event in heard.decode().split("\n\n"))
        assert (board[0], fact[0]) == ("event: BoardState", "event: Event")
        assert json.loads(fact[1].removeprefix("data: "))["kind"] == "ticket-issued"
