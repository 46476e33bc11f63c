"""What was promised to people stands: such a change waits until the day is over. All else is made at once."""

from dataclasses import replace
from typing import Any

import pytest

from contracts.vocabulary import ClerkId, CounterId, DeviceId, ServiceCode, SlipState
from controller.domain import commands as c
from controller.domain.day import Day
from controller.domain.now import Now
from controller.office_from_settings import office_of
from controller.settings_book.verdict import Verdict, When, verdict
from tests.builders import DATE, after, clock, next_moment, ticket
from tests.integration.controller.house import PIN_HASH
from tests.unit.settings_book.books import ALWAYS, settings

CIVIL, LAND = ServiceCode("civil"), ServiceCode("land")
ONE, TWO = CounterId("1"), CounterId("2")
BEFORE = settings()
OFFICE = office_of(BEFORE)
SERVICES: list[dict[str, Any]] = [s.model_dump() for s in BEFORE.services]
COUNTERS: list[dict[str, Any]] = [each.model_dump() for each in BEFORE.counters]


def take(service: ServiceCode, device: str = "kiosk-2") -> c.IssueTicket:
    return c.IssueTicket(service=service, device=DeviceId(device))


def a_day(*commands: c.Command | str) -> Day:
    return after(OFFICE, Day(DATE), *commands)


def found(day: Day, at: int | None = None, **changes: Any) -> Verdict:
    return verdict(BEFORE, settings(**changes), day, Now(next_moment(day) if at is None else at))


def reasons(judged: Verdict) -> list[str]:
    return [reason.code for reason in judged.reasons]


WITHOUT_LAND: dict[str, Any] = {
    "services": SERVICES[:1],
    "counters": [
        {"id": "1", "label": "1", "services": ["civil"], "panel": "panel-1"},
        {"id": "2", "label": "2", "services": ["civil"], "panel": "panel-2"},
    ],
}
EMPTY = Day(DATE, last_at=clock("08:00"))
HARMLESS: dict[str, dict[str, Any]] = {
    "a name": {"name": {"vi": "Khác"}},
    "a service's name and quota": {
        "services": [{**SERVICES[0], "name": {"vi": "Tư pháp"}, "quota": 1}, SERVICES[1]]
    },
    "one service more": {
        "services": [*SERVICES, {"code": "tax", "name": {"vi": "Thuế"}, "prefix": "C"}],
        "counters": [{**COUNTERS[0], "services": ["civil", "tax"]}, COUNTERS[1]],
    },
    "a counter more": {"counters": [*COUNTERS, {"id": "3", "label": "3", "services": ["land"]}]},
    "a clerk more": {
        "clerks": [
            {"id": "lan", "name": "Lan", "pin_hash": PIN_HASH, "caretaker": True},
            {"id": "hoa", "name": "Hoa", "pin_hash": PIN_HASH},
        ]
    },
    "shorter hours where numbers stay valid": {
        "sessions": [{"name": {"vi": "Sáng"}, **ALWAYS, "take_until": "07:00", "serve_until": "07:30"}]
    },
    "a holiday tomorrow": {"special_days": [{"day": "2026-11-24", "closed": True}]},
    "a rule": {"policy": {"ratio": 3}},
}


@pytest.mark.parametrize("changes", HARMLESS.values(), ids=HARMLESS)
def test_what_breaks_no_promise_is_made_at_once(changes: dict[str, Any]):
    day = a_day("08:00", take(CIVIL), take(LAND), c.CallNext(ONE))
    assert found(day, **changes) == Verdict(When.NOW)


@pytest.mark.parametrize(
    "changes",
    [
        WITHOUT_LAND,
        {"services": [{**SERVICES[0], "prefix": "K"}, SERVICES[1]]},
        {"counters": [{**COUNTERS[0], "label": "9"}, COUNTERS[1]]},
    ],
)
def test_before_the_first_number_everything_is(changes: dict[str, Any]):
    assert found(EMPTY, **changes).when is When.NOW


def test_a_service_stays_while_somebody_has_its_number():
    day = a_day("08:00", take(LAND), take(LAND))
    judged = found(day, **WITHOUT_LAND)
    assert judged.when is When.NEXT_DAY
    facts = dict(judged.reasons[0].facts)
    assert (judged.reasons[0].code, facts["service"], facts["numbers"]) == (
        "service-standing",
        "Đất đai",
        "B001, B002",
    )


@pytest.mark.parametrize("how", ["called", "no-show", "parked", "transferred away", "finished", "cancelled"])
def test_also_while_somebody_may_come_back_but_not_longer(how: str):
    ways: dict[str, tuple[c.Command, ...]] = {
        "called": (c.CallNext(TWO),),
        "no-show": (c.CallNext(TWO), c.MarkNoShow(TWO)),
        "parked": (c.CallNext(TWO), c.Park(TWO)),
        "transferred away": (c.CallNext(TWO), c.Transfer(TWO, to_service=CIVIL)),
        "finished": (c.CallNext(TWO), c.Finish(TWO)),
        "cancelled": (c.Cancel(ticket("B001")),),
    }
    day = a_day("08:00", take(LAND), *ways[how])
    expected = When.NOW if how in ("transferred away", "finished", "cancelled") else When.NEXT_DAY
    assert found(day, **WITHOUT_LAND).when is expected


@pytest.mark.parametrize("change", [{"prefix": "K"}, {"width": 4}, {"first": 100}, {"last": 500}])
def test_a_series_stays_as_it_is_once_a_number_was_given_even_if_all_are_done(change: dict[str, Any]):
    day = a_day("08:00", take(CIVIL), c.Cancel(ticket("A001")))
    judged = found(day, services=[{**SERVICES[0], **change}, SERVICES[1]])
    assert reasons(judged) == ["series-begun"]
    assert dict(judged.reasons[0].facts)["last"] == "A001"
    assert found(day, services=[SERVICES[0], {**SERVICES[1], **({"prefix": "L"} | change)}]).when is When.NOW


def test_a_counter_stays_while_it_serves_or_is_manned_or_slips_name_it():
    gone: dict[str, Any] = {"counters": [{**COUNTERS[1], "services": ["civil", "land"]}]}
    called = a_day("08:00", take(CIVIL), c.CallNext(ONE))
    assert reasons(found(called, **gone)) == ["counter-serves"]
    waiting = a_day("08:00", take(CIVIL))
    assert reasons(found(waiting, **gone)) == ["counter-on-slips"]
    bound = a_day("08:00", take(CIVIL), c.CallNext(TWO), c.Transfer(TWO, to_counter=ONE))
    assert reasons(found(bound, **gone)) == ["counter-bound"]
    manned = a_day("08:00", c.SignIn(ONE, ClerkId("lan")))
    assert reasons(found(manned, **gone)) == ["counter-manned"]
    assert dict(found(manned, **gone).reasons[0].facts) == {"label": "1", "clerk": "Lan"}
    assert found(a_day("08:00", take(LAND)), **gone).when is When.NOW


def test_a_counters_name_stays_while_slips_show_it_unless_another_has_it():
    day = a_day("08:00", take(LAND))
    assert reasons(found(day, counters=[COUNTERS[0], {**COUNTERS[1], "label": "7"}])) == ["counter-on-slips"]
    swapped = [{**COUNTERS[0], "label": "2", "services": ["civil", "land"]}, {**COUNTERS[1], "label": "1"}]
    assert found(day, counters=swapped).when is When.NOW


def test_a_printer_stays_while_a_slip_is_on_its_way():
    day = a_day("08:00", take(CIVIL, "kiosk-1"))
    judged = found(day, kiosks=[{"device": "kiosk-1"}])
    assert reasons(judged) == ["printer-prints"]
    (job,) = day.slips
    done = replace(day, slips={job: replace(day.slips[job], state=SlipState.PRINTED)})
    assert found(done, kiosks=[{"device": "kiosk-1"}]).when is When.NOW


def test_hours_and_rules_that_would_end_numbers_at_once_wait():
    day = a_day("08:00", take(CIVIL), take(CIVIL))
    short = {"name": {"vi": "Sáng"}, **ALWAYS, "take_until": "08:30", "serve_until": "09:00"}
    judged = found(day, clock("10:00"), sessions=[short], policy={"leftovers": "void"})
    assert reasons(judged) == ["would-lapse"]
    assert dict(judged.reasons[0].facts)["numbers"] == "A001, A002"
    assert found(day, clock("08:10"), sessions=[short], policy={"leftovers": "void"}).when is When.NOW


@pytest.mark.parametrize(
    "changes",
    [
        {"site": "khac"},
        {"data_dir": "/elsewhere"},
        {"utc_offset_minutes": 0},
        {"web": {"port": 9}},
        {"pairing": {"enabled": True}},
    ],
)
def test_what_belongs_to_the_machine_is_refused_by_name(changes: dict[str, Any]):
    judged = found(EMPTY, **changes)
    assert judged.when is When.REFUSED
    assert [dict(r.facts)["key"] for r in judged.reasons] == list(changes)


def test_somebody_must_be_left_who_may_change_things():
    judged = found(EMPTY, clerks=[{"id": "lan", "name": "Lan", "pin_hash": PIN_HASH}])
    assert (judged.when, reasons(judged)) == (When.REFUSED, ["no-caretaker"])
    both = found(a_day("08:00", take(LAND)), **WITHOUT_LAND, clerks=[])
    assert both.when is When.REFUSED
    assert reasons(both) == ["no-caretaker", "service-standing"]
