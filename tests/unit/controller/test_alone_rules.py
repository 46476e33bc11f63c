"""Numbers that kiosks give alone: leased before, handed in after, and never anybody else's."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tests.builders as b
from contracts.vocabulary import PriorityGroup, RefusalCode, SlipState, TicketId, TicketState
from controller.domain import alone_rules
from controller.domain import commands as c
from controller.domain import events as e
from controller.domain.day import Day, fold
from controller.domain.decide import Decided, close_day, decide
from controller.domain.now import Now
from tests.builders import after, clock, decided, open_office, refusal_code, take, ticket

OFFICE = open_office()
BOOK, OTHER_BOOK = "00d1f2a3b4c5d6e7", "ffffffffffffffff"
ASKS = c.LeaseNumbers(BOOK, b.KIOSK)
FIRST, LAST = 834, 999
"""What kiosk-1 is leased of a series of 999 among two kiosks: a third of it, halved, at the end."""


def gave(number: str, time: str = "09:00", **changes: object) -> c.HandIn:
    return replace(c.HandIn(ticket(number), b.CIVIL, clock(time), b.KIOSK), **changes)  # type: ignore[arg-type] # any field


def leased() -> Day:
    return after(OFFICE, b.a_day(), "08:00", ASKS)


def line(day: Day) -> list[str]:
    return [each.number for each in day.waiting_tickets()]


def test_each_kiosk_has_a_zone_of_its_own_at_the_end_of_each_series():
    day = after(OFFICE, b.a_day(), "08:00", ASKS, c.LeaseNumbers(OTHER_BOOK, b.SECOND_KIOSK))
    spans = [
        (each.device, each.service, each.from_n, each.to_n) for each in day.leases if each.service == b.CIVIL
    ]
    assert spans == [(b.KIOSK, b.CIVIL, FIRST, LAST), (b.SECOND_KIOSK, b.CIVIL, 668, FIRST - 1)]
    assert {each.service for each in day.leases} == set(OFFICE.services)


def test_asking_again_leases_nothing_more():
    assert decided(OFFICE, leased(), ASKS).events == ()


def test_a_kiosk_that_lost_its_journal_gets_nothing_that_the_old_one_may_have_given():
    assert decided(OFFICE, leased(), c.LeaseNumbers(OTHER_BOOK, b.KIOSK)).events == ()


def test_an_unknown_kiosk_and_an_office_that_wants_none_get_nothing():
    assert decided(OFFICE, b.a_day(), c.LeaseNumbers(BOOK, b.PRINTER)).events == ()
    assert decided(b.with_policy(alone_numbers=0), b.a_day(), ASKS).events == ()


def test_a_desk_whose_clock_is_in_doubt_leases_nothing():
    assert refusal_code(OFFICE, b.a_day(), ASKS, clock("08:00", "2026-11-24")) is RefusalCode.CLOCK_UNTRUSTED


def test_the_desk_gives_its_own_numbers_as_if_nothing_were_leased():
    day = after(OFFICE, leased(), take(), take())
    assert line(day) == ["A001", "A002"]


def test_the_desk_gives_no_leased_number_and_ends_before_them():
    office = open_office(b.a_service(last=9))
    day = after(office, b.a_day(), ASKS)
    assert [(x.from_n, x.to_n) for x in day.leases if x.service == b.CIVIL] == [(9, 9)]
    for _ in range(8):
        day = after(office, day, take())
    assert line(day)[-1] == "A008"
    assert refusal_code(office, day, take()) is RefusalCode.RANGE_EXHAUSTED


def test_nothing_that_was_given_is_leased():
    office = open_office(b.a_service(last=30), b.a_service(b.LAND, "B", last=30))
    day = after(office, b.a_day(), *(take() for _ in range(28)))
    day = after(office, day, ASKS)
    assert [(x.from_n, x.to_n) for x in day.leases if x.service == b.CIVIL] == [(29, 30)]


def test_a_number_that_was_given_alone_comes_where_its_owner_came():
    day = after(OFFICE, leased(), "08:10", take(), "08:30", take(), "08:50", take())
    day = after(
        OFFICE,
        day,
        "10:00",
        gave("A835", "08:40"),
        "10:01",
        gave("A834", "08:20"),
        "10:02",
        gave("A836", "08:41"),
    )
    assert line(day) == ["A001", "A834", "A002", "A835", "A836", "A003"]
    day = after(OFFICE, day, "10:03", take())
    assert line(day)[-1] == "A004", "the desk's own numbers go on where they were"
    handed = day.tickets[ticket("A834")]
    assert (handed.arrived_at, handed.alone, handed.device) == (clock("08:20"), True, b.KIOSK)


def test_who_was_handed_in_first_of_one_service_is_called_by_arrival():
    day = after(
        OFFICE, leased(), "10:00", gave("A835", "08:40"), "10:00", gave("A834", "08:20"), c.CallNext(b.ONE)
    )
    assert b.number_at(day, b.ONE) == "A834"


def test_handing_in_again_changes_nothing():
    day = after(OFFICE, leased(), "10:00", gave("A834"))
    assert decided(OFFICE, day, gave("A834")).events == ()
    day = after(OFFICE, day, c.CallNext(b.ONE), c.Finish(b.ONE))
    assert decided(OFFICE, day, gave("A834")).events == (), "nor after it was served"


def test_a_kiosk_may_hand_in_more_than_people_can_take():
    day = leased()
    for n in range(FIRST, FIRST + 150):
        day = after(OFFICE, day, gave(f"A{n}", "08:30"))
    assert len(day.waiting) == 150
    assert not day.ahead, "and what it asks for afterwards is not too fast"


def test_a_number_of_another_kiosk_or_of_the_desk_is_told_and_not_taken():
    day = after(OFFICE, leased(), take(), c.LeaseNumbers(OTHER_BOOK, b.SECOND_KIOSK))
    assert refusal_code(OFFICE, day, gave("A001")) is RefusalCode.NUMBER_TAKEN
    assert refusal_code(OFFICE, day, gave("A002")) is RefusalCode.NOT_LEASED
    assert refusal_code(OFFICE, day, gave("A700")) is RefusalCode.NOT_LEASED
    assert refusal_code(OFFICE, day, gave("Z900")) is RefusalCode.NOT_LEASED
    assert refusal_code(OFFICE, day, gave("A834", service=b.LAND)) is RefusalCode.NOT_LEASED


def test_a_desk_that_forgot_the_lease_takes_what_lies_in_the_zone_of_the_kiosk():
    day = after(OFFICE, b.a_day(), "10:00", gave("A840"))
    assert line(day) == ["A840"]
    leases = after(OFFICE, day, ASKS).leases
    assert [(x.from_n, x.to_n) for x in leases if x.service == b.CIVIL] == [(841, LAST)]


def test_a_number_of_a_day_that_is_over_is_told_once_and_waits_for_nobody():
    yesterday = c.HandIn(TicketId("20261120-A834"), b.CIVIL, clock("09:00", "2026-11-20"), b.KIOSK)
    day = after(OFFICE, leased(), yesterday)
    assert (day.waiting, day.past) == ((), frozenset({yesterday.ticket}))
    assert decided(OFFICE, day, yesterday).events == ()


def test_a_number_of_tomorrow_waits_for_the_desk_to_get_there():
    tomorrow = c.HandIn(TicketId("20261124-A834"), b.CIVIL, clock("09:00", "2026-11-24"), b.KIOSK)
    assert refusal_code(OFFICE, leased(), tomorrow) is RefusalCode.CLOCK_UNTRUSTED


def test_the_time_of_the_kiosk_is_never_later_than_the_desks():
    day = after(OFFICE, leased(), "10:00", gave("A834", "15:00"))
    assert day.tickets[ticket("A834")].arrived_at == clock("10:00")


@pytest.mark.parametrize(
    "state", [SlipState.PRINTED, SlipState.UNKNOWN, SlipState.NOT_PRINTED, SlipState.ON_SCREEN]
)
def test_what_became_of_the_paper_is_told_and_nothing_is_printed_again(state: SlipState):
    day = after(OFFICE, leased(), "10:00", gave("A834", slip=state))
    assert day.slips[b.slip("A834")].state is state


def test_a_group_that_the_office_does_not_know_is_no_reason_to_lose_a_number():
    office = open_office(priority_groups=())
    day = after(office, leased(), gave("A834", priority=PriorityGroup.ELDERLY))
    assert not day.tickets[ticket("A834")].is_priority


def test_a_clerk_calls_a_number_from_a_slip_of_a_kiosk_that_died():
    call = c.CallNumber(b.ONE, ticket("A900"))
    day = after(OFFICE, leased(), take(), "10:00", call)
    assert b.number_at(day, b.ONE) == "A900"
    assert day.tickets[ticket("A900")].found
    assert decided(OFFICE, day, gave("A900", "09:00")).events == (), "the kiosk lives after all"
    day = after(OFFICE, day, c.Undo(b.ONE))
    assert line(day) == ["A001", "A900"]


@pytest.mark.parametrize("number", ["A002", "A1000", "A0900", "Z900"])
def test_a_number_that_no_kiosk_can_have_given_is_unknown(number: str):
    call = c.CallNumber(b.ONE, ticket(number))
    assert refusal_code(OFFICE, leased(), call) is RefusalCode.UNKNOWN_TICKET


def test_a_number_that_was_called_by_mistake_before_it_was_given_waits_again():
    day = after(OFFICE, leased(), "09:00", c.CallNumber(b.ONE, ticket("A900")), "09:05", c.MarkNoShow(b.ONE))
    day = after(OFFICE, day, "10:00", gave("A900", "09:30"))
    assert day.tickets[ticket("A900")].state is TicketState.WAITING
    assert line(day) == ["A900"]


def test_a_number_that_was_handed_in_ends_with_the_day_like_others():
    day = after(OFFICE, leased(), "10:00", gave("A834"))
    ended = fold(day, close_day(day, clock("17:30")))
    assert ended.tickets[ticket("A834")].state is TicketState.LAPSED


@given(
    st.lists(
        st.one_of(
            st.just(take()),
            st.just(take(device=b.SECOND_KIOSK)),
            st.builds(
                c.LeaseNumbers,
                st.sampled_from([BOOK, OTHER_BOOK]),
                st.sampled_from([b.KIOSK, b.SECOND_KIOSK]),
            ),
            st.builds(
                lambda n, device, minute: c.HandIn(
                    ticket(f"A{n:02d}"), b.CIVIL, clock(f"08:{minute:02d}"), device
                ),
                st.integers(1, 20),
                st.sampled_from([b.KIOSK, b.SECOND_KIOSK]),
                st.integers(0, 59),
            ),
            st.builds(lambda n: c.CallNumber(b.ONE, ticket(f"A{n:02d}")), st.integers(1, 20)),
            st.just(c.CallNext(b.ONE)),
        ),
        max_size=40,
    )
)
def test_whatever_comes_a_number_is_given_once_and_the_line_is_in_order(asked: list[c.Command]):
    office = open_office(b.a_service(width=2, last=20))
    day, given_numbers = b.a_day(), []
    for command in asked:
        found = decide(office, day, command, Now(b.next_moment(day)))
        if not isinstance(found, Decided):
            continue
        given_numbers += [x.ticket for x in found.events if isinstance(x, e.TicketIssued)]
        day = fold(day, found.events)
        places = [each.place for each in day.waiting_tickets()]
        assert places == sorted(places)
    assert len(given_numbers) == len(set(given_numbers)) == len(day.tickets)
    for number in (each.number for each in day.tickets.values() if not each.alone):
        holder = alone_rules.leased_to(day, "A", int(number[1:]))
        assert holder is None, f"the desk gave {number}, which {holder} has"
