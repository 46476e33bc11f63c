"""What of the places the centre is told, and which settings of the relay are impossible."""

import pytest

from contracts.relay import MOST_AT_ONCE, MOST_PLACES, Place, PlaceWords, Tone
from controller.relaying.settings import RelaySettings
from controller.relaying.telling import ROOM, Telling

CENTRE, HALL = "https://tinh.test", "http://192.168.1.10:8080"
WORDS = PlaceWords(service="Hộ tịch", status="Còn 3 người chờ trước", then="")


def place(nth: int, **changes: object) -> Place:
    usual = {"token": f"{nth:064x}", "number": f"A{nth:03}", "tone": Tone.CALM, "vi": WORDS, "en": WORDS}
    return Place.model_validate(usual | changes)


def told(telling: Telling, places: list[Place]) -> list[tuple[list[str], bool]]:
    """What was sent and taken."""
    found = []
    for piece in telling.pieces(places):
        telling.said(piece)
        found.append(([one.number for one in piece.places], piece.whole))
    return found


def test_everything_is_told_once_and_then_what_is_new():
    telling = Telling("0" * 16)
    assert told(telling, [place(1), place(2)]) == [(["A001", "A002"], True)]
    assert told(telling, [place(1), place(2)]) == []
    assert told(telling, [place(1, tone=Tone.ACT), place(2), place(3)]) == [(["A001", "A003"], False)]
    assert telling.agrees(3)
    assert not telling.agrees(2)


def test_an_office_without_numbers_says_that_this_is_all():
    telling = Telling("0" * 16)
    assert told(telling, []) == [([], True)]
    assert told(telling, []) == []


def test_what_is_too_much_for_one_message_is_several_and_only_the_last_is_whole():
    telling = Telling("0" * 16)
    sent = told(telling, [place(nth) for nth in range(2 * MOST_AT_ONCE + 1)])
    assert [(len(numbers), whole) for numbers, whole in sent] == [(200, False), (200, False), (1, True)]
    long = PlaceWords(service="ế" * 300, status="ế" * 300, then="ế" * 300, facts=(("ế" * 80, "ế" * 300),) * 8)
    pieces = list(Telling("0" * 16).pieces([place(nth, vi=long, en=long) for nth in range(MOST_AT_ONCE)]))
    assert len(pieces) > 1
    assert all(sum(len(one.model_dump_json().encode()) for one in piece.places) <= ROOM for piece in pieces)


def test_of_too_many_the_newest_are_told():
    telling = Telling("0" * 16)
    list(map(telling.said, telling.pieces([place(nth) for nth in range(MOST_PLACES + 5)])))
    assert telling.count == MOST_PLACES
    assert next(iter(telling.pieces([place(MOST_PLACES + 4, tone=Tone.BAD)]))).places


def test_a_message_that_was_lost_is_told_again():
    telling = Telling("0" * 16)
    next(iter(telling.pieces([place(1)])))
    assert told(telling, [place(1)]) == [(["A001"], True)]


@pytest.mark.parametrize(
    ("wanted", "centre", "hall", "missing"),
    [
        ({}, "", "", []),
        ({"enabled": True}, CENTRE, HALL, []),
        ({"enabled": True, "slip": "outside"}, CENTRE, "", []),
        ({"enabled": True}, "", HALL, ["relay.enabled: province.url, the centre that shows the places"]),
        ({"enabled": True}, CENTRE, "", ["relay.slip: web.address, which slips then bear, or 'outside'"]),
        ({"slip": "outside"}, CENTRE, HALL, ["relay.slip: relay.enabled = true, or 'hall'"]),
        (
            {"enabled": True, "address": "http://tinh.test"},
            CENTRE,
            HALL,
            ["relay.address: https://…; plain http:// only on this machine"],
        ),
    ],
)
def test_a_setting_that_cannot_be_says_what_is_missing(
    wanted: dict[str, object], centre: str, hall: str, missing: list[str]
):
    settings = RelaySettings.model_validate(wanted)
    assert [f"{one.key}: {one.allowed}" for one in settings.problems(centre, hall)] == missing


def test_slips_bear_the_address_that_was_chosen():
    assert RelaySettings().slip_base(CENTRE, HALL) == HALL
    assert RelaySettings(enabled=True).slip_base(CENTRE, HALL) == HALL
    outside = RelaySettings.model_validate({"enabled": True, "slip": "outside"})
    assert outside.slip_base(CENTRE, HALL) == CENTRE
    named = outside.model_copy(update={"address": "https://so.test"})
    assert named.slip_base(CENTRE, HALL) == "https://so.test"
    assert RelaySettings(address="https://so.test").outside(CENTRE) == ""
