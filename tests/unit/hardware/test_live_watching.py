"""What of a camera's frames is looked at, when a read is an event, and whether the camera sees at all."""

from collections.abc import Callable

import numpy as np
import pytest

from benchmarks.scan_corpus import DESK
from hardware.drivers.decode.agree import Agreement
from hardware.drivers.decode.decoders import Gray, Read
from hardware.drivers.decode.gate import MotionGate
from hardware.drivers.decode.watch import SightWatch
from hardware.errors import DeviceBlind
from tests.unit.hardware.decode_pictures import a_picture, grainy

BLANK = np.full((720, 1280), DESK, np.uint8)
CODE, OTHER = Read("Code128", "H57.132-260804-0583"), Read("QRCode", "G09.20-20260609-0092637")


# --- when a read is an event ------------------------------------------------------------------------


def test_one_read_is_no_event_two_are_one():
    agreement = Agreement()
    assert [agreement.events([CODE], now) for now in (0.0, 0.1, 0.2, 0.3)] == [[], [CODE], [], []]


def test_two_reads_that_lie_far_apart_or_differ_are_no_event():
    agreement = Agreement()
    assert [agreement.events([CODE], now) for now in (0.0, 5.0)] == [[], []]
    assert [agreement.events([read], now) for read, now in ((CODE, 9.0), (OTHER, 9.1))] == [[], []]


def test_a_code_that_was_away_is_an_event_again_and_one_that_flickers_is_not():
    agreement = Agreement(quiet_s=2.0)
    seen = [agreement.events([CODE], now) for now in (0.0, 0.1, 1.9, 3.8)]
    assert seen == [[], [CODE], [], []]
    assert [agreement.events([CODE], now) for now in (6.0, 6.1)] == [[], [CODE]]


def test_several_codes_in_view_are_an_event_each_and_one_twice_in_a_frame_is_one_read():
    agreement = Agreement()
    assert agreement.events([CODE, CODE, OTHER], 0.0) == []
    assert agreement.events([OTHER, CODE], 0.1) == [OTHER, CODE]


# --- the gate and the watch -------------------------------------------------------------------------


def test_an_empty_desk_is_looked_at_once_a_second():
    gate = MotionGate()
    looks = [gate.lets_through(grainy(BLANK, number), number / 10) for number in range(100)]
    assert sum(looks[20:]) == pytest.approx(8, abs=1)


def test_paper_that_comes_is_read_while_it_moves_and_a_while_after():
    gate = MotionGate()
    for number in range(30):
        gate.lets_through(BLANK, number / 10)
    paper = a_picture("good").gray
    looks = [gate.lets_through(paper, 3 + number / 10) for number in range(20)]
    assert looks[:15] == [True] * 15
    gate.hold_open(4.9)
    assert gate.lets_through(paper, 6.3)


def blind_after(frames: Callable[[int], Gray], seconds: float = 4.0) -> float | None:
    watch = SightWatch("camera")
    for number in range(int(seconds * 10)):
        try:
            watch.look(frames(number), number / 10)
        except DeviceBlind:
            return number / 10
    return None


def test_a_black_picture_is_told_after_two_seconds():
    assert blind_after(lambda number: grainy(np.zeros((90, 160), np.uint8), number)) == 2.0


def test_a_picture_that_stands_still_is_told_after_two_seconds():
    assert blind_after(lambda number: BLANK if number > 5 else grainy(BLANK, number)) == 2.6


def test_a_wall_and_a_dim_room_are_no_faults():
    wall, room = BLANK[::3, ::3], a_picture("dim", "qr-code").gray[::3, ::3]
    assert blind_after(lambda number: grainy(wall, number)) is None
    assert blind_after(lambda number: grainy(room, number), 2.5) is None


def test_a_camera_is_proven_by_two_different_pictures_with_light():
    watch = SightWatch("camera")
    watch.look(np.zeros((90, 160), np.uint8), 0.0)
    watch.look(grainy(np.zeros((90, 160), np.uint8), 1), 0.1)
    assert not watch.proven
    watch.look(BLANK, 0.2)
    assert watch.proven
