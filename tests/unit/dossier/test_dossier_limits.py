"""Against guessing: so many a minute, so many an hour, and ever longer waits for whoever misses."""

from hypothesis import given
from hypothesis import strategies as st

from controller.dossier.limits import (
    DAY_S,
    Asker,
    LimitRules,
    ProofTries,
    SiteMisses,
    alarm_since,
    hit,
    may_ask,
    may_prove,
    miss,
    site_miss,
    together,
    unproved,
)

RULES = LimitRules()


def asked(times: int, every_s: float, asker: Asker | None = None, start: float = 0.0) -> Asker:
    asker = asker or Asker()
    for turn in range(times):
        after = may_ask(asker, RULES, start + turn * every_s)
        assert isinstance(after, Asker)
        asker = after
    return asker


def missed(times: int, now: float = 0.0) -> Asker:
    asker = Asker()
    for _ in range(times):
        asker = miss(asker, RULES, now)
    return asker


def test_six_a_minute_are_answered_and_the_seventh_waits_for_the_first_to_be_a_minute_old():
    asker = asked(6, 1.0)
    assert may_ask(asker, RULES, 6.0) == 54.0
    assert isinstance(may_ask(asker, RULES, 60.0), Asker)


def test_sixty_an_hour_are_answered():
    asker = asked(60, 20.0)
    wait = may_ask(asker, RULES, 1200.0)
    assert wait == 2400.0
    assert isinstance(may_ask(asker, RULES, 3600.0), Asker)


def test_a_refused_question_does_not_count():
    asker = asked(6, 1.0)
    for now in range(6, 60):
        assert isinstance(may_ask(asker, RULES, float(now)), float)
    assert isinstance(may_ask(asker, RULES, 60.0), Asker)


def test_two_misses_are_free_and_the_third_costs_five_seconds():
    assert isinstance(may_ask(missed(2), RULES, 0.0), Asker)
    assert may_ask(missed(3), RULES, 0.0) == 5.0


def test_the_wait_doubles_with_every_further_miss_up_to_a_quarter_of_an_hour():
    asker, now, waits = missed(3), 0.0, []
    for _ in range(12):
        waits.append(asker.delay_s)
        now = asker.wait_until
        asker = miss(asker, RULES, now)
    assert waits[:6] == [5, 10, 20, 40, 80, 160]
    assert waits[-1] == 900


def test_whoever_waits_as_told_is_not_forgiven_by_the_waiting_but_by_five_minutes_of_peace():
    asker = missed(3)
    assert miss(asker, RULES, asker.wait_until + 299).delay_s == 10
    assert miss(asker, RULES, asker.wait_until + 300).delay_s == 0


def test_a_hit_forgives_earlier_misreadings():
    assert isinstance(may_ask(miss(hit(missed(2)), RULES, 1.0), RULES, 1.0), Asker)


def test_the_site_raises_an_alarm_when_misses_pile_up_within_an_hour_and_drops_it_by_the_clock_alone():
    site = SiteMisses()
    for turn in range(RULES.site_misses_per_hour):
        assert alarm_since(site, RULES, 100.0) is None
        site = site_miss(site, RULES, 100.0 + turn)
    assert alarm_since(site, RULES, 300.0) == 100.0
    assert alarm_since(site, RULES, 100.0 + 3599) == 100.0
    assert alarm_since(site, RULES, 100.0 + 3600) is None


def tried(times: int, tries: ProofTries | None = None, now: float = 0.0) -> ProofTries:
    tries = tries or ProofTries()
    for _ in range(times):
        after = may_prove(tries, RULES, now)
        assert isinstance(after, ProofTries)
        tries = after
    return tries


def test_five_second_factors_may_be_tried_on_one_dossier_and_then_one_an_hour():
    tries = tried(5)
    assert may_prove(tries, RULES, 0.0) == 3600.0
    tries = tried(1, tries, now=3600.0)
    assert may_prove(tries, RULES, 3601.0) == 3599.0


def test_a_try_that_the_main_system_did_not_judge_does_not_count():
    tries = ProofTries()
    for _ in range(20):
        tries = unproved(tried(1, tries))
    assert tries.tried == 0
    assert isinstance(may_prove(unproved(tried(5)), RULES, 0.0), ProofTries)


def test_a_day_of_peace_forgives_wrong_second_factors():
    tries = tried(5)
    assert isinstance(may_prove(tries, RULES, tries.wait_until + DAY_S - 1), ProofTries)
    assert tried(1, tries, tries.wait_until + DAY_S).tried == 1


@given(st.lists(st.floats(0, 2 * DAY_S) | st.floats(0, 60), min_size=1, max_size=200))
def test_no_pattern_of_wrong_second_factors_gets_more_than_28_through_in_a_day(pauses: list[float]):
    tries, now, through = ProofTries(), 0.0, []
    for pause in pauses:
        now += pause
        after = may_prove(tries, RULES, now)
        if isinstance(after, ProofTries):
            tries = after
            through.append(now)
    for start in through:
        assert sum(start <= at < start + DAY_S for at in through) <= 28


def test_a_day_of_guessing_four_digits_without_pause_gets_28_of_10000_through():
    tries, through = ProofTries(), 0
    for second in range(0, int(DAY_S), 10):
        after = may_prove(tries, RULES, float(second))
        if isinstance(after, ProofTries):
            tries, through = after, through + 1
    assert through == 28


@given(st.lists(st.floats(0, 30), min_size=1, max_size=400))
def test_no_pattern_of_guessing_gets_more_than_the_limits(pauses: list[float]):
    asker, now, tries = Asker(), 0.0, []
    for pause in pauses:
        now += pause
        after = may_ask(asker, RULES, now)
        if isinstance(after, Asker):
            asker = miss(after, RULES, now)
            tries.append(now)
    for start in tries:
        assert sum(start <= at < start + 60 for at in tries) <= RULES.per_minute
        assert sum(start <= at < start + 3600 for at in tries) <= RULES.per_hour


@given(st.integers(1, 8), st.integers(1, 8))
def test_two_dossiers_of_one_receipt_have_no_more_tries_together_than_one_alone(one: int, other: int):
    both = together(ProofTries(one, 10.0), ProofTries(other, 20.0), RULES)
    assert both.tried == one + other
    assert (may_prove(both, RULES, 20.0) == 3600.0) == (one + other >= RULES.free_proofs)
