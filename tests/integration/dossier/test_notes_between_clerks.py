"""A note on a transfer: for the counter that calls the number, beside the journal, until the day closes."""

from pathlib import Path
from uuid import uuid4

from contracts import messages as m
from controller.principals import program
from tests.clocks import FakeClock
from tests.integration.controller.house import DAY_MS, MORNING, PIN
from tests.integration.dossier.dossier_house import DossierHouse, dossier_house, settings_with, settled

NOTE = "Bà Bưởi đã nộp lệ phí, còn thiếu bản sao sổ đỏ"
LOST = "máy chủ không còn giữ"


async def page(house: DossierHouse) -> str:
    return (await house.web.get("/")).text


async def sheet(house: DossierHouse, ticket: str) -> str:
    return (await house.web.get("/desk/sheet/ticket", params={"ticket": ticket})).text


async def sent_to_one(house: DossierHouse) -> str:
    """Counter 2 has called a number, and sends it to counter 1 with a note."""
    ticket = (await house.issued(service="land")).ticket
    await house.called("2")
    asked = {"request_id": str(uuid4()), "at": house.clock.utc_ms(), "counter": "2", "to_counter": "1"}
    reply = await house.desk.ask(m.Transfer.model_validate({**asked, "note": NOTE}), program("test"))
    assert isinstance(reply, m.Accepted), reply
    return ticket


async def test_the_clerk_who_calls_it_reads_the_note_before_and_after_the_call(tmp_path: Path):
    async with dossier_house(tmp_path, FakeClock(MORNING), settings_with({})) as house:
        await house.signed_in(PIN)
        ticket = await sent_to_one(house)
        assert "Có lời nhắn" in await page(house)
        assert NOTE not in await page(house)
        assert NOTE in await sheet(house, ticket)
        await house.called()
        assert NOTE in await page(house)
        await settled(house.kept_apart)
    with_it = [path.name for path in tmp_path.iterdir() if NOTE.encode() in path.read_bytes()]
    assert with_it == ["private.db"]


async def test_no_other_counter_reads_it(tmp_path: Path):
    async with dossier_house(tmp_path, FakeClock(MORNING), settings_with({})) as house:
        ticket = await sent_to_one(house)
        answer = await house.web.post("/sign-in", data={"clerk": "lan", "pin": PIN, "counter": "2"})
        assert answer.status_code == 303
        assert NOTE not in await sheet(house, ticket) + await page(house)


async def test_it_outlives_a_restart_and_not_its_day(tmp_path: Path):
    clock = FakeClock(MORNING)
    async with dossier_house(tmp_path, clock, settings_with({})) as house:
        await sent_to_one(house)
        await house.called()
    async with dossier_house(tmp_path, clock, settings_with({})) as house:
        await house.signed_in(PIN)
        assert NOTE in await page(house)
        clock.advance(DAY_MS / 1000)
        await house.until(lambda: house.desk.day.date == "2026-11-24")
        await settled(house.kept_apart)
        assert not [path.name for path in tmp_path.iterdir() if NOTE.encode() in path.read_bytes()]


async def test_a_note_that_a_restart_lost_is_told_as_lost(tmp_path: Path):
    clock = FakeClock(MORNING)
    async with dossier_house(tmp_path, clock, settings_with({})) as house:
        await sent_to_one(house)
        await house.called()
    (tmp_path / "private.db").unlink()
    async with dossier_house(tmp_path, clock, settings_with({})) as house:
        await house.signed_in(PIN)
        assert LOST in await page(house)
