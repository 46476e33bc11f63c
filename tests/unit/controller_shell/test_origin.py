"""Which requests no page of ours sent: by what browsers really tell, with and without trust in the address."""

import pytest
from starlette.datastructures import Headers

from controller.web.origin import is_forged

OWN: list[tuple[str, str]] = [
    ("http://192.168.1.5:8080", "192.168.1.5:8080"),
    ("http://192.168.1.5", "192.168.1.5"),
    ("http://192.168.1.5", "192.168.1.5:80"),
    ("https://mot-cua.example.vn", "mot-cua.example.vn"),
    ("https://mot-cua.example.vn", "mot-cua.example.vn:443"),  # a proxy that ends TLS before us
    ("https://mot-cua.example.vn:8443", "mot-cua.example.vn:8443"),
    ("http://Desk.Local:8080", "desk.local:8080"),
    ("http://[fe80::1]:8080", "[fe80::1]:8080"),
    ("http://[fe80::1]", "[FE80:0:0:0:0:0:0:1]:80"),
    ("http://[::ffff:c0a8:105]:8080", "[::ffff:192.168.1.5]:8080"),
]
STRANGE: list[tuple[str, str]] = [
    ("http://192.168.1.5:8081", "192.168.1.5:8080"),  # the board's page, on the same machine
    ("http://192.168.1.5", "192.168.1.5:8080"),
    ("https://192.168.1.5", "192.168.1.5:80"),
    ("http://mot-cua.example.vn", "mot-cua.example.vn:443"),
    ("http://evil.example", "192.168.1.5:8080"),
    ("http://192.168.1.5.evil.example:8080", "192.168.1.5:8080"),
    ("http://192.168.1.5:8080@evil.example", "192.168.1.5:8080"),
    ("http://evil@192.168.1.5:8080", "192.168.1.5:8080"),
    ("http://192.168.1.5:8080/", "192.168.1.5:8080"),
    ("http://192.168.1.5:8080 http://evil.example", "192.168.1.5:8080"),
    ("http://[fe80::2]:8080", "[fe80::1]:8080"),
    ("http://[fe80::1:8080", "[fe80::1]:8080"),
    ("http://192.168.1.5:99999", "192.168.1.5:99999"),
    ("null", "192.168.1.5:8080"),
    ("null", "null"),
    ("file://", ""),
    ("http://", ""),
    ("", ""),
    ("192.168.1.5:8080", "192.168.1.5:8080"),
    ("chrome-extension://abc", "abc"),
]


def forged(method: str = "POST", *, own: tuple[str, ...] = (), session: bool = True, **headers: str) -> bool:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return is_forged(method, Headers(named), own, has_session=session)


@pytest.mark.parametrize("session", [True, False])
@pytest.mark.parametrize(("origin", "host"), OWN)
def test_a_page_of_the_same_host_and_port_is_ours(origin: str, host: str, *, session: bool) -> None:
    assert not forged(origin=origin, host=host, session=session)


@pytest.mark.parametrize("session", [True, False])
@pytest.mark.parametrize(("origin", "host"), STRANGE)
def test_a_page_of_anything_else_is_not(origin: str, host: str, *, session: bool) -> None:
    assert forged(origin=origin, host=host, session=session)


@pytest.mark.parametrize(
    ("site", "is_ours"),
    [
        ("same-origin", True),
        ("none", True),
        ("same-site", False),
        ("cross-site", False),
        ("", False),
        ("x", False),
    ],
)
def test_a_browser_that_trusts_the_address_says_it_outright(site: str, *, is_ours: bool) -> None:
    assert forged(sec_fetch_site=site) != is_ours
    behind_a_proxy = forged(sec_fetch_site=site, origin="https://mot-cua.example.vn", host="127.0.0.1:8080")
    assert behind_a_proxy != is_ours, "it knows better than we"


def test_who_says_nothing_is_a_program_until_it_shows_a_session() -> None:
    assert not forged(host="desk:8080", session=False)
    assert forged(host="desk:8080", session=True)


def test_a_bearer_token_is_sent_by_no_browser_and_basic_is() -> None:
    assert not forged(host="desk", origin="http://evil.example", authorization="Bearer token")
    assert forged(host="desk", origin="http://evil.example", authorization="Basic YTpi")


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_looking_is_free(method: str) -> None:
    assert not forged(method, host="desk", origin="http://evil.example", sec_fetch_site="cross-site")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_every_other_method_is_judged(method: str) -> None:
    assert forged(method, host="desk", origin="http://evil.example")


def test_a_name_that_the_settings_give_a_proxy_is_ours() -> None:
    own = ("https://mot-cua.example.vn",)
    assert not forged(own=own, origin="https://mot-cua.example.vn", host="127.0.0.1:8080")
    assert forged(own=own, origin="http://mot-cua.example.vn", host="127.0.0.1:8080")


def test_two_origins_are_none() -> None:
    ours = (b"origin", b"http://desk")
    for more in ([(b"origin", b"http://evil.example")], [ours]):
        assert is_forged("POST", Headers(raw=[(b"host", b"desk"), ours, *more]), (), has_session=False)
