"""What stands before every page: names, lengths, JSON, and silence about what people wrote."""

import logging

import httpx
import pytest
from fastapi import FastAPI, Request

from controller.web.guard import MAX_BODY, Guard, fault_of_json

SECRET = "H57.132-260804-0583"  # noqa: S105 - a dossier code, which no log may hold


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b'{"a": 1, "b": [null, true, "\xc4\x91"]}', None),
        (b'{"a": NaN}', "NaN is no JSON"),
        (b'{"a": [Infinity]}', "Infinity is no JSON"),
        (b"-Infinity", "-Infinity is no JSON"),
        (rb'{"a": "\ud800"}', "a text holds half of a letter"),
        (rb'{"\udfff": 1}', "a text holds half of a letter"),
        (rb'"\ud83d\ude00"', None),
        (b"{", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[" * 60_000, "nested too deeply"),
        (b'{"a": 1e999}', "a number is too large"),
    ],
)
def test_json_is_json(body: bytes, fault: str | None) -> None:
    assert fault_of_json(body) == fault


@pytest.fixture
def client() -> httpx.AsyncClient:
    app = FastAPI()

    @app.post("/echo")
    async def echo(request: Request) -> object:
        return await request.json()

    @app.post("/fails")
    async def fails(request: Request) -> None:
        raise RuntimeError(f"no dossier {(await request.json())['code']}")

    app.add_middleware(Guard)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://desk")


async def test_what_is_json_comes_through_whole(client: httpx.AsyncClient) -> None:
    assert (await client.post("/echo", json={"a": ["đ"]})).json() == {"a": ["đ"]}


@pytest.mark.parametrize(
    "kind", ["application/json", "application/json; charset=utf-8", "application/problem+json"]
)
@pytest.mark.parametrize("body", [b'{"a": NaN}', rb'{"a": "\ud800"}', b"[" * 60_000, b"{"])
async def test_what_is_not_is_refused(client: httpx.AsyncClient, kind: str, body: bytes) -> None:
    answer = await client.post("/echo", content=body, headers={"content-type": kind})
    assert answer.status_code == 422
    assert answer.json()["detail"]


async def test_an_error_says_where_and_never_what(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = await client.post("/fails", json={"code": SECRET})
    assert answer.status_code == 500
    assert SECRET not in answer.text + caplog.text
    assert "RuntimeError at " in caplog.text
    assert "fails" in caplog.text


async def test_a_strange_name_and_a_long_body_are_refused(client: httpx.AsyncClient) -> None:
    assert (await client.post("/echo", json={}, headers={"host": "evil.example"})).status_code == 421
    two = [("host", "desk"), ("host", "evil.example"), ("content-type", "application/json")]
    assert (await client.post("/echo", content=b"{}", headers=two)).status_code == 400
    assert (await client.post("/echo", content=b"x" * (MAX_BODY + 1))).status_code == 413
    assert (
        await client.post("/echo", content=b"x", headers={"content-length": "9" * 5000})
    ).status_code == 413
