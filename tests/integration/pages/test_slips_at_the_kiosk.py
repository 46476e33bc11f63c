"""A slip under a kiosk's reader, over the wire of a real desk: where to go, how it was, once, and never by guessing."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from contracts import messages as m
from contracts.codec import encode
from contracts.vocabulary import DeviceId, RefusalCode, TicketId, TicketState
from controller.desk.slip_asking import QUESTIONS
from controller.places import Places
from hardware.link.memory import MemoryLink
from tests.integration.controller.house import KIOSK, office_data
from tests.integration.dossier.dossier_house import DossierHouse
from tests.integration.pages.rating_house import ASKED, BASE, rated, rating_house, visit

AT_KIOSK = {**ASKED, "kiosk": True}
SERVICES = [
    {"code": "civil", "name": {"vi": "Hộ tịch"}, "prefix": "A", "then": ["land"]},
    {"code": "land", "name": {"vi": "Đất đai"}, "prefix": "B"},
]


def place(house: DossierHouse, ticket: TicketId) -> str:
    return Places(house.kept_apart.secret, BASE).token(ticket)


async def ask(house: DossierHouse, kind: str, device: DeviceId = KIOSK, **told: Any) -> m.AnyReply:
    """What the desk says on the link."""
    envelope = {"request_id": str(uuid4()), "at": house.clock.utc_ms()}
    made = (m.SeeSlip if kind == "see-slip" else m.RateSlip).model_validate(envelope | told)
    assert house.ear is not None
    before = len(house.ear.replies(device))
    assert isinstance(house.link, MemoryLink)
    house.link.receive(house.topics.command(device, kind), encode(made), retained=False)
    await house.until(lambda: house.ear is not None and len(house.ear.replies(device)) > before)
    return house.ear.replies(device)[-1]


async def see(house: DossierHouse, ticket: str, place: str = "") -> m.SlipSeen:
    reply = await ask(house, "see-slip", ticket=ticket, place=place)
    assert isinstance(reply, m.Accepted), reply
    assert isinstance(reply.result, m.SlipSeen)
    return reply.result


def good(token: str, **changes: Any) -> dict[str, Any]:
    told = {"place": token, "questionnaire": "one-touch-5", "version": 1, "answers": {"service": "good"}}
    return told | changes


async def test_a_slip_says_where_its_owner_goes_now_and_then(tmp_path: Path) -> None:
    counters = [{**counter, "services": ["civil", "land"]} for counter in office_data()["counters"]]
    async with rating_house(tmp_path, services=SERVICES, counters=counters) as house:
        issued = await house.issued(service="civil")
        seen = await see(house, issued.ticket, place(house, issued.ticket))
        assert (seen.number, seen.state, seen.service) == (issued.number, TicketState.WAITING, "civil")
        assert (seen.counters, seen.stops, seen.rating) == (("1", "2"), ("land",), None)
        for guess in ("", "A" * 20):
            assert await see(house, issued.ticket, guess) == seen.model_copy(update={"stops": ()})
        await house.called()
        assert (await see(house, issued.ticket)).counter == "1"
        unknown = await ask(house, "see-slip", ticket="20200101-A999")
        assert isinstance(unknown, m.Refused)
        assert unknown.code == RefusalCode.UNKNOWN_TICKET


async def test_whoever_holds_the_slip_rates_once_in_the_same_questionnaire(tmp_path: Path) -> None:
    async with rating_house(tmp_path, rating=AT_KIOSK) as house:
        ticket = await visit(house)
        token = place(house, ticket)
        seen = await see(house, ticket, token)
        assert seen.state is TicketState.FINISHED
        assert seen.rating
        assert seen.rating.complaints == ASKED["complaints"]
        assert [choice.id for choice in seen.rating.questions[0].choices][:2] == ["very-good", "good"]
        request = str(uuid4())
        for _ in range(3):  # an answer that was lost
            reply = await ask(house, "rate-slip", request_id=request, **good(token))
            assert isinstance(reply, m.Accepted), reply
        (one,) = await rated(house)
        assert (one.ticket, one.answers, one.clerk) == (ticket, {"service": "good"}, "lan")
        again = await ask(house, "rate-slip", **good(token, answers={"service": "bad"}))
        assert isinstance(again, m.Refused)
        assert again.code == RefusalCode.ALREADY_RATED
        assert (await see(house, ticket, token)).rated == "already-rated"
        assert len(await rated(house)) == 1


async def test_the_number_alone_or_a_guess_rates_nothing(tmp_path: Path) -> None:
    async with rating_house(tmp_path, rating=AT_KIOSK) as house:
        ticket = await visit(house)
        for guess in ("", "A" * 20, place(house, TicketId("20200101-A001"))):
            seen = await see(house, ticket, guess)
            assert (seen.rating, seen.rated) == (None, "")
            if guess:
                reply = await ask(house, "rate-slip", **good(guess))
                assert isinstance(reply, m.Refused)
                assert reply.code == RefusalCode.UNKNOWN_TICKET
        assert await rated(house) == []


async def test_it_is_off_unless_the_office_wants_it(tmp_path: Path) -> None:
    async with rating_house(tmp_path) as house:
        ticket = await visit(house)
        token = place(house, ticket)
        assert (await see(house, ticket, token)).rating is None
        assert isinstance(await ask(house, "rate-slip", **good(token)), m.Refused)
        assert await rated(house) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"answers": {"service": "wonderful"}},
        {"version": 99},
        {"reason": "attitude"},
        {"answers": {"other": "good"}},
    ],
)
async def test_what_nobody_can_have_touched_is_refused_and_nothing_is_kept(
    tmp_path: Path, wrong: dict[str, Any]
) -> None:
    async with rating_house(tmp_path, rating=AT_KIOSK) as house:
        token = place(house, await visit(house))
        reply = await ask(house, "rate-slip", **good(token, **wrong))
        assert isinstance(reply, m.Refused)
        assert reply.code == RefusalCode.MALFORMED
        assert await rated(house) == []


async def test_who_waits_is_not_asked(tmp_path: Path) -> None:
    async with rating_house(tmp_path, rating=AT_KIOSK) as house:
        issued = await house.issued(service="civil")
        assert (await see(house, issued.ticket, place(house, issued.ticket))).rating is None
        reply = await ask(house, "rate-slip", **good(place(house, issued.ticket)))
        assert isinstance(reply, m.Refused)
        assert reply.code == RefusalCode.UNKNOWN_TICKET


async def test_a_slip_is_asked_until_the_next_day_and_then_no_more(tmp_path: Path) -> None:
    async with rating_house(tmp_path, rating=AT_KIOSK) as house:
        ticket = await visit(house)
        token = place(house, ticket)
        await house.later(20 * 3600)  # another day
        seen = await see(house, ticket, token)
        assert (seen.state, bool(seen.rating)) == (TicketState.FINISHED, True)
        await house.later(5 * 3600)
        late = await ask(house, "rate-slip", **good(token))
        assert isinstance(late, m.Refused)
        assert late.code == RefusalCode.RATING_OVER


async def test_a_rating_that_waited_counts_by_when_it_was_touched(tmp_path: Path) -> None:
    async with rating_house(tmp_path, rating=AT_KIOSK) as house:
        ticket = await visit(house)
        token, touched = place(house, ticket), house.clock.utc_ms()
        await house.later(3 * 3600)
        reply = await ask(house, "rate-slip", at=touched, **good(token))
        assert isinstance(reply, m.Accepted), reply
        assert len(await rated(house)) == 1


@pytest.mark.parametrize("ahead_ms", [0, 700])
async def test_a_rating_that_is_asked_again_later_is_the_same_rating(tmp_path: Path, ahead_ms: int) -> None:
    """A kiosk's clock may be a little ahead of the desk's, and its next try comes two seconds after the first."""
    async with rating_house(tmp_path, rating=AT_KIOSK) as house:
        token, touched = place(house, await visit(house)), house.clock.utc_ms() + ahead_ms
        request = str(uuid4())
        for repeated in (False, True, True):
            reply = await ask(house, "rate-slip", request_id=request, at=touched, **good(token))
            assert isinstance(reply, m.Accepted), reply
            assert reply.request_id == request, repeated
            await house.later(2)
        assert len(await rated(house)) == 1


async def test_of_many_ratings_that_waited_none_is_refused_for_being_one_of_many(tmp_path: Path) -> None:
    """What is refused a kiosk drops; what is not answered it asks again."""
    async with rating_house(tmp_path, rating=AT_KIOSK) as house:
        token = place(house, await visit(house))
        assert house.ear is not None
        assert isinstance(house.link, MemoryLink)
        for _ in range(QUESTIONS.most):
            await ask(house, "see-slip", ticket="20200101-A999")
        before = len(house.ear.replies(KIOSK))
        envelope = {"request_id": str(uuid4()), "at": house.clock.utc_ms()}
        waited = encode(m.RateSlip.model_validate(envelope | good(token)))
        house.link.receive(house.topics.command(KIOSK, "rate-slip"), waited, retained=False)
        assert isinstance(await ask(house, "see-slip", ticket="20200101-A999"), m.Refused)
        assert len(house.ear.replies(KIOSK)) == before + 1, "only the slip's question is refused"
        await house.later(QUESTIONS.in_s)
        house.link.receive(house.topics.command(KIOSK, "rate-slip"), waited, retained=False)
        await house.until(lambda: house.ear is not None and len(house.ear.replies(KIOSK)) > before + 1)
        assert isinstance(house.ear.replies(KIOSK)[-1], m.Accepted)
        assert len(await rated(house)) == 1


async def test_nobody_but_a_kiosk_asks(tmp_path: Path) -> None:
    async with rating_house(tmp_path, rating=AT_KIOSK) as house:
        ticket = await visit(house)
        for device in ("printer-1", "panel-1", "stranger"):
            reply = await ask(house, "see-slip", DeviceId(device), ticket=ticket, place=place(house, ticket))
            assert isinstance(reply, m.Refused), device
            reply = await ask(house, "rate-slip", DeviceId(device), **good(place(house, ticket)))
            assert isinstance(reply, m.Refused), device
        assert await rated(house) == []
