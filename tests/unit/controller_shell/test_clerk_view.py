"""What a clerk reads on the page of a counter."""

from contracts.texts import load_catalogue
from contracts.vocabulary import CounterId, SlipState
from controller.domain.commands import CallNext, ReportSlip
from controller.domain.day import Day
from controller.settings import OfficeSettings
from controller.web import view as page
from controller.web.app import HERE
from tests.builders import CIVIL, ELDERLY, LAND, ONE, TWO, a_day, after, open_office, slip, take

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
    return viewer.counter(day, counter, day.last_at + 5 * page.MINUTE_MS, {}, link_up=True)


def test_a_slip_that_nobody_saw_come_out_is_asked_about():
    day = after(OFFICE, a_day(), take(), take(), take())
    day = after(
        OFFICE,
        day,
        ReportSlip(slip("A001", 1), SlipState.UNKNOWN),
        ReportSlip(slip("A002", 1), SlipState.PRINTED),
    )
    assert [row.number for row in seen(day).unprinted] == ["A001"]


def test_a_number_that_was_read_on_the_screen_is_not_in_doubt():
    day = after(OFFICE, a_day(), take(), ReportSlip(slip("A001", 1), SlipState.NOT_PRINTED))
    assert [row.number for row in seen(day).unprinted] == ["A001"]
    day = after(OFFICE, day, ReportSlip(slip("A001", 1), SlipState.ON_SCREEN))
    assert seen(day).unprinted == ()


def test_the_page_says_why_this_one_was_called_and_who_else_could_have_been():
    day = after(OFFICE, a_day(), take(CIVIL), take(LAND, ELDERLY), CallNext(TWO))
    current = seen(day, TWO).current
    assert current is not None
    assert current.number == "B001"
    assert "ưu tiên" in current.why
    assert "A001" in current.why


def test_the_waiting_list_is_what_this_counter_may_call_by_arrival():
    day = after(OFFICE, a_day(), take(LAND), take(CIVIL), take(CIVIL, ELDERLY))
    rows = seen(day).waiting
    assert [row.number for row in rows] == ["A001", "A002"]
    assert rows[1].priority.startswith("Ưu tiên")
    assert rows[0].minutes == 5
