"""Ratings, from the visit to the journal: at the counter, on the phone, a day later, twice, guessed, and stolen."""

import asyncio
import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from contracts import messages as m
from contracts.texts import load_catalogue
from contracts.vocabulary import CounterId, TicketId
from controller.principals import program
from controller.rating.taking import LONGEST_WAIT_MS, TOLD, RatingTaking
from controller.web.rating_routes import TEXTS
from controller.web.rating_screen import RatingScreens, follow
from tests.clocks import FakeClock
from tests.days import MORNING
from tests.integration.controller.house import PIN, PIN_HASH, settings_of
from tests.integration.dossier.dossier_house import DossierHouse
from tests.integration.pages import rating_house as r
from tests.integration.pages.rating_house import rating_house

HOUR = 3600.0


def screens_of(house: DossierHouse) -> RatingScreens:
    assert house.desk.ratings is not None
    texts = load_catalogue(TEXTS)
    return RatingScreens(settings_of(rating=r.ASKED), RatingTaking(house.desk, house.desk.ratings), texts)


def asked_at(house: DossierHouse, counter: str = "1") -> str:
    """The token that the screen of a counter has now."""
    return screens_of(house).asking(CounterId(counter)).token


async def phone_form(house: DossierHouse, path: str, **fields: str) -> str:
    plain = {"id": str(uuid4()), "questionnaire": "one-touch-5", "version": "1"}
    answer = await house.web.post(f"{path}/danh-gia", data=plain | fields)
    return r.words(answer.text)


async def test_a_screen_asks_about_whoever_just_left_and_one_touch_is_in_the_journal(tmp_path: Path):
    async with rating_house(tmp_path) as house:
        page = (await house.web.get(r.screen(tmp_path))).text
        for said in (
            "Quầy 1",
            "Ông/bà có hài lòng với việc phục vụ không?",
            "Rất hài lòng",
            "data:image/svg",
        ):
            assert said in page
        assert asked_at(house) == ""
        ticket = await r.visit(house)
        token = asked_at(house)
        assert await r.send(house, r.given(token, answers={"service": "bad"}, reason="waiting")) == (
            200,
            "taken",
        )
        (event,) = await r.rated(house)
        assert (event.ticket, event.counter, event.clerk, event.service) == (ticket, "1", "lan", "civil")
        assert (event.way, event.answers, event.reason) == ("counter", {"service": "bad"}, "waiting")
        assert asked_at(house) == ""


async def test_a_rating_that_is_sent_again_counts_once_and_a_second_one_not_at_all(tmp_path: Path):
    async with rating_house(tmp_path) as house:
        await r.visit(house)
        body = r.given(asked_at(house))
        answers = await asyncio.gather(*(r.send(house, body) for _ in range(3)))
        assert answers == [(200, "taken")] * 3
        assert await r.send(house, body | {"id": str(uuid4())}) == (409, "already-rated")
        assert len(await r.rated(house)) == 1


async def test_a_token_is_good_for_three_minutes_but_a_touch_in_time_may_arrive_late(tmp_path: Path):
    async with rating_house(tmp_path) as house:
        await r.visit(house)
        token = asked_at(house)
        await house.later(181)
        assert asked_at(house) == ""
        assert await r.send(house, r.given(token)) == (409, "over")
        assert await r.send(house, r.given(token, waited_ms=170_000)) == (200, "taken")


async def test_whoever_guesses_finds_nothing_and_keeps_nobody_behind_the_same_address_out(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    async with rating_house(tmp_path) as house:
        await r.visit(house)
        token = asked_at(house)
        for n in range(50):
            assert await r.send(house, r.given(f"guess-{n}")) == (404, "unknown")
            assert (await house.web.get("/danh-gia/nobodys")).status_code == 404
        assert caplog.text.count("of no visit that is known") == TOLD.most, "and no log is filled"
        assert await r.send(house, r.given(token)) == (200, "taken")
        assert (await house.web.get(r.screen(tmp_path))).status_code == 200


WRONG: list[dict[str, Any]] = [
    {"answers": {}},
    {"answers": {"service": "superb"}},
    {"answers": {"tea": "good"}},
    {"answers": {"service": "Rất tốt <script>"}},
    {"answers": {f"q{n}": "good" for n in range(30)}},
    {"answers": "good"},
    {"reason": "waiting"},
    {"reason": "x" * 4000},
    {"questionnaire": "one-touch-9"},
    {"version": 2},
    {"version": "one"},
    {"waited_ms": -1},
    {"waited_ms": 10**12},
    {"id": "1"},
    {"token": "x" * 100},
    {"clerk": "hoa"},
]


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: str(wrong)[:40])
async def test_what_no_page_of_ours_sends_is_refused_and_the_visit_can_still_be_rated(
    tmp_path: Path, wrong: dict[str, Any]
):
    async with rating_house(tmp_path) as house:
        await r.visit(house)
        token = asked_at(house)
        status, _ = await r.send(house, r.given(token) | wrong)
        assert status == 422
        assert await r.send(house, r.given(token)) == (200, "taken")


async def test_a_stolen_cookie_rates_nobody_and_reads_no_rating(tmp_path: Path):
    async with rating_house(tmp_path) as house:
        ticket = await r.visit(house)
        assert await r.send(house, r.given(asked_at(house), answers={"service": "very-bad"})) == (
            200,
            "taken",
        )
        second = await r.visit(house)
        await house.signed_in(PIN)
        headers = {"origin": str(house.web.base_url).rstrip("/"), "idempotency-key": str(uuid4())}
        visited = house.desk.day.visited[second]
        body = {
            "ticket": second,
            "counter": "1",
            "clerk": "lan",
            "service": "civil",
            "finished_at": visited.at,
        }
        more = {"given_at": visited.at, "way": "counter", "questionnaire": "one-touch-5", "version": 1}
        answer = await house.web.post(
            "/api/v1/commands/rate-ticket",
            json=body | more | {"answers": {"service": "very-good"}},
            headers=headers,
        )
        assert (answer.status_code, answer.json()["code"]) == (403, "not-allowed")
        told = await house.web.get(f"/api/v1/days/{house.desk.day.date}/events")
        ratings = [event for event in told.json()["events"] if event["kind"] == "TicketRated"]
        assert [list(event["body"]) for event in ratings] == [["at"]]
        assert "very-bad" not in told.text
        assert ticket in told.text


async def test_an_undone_finish_takes_the_question_back(tmp_path: Path):
    async with rating_house(tmp_path) as house:
        await r.visit(house)
        token = asked_at(house)
        undo = m.Undo(**r.envelope(house), counter="1")
        assert isinstance(await house.desk.ask(undo, program("test")), m.Accepted)
        assert asked_at(house) == ""
        assert await r.send(house, r.given(token)) == (404, "unknown")


async def test_the_stream_of_a_screen_tells_what_is_asked_and_that_its_address_is_another_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("controller.web.rating_screen.LOOK_S", 0.0)
    async with rating_house(tmp_path) as house:
        key = r.screen(tmp_path).rpartition("/")[2]
        stream = follow(screens_of(house), key, CounterId("1"))
        assert json.loads((await anext(stream)).raw_data or "")["token"] == ""
        await r.visit(house)
        told = json.loads((await anext(stream)).raw_data or "")
        assert (told["number"], told["token"]) == ("A001", asked_at(house))
        assert 0 < told["left_ms"] <= 180_000
        assert (await anext(stream)).comment == "here"
        assert house.desk.ratings is not None
        await house.desk.ratings.change_screen(CounterId("1"))
        assert (await anext(stream)).event == "gone"
        assert (await house.web.get(f"/danh-gia/{key}")).status_code == 404


async def test_a_phone_rates_from_the_slip_without_scripts(tmp_path: Path):
    async with rating_house(tmp_path) as house:
        ticket = await r.visit(house)
        path = r.slip(house, ticket)
        place = (await house.web.get(path)).text
        assert f'href="{path}/danh-gia?lang=vi"' in place
        assert "Rất hài lòng" in (await house.web.get(f"{path}/danh-gia")).text
        assert "Very satisfied" in (await house.web.get(f"{path}/danh-gia?lang=en")).text
        assert "Xin chọn một câu trả lời" in await phone_form(house, path)
        await house.later(2 * HOUR)
        assert "Cảm ơn ông/bà đã đánh giá" in await phone_form(house, path, **{"q-service": "fair"})
        (event,) = await r.rated(house)
        assert (event.ticket, event.way, event.answers) == (ticket, "phone", {"service": "fair"})
        assert "đã được đánh giá rồi" in await phone_form(house, path, **{"q-service": "good"})
        assert "danh-gia" not in (await house.web.get(path)).text
        assert len(await r.rated(house)) == 1


async def test_a_reason_that_was_left_ticked_does_not_spoil_a_good_answer(tmp_path: Path):
    async with rating_house(tmp_path) as house:
        path = r.slip(house, await r.visit(house))
        fields = {"q-service": "good", "reason": "waiting"}
        assert "Cảm ơn ông/bà đã đánh giá" in await phone_form(house, path, **fields)
        assert [event.reason for event in await r.rated(house)] == [""]


async def test_a_suggestion_of_ten_thousand_letters_is_told_and_none_of_them_is_lost(tmp_path: Path):
    said = "Ghế ở đây ít quá. " * 556
    async with rating_house(tmp_path) as house:
        assert house.desk.ratings is not None
        box, path = house.desk.ratings.box, r.slip(house, await r.visit(house))
        await phone_form(house, path, **{"q-service": "fair"})
        told = await house.web.post(f"{path}/gop-y", data={"said": said})
        assert f"Góp ý dài {len(said.strip())} chữ cái, nhiều nhất là 1000" in told.text
        assert said.strip() in told.text
        assert box.suggestions() == []
        await house.web.post(f"{path}/gop-y", data={"said": said[:1000]})
        assert [one.said for one in box.suggestions()] == [said[:1000].strip()]
        assert len(await r.rated(house)) == 1


@pytest.mark.parametrize(
    "wrong", [{"q-service": "superb"}, {"q-tea": "good"}, {"q-service": "good", "id": "x"}], ids=str
)
async def test_a_form_that_no_page_of_ours_sends_asks_to_try_again(tmp_path: Path, wrong: dict[str, str]):
    async with rating_house(tmp_path) as house:
        path = r.slip(house, await r.visit(house))
        assert "Chưa gửi được" in await phone_form(house, path, **wrong)
        assert await r.rated(house) == []


async def test_somebody_who_still_waits_is_told_so_and_a_strange_slip_is_nobodys(tmp_path: Path):
    async with rating_house(tmp_path) as house:
        issued = await house.issued(service="civil")
        strange = await house.web.get("/so/AAAAAAAAAAAAAAAAAAAA/danh-gia")
        assert strange.status_code == 404
        waiting = await phone_form(house, r.slip(house, issued.ticket), **{"q-service": "good"})
        assert "Chưa đánh giá được: lượt này chưa xong" in waiting
        assert await r.rated(house) == []


async def test_yesterdays_visit_is_rated_today_by_the_address_on_its_slip_also_after_a_restart(
    tmp_path: Path,
):
    clock = FakeClock(MORNING)
    async with rating_house(tmp_path, clock) as house:
        ticket = await r.visit(house)
        path = r.slip(house, ticket)
        await house.later(16 * HOUR)
        assert house.desk.day.date == "2026-11-24"
        assert ticket not in house.desk.day.tickets
    async with rating_house(tmp_path, clock) as house:
        moved = await house.web.get(path)
        assert (moved.status_code, moved.headers["location"]) == (303, f"{path}/danh-gia?lang=vi")
        assert "Số A001" in r.words((await house.web.get(f"{path}/danh-gia")).text)
        assert "Cảm ơn ông/bà đã đánh giá" in await phone_form(house, path, **{"q-service": "good"})
        (event,) = await r.rated(house)
        assert (event.ticket, event.clerk, event.counter) == (TicketId("20261123-A001"), "lan", "1")
    async with rating_house(tmp_path, clock) as house:
        assert "đã được đánh giá rồi" in await phone_form(house, path, **{"q-service": "good"})
        await house.later(9 * HOUR)
        assert "đã được đánh giá rồi" in r.words((await house.web.get(f"{path}/danh-gia")).text)


async def test_after_a_day_it_is_too_late(tmp_path: Path):
    async with rating_house(tmp_path) as house:
        path = r.slip(house, await r.visit(house))
        await house.later(16 * HOUR)
        await house.later(8 * HOUR + 1)
        assert "Đã quá giờ đánh giá" in await phone_form(house, path, **{"q-service": "good"})
        assert await r.rated(house) == []


async def test_a_touch_at_the_counter_that_waited_over_midnight_still_arrives_once(tmp_path: Path):
    async with rating_house(tmp_path) as house:
        await r.visit(house)
        token = asked_at(house)
        await house.later(16 * HOUR)
        body = r.given(token, waited_ms=int(16 * HOUR * 1000) - 60_000)
        assert await r.send(house, body) == (200, "taken")
        assert await r.send(house, body) == (200, "taken")
        assert len(await r.rated(house)) == 1


async def test_a_touch_at_the_counter_waits_as_long_as_is_said_and_later_its_visit_is_forgotten(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    async with rating_house(tmp_path) as house:
        tokens = []
        for _ in range(2):
            await r.visit(house)
            tokens.append(asked_at(house))
        await house.later(16 * HOUR)
        await house.later(LONGEST_WAIT_MS / 1000 - 16 * HOUR)
        late = {"waited_ms": LONGEST_WAIT_MS}
        assert await r.send(house, r.given(tokens[0], **late)) == (200, "taken")
        await house.later(16 * HOUR)
        assert await r.send(house, r.given(tokens[1], **late)) == (404, "unknown")
        assert f"waited {LONGEST_WAIT_MS // 1000} s" in caplog.text
        assert await r.send(house, r.given(tokens[1], waited_ms=LONGEST_WAIT_MS + 1)) == (422, "")


async def test_an_office_that_does_not_ask_has_no_such_pages(tmp_path: Path):
    async with rating_house(tmp_path, rating={}) as house:
        ticket = await r.visit(house)
        path = r.slip(house, ticket)
        assert "danh-gia" not in (await house.web.get(path)).text
        assert (await house.web.get(f"{path}/danh-gia")).status_code == 404
        assert (await house.web.post("/danh-gia", json=r.given("x"))).status_code == 404
        assert not (tmp_path / "rating.db").exists()


async def test_a_questionnaire_with_mistakes_asks_nobody_tells_the_caretaker_and_numbers_go_on(
    tmp_path: Path,
):
    own = tmp_path / "own"
    own.mkdir()
    (own / "ours.toml").write_text('id = "ours"\nversion = 1\nsinse = 2026-11-30\n', "utf-8")
    async with rating_house(tmp_path, rating={"questionnaire": "ours", "folder": str(own)}) as house:
        await r.visit(house)
        assert asked_at(house) == ""
        assert (await house.web.get(r.screen(tmp_path))).status_code == 404
        assert house.desk.ratings is not None
        (fault,) = house.desk.ratings.faults()
        assert "ours.toml" in fault.facts["what"]
        assert "sinse: unknown key; did you mean 'since'?" in "\n".join(house.desk.ratings.shelf.wrong)


@pytest.mark.parametrize("damage", [b"", b"not a database", b"SQLite format 3\0" + b"\xff" * 4000], ids=len)
async def test_what_is_kept_beside_the_journal_is_begun_anew_when_it_is_damaged(
    tmp_path: Path, damage: bytes
):
    (tmp_path / "rating.db").write_bytes(damage)
    async with rating_house(tmp_path) as house:
        await r.visit(house)
        assert await r.send(house, r.given(asked_at(house))) == (200, "taken")


async def test_the_caretaker_sees_every_mistake_of_a_questionnaire_and_gives_a_screen_another_address(
    tmp_path: Path,
):
    own = tmp_path / "own"
    own.mkdir()
    (own / "ours.toml").write_text('id = "ours"\nversion = 0\nsinse = 2026-11-30\n', "utf-8")
    asked = r.ASKED | {"folder": str(own)}
    clerks = [{"id": "lan", "name": "Lan", "pin_hash": PIN_HASH, "caretaker": True}]
    async with rating_house(tmp_path, rating=asked, clerks=clerks) as house:
        assert (await house.web.get("/may-moc/danh-gia")).status_code == 403
        await house.signed_in(PIN)
        page = (await house.web.get("/may-moc/danh-gia")).text
        for said in (
            "ours.toml: version: found 0",
            "sinse: unknown key; did you mean",
            r.BASE + r.screen(tmp_path),
        ):
            assert said in page.replace("&#39;", "'")
        before = r.screen(tmp_path)
        headers = {"origin": str(house.web.base_url).rstrip("/")}
        told = await house.web.post("/may-moc/danh-gia/1", headers=headers)
        assert "Quầy 1 có địa chỉ mới" in told.text
        assert before not in told.text
        assert (await house.web.get(before)).status_code == 404
        assert (await house.web.get(r.screen(tmp_path))).status_code == 200
        assert (await house.web.post("/may-moc/danh-gia/99", headers=headers)).status_code == 200
