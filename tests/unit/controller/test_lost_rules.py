"""The journal lost its end: whatever was given then, nobody gets it a second time."""

from hypothesis import given
from hypothesis import strategies as st

from contracts.vocabulary import RefusalCode, ServiceCode
from controller.domain.day import Day, fold
from controller.domain.lost_rules import DOUBT, Lost, Span, skips, spans_with
from tests import builders as b
from tests.properties import examples

OFFICE = b.open_office()
MANY = examples(80)
TAKES = st.lists(st.sampled_from([b.CIVIL, b.LAND, b.RESULTS]), max_size=40)


def _given(day: Day) -> set[str]:
    return {ticket.number for ticket in day.tickets.values()}


def _seen(day: Day) -> dict[str, tuple[Span, ...]]:
    """As a witness has it."""
    return {b.DATE: spans_with((), [(t.number, t.series, t.n) for t in day.tickets.values()])}


def _made_up(day: Day, lost: Lost) -> Day:
    return fold(day, skips(OFFICE, day, lost, day.last_at))


@MANY
@given(kept=TAKES, forgotten=TAKES, unseen=st.integers(0, DOUBT), later=TAKES)
def test_no_number_is_given_twice_whatever_was_forgotten(
    kept: list[ServiceCode], forgotten: list[ServiceCode], unseen: int, later: list[ServiceCode]
):
    """``unseen``: numbers of one service that the witness, too, has lost."""
    left = b.after(OFFICE, b.a_day(), *map(b.take, kept))
    seen = b.after(OFFICE, left, *map(b.take, forgotten))
    truth = b.after(OFFICE, seen, *[b.take(b.LAND)] * unseen)
    day = _made_up(left, Lost(len(forgotten), _seen(seen)))
    after = b.after(OFFICE, day, *map(b.take, later))
    new = _given(after) - _given(left)
    assert len(new) == len(later)
    assert not new & _given(truth)


@MANY
@given(kept=TAKES, forgotten=TAKES, later=TAKES)
def test_a_witness_of_an_older_program_knows_only_how_many_and_that_is_enough(
    kept: list[ServiceCode], forgotten: list[ServiceCode], later: list[ServiceCode]
):
    left = b.after(OFFICE, b.a_day(), *map(b.take, kept))
    truth = b.after(OFFICE, left, *map(b.take, forgotten))
    after = b.after(OFFICE, _made_up(left, Lost(2 * len(forgotten))), *map(b.take, later))
    assert not (_given(after) - _given(left)) & _given(truth)


@MANY
@given(kept=TAKES, events=st.integers(1, 10**18), losses=st.integers(1, 5))
def test_doubt_alone_never_exhausts_a_series(kept: list[ServiceCode], events: int, losses: int):
    day = b.after(OFFICE, b.a_day(), *map(b.take, kept))
    for _ in range(losses):
        day = _made_up(day, Lost(events))
    assert all(day.highest[code] < OFFICE.services[code].last for code in OFFICE.services)
    b.after(OFFICE, day, b.take(b.CIVIL), b.take(b.LAND), b.take(b.RESULTS))


def test_the_skip_begins_behind_what_is_known_and_says_where_it_ends():
    day = b.after(OFFICE, b.a_day(), b.take(), b.take())
    skipped = {
        skip.service: (skip.from_n, skip.to_n)
        for skip in skips(OFFICE, day, Lost(9, {b.DATE: (Span("A", b.CIVIL, 1, 5),)}), 1)
    }
    assert skipped == {b.CIVIL: (3, 5 + DOUBT), b.LAND: (1, DOUBT), b.RESULTS: (1, DOUBT)}


def test_a_series_that_was_given_out_stays_given_out():
    office = b.open_office(b.a_service(last=20))
    lost = Lost(40, {b.DATE: (Span("A", b.CIVIL, 1, 20),)})
    day = fold(b.a_day(), skips(office, b.a_day(), lost, b.clock("08:00")))
    assert b.refusal_code(office, day, b.take()) is RefusalCode.RANGE_EXHAUSTED


def test_a_series_that_left_the_settings_is_not_forgotten():
    gone = ServiceCode("gone")
    day = _made_up(b.a_day(), Lost(4, {b.DATE: (Span("G", gone, 1, 7),)}))
    heir = b.open_office(b.a_service(gone, "G"))
    assert b.waiting(b.after(heir, day, b.take(gone))) == [f"G{7 + DOUBT + 1:03}"]


def test_no_number_counts_as_given_that_nobody_knows_of():
    day = _made_up(b.a_day(), Lost(4, {b.DATE: (Span("A", b.CIVIL, 1, 7),)}))
    office = b.open_office(b.a_service(quota=2))
    assert len(b.after(office, day, b.take(), b.take()).tickets) == 2
    assert (
        b.refusal_code(office, b.after(office, day, b.take(), b.take()), b.take())
        is RefusalCode.QUOTA_REACHED
    )


def test_a_prefix_that_went_to_another_service_takes_its_numbers_along():
    lost = Lost(4, {b.DATE: (Span("A", b.CIVIL, 1, 20), Span("B", b.LAND, 1, 3))})
    office = b.open_office(b.a_service(b.CIVIL, "C"), b.a_service(b.LAND, "A"))
    made_up = fold(b.a_day(), skips(office, b.a_day(), lost, 1))
    assert b.waiting(b.after(office, made_up, b.take(b.LAND))) == [f"A{20 + DOUBT + 1:03}"]


def test_a_service_with_a_new_code_goes_on_behind_the_old_ones_numbers():
    lost = Lost(4, {b.DATE: (Span("A", ServiceCode("old"), 1, 20),)})
    office = b.open_office(b.a_service(ServiceCode("new"), "A"))
    made_up = fold(b.a_day(), skips(office, b.a_day(), lost, 1))
    assert b.waiting(b.after(office, made_up, b.take(ServiceCode("new")))) == [f"A{20 + DOUBT + 1:03}"]


def test_two_services_that_share_a_prefix_do_not_exhaust_one_another():
    low, high = b.a_service(b.CIVIL, "A", last=499), b.a_service(b.LAND, "A", first=500)
    lost = Lost(4, {b.DATE: (Span("A", b.CIVIL, 1, 5), Span("A", b.LAND, 500, 512))})
    made_up = fold(b.a_day(), skips(b.open_office(low, high), b.a_day(), lost, 1))
    assert (made_up.highest[b.CIVIL], made_up.highest[b.LAND]) == (5 + DOUBT, 512 + DOUBT)


def test_a_span_holds_every_number_that_was_given():
    once = spans_with((), [("A007", b.CIVIL, 7), ("B001", b.LAND, 1), ("A003", b.CIVIL, 3)])
    assert set(once) == {Span("A", b.CIVIL, 3, 7), Span("B", b.LAND, 1, 1)}
    assert spans_with(once, [("1", b.CIVIL, 1)])[-1] == Span("", b.CIVIL, 1, 1)
