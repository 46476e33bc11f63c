"""Who asks to belong: codes, limits, and what becomes of each."""

from collections import Counter

import pytest

from contracts.pairing import PairAnswer, PairOffer, PairRequest, PairState, code, commitment, typed
from contracts.vocabulary import DeviceId, SiteId
from controller.pairing.requests import (
    LIVES_S,
    MOST,
    MOST_TRIES,
    Requests,
    answer,
    answer_of,
    ask,
    compare,
    refused_names,
    reveal,
    tidy,
)

PEM = "-----BEGIN CERTIFICATE-----\nQUJD\n-----END CERTIFICATE-----\n"


def request(device: str = "kiosk-1", secret: str = "ab" * 32, key: str = PEM) -> PairRequest:
    return PairRequest(
        site=SiteId("test"), device=DeviceId(device), role="kiosk", request=key, commitment=commitment(secret)
    )


def offer(number: int = 1, authority: str = PEM) -> PairOffer:
    return PairOffer(id=f"{number:064x}", authority=authority, secret="cd" * 32)


def asked(secret: str = "ab" * 32) -> Requests:
    return reveal(ask(Requests(), request(), offer(), "10.0.0.5", 0), offer().id, secret, 0)[0]


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
    requests, told = reveal(ask(Requests(), request(), offer(), "a", 0), offer().id, "ff" * 32, 0)
    assert not told
    assert answer_of(requests, offer().id).state is PairState.REJECTED


def test_no_code_is_right_before_the_secret_is_told() -> None:
    requests = ask(Requests(), request(), offer(), "a", 0)
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
        requests = ask(requests, request(key=PEM.replace("QUJD", f"{n:04}")), offer(n), f"a{n}", 0)
    assert len(requests.waiting) == MOST
    assert requests.crowded_out == 500 - MOST
    assert len(requests.answered) <= 64
    assert answer_of(requests, offer(491).id).state is PairState.CROWDED_OUT
    assert answer_of(requests, offer(499).id).state is PairState.WAITING


def test_who_asks_again_takes_its_own_place() -> None:
    requests = ask(ask(Requests(), request(), offer(1), "a", 0), request(), offer(2), "a", 1)
    assert [each.offered.id for each in requests.waiting] == [offer(2).id]
    assert requests.crowded_out == 0


def test_a_name_that_is_taken_is_told_once_for_each_machine() -> None:
    requests = Requests()
    for n in range(3):
        requests = ask(requests, request(key=PEM.replace("QUJD", f"{n:04}")), offer(n), "10.0.0.9", 0)
        requests = answer(requests, offer(n).id, PairAnswer(state=PairState.NAME_TAKEN), 0)
    assert [(each.asked.device, each.address) for each in refused_names(requests)] == [
        ("kiosk-1", "10.0.0.9")
    ]


def test_what_is_typed_may_have_blanks_and_hyphens() -> None:
    assert typed(" 123 456\n") == typed("123-456") == "123456"
    assert typed("１２３") == ""
