"""Several dossiers for one number: the clerk adds what the citizen brought, and only that counter sees them."""

from pathlib import Path
from uuid import uuid4

import pytest

from tests.clocks import FakeClock
from tests.integration.controller.house import DAY_MS, MORNING, PIN
from tests.integration.dossier.dossier_house import DossierHouse, dossier_house, settings_with, settled

CODE, OTHER, THIRD = (f"H57.132-260804-058{n}" for n in (3, 4, 5))


async def page(house: DossierHouse) -> str:
    return (await house.web.get("/")).text


async def put_right(house: DossierHouse, ticket: str, typed: str, **more: str) -> str:
    asked = {"request_id": str(uuid4()), "ticket": ticket, "there": ticket, "dossiers": typed, **more}
    house.clock.advance(2)
    return (await house.web.post("/desk/correct-ticket", data=asked)).text


async def at_counter_one(house: DossierHouse) -> str:
    await house.signed_in(PIN)
    ticket = (await house.issued(CODE)).ticket
    await house.called()
    return ticket


async def test_the_clerk_adds_dossiers_takes_one_away_and_undoes_it(tmp_path: Path):
    async with dossier_house(tmp_path, FakeClock(MORNING), settings_with({})) as house:
        ticket = await at_counter_one(house)
        await put_right(house, ticket, f"{CODE} mã: {OTHER.lower()}, {THIRD} {OTHER}")
        assert f"{CODE}, {OTHER}, {THIRD}" in await page(house)
        assert (
            f"{CODE} {OTHER} {THIRD} "
            in (await house.web.get("/desk/sheet/ticket", params={"ticket": ticket})).text
        )
        await put_right(house, ticket, f"{CODE} {THIRD}")
        assert OTHER not in await page(house)
        await house.web.post(
            "/desk/undo", data={"request_id": str(uuid4()), "act": "correct", "ticket": ticket}
        )
        assert f"{CODE}, {OTHER}, {THIRD}" in await page(house)
        await put_right(house, ticket, "")
        assert CODE not in await page(house)
        await settled(house.kept_apart)
    assert [path.name for path in tmp_path.iterdir() if OTHER.encode() in path.read_bytes()] == ["private.db"]


@pytest.mark.parametrize("typed", ["xin chào", "?", "\0", "ă" * 2000])
async def test_what_holds_no_code_changes_nothing_and_says_so(tmp_path: Path, typed: str):
    async with dossier_house(tmp_path, FakeClock(MORNING), settings_with({})) as house:
        ticket = await at_counter_one(house)
        assert "không có mã nào đọc được" in await put_right(house, ticket, typed)
        assert CODE in await page(house)


async def test_other_corrections_leave_them_and_other_counters_do_not_see_them(tmp_path: Path):
    clock = FakeClock(MORNING)
    async with dossier_house(tmp_path, clock, settings_with({})) as house:
        ticket = await at_counter_one(house)
        await put_right(house, ticket, f"{CODE} {OTHER}")
        waits = (await house.issued(THIRD)).ticket
        sheet = (await house.web.get("/desk/sheet/ticket", params={"ticket": waits})).text
        assert THIRD not in sheet + await page(house)
    async with dossier_house(tmp_path, clock, settings_with({})) as house:
        await house.signed_in(PIN)
        assert f"{CODE}, {OTHER}" in await page(house)
        clock.advance(DAY_MS / 1000)
        await house.until(lambda: house.desk.day.date == "2026-11-24")
        await settled(house.kept_apart)
        assert not [path for path in tmp_path.iterdir() if OTHER.encode() in path.read_bytes()]
