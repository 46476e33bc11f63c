"""What a clerk reads on the page of a counter."""

from dataclasses import replace

import pytest

from contracts import messages as m
from contracts.texts import load_catalogue
from contracts.vocabulary import CounterId, RefusalCode, SlipState, TicketState
from controller.domain.commands import (
    CallNext,
    CallNumber,
    Finish,
    MarkNoShow,
    Park,
    ReportSlip,
    Transfer,
)
from controller.domain.counter_rules import CALL_BACK_MS
from controller.domain.day import Day
from controller.settings import OfficeSettings
from controller.web import view as page
from controller.web.app import HERE
from controller.web.line import MINUTE_MS, fits
from tests.builders import CIVIL, ELDERLY, LAND, ONE, TWO, a_day, after, open_office, slip, take, ticket

OFFICE = open_office()
SETTINGS = OfficeSettings.model_validate(
    {
        "site": "test",
        "name": {"vi": "Trung tâm"},
        "authority": {"vi": "Ủy ban"},
        "services": [
            {"code": code, "name": {"vi": name}, "prefix": prefix}
            for code, name, prefix in (
                ("civil", "Hộ tịch", "A"),
                ("land", "Đất đai", "B"),
                ("results", "Trả kết quả", "C"),
            )
        ],
        "counters": [{"id": "counter-1", "label": "1", "services": ["civil", "land", "results"]}],
        "sessions": [
            {
                "name": {"vi": "Sáng"},
                "take_from": "07:00",
                "take_until": "11:00",
                "serve_from": "07:30",
                "serve_until": "11:30",
            }
        ],
    }
)


def seen(day: Day, counter: CounterId = ONE) -> page.CounterView:
    viewer = page.Viewer(SETTINGS, OFFICE, load_catalogue(HERE / "texts"))
    return viewer.counter(day, counter, day.last_at + 5 * MINUTE_MS, {}, link_up=True)


def doubtful(day: Day) -> list[str]:
    return [row.number for row in seen(day).line.mine if row.unprinted]


def test_a_slip_that_nobody_saw_come_out_is_asked_about():
    day = after(OFFICE, a_day(), take(), take(), take())
    day = after(
        OFFICE,
        day,
        ReportSlip(slip("A001", 1), SlipState.UNKNOWN),
        ReportSlip(slip("A002", 1), SlipState.PRINTED),
    )
    assert doubtful(day) == ["A001"]


def test_a_number_that_was_read_on_the_screen_is_not_in_doubt():
    day = after(OFFICE, a_day(), take(), ReportSlip(slip("A001", 1), SlipState.NOT_PRINTED))
    assert doubtful(day) == ["A001"]
    day = after(OFFICE, day, ReportSlip(slip("A001", 1), SlipState.ON_SCREEN))
    assert doubtful(day) == []


def test_the_page_says_why_this_one_was_called_and_who_else_could_have_been():
    day = after(OFFICE, a_day(), take(CIVIL), take(LAND, ELDERLY), CallNext(TWO))
    current = seen(day, TWO).current
    assert current is not None
    assert current.number == "B001"
    assert "ưu tiên" in current.why
    assert "A001" in current.why


def test_the_waiting_list_is_what_this_counter_may_call_by_arrival():
    day = after(OFFICE, a_day(), take(LAND), take(CIVIL), take(CIVIL, ELDERLY))
    rows = seen(day).line.mine
    assert [row.number for row in rows] == ["A001", "A002"]
    assert rows[1].priority.startswith("Ưu tiên")
    assert rows[0].minutes == 5


def why(day: Day, counter: CounterId = TWO) -> str:
    current = seen(day, counter).current
    assert current is not None
    return current.why


def test_first_come_says_how_many_it_was_first_of():
    day = after(OFFICE, a_day(), take(), take(), take(LAND), CallNext(TWO))
    assert why(day) == "Đến trước nhất trong 3 người đang chờ quầy này."
    assert "chỉ có số này" in why(after(OFFICE, a_day(), take(), CallNext(TWO)))


def test_a_turn_of_priority_names_whom_it_overtook_and_never_who_came_later():
    late = (take(LAND), take(CIVIL))
    day = after(OFFICE, a_day(), take(CIVIL), take(CIVIL), take(CIVIL, ELDERLY), *late, CallNext(TWO))
    assert why(day) == "Đến lượt ưu tiên nên được gọi trước 2 người đến sớm hơn: A001 và 1 số khác."


def test_a_choice_by_hand_says_whether_anybody_was_passed():
    day = after(OFFICE, a_day(), *(take() for _ in range(5)))
    chosen = after(OFFICE, day, CallNumber(TWO, ticket("A005")))
    assert why(chosen) == "Cán bộ chọn gọi số này trước 4 người đến sớm hơn: A001, A002, A003 và 1 số khác."
    chosen = after(OFFICE, day, CallNumber(TWO, ticket("A001")))
    assert why(chosen) == "Cán bộ chọn gọi số này."


def test_a_call_of_an_older_program_claims_nothing_about_how_many_waited():
    day = after(OFFICE, a_day(), take(), take(), CallNext(TWO))
    old = replace(day.why[TWO], waiting=0, ahead=0)
    assert why(replace(day, why={TWO: old})) == "Đến trước được gọi trước."


def test_the_list_of_the_finished_holds_those_of_this_counter_for_ten_minutes():
    calls = (CallNext(TWO),) * 5
    day = after(OFFICE, a_day(), *(take() for _ in range(6)), CallNext(ONE), Finish(ONE), *calls)
    assert [row.number for row in seen(day, TWO).line.finished] == ["A005", "A004", "A003", "A002"]
    assert [row.number for row in seen(day, ONE).line.finished] == ["A001"]
    late = page.Viewer(SETTINGS, OFFICE, load_catalogue(HERE / "texts"))
    at = day.last_at + CALL_BACK_MS + 1
    assert late.counter(day, TWO, at, {}, link_up=True).line.finished == ()


@pytest.mark.parametrize("state", TicketState)
def test_a_refusal_names_every_state_in_the_clerks_words(state: TicketState):
    refused = m.Refused(
        request_id="00000000-0000-4000-8000-000000000001",
        code=RefusalCode.WRONG_STATE,
        facts={"number": "A001", "state": state.value},
    )
    viewer = page.Viewer(SETTINGS, OFFICE, load_catalogue(HERE / "texts"))
    assert viewer.refusal(refused) == f"Số A001 hiện {viewer.say(f'state.{state}')}, không làm được việc này."
    assert viewer.say(f"state.{state}") != state.value


@pytest.mark.parametrize(
    ("typed", "how"),
    [
        *((typed, 0) for typed in ("7", "07", "007", "a7", " A 007 ")),
        *((typed, 1) for typed in ("00", "A")),
        *((typed, None) for typed in ("b7", "8", "", "-7", "7" * 12, "<b>")),
    ],
)
def test_a_number_is_found_as_people_type_it(typed: str, how: int | None):
    day = after(OFFICE, a_day(), *(take() for _ in range(7)))
    assert fits(typed, day.tickets[ticket("A007")]) == how


def test_the_service_time_counts_from_the_call_of_this_counter_and_not_from_an_earlier_one():
    day = after(OFFICE, a_day(), take(), CallNext(ONE))
    day = replace(day, last_at=day.last_at + 30 * MINUTE_MS)
    day = after(OFFICE, day, Transfer(ONE, to_counter=TWO), CallNext(TWO))
    current = seen(day, TWO).current
    assert current is not None
    assert current.minutes == 5


def test_who_is_aside_absent_and_elsewhere_is_listed_apart_with_the_reason():
    calls = (CallNext(ONE), MarkNoShow(ONE), CallNext(ONE), Park(ONE, "copy"))
    day = after(OFFICE, a_day(), take(), take(), take(), take(LAND), *calls)
    line = seen(day).line
    assert [row.number for row in line.absent] == ["A001"]
    assert [(row.number, row.state) for row in line.aside] == [("A002", "Đi sao chụp, in ảnh")]
    assert [row.number for row in line.mine] == ["A003"]
    assert [row.number for row in line.elsewhere] == ["B001"]
    assert [(other.label, other.waiting) for other in line.counters] == [("2", 2), ("3", 1)]
