"""Waiting between tries."""

from controller.sending.patience import LONGEST_S, wait_s


def test_each_failure_doubles_the_wait_up_to_a_limit():
    assert [wait_s(n, lambda: 1.0) for n in (0, 1, 2, 3)] == [2, 4, 8, 16]
    assert wait_s(10_000, lambda: 1.0) == LONGEST_S


def test_luck_spreads_the_offices():
    assert (wait_s(3, lambda: 0.0), wait_s(3, lambda: 1.0)) == (8, 16)


def test_the_centre_may_ask_for_more_but_not_for_ever():
    assert wait_s(0, lambda: 0.0, 90) == 90
    assert wait_s(0, lambda: 0.0, 10**9) == 3600
    assert wait_s(9, lambda: 1.0, 1) == LONGEST_S
