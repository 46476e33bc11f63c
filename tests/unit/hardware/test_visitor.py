"""Who somebody is, as far as limits count."""

import pytest

from hardware.host.visitor import NOBODY, is_this_machine, visitor_of


@pytest.mark.parametrize(
    ("address", "visitor"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("::FFFF:c000:207", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::9", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("fe80::2%3", "fe80::/64"),
        ("", NOBODY),
        ("testclient", NOBODY),
        ("192.0.2.7.example", NOBODY),
        ("1" * 10_000, NOBODY),
    ],
)
def test_an_address_is_one_visitor_and_a_network_of_ipv6_too(address: str, visitor: str) -> None:
    assert visitor_of(address) == visitor


def test_this_machine_is_known_in_every_spelling_of_a_socket() -> None:
    assert all(map(is_this_machine, ("127.0.0.1", "::1", "::ffff:127.0.0.1")))
    assert not any(map(is_this_machine, ("127.0.0.2", "::ffff:127.0.0.2", "::2", "")))
