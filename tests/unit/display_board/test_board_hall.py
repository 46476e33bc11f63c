"""What the hall is told beside the calls: hours, waits, resting counters; and never a call of somebody who left."""

import pytest

from contracts import messages as m
from contracts.vocabulary import CounterId, RefusalCode, ServiceCode
from display_board.flow import Tick, step
from display_board.model import Model
from display_board.view import page_of, sign_of
from hardware.ports import Connected, SignText
from tests.unit.display_board.board_builders import NOW, TEXTS, a_board, a_call, a_counter, a_pulse, an_office

HOUR = 3_600_000
SESSION = m.SessionInfo(
    name={"vi": "Sáng"},
    days=(1, 2, 3, 4, 5, 6),
    take_from="07:30",
    take_until="11:00",
    serve_from="07:30",
    serve_until="11:30",
)


def queues(
    *closed: str | None, opens_at: int | None = None, wait: tuple[int, int] | None = None
) -> m.QueueState:
    """Land and justice."""
    services = tuple(
        m.ServiceQueue(
            service=ServiceCode(code),
            waiting=0,
            wait=m.WaitRange(low=wait[0], high=wait[1]) if wait else None,
            closed=RefusalCode(reason) if reason else None,
            opens_at=opens_at,
        )
        for code, reason in zip(("land", "justice"), closed, strict=True)
    )
    return m.QueueState(epoch=1, seq=1, at=NOW, day="2026-11-21", services=services)


def after(*happened: m.Message, at: float = 1.0) -> Model:
    office = an_office().model_copy(update={"sessions": (SESSION,)})
    model = Model(started=0)
    before: tuple[m.Message | Connected, ...] = (Connected(), a_pulse(-2), a_pulse(0), office, a_board())
    for happening in (*before, *happened):
        model = step(model, happening, at)
    return model


def idle(*happened: m.Message) -> str:
    return page_of(after(*happened), 1, TEXTS).idle[0]


def test_nobody_is_invited_before_it_is_known_that_numbers_are_given():
    assert idle() == "Xin ông/bà chờ gọi số"


def test_one_open_service_is_enough_to_invite():
    assert idle(queues(None, "quota-reached")) == "Mời ông/bà lấy số và chờ gọi"


@pytest.mark.parametrize(
    ("closed", "opens_at", "words"),
    [
        ("office-closed", None, "Hôm nay đã hết giờ lấy số"),
        ("numbers-ended", NOW + 15 * HOUR + HOUR // 2, "Đã hết giờ lấy số. Mở lại lúc 07:30 ngày 22/11"),
        ("not-open-yet", NOW + HOUR, "Đang nghỉ giữa giờ. Lấy số lại từ 17:00"),
        ("quota-reached", None, "Hôm nay đã hết số. Xin hỏi cán bộ tại quầy"),
        ("range-exhausted", None, "Hôm nay đã hết số. Xin hỏi cán bộ tại quầy"),
        *(
            (code, None, "Tạm ngừng cấp số. Xin hỏi cán bộ tại quầy")
            for code in ("clock-untrusted", "storage-failed")
        ),
    ],
)
def test_while_the_kiosk_refuses_nobody_is_invited(closed: str, opens_at: int | None, words: str):
    assert idle(queues(closed, closed, opens_at=opens_at)) == words


def test_before_the_first_session_it_is_not_a_break():
    office = an_office().model_copy(
        update={"sessions": (SESSION.model_copy(update={"take_from": "18:00", "take_until": "20:00"}),)}
    )
    said = idle(office, queues("not-open-yet", "not-open-yet", opens_at=NOW + 2 * HOUR))
    assert said == "Chưa đến giờ lấy số. Bắt đầu lúc 18:00"


def an_office_with_a_special_saturday(usual: tuple[int, ...], take_from: str, until: str) -> m.OfficeState:
    """NOW is a Saturday at 16:00; ``usual``: the weekdays of the morning's session."""
    own = SESSION.model_copy(
        update={
            "days": (),
            "take_from": take_from,
            "take_until": until,
            "serve_from": take_from,
            "serve_until": until,
        }
    )
    return an_office().model_copy(
        update={
            "sessions": (SESSION.model_copy(update={"days": usual}),),
            "special_days": (m.SpecialDay(day="2026-11-21", sessions=(own,)),),
        }
    )


@pytest.mark.parametrize(
    ("usual", "hours", "words"),
    [
        ((1, 2, 3, 4, 5), ("07:30", "11:30"), "Đang nghỉ giữa giờ. Lấy số lại từ 17:00"),
        ((1, 2, 3, 4, 5, 6), ("17:00", "20:00"), "Chưa đến giờ lấy số. Bắt đầu lúc 17:00"),
    ],
    ids=["the break of a worked Saturday", "a day that has only its afternoon"],
)
def test_a_special_day_has_its_own_breaks(usual: tuple[int, ...], hours: tuple[str, str], words: str):
    office = an_office_with_a_special_saturday(usual, *hours)
    page = page_of(after(office, queues("not-open-yet", "not-open-yet", opens_at=NOW + HOUR)), 1, TEXTS)
    assert page.idle[0] == words
    assert page.notes == (f"Giờ làm việc hôm nay: {hours[0]}–{hours[1]}",)


def test_an_early_closing_is_told_instead_of_todays_hours():
    office = an_office_with_a_special_saturday((6,), "17:00", "18:30")
    (day,) = office.special_days
    office = office.model_copy(update={"special_days": (day.model_copy(update={"closes_early": "18:30"}),)})
    page = page_of(after(office, queues(None, None)), 1, TEXTS)
    assert page.notes == ("Hôm nay đóng cửa sớm, lúc 18:30",)


def test_a_lost_desk_invites_nobody():
    model = after(queues(None, None))
    assert page_of(model, 60, TEXTS).idle[0] == "Xin ông/bà chờ gọi số"


def test_people_waiting_have_the_wait_and_closed_services_have_none():
    page = page_of(after(queues(None, "office-closed", wait=(10, 15))), 1, TEXTS)
    assert [(w.wait, w.closed) for w in page.waiting] == [("10–15 phút", False), ("", True)]
    page = page_of(after(queues(None, None, wait=(5, 5))), 1, TEXTS)
    assert page.waiting[0].wait == "khoảng 5 phút"


def test_the_list_has_the_last_call_of_each_counter():
    calls = (
        a_call("A004", "1", at=4),
        a_call("A003", "2", at=3),
        a_call("A002", "1", at=2),
        a_call("A001", "3", at=1),
    )
    page = page_of(after(a_board(*calls, seq=2, epoch=2)), 1, TEXTS)
    assert page.spotlight is not None
    assert page.spotlight.call.number == "A004"
    assert [call.number for call in page.recent] == ["A003", "A001"]


def counter(name: str, clerk: str | None) -> m.CounterState:
    return a_counter(None, counter=name).model_copy(update={"clerk": clerk})


def test_a_counter_without_a_clerk_rests_while_others_work():
    assert page_of(after(counter("1", "an"), counter("4", None)), 1, TEXTS).resting == ("Quầy 4 tạm nghỉ",)
    assert page_of(after(counter("1", None), counter("4", None)), 1, TEXTS).resting == ()


@pytest.mark.parametrize("why", [None, {"vi": "Họp", "en": "Meeting"}], ids=["kept", "told"])
def test_why_a_counter_rests_is_said_only_where_the_office_wishes(why: dict[str, str] | None):
    pause = m.CounterPause(reason="meeting", back_at="10:15", why=why)
    resting = counter("4", "an").model_copy(update={"pause": pause})
    words = "Quầy 4 tạm nghỉ đến 10:15" + (" (Họp)" if why else "")
    assert page_of(after(counter("1", "an"), resting), 1, TEXTS).resting == (words,)


def test_the_sign_over_a_resting_counter_says_so_too():
    at_work, alone = (
        after(counter("1", "an"), counter("4", None)),
        after(counter("1", None), counter("4", None)),
    )
    assert sign_of(at_work, CounterId("4"), 1, TEXTS) == SignText("Tạm nghỉ", counter="4", short="NGHI")
    assert sign_of(at_work, CounterId("1"), 1, TEXTS).text == "Quầy 1"
    assert sign_of(alone, CounterId("4"), 1, TEXTS).text == "Quầy 4"
    assert sign_of(at_work, CounterId("4"), 100, TEXTS).text == "----"


def left(counter: str, at: int, now_there: m.Call | None = None) -> m.CounterState:
    return a_counter(now_there, counter=counter).model_copy(update={"at": NOW + at})


def test_a_ticket_that_left_its_counter_is_announced_no_more():
    model = after(a_board(a_call("A002", "2", at=2), a_call("A001", "1", at=1), seq=2))
    assert model.spotlight is not None
    assert model.spotlight.call.number == "A001"
    model = step(model, left("1", 50), 2)
    assert model.spotlight is not None
    assert (model.spotlight.call.number, model.spotlight.loud) == ("A002", True)
    model = step(model, left("2", 60), 3)
    assert (model.spotlight, model.queue) == (None, ())


def test_a_ticket_that_left_while_it_waited_for_its_turn_never_gets_it():
    model = after(a_board(a_call("A002", "2", at=2), a_call("A001", "1", at=1), seq=2))
    model = step(model, left("2", 50), 2)
    shown = set()
    for second in range(2, 30):
        model = step(model, Tick(), second)
        shown |= {model.spotlight.call.number} if model.spotlight else set()
    assert shown == {"A001"}


def test_what_a_counter_said_before_the_call_takes_nothing_away():
    model = after(left("1", 0), a_board(a_call("A001", "1", at=1), seq=2))
    assert model.spotlight is not None
    assert model.spotlight.call.number == "A001"
    assert CounterId("1") in model.counters


def test_two_calls_in_one_second_both_stay_six_seconds():
    model = after(a_board(a_call("A002", "2", at=2), a_call("A001", "1", at=1), seq=2))
    held: dict[str, int] = {}
    for tenth in range(10, 200):
        model = step(model, Tick(), tenth / 10)
        if model.spotlight and model.spotlight.loud:
            held[model.spotlight.call.number] = held.get(model.spotlight.call.number, 0) + 1
    assert held["A001"] >= 60
    assert held["A002"] >= 60
