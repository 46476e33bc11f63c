"""A kiosk asks about procedures on the wire, prints a checklist, and the chosen procedure reaches the clerk."""

from pathlib import Path
from typing import Any
from uuid import uuid4

from contracts import messages as m
from contracts.codec import encode
from contracts.vocabulary import DeviceId, RefusalCode
from controller.catalogue.shelf import Shelf
from hardware.link.memory import MemoryLink
from tests.clocks import FakeClock
from tests.days import MORNING
from tests.integration.controller.house import KIOSK, PIN, PRINTER, SECOND_KIOSK, settings_of
from tests.integration.dossier.dossier_house import DossierHouse, dossier_house
from tests.integration.pages.test_procedures import BIRTH, GONE, LAND, put

WEB = {"address": "http://192.168.1.10:8080"}


async def asked(
    house: DossierHouse, kind: type[m.Command], device: DeviceId = KIOSK, **facts: Any
) -> m.AnyReply:
    assert house.ear is not None
    assert isinstance(house.link, MemoryLink)
    command = kind.model_validate({"request_id": str(uuid4()), "at": house.clock.utc_ms(), **facts})
    before = len(house.ear.replies(device))
    topic = house.topics.command(device, command.kind)  # type: ignore[attr-defined] # every command has one
    house.link.receive(topic, encode(command), retained=False)
    await house.until(lambda: house.ear is not None and len(house.ear.replies(device)) > before)
    return house.ear.replies(device)[-1]


def house_of(folder: Path, clock: FakeClock | None = None, **changes: Any) -> Any:
    put(folder, BIRTH, LAND, GONE)
    settings = settings_of(data_dir=str(folder), **{"web": WEB, **changes})
    return dossier_house(folder, clock or FakeClock(MORNING), settings)


def result(reply: m.AnyReply) -> Any:
    assert isinstance(reply, m.Accepted), reply
    return reply.result


async def test_a_kiosk_finds_a_procedure_by_topic_and_by_words_and_reads_it(tmp_path: Path):
    async with house_of(tmp_path) as house:
        topics = result(await asked(house, m.FindProcedures))
        assert [t.code for t in topics.events] == ["sinh-con"]
        assert {t.name["vi"]: t.count for t in topics.fields} == {"Hộ tịch": 1, "Đất đai & nhà": 1}
        by_topic = result(await asked(house, m.FindProcedures, topic=topics.fields[0].code))
        by_words = result(await asked(house, m.FindProcedures, typed="giay khai sinh"))
        assert [p.code for p in by_words.procedures] == ["1.001193"]
        assert by_topic.procedures
        one = result(await asked(house, m.ShowProcedure, procedure="1.001193"))
        assert one.address == "http://192.168.1.10:8080/thu-tuc/1.001193"
        assert one.service == "civil"
        assert [paper.text for paper in one.papers] == ["=HYPERLINK(1)", "Giấy chứng sinh < 60 ngày"]
        for unknown in ("no-such", "f-0"):
            reply = await asked(house, m.FindProcedures, typed="  ", topic=unknown)
            assert isinstance(reply, m.Refused)
            assert reply.code is RefusalCode.UNKNOWN_PROCEDURE
        gone = await asked(house, m.ShowProcedure, procedure="1.000009")
        assert isinstance(gone, m.Refused), "out of force is not told"


async def test_the_office_says_that_it_has_procedures_once_it_has(tmp_path: Path):
    async with dossier_house(tmp_path, FakeClock(MORNING), settings_of(data_dir=str(tmp_path))) as house:
        assert house.ear is not None
        await house.until(lambda: house.ear.of(m.OfficeState))
        assert not house.ear.of(m.OfficeState)[-1].guide
        put(tmp_path, BIRTH)
        await asked(house, m.FindProcedures)
        house.clock.advance(6)
        await house.until(lambda: house.ear.of(m.OfficeState)[-1].guide)


async def test_a_checklist_goes_to_the_kiosks_own_printer_once(tmp_path: Path):
    async with house_of(tmp_path) as house:
        request = str(uuid4())
        for _ in range(2):  # a repeated request is the same paper
            reply = await asked(house, m.PrintChecklist, procedure="1.001193", request_id=request)
            assert isinstance(result(reply), m.Done)
        (sheet,) = house.ear.of(m.Sheet, f"sheet/{PRINTER}")
        assert sheet.procedure.code == "1.001193"
        assert sheet.service == {"vi": "Hộ tịch"}
        assert not house.ear.of(m.PrintJob)
        nowhere = await asked(house, m.PrintChecklist, SECOND_KIOSK, procedure="1.001193")
        assert isinstance(nowhere, m.Refused)
        assert nowhere.code is RefusalCode.NOT_ALLOWED
        for _ in range(3):
            result(await asked(house, m.PrintChecklist, procedure="1.001193"))
        wasteful = await asked(house, m.PrintChecklist, procedure="1.001193")
        assert isinstance(wasteful, m.Refused)
        assert wasteful.code is RefusalCode.GUIDE_LIMIT


async def test_strangers_the_late_and_the_hasty_are_refused(tmp_path: Path):
    async with house_of(tmp_path) as house:
        printer = await asked(house, m.FindProcedures, PRINTER)
        assert isinstance(printer, m.Refused)
        assert printer.code is RefusalCode.NOT_ALLOWED
        late = await asked(house, m.FindProcedures, at=house.clock.utc_ms() - 60_000)
        assert isinstance(late, m.Refused)
        assert late.code is RefusalCode.EXPIRED
        codes = [await asked(house, m.FindProcedures) for _ in range(41)]
        assert isinstance(codes[-1], m.Refused)
        assert codes[-1].code is RefusalCode.GUIDE_LIMIT
        house.clock.advance(10)
        result(await asked(house, m.FindProcedures))


async def test_the_chosen_procedure_is_on_the_page_of_the_clerk_who_calls(tmp_path: Path):
    async with house_of(tmp_path) as house:
        await house.issued(service="civil", procedure="1.001193")
        await house.issued(service="civil")
        await house.signed_in(PIN)
        await house.called()
        assert "<strong>1.001193</strong>" in (await house.web.get("/")).text, "its code, before it was read"
        await asked(house, m.FindProcedures)
        assert "<strong>Đăng ký khai sinh (1.001193)</strong>" in (await house.web.get("/")).text
        await house.called()
        assert "1.001193" not in (await house.web.get("/")).text


async def test_a_broken_catalogue_leaves_what_was_shown(tmp_path: Path):
    async with house_of(tmp_path) as house:
        assert result(await asked(house, m.FindProcedures, typed="khai sinh")).procedures
        (Shelf(tmp_path)._folder / "procedures.json").write_bytes(b"{")
        assert result(await asked(house, m.FindProcedures, typed="khai sinh")).procedures
