"""Boards show what the living desk says is true: a snapshot of the far future freezes none, and none stays behind."""

import pytest

from contracts import messages as m
from contracts.codec import digest, encode
from contracts.topics import DESK
from hardware.link.memory import MemoryLink
from hardware.link.station import UNVOUCHED_S
from tests.clocks import FakeClock
from tests.unit.hardware.station_office import DESK_TIME, TOPICS, Office

A, B = "a" * 16, "b" * 16
FUTURE = 10**10
BOARD_TOPIC = TOPICS.state("board")


class Story(Office):
    """A board, desks with an epoch each, and a rogue on the same broker."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__(clock)
        self.start()

    def snapshot(self, epoch: int, seq: int) -> m.BoardState:
        return m.BoardState(epoch=epoch, seq=seq, at=DESK_TIME, calls=(), waiting={})

    def say(self, snapshot: m.BoardState, link: MemoryLink | None = None) -> None:
        (link or self.desk).publish(BOARD_TOPIC, encode(snapshot), retain=True)

    def beat(self, shown: m.BoardState, instance: str = A) -> None:
        pulse = m.DeskPulse(
            instance=instance,
            epoch=shown.epoch,
            lineage="",
            seq=0,
            last_at=0,
            host="desk",
            serving=True,
            since=0,
            shown={"board": digest(encode(shown))},
        )
        presence = m.Presence(
            device=DESK, program="controller", version="1", online=True, at=DESK_TIME, desk=pulse
        )
        self.desk.publish(TOPICS.presence(DESK), encode(presence), retain=True)

    def marks(self) -> list[tuple[int, int]]:
        return [(s.epoch, s.seq) for s in self.heard(m.BoardState)]

    def pulses(self) -> int:
        return len(self.heard(m.Presence))


@pytest.fixture
def story(clock: FakeClock) -> Story:
    return Story(clock)


def test_a_snapshot_of_the_far_future_is_not_shown_and_freezes_nothing(story: Story):
    first, second = story.snapshot(5, 1), story.snapshot(5, 2)
    story.say(first)
    story.beat(first)
    story.say(story.snapshot(FUTURE, 1))
    story.say(second)
    assert story.marks() == [(5, 1), (5, 2)]


def test_control_without_a_pulse_that_names_an_epoch_the_future_wins_as_it_did(story: Story):
    for snapshot in (story.snapshot(5, 1), story.snapshot(FUTURE, 1), story.snapshot(5, 2)):
        story.say(snapshot)
    assert story.marks() == [(5, 1), (FUTURE, 1)], "frozen"


def test_a_board_that_found_the_future_first_comes_down_with_the_pulse(story: Story):
    true = story.snapshot(5, 1)
    story.say(story.snapshot(FUTURE, 9))
    story.say(true)
    story.beat(true)
    assert story.marks() == [(FUTURE, 9), (5, 1)]


def test_a_desk_with_a_lower_epoch_is_followed_down_when_the_other_is_gone(story: Story):
    ahead, now = story.snapshot(FUTURE, 7), story.snapshot(6, 1)
    story.say(ahead)
    story.beat(ahead, A)
    story.clock.advance(60)
    story.say(now)
    story.beat(now, B)
    story.say(story.snapshot(6, 2))
    assert story.marks() == [(FUTURE, 7), (6, 1), (6, 2)]


def test_a_rogue_in_the_true_epoch_is_taken_back_by_the_next_pulse(story: Story):
    true, later = story.snapshot(5, 1), story.snapshot(5, 2)
    story.say(true)
    story.beat(true)
    story.say(story.snapshot(5, 999_999))
    story.beat(true)
    story.say(later)
    story.beat(later)
    assert story.marks() == [(5, 1), (5, 999_999), (5, 1), (5, 2)]


def test_a_missed_snapshot_is_shown_when_it_is_said_again(story: Story):
    first, missed = story.snapshot(5, 1), story.snapshot(5, 2)
    story.say(first)
    story.beat(missed)
    story.say(missed)
    assert story.marks() == [(5, 1), (5, 2)]


def test_a_desk_that_says_that_something_else_is_true_is_not_heard_for_ever(story: Story):
    first, missed = story.snapshot(5, 1), story.snapshot(5, 2)
    story.say(first)
    story.beat(first)
    heard = story.pulses()
    story.beat(missed)
    assert story.pulses() == heard + 1, "it may be on the way"
    story.clock.advance(UNVOUCHED_S)
    story.beat(missed)
    assert story.pulses() == heard + 1, "the board will say that its numbers are old"
    story.say(missed)
    story.beat(missed)
    assert story.pulses() == heard + 2
