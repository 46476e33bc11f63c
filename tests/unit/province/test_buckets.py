"""So much at once, then at a steady pace; nobody is kept for ever, and nobody pays for another."""

from province.buckets import MOST_KEPT, Buckets


def test_a_bucket_is_emptied_and_fills_again():
    buckets = Buckets(3, 0.5)
    for _ in range(3):
        assert buckets.wait_s("a", 10.0) == 0
        buckets.take("a", 10.0)
    assert buckets.wait_s("a", 10.0) == 2.0
    assert buckets.wait_s("b", 10.0) == 0
    assert buckets.wait_s("a", 12.0) == 0
    buckets.take("a", 12.0)
    assert buckets.wait_s("a", 12.0) == 2.0


def test_whoever_goes_on_asking_does_not_wait_longer():
    buckets = Buckets(3, 0.5)
    for _ in range(500):
        buckets.take("a", 10.0)
    assert buckets.wait_s("a", 10.0) == 2.0


def test_the_eldest_are_forgotten_first():
    buckets = Buckets(1, 0.001)
    for nth in range(MOST_KEPT + 1):
        buckets.take(str(nth), 0.0)
    assert buckets.wait_s("0", 0.0) == 0
    assert buckets.wait_s(str(MOST_KEPT), 0.0) > 0
