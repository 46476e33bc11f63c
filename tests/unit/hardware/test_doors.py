"""Who may connect: no address can lock the others out."""

import pytest

from hardware.host.doors import KEPT_BACK, MOST_REFUSED, NETWORK, NEWCOMER, Doors


def test_one_address_has_its_share_and_no_more() -> None:
    doors = Doors(most=100, most_each=10)
    assert [doors.enter("10.0.0.7") for _ in range(12)] == [True] * 10 + [False] * 2
    assert doors.enter("10.0.0.8")
    assert doors.refused == {"10.0.0.7": 2}


def test_whoever_goes_makes_room() -> None:
    doors = Doors(most=100, most_each=1)
    assert doors.enter("10.0.0.7")
    doors.leave("10.0.0.7")
    assert doors.enter("10.0.0.7")
    assert doors.total == 1


def test_a_full_house_still_lets_a_television_in() -> None:
    doors = Doors(most=100, most_each=64)
    for address in ("10.0.0.1", "10.0.0.2"):
        for _ in range(64):
            doors.enter(address)
    assert doors.total == 100
    assert [doors.enter("10.0.0.3") for _ in range(NEWCOMER + 1)] == [True] * NEWCOMER + [False]


def test_even_many_addresses_cannot_have_more_than_all_places() -> None:
    doors = Doors(most=100, most_each=64)
    for number in range(1000):
        doors.enter(f"10.0.{number // 250}.{number % 250}")
    assert doors.total == 100 + KEPT_BACK


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
def test_the_machine_itself_is_only_counted_with_all(address: str) -> None:
    doors = Doors(most=100, most_each=10)
    assert all(doors.enter(address) for _ in range(100))
    assert doors.total == 100


def test_a_network_of_ipv6_is_one_visitor_however_many_addresses_it_has() -> None:
    doors = Doors(most=100, most_each=10)
    entered = sum(doors.enter(f"2001:db8:1:2::{n:x}") for n in range(1000))
    assert entered == NETWORK * 10
    assert doors.enter("2001:db8:1:3::1"), "the next network"
    for n in range(90):
        doors.enter(f"2001:db8:5:{n // 30:x}::{n:x}")
    assert doors.total == 100
    assert doors.enter("10.0.0.9"), "a television comes in when every place for all is taken"
    for n in range(entered):
        doors.leave(f"2001:db8:1:2::{n:x}")
    assert doors.enter("2001:db8:1:2::ffff")


def test_an_ipv4_address_is_the_same_in_the_dress_of_ipv6() -> None:
    doors = Doors(most=100, most_each=10)
    assert sum(doors.enter(("10.0.0.7", "::ffff:10.0.0.7")[n % 2]) for n in range(40)) == 10
    for _ in range(10):
        doors.leave("::ffff:10.0.0.7")
    assert doors.total == 0


def test_those_who_are_sent_away_take_no_memory() -> None:
    doors = Doors(most=-KEPT_BACK)
    for number in range(3 * MOST_REFUSED):
        assert not doors.enter(f"2001:db8::{number:x}")
    assert len(doors.refused) <= MOST_REFUSED
