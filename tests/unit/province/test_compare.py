"""Offices beside each other: intervals that days and not numbers make."""

from random import Random
from statistics import mean

import pytest

from province.charts import columns, whisker
from province.compare import Standing, Sums, interval, ranking, t_of, top_of_scale, total
from province.tries import FREE, Tries


def sums(days: list[tuple[int, int]]) -> Sums:
    """Of days with so many waits of together so many seconds."""
    return total(
        Sums(days=1, issued=n, served=n, waits=n, wait_s=s, ss=s * s, sn=s * n, nn=n * n) for n, s in days
    )


def test_of_nothing_there_is_no_mean():
    assert (Sums().mean_wait_s, Sums().share_too_long, Sums().mean_service_s) == (None, None, None)
    assert interval(Sums()) is None
    assert [row.standing for row in ranking({"a": Sums()})] == [Standing.UNKNOWN]


def test_two_days_say_nothing_and_equal_days_everything():
    assert interval(sums([(10, 6000)] * 2)) is None
    assert interval(sums([(10, 6000)] * 5)) == (600.0, 600.0)


def test_the_interval_is_that_of_a_ratio_of_sums_over_days():
    days = [(10, 5000), (20, 16000), (30, 15000), (20, 14000)]
    low, high = interval(sums(days)) or (0, 0)
    middle = 50_000 / 80
    spread = sum((s - middle * n) ** 2 for n, s in days)
    half = 3.18 * (spread * 4 / 3) ** 0.5 / 80
    assert (low, high) == pytest.approx((middle - half, middle + half))


def test_in_95_of_100_cases_the_true_mean_lies_in_it():
    dice, within = Random(1), 0  # noqa: S311 - a play, no secret
    for _ in range(400):
        days = []
        for _ in range(12):
            crowd = dice.uniform(300, 900)  # a day's crowd is felt by all of the day
            waits = [max(0, round(dice.gauss(crowd, 200))) for _ in range(30)]
            days.append((30, sum(waits)))
        low, high = interval(sums(days)) or (0, 0)
        within += low <= 600 <= high
    assert 0.92 < within / 400 < 0.98


def test_a_difference_that_may_be_chance_is_none():
    steady, other = (
        [(10, 6000), (10, 6100), (10, 5900), (10, 6000)],
        [(10, 9000), (10, 3000), (10, 7000), (10, 5500)],
    )
    slow = [(10, 12_000), (10, 12_100), (10, 11_900), (10, 12_000)]
    found = {
        row.name: row.standing for row in ranking({"a": sums(steady), "b": sums(other), "c": sums(slow)})
    }
    assert found == {"a": Standing.FASTER, "b": Standing.ALIKE, "c": Standing.SLOWER}
    assert [row.name for row in ranking({"c": sums(slow), "none": Sums(), "a": sums(steady)})] == [
        "a",
        "c",
        "none",
    ]


def test_students_t_falls_towards_the_normal_value():
    values = [t_of(freedom) for freedom in range(1, 400)]
    assert values == sorted(values, reverse=True)
    assert t_of(10**6) == pytest.approx(1.96, abs=0.001)
    assert mean((t_of(30), t_of(60))) == pytest.approx((2.042 + 2.000) / 2, abs=0.02)


def test_pictures_hold_whatever_they_are_given():
    assert top_of_scale([]) == 60
    assert top_of_scale(ranking({"a": sums([(1, 50_000)] * 4)})) == 50_000
    assert "NaN" not in whisker(0, None, None, 0, None)
    assert "<b>" not in columns("<b>", [("<b>", 3), ("b", 0)])
    assert columns("none", []).endswith("</svg>")


def test_guessing_has_to_wait_longer_and_longer():
    tries = Tries()
    for _ in range(FREE):
        assert tries.wait_s("lan", "10.0.0.1", 0) == 0
        tries.wrong("lan", "10.0.0.1", 0)
    assert tries.wait_s("lan", "10.0.0.1", 0) == 5
    assert tries.wait_s("lan", "10.0.0.2", 0) == 0
    tries.wrong("lan", "10.0.0.1", 5)
    assert tries.wait_s("lan", "10.0.0.1", 5) == 10
    assert tries.wait_s("lan", "10.0.0.1", 4000) == 0, "an hour later it is forgotten"
    for place in range(20):
        tries.wrong("lan", f"10.0.1.{place}", 4000)
    assert tries.wait_s("lan", "10.9.9.9", 4000) > 0, "from everywhere"
