"""A kiosk gives no numbers faster than people can take them."""

from contracts import messages as m
from contracts.permissions import Role
from contracts.vocabulary import DeviceId, Millis, RefusalCode
from controller.desk.admission import admit
from controller.domain.day import Day
from controller.domain.tickets import PACE_MS
from controller.principals import Principal, clerk_at, program
from tests.builders import CIVIL, HOA, KIOSK, ONE, SECOND_KIOSK, a_day, after_at, clock, open_office, take
from tests.integration.controller.house import new_id

OFFICE = open_office()
BURST = OFFICE.policy.kiosk_burst
EIGHT = clock("08:00")


def refused(
    day: Day, now: Millis, who: Principal | DeviceId = KIOSK, burst: int = BURST
) -> RefusalCode | None:
    principal = who if isinstance(who, Principal) else Principal(Role.KIOSK, who, issues=True)
    command = m.IssueTicket(request_id=new_id(), at=now, service=CIVIL)
    return admit(principal, command, day, now, burst)


def test_a_kiosk_gives_a_burst_of_numbers_and_then_keeps_the_pace():
    day, now, given = a_day(), EIGHT, 0
    for _ in range(3):
        while refused(day, now) is None:
            day, given = after_at(OFFICE, day, take(), now), given + 1
        assert refused(day, now) is RefusalCode.TOO_FAST
        now += 10 * PACE_MS
    assert given == BURST + 10 + 10


def test_without_a_burst_in_the_settings_there_is_no_pace():
    day = a_day()
    for _ in range(3 * BURST):
        day = after_at(OFFICE, day, take(), EIGHT)
    assert refused(day, EIGHT, burst=0) is None


def test_a_row_of_people_at_a_kiosk_never_meets_it():
    day, now = a_day(), EIGHT
    for n in range(400):  # a slip takes two seconds: so the first 150 hurry, and then comes a steady stream
        assert refused(day, now) is None, n
        day = after_at(OFFICE, day, take(), now)
        now += 2100 if n < 150 else PACE_MS + 100


def test_the_pace_is_of_one_kiosk_alone_and_of_no_clerk_or_program():
    day = a_day()
    for _ in range(BURST):
        day = after_at(OFFICE, day, take(), EIGHT)
    assert refused(day, EIGHT) is RefusalCode.TOO_FAST
    for other in (SECOND_KIOSK, clerk_at(ONE, HOA), program("web-page")):
        assert refused(day, EIGHT, other) is None


def test_a_clock_that_goes_back_forgives_nothing():
    day = a_day()
    for _ in range(BURST):
        day = after_at(OFFICE, day, take(), EIGHT)
    assert refused(day, EIGHT - 60_000) is RefusalCode.TOO_FAST
