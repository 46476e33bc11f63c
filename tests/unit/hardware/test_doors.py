"""Who may connect: no address, and no crowd of addresses, can lock the others out."""

from collections.abc import Callable
from functools import partial

import pytest

from hardware.host.doors import MOST_EACH, MOST_REFUSED, Doors, Place

OFFICE = "10.0.0.7"


def nothing() -> None:
    pass


def entered(doors: Doors, address: str, times: int = 1, give_up: Callable[[], None] = nothing) -> list[Place]:
    return [place for _ in range(times) if (place := doors.enter(address, give_up))]


def test_one_address_has_its_share_and_no_more() -> None:
    doors, gone = Doors(most=100, most_each=10), list[int]()
    for n in range(12):
        doors.enter("10.0.0.7", partial(gone.append, n))
    assert doors.total == 10
    assert gone == [0, 1], "the longest that ask for nothing"
    assert entered(doors, "10.0.0.8")


def busy(doors: Doors, address: str, person: str, name: str, gone: list[str]) -> Place | None:
    """Somebody has a stream."""
    place = doors.enter(address, lambda: gone.append(name))
    if place:
        doors.turned(place, busy=True)
        place.person = person
    return place


def test_forty_clerks_and_their_streams_stay_behind_one_address_with_a_flood() -> None:
    doors, gone = Doors(), list[str]()
    for n in range(40):
        assert busy(doors, OFFICE, f"clerk-{n}", f"clerk-{n}", gone)
    for _ in range(3000):
        entered(doors, OFFICE, give_up=lambda: gone.append("flood"))
        assert busy(doors, OFFICE, "", "stream of the flood", gone)
    assert not {name for name in gone if name.startswith("clerk")}
    assert doors.total == MOST_EACH, "and others have all the rest"
    for n in range(40, 80):
        assert busy(doors, OFFICE, f"clerk-{n}", f"clerk-{n}", gone), "another one still comes in"
    assert not {name for name in gone if name.startswith("clerk")}
    assert entered(doors, "10.0.0.99"), "a television elsewhere, too"


def test_whoever_is_signed_in_and_misbehaves_displaces_itself() -> None:
    doors, gone = Doors(most=100, most_each=10), list[str]()
    assert busy(doors, OFFICE, "lan", "lan", gone)
    for _ in range(50):
        busy(doors, OFFICE, "hoa", "hoa", gone)
    assert set(gone) == {"hoa"}
    assert busy(doors, OFFICE, "minh", "minh", gone)
    assert set(gone) == {"hoa"}


def test_a_share_that_is_full_of_people_with_one_each_is_full() -> None:
    doors, gone = Doors(most=100, most_each=10), list[str]()
    for n in range(10):
        assert busy(doors, OFFICE, f"clerk-{n}", "", gone)
    assert busy(doors, OFFICE, "one more", "", gone) is None
    assert not gone
    assert doors.refused == {OFFICE: 1}


def test_who_was_answered_is_missed_less_than_who_is_being_answered() -> None:
    doors, gone = Doors(most=100, most_each=2), list[str]()
    first, _ = busy(doors, OFFICE, "lan", "first", gone), busy(doors, OFFICE, "", "second", gone)
    assert first
    doors.turned(first, busy=False)
    assert entered(doors, OFFICE)
    assert gone == ["first"]
    doors.turned(first, busy=True)
    assert doors.total == 2, "who went does not come back by turning"


def test_a_screen_that_hung_there_first_outlives_the_flood_behind_its_address() -> None:
    doors, gone = Doors(most=100, most_each=10), list[str]()
    assert busy(doors, OFFICE, "", "television", gone)
    for _ in range(500):
        assert busy(doors, OFFICE, "", "flood", gone), "and a page is always answered"
    assert set(gone) == {"flood"}


def test_a_full_house_takes_the_place_that_is_missed_least_from_whoever_has_most() -> None:
    doors, gone = Doors(most=10, most_each=10), list[str]()
    for n in range(10):
        busy(doors, OFFICE, "" if n == 7 else f"clerk-{n}", str(n), gone)
    assert entered(doors, "10.0.0.99")
    assert gone == ["7"]


def test_whoever_goes_makes_room() -> None:
    doors = Doors(most=1)
    (place,) = entered(doors, "10.0.0.7")
    assert not entered(doors, "10.0.0.8")
    doors.leave(place)
    assert entered(doors, "10.0.0.8")
    assert doors.total == 1


def test_a_full_house_lets_a_television_in_for_one_of_whoever_has_most() -> None:
    doors, gone = Doors(most=100, most_each=64), list[str]()
    entered(doors, "10.0.0.1", 60, lambda: gone.append("60"))
    entered(doors, "10.0.0.2", 40, lambda: gone.append("40"))
    (television,) = entered(doors, "10.0.0.3")
    assert gone == ["60"]
    assert doors.total == 100
    doors.leave(television)
    doors.leave(television)
    assert doors.total == 99, "nobody goes twice"


@pytest.mark.parametrize("addresses", [2, 23, 99])
def test_fewer_attackers_than_places_never_lock_a_television_out(addresses: int) -> None:
    doors, gone = Doors(most=100, most_each=64), list[str]()
    for round_ in range(64):
        for n in range(addresses):
            entered(doors, f"10.0.1.{n}")
        if round_ == 5:
            assert entered(doors, "10.0.0.99", give_up=lambda: gone.append("television"))
    assert doors.total == 100
    assert not gone, "and it keeps its place"


def test_in_the_end_all_have_the_same() -> None:
    doors = Doors(most=100, most_each=64)
    for address in ("10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4"):
        entered(doors, address, 64)
    assert [len(doors._inside[f"10.0.0.{n}"]) for n in (1, 2, 3, 4)] == [25] * 4


def test_even_many_addresses_cannot_have_more_than_all_places() -> None:
    doors = Doors(most=100, most_each=64)
    for number in range(1000):
        entered(doors, f"10.0.{number // 250}.{number % 250}")
    assert doors.total == 100


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
def test_a_proxy_on_the_machine_itself_has_nearly_all_and_is_never_sent_away(address: str) -> None:
    doors, gone = Doors(most=100, most_each=10), list[str]()
    assert len(entered(doors, address, 100, lambda: gone.append("proxy"))) == 87
    for number in range(1000):
        entered(doors, f"10.0.{number // 250}.{number % 250}")
    assert doors.total == 100
    assert not gone
    entered(doors, "10.1.0.1", 3)
    assert not gone


def test_a_network_of_ipv6_is_one_visitor_however_many_addresses_it_has() -> None:
    doors = Doors(most=100, most_each=10)
    places = [place for n in range(1000) if (place := doors.enter(f"2001:db8:1:2::{n:x}", nothing))]
    assert doors.total == 10
    assert entered(doors, "2001:db8:1:3::1"), "the next network"
    for place in places:
        doors.leave(place)
    assert entered(doors, "2001:db8:1:2::ffff")
    assert doors.total == 2


def test_an_ipv4_address_is_the_same_in_the_dress_of_ipv6() -> None:
    doors = Doors(most=100, most_each=10)
    places = [
        place for n in range(40) if (place := doors.enter(("10.0.0.7", "::ffff:10.0.0.7")[n % 2], nothing))
    ]
    assert doors.total == 10
    for place in places:
        doors.leave(place)
    assert doors.total == 0


def test_those_who_are_sent_away_take_no_memory() -> None:
    doors = Doors(most=0)
    for number in range(3 * MOST_REFUSED):
        assert not entered(doors, f"2001:db8:0:{number:x}::1")
    assert len(doors.refused) <= MOST_REFUSED
