"""Which questions no page server reads."""

from typing import Any

import pytest

from hardware.host.question import OnlyUnderOurName, is_ours, refusal_of


@pytest.mark.parametrize(
    "host",
    [
        *(
            "desk",
            "desk:8080",
            "127.0.0.1",
            "192.168.1.5:8080",
            "[::1]:8080",
            "[fe80::1]",
            "localhost:80",
            "",
        ),
        *("motcua.local", "MOTCUA.LOCAL.", "desk.lan:8080", "mot-cua.example.vn", "mot-cua.example.vn:443"),
    ],
)
def test_our_own_names_are_heard(host: str) -> None:
    assert is_ours(host, {"mot-cua.example.vn"})


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "desk.evil.example:8080",
        "192.168.1.5.evil.example",
        "motcua.local.evil.example",
        "a.b",
        "127.0.0.1@evil.example",
        "xn--n3h.example",
    ],
)
def test_a_name_of_the_internet_that_was_pointed_here_is_not(host: str) -> None:
    assert not is_ours(host, {"mot-cua.example.vn"})


def status(*headers: tuple[bytes, bytes], most: int = 100) -> int:
    refused = refusal_of(headers, (), most)
    return refused.status if refused else 200


def test_one_name_and_a_body_of_a_known_and_small_length() -> None:
    assert status((b"host", b"desk"), (b"content-length", b"100")) == 200
    assert status() == 200
    assert status((b"host", b"desk"), (b"host", b"desk")) == 400
    assert status((b"host", b"evil.example")) == 421
    assert status((b"host", b"evil\xff.example")) == 421
    assert status((b"host", b"desk"), (b"transfer-encoding", b"chunked")) == 411


@pytest.mark.parametrize("length", [b"101", b"-1", b"1e3", b"", b" 5", b"\xb2", b"9" * 5000, b"0x10", b"+5"])
def test_a_length_that_is_none_or_too_long_is_refused(length: bytes) -> None:
    assert status((b"content-length", length)) == 413
    assert status((b"content-length", b"5"), (b"content-length", length)) == 413


@pytest.mark.parametrize(
    ("host", "expected"), [(b"evil.example", 421), (b"board.example", 200), (b"hall", 200)]
)
async def test_before_pages_without_bodies_stands_the_same(host: bytes, expected: int) -> None:
    sent: list[Any] = []

    async def page(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def receive() -> Any:
        raise AssertionError("nobody reads a body")

    async def send(message: Any) -> None:
        sent.append(message)

    asked = {"type": "http", "headers": [(b"host", host)]}
    await OnlyUnderOurName(page, {"board.example"})(asked, receive, send)
    assert sent[0]["status"] == expected
    sent.clear()
    asked["headers"] = [(b"host", host), (b"content-length", b"1")]
    await OnlyUnderOurName(page, {"board.example"})(asked, receive, send)
    assert sent[0]["status"] in (413, 421)
