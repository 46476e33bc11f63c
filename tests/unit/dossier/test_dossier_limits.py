"""Against guessing: so many a minute, so many an hour, and ever longer waits for whoever misses, all day long."""

from hypothesis import given
from hypothesis import strategies as st

from controller.dossier.limits import (
    DAY_S,
    Allowance,
    Asker,
    LimitRules,
    ProofTries,
    alarm_since,
    guesses,
    hit,
    may_ask,
    may_prove,
    miss,
    of_place,
    of_session,
    together,
    unproved,
)

RULES = LimitRules()
SESSION, PLACE, KIOSK = of_session(RULES), of_place(RULES, kiosk=False), of_place(RULES, kiosk=True)


def mark(number: int) -> bytes:
    return number.to_bytes(4)


def asked(times: int, every_s: float, allowed: Allowance = SESSION) -> Asker:
    asker = Asker()
    for turn in range(times):
        after = may_ask(asker, allowed, turn * every_s)
        assert isinstance(after, Asker)
        asker = after
    return asker


def missed(times: int, now: float = 0.0, allowed: Allowance = SESSION, asker: Asker | None = None) -> Asker:
    asker = asker or Asker()
    for number in range(times):
        asker = miss(asker, allowed, RULES, mark(number), now)
    return asker


def found(times: int, asker: Asker | None = None, allowed: Allowance = SESSION) -> Asker:
    asker = asker or Asker()
    for number in range(times):
        asker = hit(asker, allowed, RULES, mark(10_000 + number), 0.0)
    return asker


def day_of_guessing(allowed: Allowance, own_codes: int = 0) -> int:
    """How many wrong codes somebody gets through in a day who asks whenever it is allowed, own codes in between."""
    asker, now, through = Asker(), 0.0, 0
    while now < DAY_S:
        after = may_ask(asker, allowed, now)
        if isinstance(after, float):
            now += after
            continue
        asker = miss(after, allowed, RULES, mark(through), now)
        through += 1
        for own in range(own_codes):
            asker = hit(asker, allowed, RULES, mark(100_000 + own), now)
        now += 0.1
    return through


def test_six_a_minute_are_answered_and_the_seventh_waits_for_the_first_to_be_a_minute_old():
    asker = asked(6, 1.0)
    assert may_ask(asker, SESSION, 6.0) == 54.0
    assert isinstance(may_ask(asker, SESSION, 60.0), Asker)


def test_sixty_an_hour_are_answered():
    asker = asked(60, 20.0)
    assert may_ask(asker, SESSION, 1200.0) == 2400.0
    assert isinstance(may_ask(asker, SESSION, 3600.0), Asker)


def test_a_hall_of_ten_phones_may_ask_ten_times_as_often_as_one():
    asker = asked(60, 0.5, PLACE)
    assert may_ask(asker, PLACE, 30.0) == 30.0


def test_a_refused_question_does_not_count():
    asker = asked(6, 1.0)
    for now in range(6, 60):
        assert isinstance(may_ask(asker, SESSION, float(now)), float)
    assert isinstance(may_ask(asker, SESSION, 60.0), Asker)


def test_two_misses_are_free_and_the_third_costs_five_seconds_and_each_further_one_twice_as_much():
    assert isinstance(may_ask(missed(2), SESSION, 0.0), Asker)
    waits = [may_ask(missed(times), SESSION, 0.0) for times in range(3, 15)]
    assert waits[:6] == [5, 10, 20, 40, 80, 160]
    assert waits[-1] == 900


def test_the_same_wrong_code_again_is_the_same_mistake():
    asker = missed(2)
    for _ in range(20):
        asker = miss(asker, SESSION, RULES, mark(1), 0.0)
    assert isinstance(may_ask(asker, SESSION, 0.0), Asker)


def test_nothing_forgives_a_miss_but_the_day():
    asker = found(5, missed(3))
    assert may_ask(missed(1, 3000.0, asker=Asker(missed=asker.missed, found=asker.found)), SESSION, 3000.0)
    again = miss(asker, SESSION, RULES, mark(77), DAY_S - 1)
    assert may_ask(again, SESSION, DAY_S - 1) == 10
    assert isinstance(may_ask(miss(asker, SESSION, RULES, mark(77), DAY_S), SESSION, DAY_S), Asker)


def test_a_code_that_was_found_today_waits_for_no_miss_but_for_the_rate():
    asker = missed(9)
    assert isinstance(may_ask(asker, SESSION, 0.0, known=True), Asker)
    assert may_ask(asked(6, 1.0), SESSION, 6.0, known=True) == 54.0


def test_a_place_has_thirty_free_misses_and_one_more_for_every_two_codes_that_exist():
    assert guesses(missed(29, allowed=PLACE), PLACE, 0.0) == 0
    assert may_ask(missed(30, allowed=PLACE), PLACE, 0.0) == 5
    hall = found(100, allowed=PLACE)
    assert isinstance(may_ask(missed(79, allowed=PLACE, asker=hall), PLACE, 0.0), Asker)
    assert may_ask(missed(80, allowed=PLACE, asker=hall), PLACE, 0.0) == 5
    assert may_ask(missed(300, allowed=PLACE, asker=found(1000, allowed=PLACE)), PLACE, 0.0) == 900


def test_whoever_comes_next_to_a_kiosk_waits_a_minute_at_most():
    assert may_ask(missed(60, allowed=KIOSK), KIOSK, 0.0) == 60


def test_whoever_reads_a_list_of_codes_that_exist_waits_too():
    assert isinstance(may_ask(found(40), SESSION, 0.0), Asker)
    assert may_ask(found(43), SESSION, 0.0) == 5


def test_a_day_of_guessing_gets_105_through_a_session_and_140_through_an_address():
    assert day_of_guessing(SESSION) <= 105
    assert day_of_guessing(PLACE) <= 140


def test_own_codes_in_between_buy_nothing():
    assert day_of_guessing(SESSION, own_codes=1) <= 105
    assert day_of_guessing(SESSION, own_codes=30) <= 105
    assert day_of_guessing(PLACE, own_codes=1) <= 140


def test_the_site_raises_an_alarm_when_misses_pile_up_within_an_hour_or_a_day():
    everyone = Allowance(1, 1, 5000, 0.0)
    site = Asker()
    for turn in range(RULES.site_misses_per_hour):
        assert alarm_since(site, RULES, 100.0) is None
        site = miss(site, everyone, RULES, mark(turn), 100.0 + turn)
    assert alarm_since(site, RULES, 300.0) == 100.0
    assert alarm_since(site, RULES, 100.0 + 3599) == 100.0
    assert alarm_since(site, RULES, 100.0 + 3600) is None
    for turn in range(RULES.site_misses_per_hour, RULES.site_misses_per_day):
        site = miss(site, everyone, RULES, mark(turn), 200.0 * turn)
    assert alarm_since(site, RULES, 200.0 * turn) == 100.0


@given(st.lists(st.tuples(st.floats(0, 30), st.integers(0, 50), st.booleans()), min_size=1, max_size=300))
def test_no_pattern_gets_more_than_the_limits(turns: list[tuple[float, int, bool]]):
    asker, now, tries = Asker(), 0.0, []
    for pause, number, exists in turns:
        now += pause
        after = may_ask(asker, SESSION, now)
        if isinstance(after, Asker):
            asker = (hit if exists else miss)(after, SESSION, RULES, mark(number), now)
            tries.append(now)
    for start in tries:
        assert sum(start <= at < start + 60 for at in tries) <= RULES.per_minute
        assert sum(start <= at < start + 3600 for at in tries) <= RULES.per_hour


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


@given(st.integers(1, 8), st.integers(1, 8))
def test_two_dossiers_of_one_receipt_have_no_more_tries_together_than_one_alone(one: int, other: int):
    both = together(ProofTries(one, 10.0), ProofTries(other, 20.0), RULES)
    assert both.tried == one + other
    assert (may_prove(both, RULES, 20.0) == 3600.0) == (one + other >= RULES.free_proofs)
