"""The last good export counts also after a restart, though a bad one was written over it."""

import os
from pathlib import Path
from typing import Any

import pytest

from contracts.dossiers import DossierCode, DossierStatus
from contracts.vocabulary import RefusalCode
from controller.dossier import service as looked
from controller.dossier.export import folder as file
from controller.dossier.export.last_good import FILE
from tests.clocks import FakeClock
from tests.integration.dossier.dossier_world import MANY, asking
from tests.integration.dossier.office_files import A, text_of

DAY_S = 86_400
CLOCK = FakeClock()
MADE_S = CLOCK.utc_ms() // 1000 - 2 * DAY_S


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file, "PATIENCE_S", 30.0)
    monkeypatch.setattr(looked, "TOTAL_S", 30.0)
    monkeypatch.setattr(looked, "PACE_S", 0.001)
    monkeypatch.setattr(looked, "SPREAD_S", 0.0)


def export(folder: Path, content: bytes, made_s: int = MADE_S) -> None:
    folder.mkdir(exist_ok=True)
    path = folder / "export.csv"
    path.write_bytes(content)
    os.utime(path, (made_s, made_s))


def table(tmp_path: Path, **names: str) -> dict[str, Any]:
    own = {"code": "Mã hồ sơ", "status": "Trạng thái", "due": "Ngày hẹn trả"} | names
    return {
        "adapter": "file",
        "privacy": "basic",
        "names": own,
        "limits": MANY,
        "file": {"folder": str(tmp_path / "exports")},
    }


async def asked(tmp_path: Path, **names: str) -> tuple[looked.LookUpAnswer, tuple[str, ...]]:
    """What a desk that was just started tells of the first dossier, and its faults."""
    async with asking(table(tmp_path, **names), CLOCK, tmp_path) as service:
        told = await service.look_up("kiosk-1", DossierCode(A))
        return told, tuple(fault.code.value for fault in service.faults())


async def test_a_bad_file_over_a_good_one_is_a_fault_and_the_good_one_counts_after_a_restart(tmp_path: Path):
    export(tmp_path / "exports", text_of().encode())
    await asked(tmp_path)
    export(tmp_path / "exports", b"half a", MADE_S + DAY_S)
    for _restart in range(2):
        told, faults = await asked(tmp_path)
        assert told.result is not None
        (seen,) = told.result.dossiers
        assert (seen.status, seen.as_of) == (DossierStatus.PROCESSING, MADE_S * 1000)
        assert faults == ("export-refused",)


async def in_force(service: looked.DossierService, clock: FakeClock) -> int:
    """How many days after the first the export was made that answers now."""
    clock.advance(3 * file.LOOK_S)
    told = await service.look_up("kiosk-1", DossierCode(A))
    assert told.result is not None
    return (told.result.dossiers[0].as_of // 1000 - MADE_S) // DAY_S


@pytest.mark.parametrize("over", [b"half a", b""])
async def test_an_older_file_in_the_folder_does_not_take_the_place_of_the_one_that_was_overwritten(
    tmp_path: Path, over: bytes
):
    clock, folder = FakeClock(), tmp_path / "exports"
    export(folder, text_of().encode())
    (folder / "export.csv").rename(folder / "monday.csv")
    export(folder, text_of().encode(), MADE_S + DAY_S)
    told = table(tmp_path) | {"fresh_s": 1, "file": {"folder": str(folder), "oldest_hours": 72}}
    async with asking(told, clock, tmp_path) as service:
        assert await in_force(service, clock) == 1
        (folder / "export.csv").write_bytes(over)  # not whole yet: it was written a moment ago
        now_s = clock.utc_ms() // 1000
        os.utime(folder / "export.csv", (now_s, now_s))
        assert [await in_force(service, clock) for _ in range(3)] == [1, 1, 1]
    for _restart in range(2):
        async with asking(told, clock, tmp_path) as service:
            assert [await in_force(service, clock) for _ in range(2)] == [1, 1]
    async with asking(told, clock, tmp_path) as service:
        (folder / "export.csv").unlink()
        assert await in_force(service, clock) == 0, "whoever takes it away means the older one"


async def test_a_new_good_file_takes_the_place_of_the_kept_one(tmp_path: Path):
    export(tmp_path / "exports", text_of().encode())
    await asked(tmp_path)
    export(tmp_path / "exports", text_of().replace("Đang xử lý", "Đã hủy").encode(), MADE_S + DAY_S)
    await asked(tmp_path)
    export(tmp_path / "exports", b"")
    told, _ = await asked(tmp_path)
    assert told.result is not None
    assert told.result.dossiers[0].as_of == (MADE_S + DAY_S) * 1000


async def test_a_folder_that_is_away_at_a_start_does_not_take_the_kept_one_away(tmp_path: Path):
    export(tmp_path / "exports", text_of().encode())
    await asked(tmp_path)
    (tmp_path / "exports").rename(tmp_path / "unplugged")
    told, faults = await asked(tmp_path)
    assert told.result is not None
    assert told.result.dossiers[0].as_of == MADE_S * 1000
    assert faults == ("export-missing",)


async def test_a_copy_that_cannot_be_used_is_read_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    monkeypatch.setattr(file, "LOOK_S", 0.0)
    (tmp_path / "exports").mkdir()
    (tmp_path / FILE).write_bytes(b"{}\n")
    async with asking(table(tmp_path), CLOCK, tmp_path) as service:
        for _look in range(3):
            await service.look_up("kiosk-1", DossierCode(A))
    assert caplog.text.count("cannot be read") == 1


async def test_nothing_of_a_person_is_kept(tmp_path: Path):
    head, *rows = text_of().splitlines()
    people = "\r\n".join([f"{head},Chủ hồ sơ", *(f"{row},Nguyễn Văn Chim" for row in rows), ""])
    export(tmp_path / "exports", people.encode())
    await asked(tmp_path)
    kept = (tmp_path / FILE).read_bytes()
    assert A.encode() in kept
    assert b"Chim" not in kept
    assert (tmp_path / FILE).stat().st_mode & 0o077 == 0


async def test_a_damaged_copy_is_not_used(tmp_path: Path):
    export(tmp_path / "exports", text_of().encode())
    await asked(tmp_path)
    kept = bytearray((tmp_path / FILE).read_bytes())
    kept[-20] ^= 1
    for content in (bytes(kept), kept[:-30], b"", b"{}\n", b"\x00" * 40):
        (tmp_path / FILE).write_bytes(content)
        export(tmp_path / "exports", b"half a", MADE_S + DAY_S)
        told, faults = await asked(tmp_path)
        assert told.code is RefusalCode.LOOK_UP_DOWN
        assert "export-refused" in faults


async def test_a_copy_that_was_read_by_other_settings_is_not_used(tmp_path: Path):
    export(tmp_path / "exports", text_of().encode())
    await asked(tmp_path)
    export(tmp_path / "exports", b"half a", MADE_S + DAY_S)
    told, _ = await asked(tmp_path, procedure="Thủ tục")
    assert told.code is RefusalCode.LOOK_UP_DOWN
