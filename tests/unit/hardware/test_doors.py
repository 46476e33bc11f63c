"""Who may connect: no address can lock the others out."""

from hardware.host.doors import KEPT_BACK, MOST_REFUSED, NEWCOMER, Doors


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


def test_the_machine_itself_is_only_counted_with_all() -> None:
    doors = Doors(most=100, most_each=10)
    assert all(doors.enter("127.0.0.1") for _ in range(100))
    assert doors.total == 100


def test_those_who_are_sent_away_take_no_memory() -> None:
    doors = Doors(most=-KEPT_BACK)
    for number in range(3 * MOST_REFUSED):
        assert not doors.enter(f"2001:db8::{number:x}")
    assert len(doors.refused) <= MOST_REFUSED
