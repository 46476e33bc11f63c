"""A slip under the reader: where to go now and then, and how it was, without a window."""

from typing import Any

import pytest
from pydantic import ValidationError

from contracts import messages as m
from contracts.scanned import OwnSlip, classify
from contracts.vocabulary import RefusalCode, TicketState
from kiosk_app.flow import dossier_pages as d
from kiosk_app.flow import slip_pages as sp
from kiosk_app.flow.slip import NOT_YET
from tests.unit.kiosk import kiosk_scenes as scenes
from tests.unit.kiosk.kiosk_player import Player
from tests.unit.kiosk.kiosk_reader import reading, scan
from tests.unit.kiosk.kiosk_slips import PLACE, SLIP, asked, finished, office, slip_seen


def shown(slip: str = SLIP) -> Player:
    """A kiosk whose desk was asked about a slip."""
    player = reading()
    player.hear(office())
    scan(player, slip)
    return player


def seen(player: Player) -> list[m.SeeSlip]:
    return [command for command in player.sent if isinstance(command, m.SeeSlip)]


def ratings(player: Player) -> list[m.RateSlip]:
    return [command for command in player.sent if isinstance(command, m.RateSlip)]


def notice(player: Player) -> Any:
    return player.view.body


def rating(**told: Any) -> Player:
    player = shown()
    player.hear(finished(seen(player)[-1], **told))
    player.touch("rate")
    return player


def test_the_code_of_a_slip_tells_its_ticket_and_the_end_of_its_address():
    assert classify(SLIP, own_site="demo") == OwnSlip("20261121-A012", here=True, place=PLACE)  # type: ignore[arg-type] # ids are text
    assert classify("MOTCUA:DEMO:20261121-A012-1", own_site="demo") == OwnSlip("20261121-A012", here=True)  # type: ignore[arg-type] # the same
    assert PLACE not in repr(classify(SLIP, own_site="demo"))


def test_whoever_waits_sees_where_to_go_now_and_then():
    player = shown()
    assert player.screen == "asking"
    assert [(each.ticket, each.place) for each in seen(player)] == [("20261121-A012", PLACE)]
    player.hear(slip_seen(seen(player)[-1]))
    assert player.screen == "slip"
    body = notice(player)
    assert "A012" in body.title
    rows = dict(body.table)
    assert "Quầy 1" in rows["Bây giờ"]
    assert rows["Số người chờ trước"] == "4 người"
    second, last = (service.name["vi"] for service in office().services if service.code in "bh")
    assert rows["Sau đó đến"] == f"{second}, rồi {last}"
    assert list(rows)[:2] == ["Bây giờ", "Sau đó đến"], "a small panel shows the first ones"
    player.touch("ok")
    assert player.screen == "services"


@pytest.mark.parametrize("state", list(TicketState))
def test_every_state_has_a_sentence_in_both_languages(state: TicketState):
    player = shown()
    player.hear(slip_seen(seen(player)[-1], state=state, counter="Quầy 3", rating=None))
    for _ in range(2):
        assert notice(player).lines[0]
        assert "{" not in notice(player).lines[0]
        player.touch("lang")


def test_without_an_answer_the_kiosk_says_what_it_knows_itself():
    player = shown()
    player.wait(6)
    assert isinstance(player.model.page, d.Remark)
    assert player.model.page.kind == "slip"
    player = shown()
    player.hear(scenes.refused(seen(player)[-1], RefusalCode.UNKNOWN_TICKET))
    assert player.screen == "remark"


def test_an_older_desk_is_not_asked():
    player = reading()
    scan(player, SLIP)
    assert seen(player) == []
    assert player.screen == "remark"


def test_a_slip_that_lies_under_the_reader_is_asked_about_once():
    player = shown()
    player.hear(slip_seen(seen(player)[-1]))
    scan(player, SLIP)
    assert len(seen(player)) == 1
    scan(player, SLIP.replace("A012", "B007"))
    assert len(seen(player)) == 2


def test_one_touch_rates_and_the_desk_hears_it_until_it_answers():
    player = rating()
    assert player.screen == "rate"
    assert player.view.title == "Ông/bà có hài lòng với việc phục vụ không?"
    assert notice(player).choices[0].icon == "emoticon-excited-outline"
    player.touch("answer-good")
    assert player.screen == "rated"
    player.wait(5)
    sent = ratings(player)
    assert len({each.request_id for each in sent}) == 1
    assert len(sent) > 1
    assert (sent[0].place, sent[0].answers, sent[0].reason) == (PLACE, {"q0": "good"}, "")
    player.hear(m.Accepted(request_id=sent[0].request_id, result=m.Done()))
    player.wait(5)
    assert len(ratings(player)) == len(sent)
    assert player.model.ratings == ()


def test_a_low_answer_asks_why_and_the_reason_may_be_left_out():
    player = rating()
    player.touch("answer-bad")
    assert player.view.title == "Vì sao ông/bà chưa hài lòng?"
    player.touch("back")
    player.touch("answer-very-bad")
    player.touch("answer-papers")
    assert (ratings(player)[-1].answers, ratings(player)[-1].reason) == ({"q0": "very-bad"}, "papers")
    player = rating()
    player.touch("answer-bad")
    player.touch("skip")
    assert ratings(player)[-1].reason == ""


def test_several_questions_come_one_after_the_other_and_a_hammering_hand_answers_one():
    player = rating(rating=asked(questions=2))
    player.touch("answer-good")
    player.touch("answer-good", after=0.2)
    assert player.screen == "rate"
    player.touch("answer-bad")
    player.touch("skip")
    assert ratings(player)[-1].answers == {"q0": "good", "q1": "bad"}


def test_a_rating_waits_while_the_desk_is_away_and_arrives_once():
    player = rating()
    player.alive = False
    player.wait(2)
    assert player.screen == "rate", "nobody who answers is interrupted"
    player.touch("answer-good")
    assert "tự gửi sau" in notice(player).lines[0]
    before = len(ratings(player))
    player.wait(120)
    assert len(ratings(player)) == before
    assert player.screen == "out-of-order"
    player.alive = True
    player.wait(3)
    assert len(ratings(player)) > before
    player.hear(m.Accepted(request_id=ratings(player)[-1].request_id, result=m.Done(), repeated=True))
    count = len(ratings(player))
    player.wait(10)
    assert len(ratings(player)) == count
    assert len({each.request_id for each in ratings(player)}) == 1


@pytest.mark.parametrize("code", sorted(NOT_YET))
def test_a_desk_that_does_not_know_this_kiosk_has_said_nothing_of_the_rating(code: RefusalCode):
    player = rating()
    player.touch("answer-good")
    refused = scenes.refused(ratings(player)[-1], code)
    player.hear(refused)
    player.wait(1)
    assert notice(player).title == "Cảm ơn ông/bà đã đánh giá"
    before = len(ratings(player))
    for _ in range(3):
        player.wait(60)
        player.hear(refused)
    assert len(ratings(player)) > before
    player.hear(m.Accepted(request_id=refused.request_id, result=m.Done()))
    count = len(ratings(player))
    player.wait(10)
    assert len(ratings(player)) == count


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (RefusalCode.ALREADY_RATED, "đã được đánh giá rồi"),
        (RefusalCode.RATING_OVER, "Đã quá giờ"),
        (RefusalCode.UNKNOWN_TICKET, "không đánh giá được ở đây"),
    ],
)
def test_a_rating_that_does_not_count_is_said_kindly_and_not_sent_again(code: RefusalCode, words: str):
    player = rating()
    player.touch("answer-good")
    player.hear(scenes.refused(ratings(player)[-1], code))
    assert words in notice(player).title
    count = len(ratings(player))
    player.wait(5)
    assert len(ratings(player)) == count


@pytest.mark.parametrize("why", ["already-rated", "rating-over"])
def test_a_visit_that_cannot_be_rated_any_more_says_so_beside_the_rest(why: str):
    player = shown()
    player.hear(finished(seen(player)[-1], rating=None, rated=why))
    assert len(notice(player).lines) == 2
    assert notice(player).button.target == "ok"


def test_the_next_citizen_finds_nothing_of_it():
    player = rating()
    player.wait(60)
    assert player.screen == "services"
    assert not isinstance(player.model.page, sp.SlipPage)
    assert ratings(player) == []


def test_a_slip_of_yesterday_may_be_rated_and_else_says_that_it_is_old():
    player = shown(SLIP.replace("20261121", "20261120"))
    player.hear(finished(seen(player)[-1]))
    player.touch("rate")
    assert player.screen == "rate"
    player = shown(SLIP.replace("20261121", "20261120"))
    player.hear(scenes.refused(seen(player)[-1], RefusalCode.UNKNOWN_TICKET))
    assert player.model.page == d.Remark(d.RemarkKind.SLIP_OLD)


def test_question_and_answers_are_read_aloud():
    player = shown()
    player.hear(finished(seen(player)[-1]))
    player.touch("aloud")
    assert "Số A012." in player.view.lines
    player.touch("rate")
    player.touch("rate")
    said = " ".join(player.view.lines)
    assert "Ông/bà có hài lòng với việc phục vụ không?" in said
    assert "Rất không hài lòng" in said


def test_the_national_page_for_complaints_stands_beside_every_question_and_the_reason():
    player = rating(rating=asked(questions=2))
    player.touch("answer-bad")
    player.touch("answer-bad")
    assert player.view.title == "Vì sao ông/bà chưa hài lòng?"
    for _ in range(2):
        code = notice(player).aside
        assert code.address == "https://dichvucong.gov.vn"
        assert "quét" in code.words
        assert "quét" in code.brief
        player.touch("back")


def test_whoever_rated_is_shown_and_told_where_complaints_are_taken():
    player = rating()
    player.touch("answer-good")
    assert notice(player).aside.address == "https://dichvucong.gov.vn"
    assert notice(player).lines[-1] == "Phản ánh, kiến nghị: dichvucong.gov.vn"


def test_an_office_that_names_no_page_for_complaints_has_no_code_there():
    player = rating(rating=asked().model_copy(update={"complaints": ""}))
    assert notice(player).aside is None
    player.touch("answer-good")
    assert notice(player).aside is None


@pytest.mark.parametrize(
    "page", ["javascript:alert(1)", "http://dichvucong.gov.vn", "https://a b", "https://" + "a" * 300]
)
def test_what_is_no_page_for_complaints_never_becomes_a_code(page: str):
    with pytest.raises(ValidationError):
        m.RatingAsked.model_validate({**asked().model_dump(), "complaints": page})
