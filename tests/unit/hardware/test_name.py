"""Two machines with one name: one acts, the other waits, and both know it. Nothing here but the rules and time."""

import itertools
import random

import pytest

from contracts.vocabulary import DeviceId
from hardware.link.name import (
    ANSWER_S,
    ASK_EVERY_S,
    FORGET_S,
    PUSHED_S,
    Act,
    Name,
    NameTwice,
    Other,
    Result,
    Standing,
    connected,
    disconnected,
    heard_claim,
    heard_presence,
    passed,
    twice,
)

KIOSK = DeviceId("kiosk-1")
OLD, YOUNG = "0001", "0002"


class Air:
    """A broker between machines with one name, as slow as a test says; what is retained and wills as at a broker."""

    def __init__(self, *instances: str) -> None:
        self.now = 100.0
        self.names = {instance: Name(instance) for instance in instances}
        self.retained: tuple[str, bool] | None = None
        self.under_way: list[tuple[str, str, bool]] = []
        """Who says what: a claim or presence, and whether it holds or is online."""
        self.up: set[str] = set()
        self.acted: list[tuple[str, Act]] = []

    def take(self, instance: str, result: Result) -> None:
        self.names[instance], acts = result
        for act in acts:
            self.acted.append((instance, act))
            self.say(instance, "presence" if act is Act.PRESENCE else "claim", act is not Act.ASK)

    def say(self, instance: str, kind: str, yes: bool) -> None:  # noqa: FBT001 - one word of a message
        self.under_way.append((instance, kind, yes))

    def deliver_one(self) -> None:
        sender, kind, yes = self.under_way.pop(0)
        if kind == "presence":
            self.retained = (sender, yes)
        for instance in sorted(self.up):
            name = self.names[instance]
            if kind == "presence":
                self.take(instance, heard_presence(name, sender, self.now, online=yes, retained=False))
            else:
                self.take(
                    instance, heard_claim(name, Other(sender, "10.0.0.9", self.now), self.now, holds=yes)
                )

    def settle(self) -> None:
        for _ in range(200):
            if not self.under_way:
                return
            self.deliver_one()
        raise AssertionError("they talk for ever")

    def plug(self, instance: str) -> None:
        self.up.add(instance)
        self.take(instance, connected(self.names[instance], self.now))
        if self.retained:
            sender, online = self.retained
            self.take(
                instance,
                heard_presence(self.names[instance], sender, self.now, online=online, retained=True),
            )

    def vanish(self, instance: str, *, will: bool = True) -> None:
        self.up.discard(instance)
        self.names[instance] = disconnected(self.names[instance], self.now)
        if will:
            self.say(instance, "presence", yes=False)

    def wait(self, seconds: float) -> None:
        end = self.now + seconds
        while self.now < end:
            self.now += 1
            for instance in sorted(self.up):
                self.take(instance, passed(self.names[instance], self.now))
            self.settle()

    def standing(self, instance: str) -> Standing:
        return self.names[instance].standing

    def holders(self) -> list[str]:
        return [instance for instance in self.up if self.standing(instance) is Standing.HOLDS]


def test_who_is_alone_acts_at_once():
    air = Air(OLD)
    air.plug(OLD)
    assert air.standing(OLD) is Standing.ASKS
    air.settle()
    assert air.standing(OLD) is Standing.HOLDS
    assert air.acted[-1] == (OLD, Act.PRESENCE)


@pytest.mark.parametrize(("first", "second"), [(OLD, YOUNG), (YOUNG, OLD)])
def test_who_comes_second_waits_and_both_know_it(first: str, second: str):
    air = Air(OLD, YOUNG)
    air.plug(first)
    air.settle()
    air.plug(second)
    air.settle()
    assert (air.standing(first), air.standing(second)) == (Standing.HOLDS, Standing.WAITS)
    assert [air.names[one].other for one in (first, second)] == [
        Other(second, "10.0.0.9", air.now),
        Other(first, "10.0.0.9", air.now),
    ]
    assert (second, Act.PRESENCE) not in air.acted, "it never said that it is there"
    assert air.retained == (first, True)


def test_nobody_pushes_while_the_cause_lasts():
    air = Air(OLD, YOUNG)
    for instance in (OLD, YOUNG):
        air.plug(instance)
        air.settle()
    air.acted.clear()
    air.wait(300)
    assert air.holders() == [OLD]
    assert {act for _, act in air.acted} == {Act.ASK, Act.ANSWER}
    assert len(air.acted) <= 2 * 300 / ASK_EVERY_S


@pytest.mark.parametrize("will", [True, False], ids=["told", "silently"])
def test_who_waits_takes_over_when_the_other_is_gone(will: bool):  # noqa: FBT001 - a parameter of the test
    air = Air(OLD, YOUNG)
    for instance in (OLD, YOUNG):
        air.plug(instance)
        air.settle()
    air.vanish(OLD, will=will)
    air.settle()
    air.wait(1 if will else FORGET_S + ANSWER_S + 2)
    assert air.holders() == [YOUNG]
    assert air.names[YOUNG].other is None


def test_who_acts_forgets_the_other_when_it_is_gone_and_says_so():
    air = Air(OLD, YOUNG)
    for instance in (OLD, YOUNG):
        air.plug(instance)
        air.settle()
    air.vanish(YOUNG)
    air.settle()
    assert air.retained == (OLD, True), "the other's last will said that the bearer of the name is gone"
    air.acted.clear()
    air.wait(FORGET_S + 1)
    assert air.names[OLD].other is None
    assert air.acted == [(OLD, Act.PRESENCE)]


def test_what_the_broker_remembers_of_one_that_died_silently_costs_a_few_seconds_only():
    air = Air(OLD, YOUNG)
    air.plug(OLD)
    air.settle()
    air.vanish(OLD, will=False)
    air.plug(YOUNG)
    air.settle()
    assert air.standing(YOUNG) is Standing.ASKS
    air.wait(ANSWER_S + 1)
    assert air.standing(YOUNG) is Standing.HOLDS


def test_its_own_restart_is_no_second_machine():
    air = Air(OLD, YOUNG)
    air.plug(OLD)
    air.settle()
    air.vanish(OLD)
    air.settle()
    air.plug(YOUNG)
    air.settle()
    assert air.standing(YOUNG) is Standing.HOLDS
    assert air.names[YOUNG].other is None


def test_a_question_that_was_lost_is_asked_again():
    air = Air(OLD)
    air.plug(OLD)
    air.under_way.clear()
    air.wait(ANSWER_S + 1)
    assert air.standing(OLD) is Standing.HOLDS


@pytest.mark.parametrize("hundred", range(3))
def test_however_they_come_and_go_one_acts_in_the_end(hundred: int):
    for seed in range(100 * hundred, 100 * (hundred + 1)):
        _one_acts_in_the_end(random.Random(seed))  # noqa: S311 - a test


def _one_acts_in_the_end(chance: random.Random) -> None:
    air = Air("0001", "0002", "0003")
    for _ in range(30):
        instance = chance.choice(list(air.names))
        if instance in air.up:
            air.vanish(instance, will=chance.random() < 0.7)
        else:
            air.plug(instance)
        for _ in range(chance.randrange(6)):
            if air.under_way:
                air.deliver_one()
        if chance.random() < 0.3:
            air.wait(chance.randrange(1, 8))
    air.settle()
    air.wait(2 * FORGET_S + 2 * ANSWER_S)
    assert len(air.holders()) == min(1, len(air.up))
    for instance in air.up:
        assert (air.names[instance].other is not None) == (len(air.up) > 1)
    if air.up:
        assert air.retained == (air.holders()[0], True)


def test_two_who_come_in_the_same_moment_end_as_one_in_every_order_of_their_words():
    for order in itertools.product((0, 1), repeat=8):
        air = Air(OLD, YOUNG)
        air.plug(OLD)
        air.plug(YOUNG)
        for pick in order:
            if len(air.under_way) > pick:
                air.under_way.insert(0, air.under_way.pop(pick))
                air.deliver_one()
        air.settle()
        air.wait(ANSWER_S + 2)
        assert len(air.holders()) == 1, order


def test_who_is_pushed_off_by_the_broker_tells_so_until_nobody_does_it_any_more():
    pushed = disconnected(_acting("a"), 100.0, taken_over=True)
    assert twice(pushed, KIOSK) == NameTwice(KIOSK, "", waits=False)
    asks, _ = connected(pushed, 101.0)
    acts, said = heard_claim(asks, Other("a", "", 101.0), 101.0, holds=False)
    assert (acts.standing, said[-1]) == (Standing.HOLDS, Act.PRESENCE), (
        "it acts, and its presence tells the caretaker"
    )
    assert twice(acts, KIOSK) is not None
    later, said = passed(acts, 100.0 + PUSHED_S)
    assert (twice(later, KIOSK), said) == (None, (Act.PRESENCE,))


def test_a_connection_that_breaks_otherwise_names_nobody():
    assert twice(disconnected(_acting("a"), 100.0), KIOSK) is None


def _acting(instance: str) -> Name:
    asks, _ = connected(Name(instance), 0.0)
    return heard_claim(asks, Other(instance, "", 0.0), 0.0, holds=False)[0]
