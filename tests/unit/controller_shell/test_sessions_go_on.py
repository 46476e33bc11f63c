"""Who stays signed in when the office begins anew with other settings."""

import asyncio

import pytest

from contracts.vocabulary import ClerkId, CounterId
from controller.clerk_settings import ClerkSettings
from controller.web.sessions import Sessions
from tests.clocks import FakeClock
from tests.integration.controller.house import PIN, PIN_HASH

LAN = ClerkSettings(id=ClerkId("lan"), name="Lan", pin_hash=PIN_HASH)
ONE = frozenset({CounterId("1")})


def signed_in() -> tuple[Sessions, str]:
    sessions = Sessions((LAN,), FakeClock(0))
    secret = asyncio.run(sessions.sign_in("lan", PIN, CounterId("1")))
    assert secret
    return sessions, secret


@pytest.mark.slow
def test_whoever_is_as_before_stays_with_the_new_name_and_rights():
    sessions, secret = signed_in()
    sessions.go_on((LAN.model_copy(update={"name": "Lan Anh", "caretaker": True}),), ONE)
    found = sessions.find(secret)
    assert found
    assert (found.clerk.name, found.clerk.caretaker) == ("Lan Anh", True)
    assert asyncio.run(sessions.sign_in("lan", PIN, CounterId("1")))  # in a loop of its own


@pytest.mark.slow
@pytest.mark.parametrize(
    ("clerks", "counters"),
    [
        ((), ONE),
        ((LAN.model_copy(update={"pin_hash": "$argon2id$x"}),), ONE),
        ((LAN,), frozenset({CounterId("2")})),
    ],
)
def test_who_left_has_another_pin_or_no_counter_is_signed_out(
    clerks: tuple[ClerkSettings, ...], counters: frozenset[CounterId]
):
    sessions, secret = signed_in()
    sessions.go_on(clerks, counters)
    assert sessions.find(secret) is None
