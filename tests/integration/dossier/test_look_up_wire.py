"""A look-up on the wire: for kiosks only, never in the inbox, the journal or the log."""

import asyncio
import logging
from pathlib import Path

import pytest

from contracts import messages as m
from contracts.codec import encode
from contracts.vocabulary import DeviceId, RefusalCode
from hardware.link.memory import MemoryLink
from simulation.main_system.server import GOOD
from tests.clocks import FakeClock
from tests.integration.controller.house import KIOSK, MORNING, PANEL, PRINTER
from tests.integration.dossier.dossier_house import dossier_house, settings_with
from tests.integration.dossier.dossier_world import PROCESSING, READY, dossier_table, main_system
from tests.waiting import PATIENCE_S


def a_clock() -> FakeClock:
    return FakeClock(MORNING)


async def test_a_kiosk_is_answered_and_offered_the_service_for_results(tmp_path: Path):
    async with main_system() as there:
        settings = settings_with(dossier_table(there.url))
        async with dossier_house(tmp_path, a_clock(), settings) as house:
            reply = await house.asked(house.question(there.code(READY)))
            assert isinstance(reply, m.Accepted)
            assert isinstance(reply.result, m.LookedUp)
            assert reply.result.result_service == "results"
            reply = await house.asked(house.question(there.code(PROCESSING)))
            assert isinstance(reply, m.Accepted)
            assert isinstance(reply.result, m.LookedUp)
            assert reply.result.result_service is None


async def test_nothing_of_it_reaches_the_journal_or_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    codes: list[str] = []
    with caplog.at_level(logging.DEBUG):
        async with main_system() as there:
            settings = settings_with(dossier_table(there.url))
            async with dossier_house(tmp_path, a_clock(), settings) as house:
                before = await house.desk._writer.events(house.desk.day.date)
                await house.asked(house.question(there.code(READY)))
                broken = encode(house.question(there.code(READY))).replace(b'"at":', b'"at":"x","was":')
                assert isinstance(house.link, MemoryLink)
                house.link.receive(house.topics.command(KIOSK, "look-up"), broken, retained=False)
                house.link.receive(house.topics.command(KIOSK, "look-up"), broken[:-9], retained=False)
                await asyncio.sleep(0.05)
                assert await house.desk._writer.events(house.desk.day.date) == before
                assert there.code(READY) not in caplog.text
                assert "refused a command" in caplog.text
                codes.append(there.code(READY))
    for file in tmp_path.iterdir():
        assert codes[0].encode() not in file.read_bytes()


@pytest.mark.parametrize(
    ("device", "code"),
    [
        (PANEL, RefusalCode.NOT_ALLOWED),
        (PRINTER, RefusalCode.NOT_ALLOWED),
        (DeviceId("stranger"), RefusalCode.UNKNOWN_DEVICE),
    ],
)
async def test_nobody_but_a_kiosk_may_ask(device: DeviceId, code: RefusalCode, tmp_path: Path):
    async with main_system() as there:
        settings = settings_with(dossier_table(there.url))
        async with dossier_house(tmp_path, a_clock(), settings) as house:
            reply = await house.asked(house.question(there.code(READY)), device)
            assert isinstance(reply, m.Refused)
            assert reply.code is code
            assert there.system.asked == 0


async def test_a_question_that_comes_too_late_is_not_asked(tmp_path: Path):
    async with main_system() as there:
        settings = settings_with(dossier_table(there.url))
        async with dossier_house(tmp_path, a_clock(), settings) as house:
            reply = await house.asked(house.question(there.code(READY), at=MORNING - 15_001))
            assert isinstance(reply, m.Refused)
            assert reply.code is RefusalCode.EXPIRED


async def test_a_repeated_request_is_one_question_and_gets_the_same_answer(tmp_path: Path):
    async with main_system() as there:
        limits = {"per_minute": 1, "per_hour": 1, "people": 1}
        settings = settings_with(dossier_table(there.url, limits=limits))
        async with dossier_house(tmp_path, a_clock(), settings) as house:
            question = house.question(there.code(READY))
            first, again = await house.asked(question), await house.asked(question)
            assert isinstance(first, m.Accepted)
            assert isinstance(again, m.Accepted)
            assert (first.repeated, again.repeated) == (False, True)
            assert first.result == again.result
            assert there.system.asked == 1
            another = await house.asked(house.question(there.code(READY)))
            assert isinstance(another, m.Refused)
            assert another.code is RefusalCode.LOOK_UP_LIMIT
            assert int(another.facts["seconds"]) > 0


async def test_an_office_without_look_up_says_so_in_its_snapshot_and_in_its_answer(tmp_path: Path):
    settings = settings_with({"result_service": None})
    async with dossier_house(tmp_path, a_clock(), settings) as house:
        reply = await house.asked(house.question("H57.132-260804-0583"))
        assert isinstance(reply, m.Refused)
        assert reply.code is RefusalCode.LOOK_UP_DOWN
        assert house.ear is not None
        assert not house.ear.of(m.OfficeState)[-1].look_up
        assert (await house.web.get("/tra-cuu")).status_code == 404


async def test_the_snapshot_says_that_there_is_a_look_up_and_where_results_are_collected(tmp_path: Path):
    settings = settings_with(dossier_table("http://127.0.0.1:9"))
    async with dossier_house(tmp_path, a_clock(), settings) as house:
        ear = house.ear
        assert ear is not None
        await house.until(lambda: ear.of(m.OfficeState))
        office = ear.of(m.OfficeState)[-1]
        assert office.look_up
        assert office.result_service == "results"


async def test_numbers_are_given_while_the_main_system_hangs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("controller.dossier.service.TOTAL_S", PATIENCE_S)
    monkeypatch.setattr("controller.dossier.rest.TOTAL_S", PATIENCE_S)
    async with main_system() as there:
        there.system.set_fault("slow-headers")
        settings = settings_with(dossier_table(there.url))
        async with dossier_house(tmp_path, a_clock(), settings) as house:
            asking = asyncio.create_task(house.asked(house.question(there.code(READY))))
            for _ in range(5):
                await house.issued()
            assert not asking.done()
            there.system.set_fault(GOOD)
            asking.cancel()
