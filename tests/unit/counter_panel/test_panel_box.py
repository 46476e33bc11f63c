"""The program without a process: the real loop body on a memory link, a clock in the hand, levels by hand."""

import queue
from typing import Any

import pytest

from contracts import messages as m
from contracts.codec import decode, encode
from contracts.topics import DESK, Topics
from contracts.vocabulary import DeviceId, SiteId
from hardware.counter_panel.box import TRIAL_S, Box, Inbox
from hardware.counter_panel.hands import DIGITS, Hands
from hardware.counter_panel.panel import Panel
from hardware.counter_panel.settings import USUAL
from hardware.errors import DeviceMissing
from hardware.keeper import Keeper
from hardware.link.memory import MemoryBroker, MemoryLink
from hardware.link.station import Heard, Identity, Station
from hardware.ports import Arrived, Beeper, Lamp, LinkHappening, Sound
from hardware.ports.keys import KeyEdge
from tests.unit.counter_panel.panel_builders import COUNTER, DESK_AT_START, a_state

TOPICS, PANEL = Topics(SiteId("demo")), DeviceId("panel-1")


class HandClock:
    def __init__(self) -> None:
        self.now = 0.0

    def utc_ms(self) -> int:
        return DESK_AT_START + int(self.now * 1000)

    def monotonic(self) -> float:
        return self.now


class HandKeys:
    """Keys that the test holds, taps in the past, and can unplug."""

    names: tuple[str, ...] = ("next", "recall", "no-show", "finish", *DIGITS)
    bounces = True

    def __init__(self) -> None:
        self.held: frozenset[str] = frozenset()
        self.past: list[KeyEdge] = []
        self.plugged = True
        self._before: frozenset[str] = frozenset()

    def open(self):
        if not self.plugged:
            raise DeviceMissing("keypad", "no such file")
        self._before = frozenset()
        return self

    def edges(self, t: float) -> tuple[KeyEdge, ...]:
        if not self.plugged:
            raise DeviceMissing("keypad", "unplugged")
        past, self.past = self.past, []
        moved, self._before = self.held ^ self._before, self.held
        return (*past, *(KeyEdge(name, name in self.held, t) for name in sorted(moved)))

    def close(self) -> None:
        pass


class HandLamp:
    names: tuple[str, ...] = ("next", "error")

    def __init__(self) -> None:
        self.lit: frozenset[str] = frozenset()
        self.works = True

    def show(self, lit: frozenset[str]) -> None:
        if not self.works:
            raise DeviceMissing("lamps", "gone")
        self.lit = lit

    def close(self) -> None:
        self.lit = frozenset()


class Counter:
    """A box on a counter, and the desk behind it."""

    def __init__(self) -> None:
        self.clock, self.keys, self.lamp, self.beeper = HandClock(), HandKeys(), HandLamp(), HandBeeper()
        self.commands: list[Any] = []
        self.presence: list[m.Presence] = []
        self.seq = 0
        broker = MemoryBroker()
        self.inbox: Inbox = queue.SimpleQueue()
        self.desk, self.link = MemoryLink(broker), MemoryLink(broker)
        self.desk.start(self._hear, (TOPICS.commands(), TOPICS.presence(PANEL)), None)
        station = Station(
            Identity(TOPICS.site, PANEL, "hardware.counter_panel", "1"), self.link, self.clock, self.inbox.put
        )
        keys = Keeper("keys", self.keys.open, monotonic=self.clock.monotonic)
        lamps: Keeper[Lamp] = Keeper("lamps", lambda: self.lamp, monotonic=self.clock.monotonic)
        beeper: Keeper[Beeper] = Keeper("beeper", lambda: self.beeper, monotonic=self.clock.monotonic)
        hands = Hands({frozenset(one.keys): one.does for one in USUAL})
        self.box = Box(Panel(COUNTER), station, keys, lamps, self.clock, beeper=beeper, hands=hands)
        station.start(TOPICS.state("counter", COUNTER))
        self.pulse()
        self.state(0, serving=True)

    def _hear(self, happening: LinkHappening):
        if isinstance(happening, Arrived):
            message = decode(TOPICS, happening.topic, happening.payload)
            if isinstance(message, m.Presence):
                self.presence.append(message)
            else:
                self.commands.append(message)

    def pulse(self) -> None:
        here = m.Presence(device=DESK, program="c", version="1", online=True, at=self.clock.utc_ms())
        self.desk.publish(TOPICS.presence(DESK), encode(here))

    def state(self, waiting: int, *, serving: bool = False):
        self.seq += 1
        state = a_state(waiting, serving=serving, seq=self.seq)
        self.desk.publish(TOPICS.state("counter", COUNTER), encode(state), retain=True)

    def reply(self, reply: m.Message):
        self.desk.publish(TOPICS.reply(PANEL), encode(reply))

    def hold(self, seconds: float, *keys: str):
        """Hold exactly these keys for some time, at 100 Hz."""
        self.keys.held = frozenset(keys)
        for _ in range(round(seconds * 100)):
            while not self.inbox.empty():
                self.box.take(self.inbox.get())
            self.box.turn()
            self.clock.now += 0.01

    def tap(self, key: str):
        self.hold(0.1, key)
        self.hold(0.3)

    @property
    def faults(self):
        return [fault.code.value for fault in self.presence[-1].faults]


@pytest.fixture
def counter():
    counter = Counter()
    counter.hold(0.2)
    return counter


def test_a_tap_sends_one_command_with_the_desks_time(counter: Counter):
    counter.tap("next")
    (command,) = counter.commands
    assert command.kind == "call-next"
    assert command.at == pytest.approx(DESK_AT_START + 200, abs=20)


def test_the_lamp_follows_the_state_and_the_reply(counter: Counter):
    counter.state(waiting=2)
    counter.hold(0.1)
    assert counter.lamp.lit == {"next"}
    counter.hold(0.1, "next")
    counter.hold(0.1)
    request = counter.commands[0].request_id
    counter.reply(m.Refused(request_id=request, code="queue-empty"))
    counter.state(waiting=0)
    counter.hold(0.1)
    assert counter.lamp.lit == {"error"}
    counter.hold(2.1)
    assert counter.lamp.lit == frozenset()


def test_an_accepted_command_is_not_repeated(counter: Counter):
    counter.tap("next")
    counter.reply(m.Accepted(request_id=counter.commands[0].request_id, result=m.Done()))
    counter.hold(3.0)
    assert len(counter.commands) == 1


def test_a_press_while_the_link_is_down_is_never_sent(counter: Counter):
    counter.link.drop()
    counter.tap("next")
    assert counter.lamp.lit <= {"error"}
    counter.link.connect()
    counter.pulse()
    counter.hold(5.0)
    assert counter.commands == []


def test_a_desk_without_a_pulse_is_lost_after_ten_seconds(counter: Counter):
    counter.hold(10.5)
    assert counter.lamp.lit == {"error"}
    counter.tap("next")
    assert counter.commands == []


def test_a_keypad_that_is_unplugged_is_a_fault_and_heals(counter: Counter):
    counter.keys.plugged = False
    counter.hold(0.1)
    assert counter.faults == ["device-missing"]
    assert "error" in counter.lamp.lit
    counter.keys.plugged = True
    counter.hold(4.5)
    assert counter.faults == []
    counter.pulse()
    counter.tap("next")
    assert len(counter.commands) == 1


def test_a_key_that_is_down_when_the_keypad_comes_back_calls_nobody(counter: Counter):
    counter.keys.plugged = False
    counter.hold(0.1)
    counter.keys.plugged = True
    counter.hold(6.0, "next")
    assert counter.commands == []


def test_a_stuck_key_is_a_fault_and_the_other_key_works(counter: Counter):
    for _ in range(11):
        counter.hold(2.0, "next")
        counter.pulse()
    sent = len(counter.commands)
    assert counter.faults == ["key-stuck"]
    counter.hold(1.7, "next", "no-show")
    assert [command.kind for command in counter.commands[sent:]][:1] == ["mark-no-show"]
    counter.hold(0.2)
    assert counter.faults == []


def test_lamps_that_fail_are_a_fault_and_the_keys_still_work(counter: Counter):
    counter.lamp.works = False
    counter.state(waiting=1)
    counter.hold(0.2)
    assert counter.faults == ["device-missing"]
    counter.tap("next")
    assert len(counter.commands) == 1
    counter.lamp.works = True
    counter.hold(4.5)
    assert counter.faults == []
    assert "error" in counter.lamp.lit  # nobody answered the tap


def test_a_tap_of_one_reading_counts_on_keys_that_do_not_bounce_and_not_on_bare_switches():
    for bounces in (False, True):
        counter = Counter()
        counter.keys.bounces = bounces
        counter.hold(0.2)
        counter.hold(0.01, "next")
        counter.hold(0.3)
        assert len(counter.commands) == (0 if bounces else 1)


def stalled(counter: Counter, seconds: float, *presses: tuple[str, float]):
    """The loop stands still for so long; keys are tapped so many seconds after it stopped."""
    began = counter.clock.now
    for name, after in presses:
        counter.keys.past += (KeyEdge(name, True, began + after), KeyEdge(name, False, began + after + 0.05))
    counter.clock.now += seconds
    counter.pulse()
    counter.hold(0.1)
    return began


def test_a_press_that_is_read_after_a_stall_bears_the_moment_of_the_press(counter: Counter):
    began = stalled(counter, 3.0, ("recall", 0.5))
    assert [command.at for command in counter.commands] == [DESK_AT_START + round((began + 0.5) * 1000)]


def test_a_press_that_is_read_when_nobody_means_it_any_more_is_not_sent_and_said(counter: Counter):
    stalled(counter, 6.0, ("next", 0.5))
    assert counter.commands == []
    assert "error" in counter.lamp.lit


def test_two_presses_of_one_key_in_a_stall_are_two_and_a_double_tap_is_one(counter: Counter):
    began = stalled(counter, 2.0, ("recall", 0.2), ("recall", 0.3), ("recall", 1.0))
    counter.reply(m.Accepted(request_id=counter.commands[0].request_id, result=m.Done()))
    counter.hold(0.1)
    assert [round(command.at - DESK_AT_START - began * 1000) for command in counter.commands] == [200, 1000]


def test_a_press_before_the_lamps_changed_is_meant_for_who_was_there(counter: Counter):
    counter.seq += 1
    state = a_state(0, serving=True, number="A002", seq=counter.seq)
    counter.desk.publish(TOPICS.state("counter", COUNTER), encode(state), retain=True)
    stalled(counter, 1.0, ("recall", 0.4))
    assert [command.ticket for command in counter.commands] == ["20261121-A001"]


def test_when_the_caretaker_tries_the_box_every_lamp_is_lit_for_a_while() -> None:
    counter = Counter()
    counter.hold(0.5)
    before = counter.lamp.lit
    assert before != frozenset(counter.lamp.names)
    counter.inbox.put(Heard("care", m.Care(what="try", until=0)))
    counter.hold(TRIAL_S - 0.2)
    assert counter.lamp.lit == frozenset(counter.lamp.names)
    counter.hold(0.5)
    assert counter.lamp.lit == before


class HandBeeper:
    def __init__(self) -> None:
        self.sounds: list[Sound] = []

    def beep(self, sound: Sound) -> None:
        self.sounds.append(sound)

    def trouble(self) -> str:
        return ""

    def close(self) -> None:
        pass


def test_that_somebody_must_come_is_lit_and_sounded_and_is_over_when_the_desk_says_so() -> None:
    counter = Counter()
    beeper = counter.beeper
    counter.hold(0.5)
    before = counter.lamp.lit

    def pulse(*, alarm: bool) -> None:
        desk = m.DeskPulse(
            instance="0" * 16,
            epoch=1,
            lineage="",
            seq=0,
            last_at=0,
            host="h",
            serving=True,
            since=0,
            alarm=alarm,
        )
        here = m.Presence(device=DESK, program="c", version="1", online=True, at=1, desk=desk)
        counter.inbox.put(Heard("presence/desk", here))

    pulse(alarm=True)
    counter.hold(0.5)
    assert counter.lamp.lit == before | {"alarm"}
    assert beeper.sounds == [Sound.BAD]
    pulse(alarm=False)
    counter.hold(0.5)
    assert counter.lamp.lit == before
    assert beeper.sounds == [Sound.BAD]
