"""PINs that a stranger tries first are refused; others will do."""

import pytest

from controller.settings_book.pins import weakness

EASY = ["0000", "1111", "1234", "4321", "0123", "6789", "7890", "1212", "123123", "112112", "1990", "2026", "2580",
        "123456", "999999", "00000000", "987654", "1004", "1122"]  # fmt: skip


@pytest.mark.parametrize("pin", EASY)
def test_what_is_guessed_first_is_refused(pin: str):
    assert weakness(pin) == "pin-easy"


@pytest.mark.parametrize("pin", ["", "1", "739", "x" * 65])
def test_too_short_or_long(pin: str):
    assert weakness(pin) == "pin-length"


def test_nobodys_own_name():
    assert weakness("Hoang", "hoang") == "pin-name"


@pytest.mark.parametrize("pin", ["2468", "7391", "48213", "0907", "mua xuân", "hoa-5-sen"])
def test_others_will_do(pin: str):
    assert weakness(pin, "lan") == ""
