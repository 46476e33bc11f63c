"""Who may begin an office: whoever reads the code on the machine, and nobody by guessing."""

from controller.first_start.door import PAUSE_S, TRIES, Door
from tests.clocks import FakeClock


def a_door() -> tuple[Door, list[str], FakeClock]:
    shown: list[str] = []
    clock = FakeClock(0)
    door = Door(shown.append, clock.monotonic)
    door.open()
    return door, shown, clock


def another(code: str) -> str:
    return f"{(int(code.replace(' ', '')) + 1) % 1_000_000:06d}"


def test_the_code_lets_one_browser_in_however_it_is_typed():
    door, shown, _clock = a_door()
    door.open()
    assert len(shown) == 1
    secret = door.admit(f" {shown[0]}-")
    assert door.knows(secret)
    assert door.admit(shown[0]) is None  # a second browser needs the next one
    assert door.admit(shown[-1])
    for stranger in ("", None, "x", (secret or "")[:-1]):
        assert not door.knows(stranger)


def test_before_it_is_opened_nothing_lets_in():
    door = Door(lambda _code: None, lambda: 0.0)
    assert door.admit("") is None
    assert door.admit("000000") is None


def test_five_wrong_tries_cost_half_a_minute_and_the_code():
    door, shown, clock = a_door()
    first = shown[0]
    for _ in range(TRIES):
        assert door.admit(another(first)) is None
    assert len(shown) == 2
    assert door.admit(shown[1]) is None
    clock.advance(PAUSE_S + 1)
    if shown[1] != first:
        assert door.admit(first) is None
    assert door.admit(shown[1])


def test_what_is_no_code_counts_as_a_try():
    door, shown, _clock = a_door()
    for typed in ("", "mã", "١٢٣٤٥٦", "1" * 5000, another(shown[0])):
        assert door.admit(typed) is None
    assert len(shown) == 2
