"""A machine keeps the update that it fetched only if the desk hears it afterwards."""

from hardware.update.following import forgets
from hardware.update.watching import MOST_UNHEARD, Followed, judged

FETCHED = Followed(handed="2.0")


def looks(before: Followed, *heard: bool, runs: str = "2.0", good: bool = True) -> list[bool]:
    """Whether it goes back, after each of some looks."""
    said = []
    for each in heard:
        before, back = judged(before, runs, good=good, heard=each)
        said.append(back)
    return said


def test_one_that_is_heard_in_time_keeps_it_for_ever():
    assert not any(looks(FETCHED, *[False] * (MOST_UNHEARD - 1), True, *[False] * 3 * MOST_UNHEARD))


def test_one_that_is_not_heard_goes_back_once():
    assert looks(FETCHED, *[False] * (MOST_UNHEARD + 3)) == [
        *[False] * (MOST_UNHEARD - 1),
        True,
        *[False] * 3,
    ]


def test_what_it_did_not_fetch_itself_is_nothing_to_it():
    for other in (
        looks(Followed(), *[False] * 20),
        looks(FETCHED, *[False] * 20, runs="3.0"),
        looks(FETCHED, *[False] * 20, runs="1.0", good=False),
        looks(FETCHED, *[False] * 20, good=False),
        looks(Followed(), *[False] * 20, runs=""),
    ):
        assert not any(other)


def test_a_machine_whose_root_is_in_memory_does_not_ask():
    assert forgets("sysfs /sys sysfs rw 0 0\noverlay / overlay rw,lowerdir=/a,upperdir=/b 0 0\n")
    assert not forgets("/dev/mmcblk0p2 / ext4 ro,noatime 0 0\noverlay /var/lib/docker overlay rw 0 0\n")
