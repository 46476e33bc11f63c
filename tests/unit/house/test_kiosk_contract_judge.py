"""What another maker's kiosk did on a bad network is judged as the contract says."""

import pytest

from simulation.kiosk_contract.judge import MOST_REPEATS, Breach, Exchange, Fault, breaches

LOST = Exchange("a", b"1", Fault.LOST_REPLY, None)
BUSY = Exchange("b", b"1", Fault.BUSY, 503)


def told(key: str, body: bytes = b"1", status: int = 200) -> Exchange:
    return Exchange(key, body, Fault.NONE, status)


@pytest.mark.parametrize(
    "exchanges",
    [
        (told("a"),),
        (LOST, LOST, told("a")),
        (BUSY, told("b"), told("c", status=409)),
        (LOST, told("a"), told("a")),
    ],
)
def test_who_repeats_with_the_same_key_keeps_the_contract(exchanges: tuple[Exchange, ...]):
    assert breaches(exchanges) == {}


@pytest.mark.parametrize(
    ("exchanges", "breach"),
    [
        ((LOST, told("other")), Breach.NOT_REPEATED),
        ((BUSY,), Breach.NOT_REPEATED),
        ((told("a"), told("a", b"2")), Breach.KEY_REUSED),
        ((told(""),), Breach.NO_KEY),
        ((told("a"),) * (MOST_REPEATS + 1), Breach.ASKED_ON),
    ],
)
def test_every_breach_is_named(exchanges: tuple[Exchange, ...], breach: Breach):
    assert breaches(exchanges) == {breach: 1}
