"""The dossier of a ticket: for the clerk who calls it, until the day closes, and never in the way of a number."""

import logging
import sqlite3
from pathlib import Path
from uuid import UUID

import pytest

from contracts import messages as m
from contracts.dossiers import DossierCode
from contracts.vocabulary import TicketId
from controller.desk.judging import fingerprint
from controller.domain.events import TicketIssued
from controller.ticket_dossiers import FILE, TicketDossiers
from tests.clocks import FakeClock
from tests.integration.controller.house import DAY_MS, MORNING, PIN
from tests.integration.dossier.dossier_house import AT_KIOSK, dossier_house, settings_with, settled

CODE, OTHER = DossierCode("H57.132-260804-0583"), DossierCode("H57.132-260804-0584")
TICKET, DAY = TicketId("20261123-G001"), "2026-11-23"


async def opened(folder: Path, day: str = DAY) -> TicketDossiers:
    ticket_dossiers = TicketDossiers(folder)
    await ticket_dossiers.turn(day)
    return ticket_dossiers


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())


async def test_a_dossier_is_remembered_over_a_restart_of_the_same_day(tmp_path: Path):
    first = await opened(tmp_path)
    reference = first.reference(CODE)
    first.keep(TICKET, CODE)
    assert first.of(TICKET) == CODE
    first.close()
    again = await opened(tmp_path)
    assert again.of(TICKET) == CODE
    assert again.reference(CODE) == reference
    again.close()


async def test_another_day_erases_everything_from_the_disk_and_makes_the_references_meaningless(
    tmp_path: Path,
):
    ticket_dossiers = await opened(tmp_path)
    reference = ticket_dossiers.reference(CODE)
    ticket_dossiers.keep(TICKET, CODE)
    await settled(ticket_dossiers)
    assert CODE.encode() in bytes_of(tmp_path)
    await ticket_dossiers.turn("2026-11-24")
    assert CODE.encode() not in bytes_of(tmp_path)
    assert ticket_dossiers.of(TICKET) is None
    assert ticket_dossiers.reference(CODE) != reference
    ticket_dossiers.close()


async def test_what_a_desk_left_behind_that_was_off_overnight_is_erased_at_its_start(tmp_path: Path):
    ticket_dossiers = await opened(tmp_path)
    ticket_dossiers.keep(TICKET, CODE)
    ticket_dossiers.close()
    later = await opened(tmp_path, "2026-11-30")
    assert CODE.encode() not in bytes_of(tmp_path)
    assert later.of(TICKET) is None
    later.close()


async def test_the_file_is_for_nobody_else_and_has_no_companions(tmp_path: Path):
    ticket_dossiers = await opened(tmp_path)
    for number in range(50):
        ticket_dossiers.keep(TicketId(f"20261123-G{number:03}"), CODE)
    await settled(ticket_dossiers)
    assert names_in(tmp_path) == [FILE]
    assert (tmp_path / FILE).stat().st_mode & 0o077 == 0
    ticket_dossiers.close()


@pytest.mark.parametrize("rubbish", [b"", b"not a database at all", b"SQLite format 3\0" + b"\xff" * 5000])
async def test_a_torn_file_is_begun_anew(rubbish: bytes, tmp_path: Path):
    (tmp_path / FILE).write_bytes(rubbish)
    ticket_dossiers = await opened(tmp_path)
    ticket_dossiers.keep(TICKET, CODE)
    ticket_dossiers.close()
    again = await opened(tmp_path)
    assert again.of(TICKET) == CODE
    again.close()


async def test_a_file_that_cannot_be_written_costs_no_number_and_tells_no_code(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    (tmp_path / FILE).mkdir()  # nothing can be opened, overwritten or removed there

    with caplog.at_level(logging.DEBUG):
        clock = FakeClock(MORNING)
        async with dossier_house(tmp_path, clock, settings_with({})) as house:
            await house.issued(CODE)
            await house.called()
            assert house.desk.dossier_at("1") == CODE  # type: ignore[arg-type] # ids are text
            await settled(house.ticket_dossiers)
    assert "in memory only" in caplog.text
    assert CODE not in caplog.text


async def test_the_clerk_sees_the_dossier_of_the_called_ticket_and_of_no_other(tmp_path: Path):
    clock = FakeClock(MORNING)
    async with dossier_house(tmp_path, clock, settings_with({})) as house:
        await house.signed_in(PIN)
        await house.issued(CODE)
        await house.issued()
        assert CODE not in (await house.web.get("/")).text
        await house.called()
        assert CODE in (await house.web.get("/")).text
        await house.called()
        assert CODE not in (await house.web.get("/")).text


async def test_the_journal_keeps_a_keyed_reference_and_the_answer_of_a_repeat_is_the_first(tmp_path: Path):
    clock = FakeClock(MORNING)
    async with dossier_house(tmp_path, clock, settings_with({})) as house:
        first = house.issue(CODE)
        replies = [await house.desk.ask(first, AT_KIOSK) for _ in range(2)]
        assert replies[0].model_dump(exclude={"repeated"}) == replies[1].model_dump(exclude={"repeated"})
        await house.issued(CODE)
        await house.issued(OTHER)
        await house.issued()
        events = await house.desk._writer.events(house.desk.day.date)
        references = [event.dossier_ref for event in events if isinstance(event, TicketIssued)]
        assert references[0] == references[1] == house.ticket_dossiers.reference(CODE)
        assert references[2] not in ("", references[0])
        assert references[3] == ""
        await settled(house.ticket_dossiers)

    assert [name for name in names_in(tmp_path) if CODE.encode() in (tmp_path / name).read_bytes()] == [FILE]


def test_the_fingerprint_of_a_request_has_nothing_of_the_code_in_it():
    asked = [
        m.IssueTicket(request_id=str(UUID(int=1)), at=1, service="results", dossier=code)
        for code in (CODE, OTHER, None)
    ]
    assert len({fingerprint(one, AT_KIOSK) for one in asked}) == 1


async def test_the_day_closes_and_the_dossiers_are_gone_while_the_desk_runs(tmp_path: Path):
    clock = FakeClock(MORNING)
    async with dossier_house(tmp_path, clock, settings_with({})) as house:
        await house.issued(CODE)
        await house.called()
        clock.advance(DAY_MS / 1000)
        await house.until(lambda: house.desk.day.date == "2026-11-24")
        assert house.desk.dossier_at("1") == ""  # type: ignore[arg-type] # the same
        assert CODE.encode() not in bytes_of(tmp_path)


async def test_a_plain_database_is_what_it_is(tmp_path: Path):
    ticket_dossiers = await opened(tmp_path)
    ticket_dossiers.keep(TICKET, CODE)
    ticket_dossiers.close()
    db = sqlite3.connect(tmp_path / FILE)
    assert db.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert db.execute("SELECT ticket, dossier FROM attached").fetchall() == [(TICKET, CODE)]
    db.close()
