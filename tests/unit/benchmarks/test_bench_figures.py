import json

import pytest

from benchmarks.figures import Figure, Report, as_json, percentile, ratio, shown, table

REPORT = Report(
    "press",
    "Press -> board",
    (
        Figure("presses", "presses", 1200, ""),
        Figure("ours_p50", "our client, p50", 3.14159, "ms"),
        Figure("ours_p99", "our client, p99", 31.2, "ms", at_most=25),
        Figure("ours_to_floor", "ours / floor", 1.5, "x", at_most=2),
    ),
    ("Two cores.",),
)


@pytest.mark.parametrize(
    ("percent", "expected"), [(1, 10), (25, 10), (26, 20), (50, 20), (75, 30), (76, 40), (100, 40)]
)
def test_a_percentile_is_the_smallest_value_that_so_many_do_not_exceed(percent: float, expected: int):
    assert percentile([40, 10, 30, 20], percent) == expected


def test_the_99th_of_a_hundred_leaves_out_the_worst():
    assert percentile([*range(99), 1_000_000], 99) == 98


def test_nothing_has_no_percentile():
    with pytest.raises(ValueError, match="no values"):
        percentile([], 50)


def test_a_ratio_is_how_many_times_the_second():
    assert ratio(3.0, 1.5) == 2.0


@pytest.mark.parametrize("floor", [0, -1])
def test_nothing_is_a_multiple_of_zero_or_less(floor: float):
    with pytest.raises(ValueError, match="multiple"):
        ratio(1.0, floor)


@pytest.mark.parametrize(
    ("value", "at_most", "missed"), [(2.0, 2, False), (2.01, 2, True), (9.0, None, False), (0.0, 0, False)]
)
def test_an_aim_is_missed_only_beyond_it(value: float, at_most: float | None, *, missed: bool):
    assert Figure("k", "m", value, "x", at_most).missed is missed


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (1_000_000, "", "1,000,000"),
        (0.1234, "ms", "0.12"),
        (9.996, "ms", "10.00"),
        (1911.64, "MB", "1,911.6"),
    ],
)
def test_a_number_has_as_many_digits_as_it_deserves(value: float, unit: str, text: str):
    assert shown(value, unit) == text


def test_the_table_names_everything_once_and_marks_what_was_missed():
    lines = table([REPORT]).splitlines()
    assert lines[0] == "Press -> board"
    assert [line.split()[-1] for line in lines[1:5]] == ["1,200", "ms", "MISSED", "2"]
    assert lines[5].strip() == "Two cores."


def test_the_numbers_of_a_table_stand_under_each_other():
    lines = table([REPORT]).splitlines()[2:5]
    assert len({line.index(".", line.index("  ", 3)) for line in lines}) == 1


def test_the_json_object_has_one_key_for_each_benchmark_and_tells_units():
    found = json.loads(json.dumps(as_json([REPORT], {"cores": 2})))
    assert found == {
        "machine": {"cores": 2},
        "press": {"presses": 1200, "ours_p50_ms": 3.142, "ours_p99_ms": 31.2, "ours_to_floor_ratio": 1.5},
        "missed": ["press.ours_p99"],
    }
