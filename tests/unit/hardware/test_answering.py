"""What stands around every answer of a page server."""

from typing import Any

import pytest

from hardware.host.answering import answer_with


async def told_by(page: Any, headers: dict[str, str]) -> list[Any]:
    sent: list[Any] = []

    async def receive() -> Any:
        raise AssertionError("nobody reads a body")

    async def send(message: Any) -> None:
        sent.append(message)

    await answer_with(headers, page, {"type": "http"}, receive, send)
    return sent


async def test_a_page_keeps_its_own_headers_and_lacks_none() -> None:
    async def page(_scope: Any, _receive: Any, send: Any) -> None:
        own = [(b"Cache-Control", b"max-age=9")]
        await send({"type": "http.response.start", "status": 200, "headers": own})

    (start,) = await told_by(page, {"cache-control": "no-store", "x-more": "yes"})
    assert start["headers"] == [(b"Cache-Control", b"max-age=9"), (b"x-more", b"yes")]


@pytest.mark.parametrize("begun", [True, False])
async def test_a_failure_is_told_by_its_place_and_answered_where_nothing_was(
    caplog: pytest.LogCaptureFixture, *, begun: bool
) -> None:
    async def page(_scope: Any, _receive: Any, send: Any) -> None:
        if begun:
            await send({"type": "http.response.start", "status": 200, "headers": []})
        raise RuntimeError("what a citizen entered")

    sent = await told_by(page, {"x-more": "yes"})
    assert [message["type"] for message in sent] == ["http.response.start", "http.response.body"][: 2 - begun]
    assert sent[0]["status"] == (200 if begun else 500)
    assert (b"x-more", b"yes") in sent[0]["headers"]
    assert "RuntimeError at " in caplog.text
    assert "citizen" not in caplog.text
