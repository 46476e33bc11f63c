"""Who asks to belong: codes, limits, and what becomes of each."""

from collections import Counter

import pytest

from contracts.pairing import PairAnswer, PairOffer, PairRequest, PairState, code, commitment, typed
from contracts.vocabulary import DeviceId, SiteId
from controller.pairing.requests import (
    LIVES_S,
    MOST,
    MOST_TRIES,
    REMEMBERED_S,
    Asking,
    Requests,
    answer,
    answer_of,
    ask,
    compare,
    refused_names,
    reveal,
    tidy,
)
from hardware.pairing.enrolment import AT_ONCE

PEM = "-----BEGIN CERTIFICATE-----\nQUJD\n-----END CERTIFICATE-----\n"


def request(device: str = "kiosk-1", secret: str = "ab" * 32, key: str = PEM) -> PairRequest:
    return PairRequest(
        site=SiteId("test"), device=DeviceId(device), role="kiosk", request=key, commitment=commitment(secret)
    )


def offer(number: int = 1, authority: str = PEM) -> PairOffer:
    return PairOffer(id=f"{number:064x}", authority=authority, secret="cd" * 32)


def asking(number: int = 1, address: str = "a", since: float = 0, key: str = "k", pem: str = PEM) -> Asking:
    return Asking(request(key=pem), offer(number), key, address, since)


def asked(secret: str = "ab" * 32) -> Requests:
    return reveal(ask(Requests(), asking(address="10.0.0.5")), offer().id, secret, 0)


@pytest.mark.parametrize("who", ["device", "authority", "key", "secret", "site"])
def test_whoever_sees_another_key_name_or_secret_sees_another_code(who: str) -> None:
    other = PEM.replace("QUJD", "QUJE")
    said = {
        "device": (request("kiosk-2"), offer(), "ab" * 32),
        "authority": (request(), offer(authority=other), "ab" * 32),
        "key": (request(key=other), offer(), "ab" * 32),
        "secret": (request(), offer(), "ac" * 32),
        "site": (request().model_copy(update={"site": SiteId("elsewhere")}), offer(), "ab" * 32),
    }
    assert code(*said[who]) != code(request(), offer(), "ab" * 32)


def test_codes_are_spread_over_all_digits() -> None:
    first = Counter(code(request(), offer(), f"{n:064x}")[0] for n in range(2000))
    assert len(first) == 10
    assert min(first.values()) > 120


def test_a_secret_that_was_not_committed_to_ends_the_request() -> None:
    requests = reveal(ask(Requests(), asking()), offer().id, "ff" * 32, 0)
    assert requests.waiting == ()
    assert answer_of(requests, offer().id).state is PairState.REJECTED


def test_no_code_is_right_before_the_secret_is_told() -> None:
    requests = ask(Requests(), asking())
    assert not compare(requests, offer().id, "", 0)[1]
    assert requests.shown() == ()


def test_the_right_code_is_right_and_three_wrong_ones_end_it() -> None:
    requests, right = asked(), code(request(), offer(), "ab" * 32)
    assert compare(requests, offer().id, right, 1)[1]
    wrong = "000000" if right != "000000" else "000001"
    for _ in range(MOST_TRIES):
        requests, fits = compare(requests, offer().id, wrong, 1)
        assert not fits
    assert answer_of(requests, offer().id).state is PairState.WRONG_CODE
    assert not compare(requests, offer().id, right, 1)[1]


def test_a_request_lives_ten_minutes() -> None:
    assert answer_of(tidy(asked(), LIVES_S - 1), offer().id).state is PairState.WAITING
    assert answer_of(tidy(asked(), LIVES_S), offer().id).state is PairState.EXPIRED


def test_of_a_flood_the_oldest_go_and_it_is_told() -> None:
    requests = Requests()
    for n in range(500):
        requests = ask(requests, asking(n, f"a{n}", key=f"k{n}"))
    assert len(requests.waiting) == MOST
    assert requests.crowded_out == 500 - MOST
    assert len(requests.answered) <= 64
    assert answer_of(requests, offer(491).id).state is PairState.CROWDED_OUT
    assert answer_of(requests, offer(499).id).state is PairState.WAITING
    assert tidy(requests, REMEMBERED_S - 1).crowded_out == 500 - MOST
    assert tidy(requests, REMEMBERED_S).crowded_out == 0, "it is over"


def test_who_asks_again_takes_its_own_place() -> None:
    requests = ask(ask(Requests(), asking(1)), asking(2, since=1, pem=PEM.replace("QUJD", "QUJE")))
    assert [each.offered.id for each in requests.waiting] == [offer(2).id]
    assert requests.crowded_out == 0
    assert answer_of(requests, offer(1).id).state is PairState.REPLACED
    assert PairState.REPLACED not in AT_ONCE, "a second process of that machine would take the place back"


def test_another_key_or_address_has_a_place_of_its_own() -> None:
    requests = ask(ask(ask(Requests(), asking(1)), asking(2, key="l")), asking(3, address="b"))
    assert [each.offered.id for each in requests.waiting] == [offer(n).id for n in (1, 2, 3)]


def test_a_name_that_is_taken_is_told_once_for_each_machine() -> None:
    requests = Requests()
    for n in range(3):
        requests = ask(requests, asking(n, "10.0.0.9", key=f"k{n}"))
        requests = answer(requests, offer(n).id, PairAnswer(state=PairState.NAME_TAKEN), 0)
    assert [(each.asked.device, each.address) for each in refused_names(requests)] == [
        ("kiosk-1", "10.0.0.9")
    ]


def test_what_is_typed_may_have_blanks_and_hyphens() -> None:
    assert typed(" 123 456\n") == typed("123-456") == "123456"
    assert typed("１２３") == ""
