"""Leases and hand-ins at a real desk on a real journal: durable before the answer, once through every restart."""

import shutil
from pathlib import Path

from contracts import messages as m
from contracts.vocabulary import DeviceId, RefusalCode
from controller.domain.tickets import ticket_id
from tests.clocks import FakeClock
from tests.integration.controller.house import (
    CLERK,
    KIOSK,
    MORNING,
    PRINTER,
    SECOND_KIOSK,
    House,
    new_id,
    open_house,
    refusal,
)

BOOK, OTHER_BOOK = "00d1f2a3b4c5d6e7", "ffffffffffffffff"


async def lease(house: House, book: str = BOOK, kiosk: DeviceId = KIOSK) -> m.Leased:
    asked = m.LeaseNumbers(request_id=new_id(), at=house.desk.now().clock, book=book)
    reply = await house.ask(asked, kiosk)
    assert isinstance(reply, m.Accepted)
    assert isinstance(reply.result, m.Leased)
    return reply.result


def gave(house: House, number: str, service: str = "civil", **fields: object) -> m.HandIn:
    given = {
        "ticket": ticket_id(house.desk.day.date, number),
        "service": service,
        "taken_at": MORNING,
        **fields,
    }
    return m.HandIn.model_validate({"request_id": new_id(), "at": house.desk.now().clock, **given})


def line(house: House) -> list[str]:
    return [each.number for each in house.desk.day.waiting_tickets()]


async def test_a_lease_outlives_the_desk_and_is_told_again(tmp_path: Path) -> None:
    clock = FakeClock(MORNING)
    async with open_house(tmp_path, clock) as house:
        first = await lease(house)
        assert {(each.service, each.first, each.last) for each in first.ranges} == {
            ("civil", 834, 999),
            ("land", 834, 999),
        }
    async with open_house(tmp_path, clock) as house:
        assert await lease(house) == first
        assert (await lease(house, OTHER_BOOK)).ranges == (), (
            "who lost its journal may not go on with the numbers"
        )
        assert (await lease(house, kiosk=SECOND_KIOSK)).ranges[0].last == 833


async def test_who_is_no_kiosk_is_leased_nothing_and_hands_in_nothing(tmp_path: Path) -> None:
    async with open_house(tmp_path, FakeClock(MORNING)) as house:
        asked = m.LeaseNumbers(request_id=new_id(), at=MORNING, book=BOOK)
        for who in (PRINTER, CLERK, DeviceId("stranger")):
            assert refusal(await house.ask(asked, who)) in {
                RefusalCode.NOT_ALLOWED,
                RefusalCode.UNKNOWN_DEVICE,
            }
            assert isinstance(await house.ask(gave(house, "A900"), who), m.Refused)
        assert not house.desk.day.tickets


async def test_a_number_is_handed_in_once_however_often_it_is_said(tmp_path: Path) -> None:
    clock = FakeClock(MORNING)
    async with open_house(tmp_path, clock) as house:
        await lease(house)
        said = gave(house, "A834", slip="printed")
        assert isinstance(await house.ask(said), m.Accepted)
        assert isinstance(await house.ask(said), m.Accepted)
        assert isinstance(await house.ask(gave(house, "A834", slip="unknown")), m.Accepted)
        assert not house.desk._print_outbox._printers.get(PRINTER), "its slip came out at the kiosk"
    async with open_house(tmp_path, clock) as house:
        assert isinstance(await house.ask(gave(house, "A834")), m.Accepted)
        assert line(house) == ["A834"]
        assert (await lease(house)).ranges[0].used == 834
        refused = await house.ask(gave(house, "A834"), SECOND_KIOSK)
        assert refusal(refused) == RefusalCode.NUMBER_TAKEN


async def test_an_older_copy_of_the_journal_hears_the_numbers_again(tmp_path: Path) -> None:
    clock, older = FakeClock(MORNING), tmp_path / "older"
    async with open_house(tmp_path / "desk", clock) as house:
        await house.ask(house.issue())
    shutil.copytree(tmp_path / "desk", older)
    async with open_house(tmp_path / "desk", clock) as house:
        before = await lease(house)
        await house.ask(gave(house, "A834"))
    async with open_house(older, clock) as house:
        assert line(house) == ["A001"]
        assert isinstance(await house.ask(gave(house, "A834")), m.Accepted), (
            "it forgot the lease, and knows the zone"
        )
        after = await lease(house)
        assert after.ranges[0].first == before.ranges[0].first + 1
        await house.ask(house.issue())
        assert line(house) == ["A834", "A001", "A002"] or line(house) == ["A001", "A834", "A002"]


async def test_numbers_that_were_given_alone_are_no_sightings(tmp_path: Path) -> None:
    """A neighbour that saw them would make a restored desk skip the whole series."""
    clock = FakeClock(MORNING)
    async with open_house(tmp_path, clock) as house:
        await lease(house)
        await house.ask(gave(house, "A990"))
        await house.ask(house.issue())
        await house.turn()
        facts = [fact for fact in house.ear.of(m.Event) if fact.kind == "ticket-issued"]
        assert [("alone" in fact.detail, fact.number) for fact in facts] == [(True, "A990"), (False, "A001")]
        assert house.journal._store.folder.witness is not None
        spans = house.journal._store.folder.witness.days[house.desk.day.date]
        assert [(span.prefix, span.low, span.high) for span in spans] == [("A", 1, 1)]
