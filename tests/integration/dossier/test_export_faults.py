"""A refused export is a fault at once; the newest good one counts, also after a restart, and says how old it is."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from contracts import messages as m
from contracts.dossiers import DossierCode, DossierStatus
from contracts.texts import load_catalogue
from contracts.vocabulary import FaultCode, RefusalCode
from controller.dossier.export.folder import AGAIN_S, LOOK_S, FileSource
from controller.dossier.export.words import Odd, Unusable
from controller.dossier.service import DossierService
from controller.web.app import HERE
from tests.clocks import FakeClock
from tests.integration.dossier.dossier_world import asking
from tests.integration.dossier.office_files import HEAD, ROWS, A, B, text_of
from tests.integration.dossier.test_file_source import dated, patient, status, table  # noqa: F401 - a fixture

GOOD = text_of()
BAD = text_of([(row[0], row[1], row[3]) for row in (HEAD, *ROWS)])
NAMES = {"code": "Mã hồ sơ", "status": "Trạng thái", "due": "Ngày hẹn trả"}
TEXTS = load_catalogue(HERE / "texts")


def office(folder: Path, **changes: Any) -> dict[str, Any]:
    return table(folder, **changes) | {"names": NAMES}


def put(folder: Path, name: str, text: str, clock: FakeClock, seconds: float) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return dated(path, clock, seconds)


async def faults(service: DossierService) -> list[m.Fault]:
    """What the caretaker's page would show, a moment after it was opened, although nobody looks anything up."""
    service.faults()
    task = getattr(service._source, "_refreshing", None)
    if task:
        await asyncio.wait({task})
    return list(service.faults())


async def test_a_refused_export_is_a_fault_at_once_and_the_newest_good_one_counts(
    tmp_path: Path, clock: FakeClock
):
    old = put(tmp_path, "monday.csv", GOOD, clock, -90_000)
    put(tmp_path, "tuesday.csv", BAD, clock, -700)
    async with asking(office(tmp_path), clock) as service:
        (fault,) = await faults(service)
        assert fault.code is FaultCode.EXPORT_REFUSED
        assert fault.facts == {
            "file": "tuesday.csv",
            "what": "line",
            "line": "1",
            "why_said": f"unusable.{Unusable.NO_COLUMN}",
            "columns": "Trạng thái",
            "has": "Mã hồ sơ, Thủ tục, Ngày hẹn trả",
            "since": fault.facts["since"],
        }
        told = await service.look_up("kiosk-1", DossierCode(A))
        assert told.result is not None
        assert told.result.dossiers[0].as_of == old.stat().st_mtime_ns // 1_000_000


async def test_a_good_export_ends_the_fault_and_an_older_bad_one_never_was_one(
    tmp_path: Path, clock: FakeClock
):
    put(tmp_path, "tuesday.csv", BAD, clock, -700)
    async with asking(office(tmp_path), clock) as service:
        assert [fault.code for fault in await faults(service)] == [FaultCode.EXPORT_REFUSED]
        assert await status(service, A) is RefusalCode.LOOK_UP_DOWN
        put(tmp_path, "wednesday.csv", GOOD, clock, -650)
        clock.advance(LOOK_S)
        assert await faults(service) == []
        assert await status(service, A) is DossierStatus.PROCESSING
    async with asking(office(tmp_path), clock) as service:
        assert await faults(service) == []


async def test_the_unicode_text_of_excel_is_an_export_and_other_kinds_are_named_as_no_use(
    tmp_path: Path, clock: FakeClock
):
    put(tmp_path, "export.pdf", "%PDF-1.7", clock, -700)
    async with asking(office(tmp_path), clock) as service:
        (fault,) = await faults(service)
        assert (fault.code, fault.facts["what"]) == (FaultCode.EXPORT_MISSING, "none")
        assert "tệp nào dùng được (Excel, ODS, CSV, TXT" in TEXTS.say(
            "vi", "fault-detail.export-missing-none", since=""
        )
        export = tmp_path / "export.txt"
        export.write_bytes(GOOD.replace(",", "\t").encode("utf-16"))
        dated(export, clock, -650)
        clock.advance(LOOK_S)
        assert await faults(service) == []
        assert await status(service, A) is DossierStatus.PROCESSING


async def test_several_bad_ones_are_passed_over_and_the_newest_is_told(tmp_path: Path, clock: FakeClock):
    put(tmp_path, "1.csv", GOOD, clock, -5000)
    for number, text in enumerate(("", BAD, GOOD[:-8], "x"), 2):
        put(tmp_path, f"{number}.csv", text, clock, -5000 + number)
    async with asking(office(tmp_path), clock) as service:
        assert await status(service, A) is DossierStatus.PROCESSING
        (fault,) = await faults(service)
        assert (fault.facts["file"], fault.facts["why_said"]) == ("5.csv", f"unusable.{Unusable.NO_HEADING}")


async def test_a_bad_file_is_not_read_again_and_again_but_after_a_while(tmp_path: Path, clock: FakeClock):
    put(tmp_path, "tuesday.csv", BAD, clock, -700)
    async with asking(office(tmp_path), clock) as service:
        (first,) = await faults(service)
        source = service._source
        assert isinstance(source, FileSource)
        entries = [*source._refused.values()]
        clock.advance(LOOK_S)
        await faults(service)
        assert [*source._refused.values()] == entries
        clock.advance(AGAIN_S)
        (again,) = await faults(service)
        assert [*source._refused.values()] != entries
        assert again.facts["since"] == first.facts["since"]


async def test_lines_that_are_not_understood_are_counted_and_told(tmp_path: Path, clock: FakeClock):
    rows = (
        HEAD,
        ROWS[0],
        (B, "Khai tử", "", ""),
        ("2.6E+14", "x", "Đang xử lý", ""),
        (f"{A[:-1]}5", "x", "4", "sau Tết"),
    )
    put(tmp_path, "export.csv", text_of(rows), clock, -700)
    async with asking(office(tmp_path), clock) as service:
        (fault,) = await faults(service)
        assert fault.code is FaultCode.EXPORT_FLAWED
        told = {
            name: fault.facts[name]
            for name in ("file", "left_out", "unread", "line", "what", "why_said", "said")
        }
        assert told == {
            "file": "export.csv",
            "left_out": "2",
            "unread": "1",
            "line": "3",
            "what": "line",
            "why_said": f"odd.{Odd.NO_STATUS}",
            "said": B,
        }
        assert await status(service, A) is DossierStatus.PROCESSING
        assert await status(service, B) is DossierStatus.OTHER


async def test_a_row_that_is_not_understood_closes_nothing_for_others(tmp_path: Path, clock: FakeClock):
    put(tmp_path, "export.csv", text_of((HEAD, ROWS[0], (B, "Khai tử", "", ""))), clock, -700)
    settings = office(tmp_path) | {"breaker": {"failures": 5}}
    async with asking(settings, clock) as service:
        for _ in range(20):
            await status(service, B)
        assert await status(service, A) is DossierStatus.PROCESSING


@pytest.mark.parametrize(("what", "folder"), [("none", "."), ("folder", "nowhere")])
async def test_a_folder_without_an_export_is_a_fault_at_once(
    what: str, folder: str, tmp_path: Path, clock: FakeClock
):
    async with asking(office(tmp_path / folder), clock) as service:
        (fault,) = await faults(service)
        assert (fault.code, fault.facts["what"]) == (FaultCode.EXPORT_MISSING, what)


async def test_an_export_that_is_too_old_is_a_fault(tmp_path: Path, clock: FakeClock):
    put(tmp_path, "export.csv", GOOD, clock, -700)
    async with asking(office(tmp_path, oldest_hours=24), clock) as service:
        assert await faults(service) == []
        clock.advance(30 * 3600)
        (fault,) = await faults(service)
        assert (fault.code, fault.facts["what"], fault.facts["hours"]) == (
            FaultCode.EXPORT_MISSING,
            "old",
            "30",
        )


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_reason_has_a_sentence(lang: str):
    facts = dict.fromkeys(("megabytes", "sheet", "columns", "has", "said", "column"), "x")
    for key in (*(f"unusable.{what}" for what in Unusable), *(f"odd.{what}" for what in Odd)):
        assert TEXTS.say(lang, key, **facts)
    for what in ("no-code", "cells-missing", "day"):
        assert TEXTS.say(lang, f"odd.{what}-empty", **facts)
