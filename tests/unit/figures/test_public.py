"""What the public sees: never fewer than five people, nor a number from which fewer could be worked out."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from contracts.open_data import SMALLEST, OpenResults
from controller.figures.figures import Figures
from controller.figures.period import Kind, around
from controller.figures.public import Rules, results
from controller.figures.sheet import Side
from controller.figures.tally import Tally, total

OCTOBER = around(Kind.MONTH, date(2026, 10, 1))
NAMES = {"civil": "Hộ tịch", "land": "Đất đai", "social": "Xã hội", "results": "Trả kết quả"}


def of(**issued: int) -> OpenResults:
    tallies = {
        code: Tally(
            issued=count, served=count, waits=tuple(range(60, 60 + 60 * count, 60)), told=count, within=count
        )
        for code, count in issued.items()
    }
    sheet = {Side.SERVICE: tallies, Side.ALL: {"": total(tallies.values())}}
    return results(
        Figures(OCTOBER, sheet, {"2026-10-01": Tally()}, "x"), Rules(1800, NAMES), "Tháng 10", "Xã A"
    )


def test_a_month_is_told_with_waits_and_shares():
    told = of(civil=40, land=10)
    assert [(one.name, one.issued, one.wait_median, one.within_limit) for one in told.services] == [
        ("Hộ tịch", 40, 20, 75.0),
        ("Đất đai", 10, 5, 100.0),
    ]
    assert (told.whole.issued, told.whole.told_right, told.days, told.first) == (50, 100.0, 1, "2026-10-01")


def test_a_handful_is_hidden_and_so_is_one_more_that_would_give_it_away():
    told = of(civil=40, land=4, social=9)
    assert [one.issued for one in told.services] == [40, None, None]
    assert told.whole.issued == 53
    hidden = told.services[1]
    assert hidden.model_dump(exclude={"name"}) == dict.fromkeys(
        ("issued", "served", "wait_median", "wait_p90", "within_limit", "told_right")
    )


def test_several_small_ones_that_are_enough_together_hide_no_other():
    assert [one.issued for one in of(civil=40, land=3, social=4).services] == [40, None, None]


def test_an_office_of_a_handful_says_nothing():
    told = of(civil=4)
    assert (told.whole.issued, [one.issued for one in told.services]) == (None, [None])


def test_who_was_not_served_is_no_handful_either():
    tally = Tally(issued=40, served=38)
    sheet = {Side.SERVICE: {"civil": tally}, Side.ALL: {"": tally}}
    told = results(Figures(OCTOBER, sheet, {}, "x"), Rules(1800, NAMES), "", "")
    assert (told.whole.issued, told.whole.served) == (40, None)


COUNTS = st.dictionaries(st.sampled_from([*NAMES, "gone"]), st.integers(0, 30), min_size=1)


@given(COUNTS)
def test_nothing_small_can_be_worked_out(counts: dict[str, int]):
    told = of(**counts)
    for one in told.services:
        assert one.issued is None or one.issued >= SMALLEST
    if told.whole.issued is not None:
        unsaid = told.whole.issued - sum(one.issued or 0 for one in told.services)
        hidden = [one for one in told.services if one.issued is None]
        assert unsaid == 0 or unsaid >= SMALLEST or not hidden
