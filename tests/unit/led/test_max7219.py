"""The bytes on the wire of a MAX7219 chain, and what people see."""

import luma.led_matrix.device  # noqa: F401 - starts four threads for ever at its import: before any test
import pytest

from hardware.drivers.max7219_sign import Max7219Sign, Max7219SignOptions
from hardware.errors import DeviceMissing
from hardware.led.layout import drawn
from hardware.ports import SignText
from hardware.sim.max7219 import SimMax7219

pytestmark = pytest.mark.slow

GOLDEN_A012 = (
    "01510100017e0100",
    "0249024202000200",
    "0346037f033e0300",
    "0400044004510400",
    "050005000549057e",
    "0600060006450611",
    "07000742073e0711",
    "0800086108000811",
)
"""Row by row from the top: register and dots of each module, the last module of the chain first."""


def a_sign(across: int = 4, down: int = 1, **options: object) -> tuple[Max7219Sign, SimMax7219]:
    chain = SimMax7219(across, down)
    settings = Max7219SignOptions.model_validate({"across": across, "down": down, **options})
    return Max7219Sign("sign-1", settings, chain), chain


def test_golden_bytes_of_a_number():
    sign, chain = a_sign()
    chain.wire.clear()
    assert sign.show(SignText("A012")) == ""
    assert [row.hex() for row in chain.wire] == [
        "0b070b070b070b07",
        "0900090009000900",
        "0f000f000f000f00",
        "0a050a050a050a05",
        *GOLDEN_A012,
        "0c010c010c010c01",
    ]


@pytest.mark.parametrize(("across", "down"), [(4, 1), (8, 1), (8, 2), (1, 1), (32, 4)])
def test_what_is_seen_is_the_frame(across: int, down: int):
    sign, chain = a_sign(across, down)
    for text in ("A012", "Quầy 4", "8"):
        wanted = SignText(text, counter="4")
        sign.show(wanted)
        assert chain.lit() == drawn(wanted, (across * 8, down * 8)).frame


def test_a_module_that_lost_its_power_comes_back_with_the_next_show():
    sign, chain = a_sign(brightness=9)
    sign.show(SignText("A012"))
    chain.lost_power()
    assert not chain.lit().lit
    sign.show(SignText("A012"))
    assert chain.lit() == drawn(SignText("A012"), (32, 8)).frame
    assert chain.intensity == {9}


def test_closed_it_is_dark_and_may_be_closed_again():
    sign, chain = a_sign()
    sign.show(SignText("A012"))
    sign.close()
    sign.close()
    assert not chain.lit().lit
    with pytest.raises(DeviceMissing):
        sign.show(SignText("A013"))


def test_the_simulated_chain_refuses_what_chips_do_not_take():
    chain = SimMax7219(4)
    for wrong in (b"\x01\x02", b"\x0e\x00" * 4):
        with pytest.raises(AssertionError):
            chain.data(wrong)
    with pytest.raises(AssertionError):
        chain.command(1)


@pytest.mark.parametrize("turned", [90, -90, 180])
def test_turned_modules_get_turned_bytes(turned: int):
    straight, first = a_sign()
    other, second = a_sign(turned=turned)
    straight.show(SignText("A012"))
    other.show(SignText("A012"))
    assert first.lit() != second.lit()
    assert len(first.lit().lit) == len(second.lit().lit)
