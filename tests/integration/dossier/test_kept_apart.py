"""Private texts of tickets: for the clerk who calls, until the day closes, and never in the way of a number."""

import logging
import sqlite3
from pathlib import Path
from uuid import UUID

import pytest

from contracts import messages as m
from contracts.dossiers import DossierCode
from contracts.vocabulary import CounterId
from controller.desk.judging import fingerprint
from controller.domain.events import TicketIssued
from controller.kept_apart import FILE, KeptApart
from tests.clocks import FakeClock
from tests.integration.controller.house import DAY_MS, MORNING, PIN
from tests.integration.dossier.dossier_house import (
    AT_KIOSK,
    DossierHouse,
    dossier_house,
    settings_with,
    settled,
)

CODE, OTHER = DossierCode("H57.132-260804-0583"), DossierCode("H57.132-260804-0584")
DAY = "2026-11-23"


async def opened(folder: Path, day: str = DAY) -> KeptApart:
    kept_apart = KeptApart(folder)
    await kept_apart.turn(day)
    return kept_apart


async def test_a_file_that_cannot_be_read_just_now_is_not_erased(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    first = await opened(tmp_path)
    reference = first.reference(CODE)
    first.keep(CODE)
    first.close()
    other = sqlite3.connect(tmp_path / FILE, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    second = await opened(tmp_path)
    assert second.of(reference) == ""
    second.keep(OTHER)
    assert second.of(second.reference(OTHER)) == OTHER, "in memory"
    second.close()
    assert "in memory only" in caplog.text
    other.close()
    third = await opened(tmp_path)
    assert third.of(reference) == CODE
    third.close()


def dossier_at_one(house: DossierHouse) -> str:
    ticket = house.desk.day.ticket_at(CounterId("1"))
    return "".join(map(house.desk.private, ticket.dossier_refs)) if ticket else ""


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())


async def test_a_dossier_is_remembered_over_a_restart_of_the_same_day(tmp_path: Path):
    first = await opened(tmp_path)
    reference = first.reference(CODE)
    first.keep(CODE)
    assert first.of(reference) == CODE
    first.close()
    again = await opened(tmp_path)
    assert again.of(reference) == CODE
    assert again.reference(CODE) == reference
    again.close()


async def test_another_day_erases_everything_from_the_disk_and_makes_the_references_meaningless(
    tmp_path: Path,
):
    kept_apart = await opened(tmp_path)
    reference = kept_apart.reference(CODE)
    kept_apart.keep(CODE)
    await settled(kept_apart)
    assert CODE.encode() in bytes_of(tmp_path)
    await kept_apart.turn("2026-11-24")
    assert CODE.encode() not in bytes_of(tmp_path)
    assert kept_apart.of(reference) == ""
    assert kept_apart.reference(CODE) != reference
    kept_apart.close()


async def test_what_a_desk_left_behind_that_was_off_overnight_is_erased_at_its_start(tmp_path: Path):
    kept_apart = await opened(tmp_path)
    kept_apart.keep(CODE)
    reference = kept_apart.reference(CODE)
    kept_apart.close()
    later = await opened(tmp_path, "2026-11-30")
    assert CODE.encode() not in bytes_of(tmp_path)
    assert later.of(reference) == ""
    later.close()


async def test_the_file_is_for_nobody_else_and_has_no_companions(tmp_path: Path):
    kept_apart = await opened(tmp_path)
    for number in range(50):
        kept_apart.keep(f"{CODE} {number}")
    await settled(kept_apart)
    assert names_in(tmp_path) == [FILE]
    assert (tmp_path / FILE).stat().st_mode & 0o077 == 0
    kept_apart.close()


@pytest.mark.parametrize("rubbish", [b"", b"not a database at all", b"SQLite format 3\0" + b"\xff" * 5000])
async def test_a_torn_file_is_begun_anew(rubbish: bytes, tmp_path: Path):
    (tmp_path / FILE).write_bytes(rubbish)
    kept_apart = await opened(tmp_path)
    kept_apart.keep(CODE)
    kept_apart.close()
    again = await opened(tmp_path)
    assert again.of(again.reference(CODE)) == CODE
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
            assert dossier_at_one(house) == CODE
            await settled(house.kept_apart)
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
        assert references[0] == references[1] == house.kept_apart.reference(CODE)
        assert references[2] not in ("", references[0])
        assert references[3] == ""
        await settled(house.kept_apart)

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
        assert dossier_at_one(house) == CODE
        reference = house.kept_apart.reference(CODE)
        clock.advance(DAY_MS / 1000)
        await house.until(lambda: house.desk.day.date == "2026-11-24")
        assert house.desk.private(reference) == ""
        assert CODE.encode() not in bytes_of(tmp_path)


async def test_a_plain_database_is_what_it_is(tmp_path: Path):
    kept_apart = await opened(tmp_path)
    kept_apart.keep(CODE)
    kept_apart.close()
    db = sqlite3.connect(tmp_path / FILE)
    assert db.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert [text for (text,) in db.execute("SELECT text FROM kept")] == [CODE]
    db.close()
