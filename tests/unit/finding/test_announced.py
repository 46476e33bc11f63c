"""What a controller says of itself, and what a device makes of whatever it hears."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.finding import LONGEST_NAME, Announced, heard, said


def txt(**said_: str) -> dict[bytes, bytes | None]:
    return {key.encode(): value.encode() for key, value in said_.items()}


def test_what_is_said_is_heard() -> None:
    properties = txt(**said("UBND phường Đông Hà", 8883))
    assert heard(properties, 8080, ["192.168.1.5"]) == Announced(
        "UBND phường Đông Hà", "192.168.1.5", 8080, 8883
    )


def test_nothing_secret_is_said() -> None:
    assert set(said("x", 8883)) == {"v", "name", "mqtt"}


def test_an_office_without_a_name_is_known_by_its_address() -> None:
    one = heard(txt(**said("", 8883)), 8080, ["192.168.1.5"])
    assert one is not None
    assert one.label == "192.168.1.5"


@pytest.mark.parametrize(
    ("properties", "port", "addresses"),
    [
        ({}, 8080, ["192.168.1.5"]),
        (txt(v="2", name="x", mqtt="8883"), 8080, ["192.168.1.5"]),
        ({b"v": None, b"mqtt": b"8883"}, 8080, ["192.168.1.5"]),
        (txt(v="1", name="x"), 8080, ["192.168.1.5"]),
        (txt(v="1", name="x", mqtt="0"), 8080, ["192.168.1.5"]),
        (txt(v="1", name="x", mqtt="65536"), 8080, ["192.168.1.5"]),
        (txt(v="1", name="x", mqtt="-1"), 8080, ["192.168.1.5"]),
        (txt(v="1", name="x", mqtt="8" * 5000), 8080, ["192.168.1.5"]),
        ({b"v": b"1", b"mqtt": "٨٨٨٣".encode()}, 8080, ["192.168.1.5"]),
        (txt(v="1", name="x", mqtt="8883"), None, ["192.168.1.5"]),
        (txt(v="1", name="x", mqtt="8883"), 0, ["192.168.1.5"]),
        (txt(v="1", name="x", mqtt="8883"), 8080, []),
        *[
            (txt(v="1", name="x", mqtt="8883"), 8080, [no])
            for no in (
                "8.8.8.8",
                "127.0.0.1",
                "0.0.0.0",  # noqa: S104 - what nobody may be sent to
                "224.0.0.251",
                "240.0.0.1",
                "255.255.255.255",
                "::1",
                "fe80::1",
                "x",
            )
        ],
    ],
)
def test_what_no_controller_says_is_none(
    properties: dict[bytes, bytes | None], port: int | None, addresses: list[str]
) -> None:
    assert heard(properties, port, addresses) is None


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("  A \n\t B  ", "A B"),
        ("\u202egnoĐ\u2066", "gnoĐ"),
        ("a\x00\x1b[31m\u200b", "a[31m"),
        ("Đo\u0302ng", "Đông"),
        ("x" * 100_000, "x" * LONGEST_NAME),
    ],
)
def test_a_name_is_one_line_that_can_be_seen(raw: str, shown: str) -> None:
    one = heard({b"v": b"1", b"mqtt": b"8883", b"name": raw.encode()}, 8080, ["10.0.0.1"])
    assert one is not None
    assert one.office == shown


@given(
    st.dictionaries(
        st.sampled_from([b"v", b"name", b"mqtt"]) | st.binary(max_size=9), st.none() | st.binary(max_size=90)
    ),
    st.none() | st.integers(),
    st.lists(st.text(max_size=20) | st.ip_addresses(v=4).map(str), max_size=3),
)
def test_whatever_is_heard_is_one_that_can_be_asked_or_none(
    properties: dict[bytes, bytes | None], port: int | None, addresses: list[str]
) -> None:
    one = heard(properties, port, addresses)
    if one:
        assert one.host in addresses
        assert 1 <= one.broker_port <= 65535
        assert one.office.isprintable()
        assert len(one.office) <= LONGEST_NAME
