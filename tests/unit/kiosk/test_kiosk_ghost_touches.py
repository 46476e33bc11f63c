"""Touches that no finger makes."""

from kiosk_app.flow.ghost_touches import GhostTouches


def test_a_point_that_fires_faster_than_a_hand_is_ignored_until_it_is_quiet():
    ghosts = GhostTouches()
    taken = [not ghosts.is_ghost(index * 0.05, 100, 100) for index in range(200)]
    assert sum(taken) == 15
    assert ghosts.places(10)
    assert ghosts.is_ghost(11, 104, 97)
    assert not ghosts.is_ghost(11, 200, 100), "elsewhere the glass works"
    assert not ghosts.places(17)
    assert not ghosts.is_ghost(17, 100, 100)


def test_a_hand_that_hammers_is_no_ghost():
    ghosts = GhostTouches()
    assert not any(ghosts.is_ghost(index * 0.1, 100, 100) for index in range(300))
