"""Why somebody is called out of turn, why a counter has a break: chosen from a list, never free text, true later."""

from typing import Any

import pytest
from pydantic import ValidationError

from contracts import messages as m
from contracts.vocabulary import BreakReason, CallRule, TicketState
from controller.domain import commands as c
from controller.domain import events as e
from controller.domain import staffing_events as s
from controller.domain.day import apply
from controller.figures.audit import Audit
from controller.figures.overtaking import overtakings
from controller.figures.pauses import pauses
from controller.figures.report import Names
from controller.figures.story import story
from controller.journal.event_codec import dump_event, load_event
from controller.reasons import reasons_of
from tests import builders as b
from tests.integration.controller.house import settings_of

OFFICE = b.open_office()
OWN = [{"code": "vip", "name": {"vi": "Khách của chủ tịch"}}]
ASKED: dict[str, Any] = {"request_id": "00000000-0000-4000-8000-000000000000", "at": 1, "counter": "1"}


def test_an_office_without_lists_is_asked_by_those_that_are_shipped_in_both_languages():
    reasons = reasons_of(settings_of(policy={}))
    assert list(reasons.breaks) == list(BreakReason)
    assert len(reasons.by_hand) >= 4
    assert all(set(words) == {"vi", "en"} for words in reasons.known.values())
    assert not reasons.shows_break


@pytest.mark.parametrize("kind", ["call", "break"])
def test_an_office_has_lists_of_its_own_or_does_not_ask(kind: str):
    own = reasons_of(settings_of(policy={}, **{f"{kind}_reasons": OWN}))
    offered = own.by_hand if kind == "call" else own.breaks
    assert [*offered] == ["vip"]
    assert own.told("vip") == "Khách của chủ tịch"
    assert own.told("lunch") == "Nghỉ trưa", "what was chosen before is still known"
    assert own.told("no-more") == "no-more"
    unasked = reasons_of(settings_of(policy={f"ask_{kind}_reason": False}))
    assert not (unasked.by_hand if kind == "call" else unasked.breaks)
    assert unasked.told("lunch") == "Nghỉ trưa"


def test_two_reasons_with_one_code_are_a_mistake_that_is_named():
    settings = settings_of(call_reasons=[*OWN, *OWN])
    assert [problem.key for problem in settings.problems()] == ["call_reasons.code"]


@pytest.mark.parametrize("said", ["bà Bưởi đau chân", "A B", "x" * 33, "-"])
def test_no_free_text_comes_into_the_journal(said: str):
    with pytest.raises(ValidationError):
        m.CallNumber(**ASKED, ticket="20261123-A001", reason=said)
    with pytest.raises(ValidationError):
        m.TakeBreak(**ASKED, why=said)


def test_events_of_before_are_still_read():
    called = e.TicketCalled(2, b.ticket("A001"), b.ONE, CallRule.BY_HAND, (), (), None, reason="urgent")
    taken = s.BreakTaken(3, b.ONE, BreakReason.SHORT, None, "vip")
    for event, new in ((called, "reason"), (taken, "why")):
        kind, body = dump_event(event)
        assert load_event(kind, body) == event
        old = body.replace(f',"{new}":"urgent"', "").replace(f',"{new}":"vip"', "")
        assert load_event(kind, old) != event
    assert load_event(*dump_event(s.BreakTaken(3, b.ONE, BreakReason.LUNCH, None))).why is None  # type: ignore[union-attr]


def test_a_break_that_a_call_ended_comes_back_with_its_reason():
    day = b.after(OFFICE, b.a_day(), b.take(), c.TakeBreak(b.ONE, why="vip", minutes=5), c.CallNext(b.ONE))
    assert b.ONE not in day.staffing.breaks
    assert b.after(OFFICE, day, c.Undo(b.ONE)).staffing.breaks[b.ONE].code == "vip"


@pytest.mark.parametrize(
    ("why", "code"), [(None, "lunch"), ("", ""), ("vip", "vip")], ids=["as-before", "not-asked", "own"]
)
def test_a_break_is_told_by_what_was_chosen(why: str | None, code: str):
    day = b.after(OFFICE, b.a_day(), c.TakeBreak(b.ONE, BreakReason.LUNCH, why=why))
    assert day.staffing.breaks[b.ONE].code == code


HISTORY: list[tuple[str, c.Command]] = [
    ("08:00", c.SignIn(b.ONE, b.HOA)),
    *[("08:01", b.take())] * 4,
    ("08:05", c.CallNumber(b.ONE, b.ticket("A003"), reason="urgent")),
    ("08:10", c.MarkNoShow(b.ONE)),
    ("08:11", c.CallNumber(b.ONE, b.ticket("A003"))),
    ("08:15", c.CallNumber(b.ONE, b.ticket("A004"))),
    ("08:20", c.Finish(b.ONE)),
    ("08:21", c.TakeBreak(b.ONE, why="meeting", minutes=30)),
    ("08:40", c.CallNext(b.ONE)),
    ("08:50", c.TakeBreak(b.ONE, why="")),
    ("08:55", c.SignOut(b.ONE)),
    ("09:00", c.SignIn(b.ONE, b.BINH)),
]


def events_of(history: list[tuple[str, c.Command]]) -> list[e.AnyEvent]:
    day, found = b.a_day(), list[e.AnyEvent]()
    for at, command in history:
        for event in b.decided(OFFICE, day, command, b.clock(at)).events:
            day = apply(day, event)
            found.append(event)
    return found


def audit_of() -> Audit:
    from contracts.texts import load_catalogue  # noqa: PLC0415 - of this helper only
    from controller.web.figures import TEXTS  # noqa: PLC0415

    texts = load_catalogue(*TEXTS)
    names = Names({}, {b.ONE: "Quầy 1"}, {b.HOA: "Hoa", b.BINH: "Bình"}, (), reasons_of(settings_of()).words)
    return Audit(names, lambda key, **facts: texts.say("vi", key, **facts), OFFICE.local)


def column(table: Any, head: str) -> list[object]:
    return [row[table.columns.index(head)] for row in table.rows]


def test_the_audit_says_who_overtook_whom_and_why():
    found = list(overtakings(b.DATE, events_of(HISTORY)))
    assert [one.was for one in found] == [TicketState.WAITING, TicketState.NO_SHOW, TicketState.WAITING]
    table = audit_of().overtakings(found)
    assert column(table, "Lý do") == [
        "Việc gấp, hết hạn trong ngày",
        "quay lại sau khi vắng mặt",
        "không hỏi",
    ]
    assert column(table, "Những số bị vượt") == ["A001, A002"] * 3
    assert set(column(table, "Cán bộ")) == {"Hoa"}


def test_the_table_of_pauses_has_breaks_with_their_reason_and_seats_that_were_left():
    table = audit_of().pauses(pauses(events_of(HISTORY)))
    assert column(table, "Lý do") == ["Họp", "không hỏi", "Rời quầy"]
    assert column(table, "Từ") == ["08:21:00", "08:50:00", "08:55:00"]
    assert column(table, "Đến") == ["08:40:00", "08:55:00", "09:00:00"]
    assert column(table, "Người đến quầy") == ["Hoa", "Hoa", "Bình"]


def test_the_story_says_why():
    audit = audit_of()
    told = [audit.sentence(one.line) for one in story(b.DATE, events_of(HISTORY))]
    assert (
        "Cán bộ tự chọn số này: vượt 2 người đến trước (A001, A002). Lý do: Việc gấp, hết hạn trong ngày."
        in told
    )
    assert "Tạm nghỉ. Lý do: Họp." in told
    assert "Tạm nghỉ." in told
