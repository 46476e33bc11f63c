"""How often a PIN may be tried."""

from controller.web.sign_in_tries import (
    FIRST_WAIT_S,
    FORGET_S,
    FREE,
    FREE_ABROAD,
    LONGEST_WAIT_S,
    MOST_KEPT,
    TOLD,
    Tries,
    Try,
)

LAN_HERE, LAN_ABROAD = Try("lan", "10.0.0.5", "her-machine"), Try("lan", "10.0.0.9")


def tried(tries: Tries, attempt: Try, count: int, now: float = 0.0) -> None:
    for _ in range(count):
        tries.wrong(attempt, now)


def test_each_wrong_try_after_the_free_ones_doubles_the_wait_up_to_a_bound() -> None:
    tries, waits = Tries(), []
    for _ in range(FREE + 8):
        tries.wrong(LAN_ABROAD, 0)
        waits.append(tries.wait_s(LAN_ABROAD, 0))
    assert waits[: FREE + 1] == [0.0] * (FREE - 1) + [FIRST_WAIT_S, 2 * FIRST_WAIT_S]
    assert waits[-1] == LONGEST_WAIT_S


def test_the_wait_passes_and_after_a_quiet_hour_all_is_forgotten() -> None:
    tries = Tries()
    tried(tries, LAN_ABROAD, FREE)
    assert tries.wait_s(LAN_ABROAD, FIRST_WAIT_S) == 0
    tried(tries, LAN_ABROAD, 20)
    assert tries.wait_s(LAN_ABROAD, FORGET_S) == 0


def test_tries_that_are_not_even_made_are_told_and_make_nobody_wait_longer() -> None:
    tries = Tries()
    tried(tries, LAN_ABROAD, FREE)
    for _ in range(TOLD - FREE):
        assert tries.guessed(0) == ()
        tries.too_soon(LAN_ABROAD, 0)
    ((name, count),) = tries.guessed(0)
    assert (name, count.wrong) == ("lan", TOLD)
    assert tries.wait_s(LAN_ABROAD, 0) == FIRST_WAIT_S


def test_a_machine_of_her_own_is_counted_by_itself() -> None:
    tries = Tries()
    for n in range(100):
        tries.wrong(Try("lan", f"10.0.1.{n}"), 0)
    assert tries.wait_s(LAN_HERE, 0) == 0
    assert tries.wait_s(LAN_ABROAD, 0) > 0, "from many addresses is guessing, too"
    tried(tries, LAN_HERE, FREE)
    assert tries.wait_s(LAN_HERE, 0) == FIRST_WAIT_S, "her own machine is no free pass"


def test_one_address_cannot_go_from_name_to_name() -> None:
    tries = Tries()
    for n in range(FREE_ABROAD):
        tries.wrong(Try(f"name-{n}", "10.0.0.9"), 0)
    assert tries.wait_s(Try("another", "10.0.0.9"), 0) > 0
    assert tries.wait_s(Try("another", "10.0.0.8"), 0) == 0


def test_being_right_forgets_ones_own_slips_only() -> None:
    tries = Tries()
    tried(tries, LAN_ABROAD, FREE - 1)
    tries.right(LAN_ABROAD)
    tried(tries, LAN_ABROAD, FREE - 1)
    assert tries.wait_s(LAN_ABROAD, 0) == 0
    for n in range(FREE_ABROAD):
        tried(tries, Try("lan", f"10.0.1.{n}"), 1)
    tries.right(LAN_HERE)
    assert tries.wait_s(Try("lan", "10.0.0.6"), 0) > 0


def test_whom_somebody_guesses_at_is_told() -> None:
    tries = Tries()
    tried(tries, LAN_ABROAD, TOLD - 1)
    assert tries.guessed(0) == ()
    tried(tries, LAN_HERE, 1)
    ((name, count),) = tries.guessed(0)
    assert (name, count.wrong) == ("lan", TOLD)
    assert tries.guessed(FORGET_S) == ()


def test_up_to_three_visitors_keep_no_clerk_out_of_a_new_machine_however_long_they_guess() -> None:
    tries, her_new_one = Tries(), Try("lan", "10.0.0.4")
    made, now = 0, 0.0
    while now < 24 * 3600:
        for guesser in (Try("lan", f"10.0.1.{n}") for n in range(3)):
            if tries.wait_s(guesser, now) == 0:
                tries.wrong(guesser, now)
                made += 1
            else:
                tries.too_soon(guesser, now)
        assert tries.wait_s(her_new_one, now) == 0
        now += 5
    assert made <= 3 * (FREE + 10 + 24 * 3600 / LONGEST_WAIT_S)


def test_many_visitors_together_guess_no_faster_than_one_waits() -> None:
    tries, made, now = Tries(), 0, 0.0
    while now < 24 * 3600:
        for n in range(250):
            guesser = Try("lan", f"10.0.1.{n}")
            if tries.wait_s(guesser, now) == 0:
                tries.wrong(guesser, now)
                made += 1
        now += 30
    assert made <= FREE_ABROAD + 15 + 24 * 3600 / LONGEST_WAIT_S


def test_a_flood_of_names_that_nobody_has_forgives_nothing() -> None:
    tries, guesser = Tries(), Try("lan", "10.0.0.9")
    tried(tries, guesser, FREE + 1)
    for n in range(3 * MOST_KEPT):
        tries.too_soon(Try(f"name-{n}", "10.0.0.9", exists=False), 0)
    assert tries.wait_s(guesser, 0) == 2 * FIRST_WAIT_S
    tried(tries, LAN_HERE, TOLD - FREE - 1)
    assert {name for name, _ in tries.guessed(0)} == {"lan", ""}, "and those names are one"


def test_a_flood_of_names_takes_no_memory() -> None:
    tries = Tries()
    for n in range(3 * MOST_KEPT):
        tries.wrong(Try(f"name-{n}", f"address-{n}"), 0)
    assert len(tries._counts) <= MOST_KEPT
