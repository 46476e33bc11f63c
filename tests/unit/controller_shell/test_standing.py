"""Two desks on one broker: one goes on, the other stands aside, in every order in which they may hear of each other."""

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import messages as m
from controller.desk import standing as s
from controller.desk.standing import (
    LISTEN_S,
    NO_LINK_S,
    PATIENCE_S,
    PAUSED_S,
    SILENT_S,
    Outlook,
    Phase,
    Standing,
)

ME, OTHER = "5" * 16, "7" * 16
AT = 1_795_399_200_000


def outlook(now: float, **more: float | bool) -> Outlook:
    usual = {
        "at": AT + int(now * 1000), "seq": 10, "last_at": AT, "listen_s": LISTEN_S, "patience_s": LISTEN_S,
        "no_link_s": NO_LINK_S, "all_answered": False, "knows_all": False,
    }  # fmt: skip
    return Outlook(now=now, **(usual | more))  # type: ignore[arg-type] # numbers and flags by name


def pulse(
    instance: str = OTHER, *, since: int = AT - 1000, serving: bool = True, asks: int = 0, **more: int | bool
) -> m.DeskPulse:
    usual = {"epoch": 1, "lineage": "", "seq": 10, "last_at": AT, "host": "other"}
    told = usual | more
    return m.DeskPulse(instance=instance, serving=serving, since=since, asks=asks, **told)


def started() -> Standing:
    return s.link(s.begin(ME, 0.0, AT), 0.0, up=True)


def serving() -> Standing:
    found = s.go_on(started(), outlook(LISTEN_S))
    assert found.serving
    return found


def test_a_desk_listens_for_more_than_a_pulse_before_it_serves():
    assert s.go_on(started(), outlook(LISTEN_S - 0.1)).phase is Phase.LISTENING
    assert serving().since == AT + int(LISTEN_S * 1000)


def test_while_the_link_is_down_it_waits_for_it_and_then_serves_the_pages():
    alone = s.begin(ME, 0.0, AT)
    assert s.go_on(alone, outlook(NO_LINK_S - 0.1)).phase is Phase.LISTENING
    assert s.go_on(alone, outlook(NO_LINK_S)).serving
    late = s.link(alone, 4.0, up=True)
    assert s.go_on(late, outlook(NO_LINK_S)).phase is Phase.LISTENING
    assert s.go_on(late, outlook(4.0 + LISTEN_S)).serving


def test_in_doubt_it_waits_until_every_machine_has_answered_but_not_for_ever():
    doubt = {"patience_s": PATIENCE_S}
    assert s.go_on(started(), outlook(LISTEN_S, **doubt)).phase is Phase.LISTENING
    assert s.go_on(started(), outlook(LISTEN_S, **doubt, all_answered=True)).serving
    assert s.go_on(started(), outlook(PATIENCE_S, **doubt)).serving


def test_a_desk_that_starts_beside_a_living_one_stands_aside_at_once():
    found = s.go_on(s.hear(started(), pulse(), 0.1), outlook(0.1))
    assert found.phase is Phase.ASIDE
    assert found.gave_way
    assert found.gave_way.pulse.host == "other"
    assert not s.go_on(found, outlook(9.0)).serving


def test_of_two_that_start_together_the_one_that_remembers_more_serves():
    newer = pulse(serving=False, asks=1, last_at=AT + 1)
    older = pulse(serving=False, asks=1, last_at=AT - 1)
    assert s.go_on(s.hear(started(), newer, 2.4), outlook(LISTEN_S)).phase is Phase.LISTENING
    assert s.go_on(s.hear(started(), older, 2.4), outlook(LISTEN_S)).serving
    assert s.go_on(s.hear(started(), newer, 0.0), outlook(SILENT_S)).serving, "it fell silent"


@pytest.mark.parametrize(("since", "phase"), [(AT, Phase.ASIDE), (AT + 10_000, Phase.SERVING)])
def test_of_two_that_serve_the_one_that_began_earlier_goes_on(since: int, phase: Phase):
    found = s.go_on(s.hear(serving(), pulse(since=since), 3.0), outlook(3.0))
    assert found.phase is phase


def test_one_that_only_stands_aside_takes_nothing_away():
    found = s.go_on(s.hear(serving(), pulse(serving=False), 3.0), outlook(3.0))
    assert found.serving
    assert OTHER in found.rivals


def aside() -> Standing:
    return s.go_on(s.hear(started(), pulse(), 0.1), outlook(0.1))


def test_after_a_silence_it_listens_again_and_serves_only_if_it_knows_all_that_was_seen():
    again = s.go_on(aside(), outlook(0.1 + SILENT_S))
    assert (again.phase, again.asks) == (Phase.LISTENING, 2)
    end = 0.1 + SILENT_S + LISTEN_S
    assert s.go_on(again, outlook(end, knows_all=True)).serving
    still = s.go_on(again, outlook(end))
    assert still.phase is Phase.ASIDE
    assert still.since == aside().since
    assert s.go_on(still, outlook(end + SILENT_S)).phase is Phase.LISTENING, "it asks again and again"


def test_a_goodbye_is_not_waited_for_and_a_return_is_heeded():
    gone = s.hear(aside(), pulse(leaving=True), 20.0)
    again = s.go_on(gone, outlook(20.0))
    assert again.phase is Phase.LISTENING
    back = s.go_on(s.hear(again, pulse(), 20.5), outlook(20.5))
    assert back.phase is Phase.ASIDE


def test_its_own_echo_is_no_rival():
    assert s.hear(serving(), pulse(ME), 3.0).rivals == {}


class World:
    """Desks that hear each other with any delay; what matters is who serves in the end."""

    def __init__(self, begins: list[float], delays: list[float]) -> None:
        self.desks = {
            f"{n:016x}": s.begin(f"{n:016x}", at, AT + int(at * 1000)) for n, at in enumerate(begins)
        }
        self.begins, self.delays, self.now = begins, delays, 0.0
        self.flying: list[tuple[float, m.DeskPulse]] = []
        self.said = dict.fromkeys(self.desks, -9.0)
        self.heard: dict[str, set[int]] = {key: set() for key in self.desks}

    def run(self, seconds: float) -> None:
        while self.now < seconds:
            self.now += 0.1
            for number, (key, desk) in enumerate(self.desks.items()):
                if self.now < self.begins[number]:
                    continue
                if desk.up is None and desk.phase is Phase.LISTENING:
                    desk = s.link(desk, self.now, up=True)  # noqa: PLW2901 - the desk after it
                for at, (arrives, heard) in enumerate(self.flying):
                    if arrives <= self.now and at not in self.heard[key]:
                        self.heard[key].add(at)
                        desk = s.hear(desk, heard, self.now)  # noqa: PLW2901 - the same
                before = desk.phase
                desk = s.go_on(desk, outlook(self.now, at=AT + int(self.now * 1000)))  # noqa: PLW2901 - the same
                self.desks[key] = desk
                if before is not desk.phase or self.now - self.said[key] >= 2.0:
                    self.said[key] = self.now
                    told = pulse(key, since=desk.since, serving=desk.serving, asks=desk.asking)
                    self.flying.append((self.now + self.delays[number], told))

    def serving(self) -> list[str]:
        return [key for key, desk in self.desks.items() if desk.serving]


@given(
    st.lists(st.floats(0, 20), min_size=2, max_size=4), st.lists(st.floats(0.0, 0.4), min_size=4, max_size=4)
)
def test_however_they_start_in_the_end_one_serves(begins: list[float], delays: list[float]):
    world = World(begins, delays)
    world.run(max(begins) + 12)
    assert len(world.serving()) == 1


def test_control_desks_that_hear_nothing_all_serve():
    world = World([0.0, 0.0], [999.0, 999.0])
    world.run(12)
    assert len(world.serving()) == 2


def test_two_that_serve_agree_which_one_goes_on():
    for (first, since), (second, later) in permutations(
        [(ME, AT), (OTHER, AT), (OTHER, AT + 1), (ME, AT + 1)], 2
    ):
        if first == second:
            continue
        mine = replace(serving(), instance=first, since=since)
        theirs = replace(serving(), instance=second, since=later)
        one = s.go_on(s.hear(mine, pulse(second, since=later), 3.0), outlook(3.0))
        two = s.go_on(s.hear(theirs, pulse(first, since=since), 3.0), outlook(3.0))
        assert one.serving != two.serving


def test_one_that_slept_listens_before_it_goes_on_and_gives_way_to_whoever_took_its_place():
    late = LISTEN_S + 60
    awake = s.go_on(serving(), outlook(late))
    assert (awake.phase, awake.asking) == (Phase.LISTENING, 2)
    other = s.hear(awake, pulse(since=AT + 20_000), late + 1)
    assert s.go_on(other, outlook(late + 1)).phase is Phase.ASIDE
    alone = s.go_on(awake, outlook(late + LISTEN_S))
    assert alone.serving
    assert alone.since == AT + int((late + LISTEN_S) * 1000), "whoever took its place meanwhile began earlier"


def test_a_desk_that_is_only_slow_goes_on():
    slow = serving()
    for n in range(1, 20):
        slow = s.go_on(slow, outlook(LISTEN_S + n * (PAUSED_S - 0.1)))
        assert slow.serving
    assert slow.asks == 1
