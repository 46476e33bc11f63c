"""The simulated main system: realistic dossiers, real HTTP, and faults that can be switched from outside."""

import asyncio
import re
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from contracts.dossiers import ProofKind, as_code
from controller.dossier.proof import as_proof
from hardware.host.systemd import Notifier
from hardware.sim.bench import Bench, BenchMessage
from simulation.main_system.__main__ import run as run_program
from simulation.main_system.dossiers import dossiers_of
from simulation.main_system.misbehaviour import FAULTS
from simulation.main_system.server import GOOD, MainSystem, ProofKept
from simulation.main_system.settings import MainSystemSettings
from tests.waiting import PATIENCE_S

TODAY = date(2026, 11, 23)
DOSSIERS = dossiers_of(TODAY)


def test_there_are_dossiers_in_every_national_status_and_one_beyond():
    assert set(Counter(dossier.status for dossier in DOSSIERS)) == set(range(1, 12))


def test_codes_have_the_shapes_that_offices_print():
    shapes = (
        r"H57\.132-\d{6}-\d{4}",
        r"000\.00\.19\.H47-\d{6}-\d{4}",
        r"G09\.20-\d{8}-\d{7}",
        r"\d{5}/\d{4}/\d{5}",
        r"\d{11}",
    )
    for shape in shapes:
        assert any(re.fullmatch(shape, dossier.code) for dossier in DOSSIERS), shape
    for dossier in DOSSIERS:
        assert as_code(dossier.code) == dossier.code
    assert len({dossier.code for dossier in DOSSIERS}) == len(DOSSIERS)


def test_dates_move_with_the_day():
    later = dossiers_of(TODAY + timedelta(days=30))
    for now, then in zip(DOSSIERS, later, strict=True):
        assert then.received - now.received == timedelta(days=30)
        assert now.received <= TODAY


def test_due_dates_are_early_and_late_moved_and_missing():
    assert any(dossier.due and dossier.due < TODAY and dossier.status == 4 for dossier in DOSSIERS)
    assert any(dossier.due_before for dossier in DOSSIERS)
    assert any(dossier.due is None for dossier in DOSSIERS)
    assert sum(dossier.receipt != "" for dossier in DOSSIERS) == 3


@pytest.mark.slow
async def test_it_answers_and_can_be_told_to_misbehave_and_to_behave_again():
    system = MainSystem(DOSSIERS)
    url = f"http://127.0.0.1:{await system.start()}"
    async with httpx.AsyncClient(base_url=url) as client:
        asked = {"MaHoSo": DOSSIERS[0].code}
        good = (await client.post("/api/tra-cuu", json=asked)).json()
        assert good["data"][0]["MaHoSo"] == DOSSIERS[0].code
        assert (await client.post("/admin/fault", json={"fault": "error-502"})).json()["fault"] == "error-502"
        assert (await client.post("/api/tra-cuu", json=asked)).status_code == 502
        assert (await client.post("/admin/fault", json={"fault": "tea"})).status_code == 422
        assert (await client.post("/admin/fault", json={"fault": GOOD})).status_code == 200
        assert (await client.post("/api/tra-cuu", json=asked)).status_code == 200
        assert (await client.post("/api/tra-cuu", json={"MaHoSo": "X"})).json()["data"] == []
        assert len((await client.get("/admin/dossiers")).json()["dossiers"]) == len(DOSSIERS)
    await system.close()


@pytest.mark.slow
@pytest.mark.parametrize("kind", list(ProofKind))
async def test_a_right_second_factor_shows_the_section_and_a_wrong_one_is_answered_like_no_dossier(
    kind: ProofKind,
):
    system = MainSystem(DOSSIERS, proof=ProofKept(kind, 5))
    url = f"http://127.0.0.1:{await system.start()}"
    async with httpx.AsyncClient(base_url=url) as client:

        async def ask(code: str, **more: str) -> httpx.Response:
            return await client.post("/api/tra-cuu", json={"MaHoSo": code, **more})

        for dossier in DOSSIERS:
            right = await ask(dossier.code, MaTraCuu=system.proof.of(dossier))
            steps = [one["BuocXuLy"] for one in right.json()["data"]]
            assert dossier.step in steps
            assert "BuocXuLy" not in (await ask(dossier.code)).text
            wrong, absent = await ask(dossier.code, MaTraCuu="00000"), await ask("X", MaTraCuu="00000")
            assert (wrong.status_code, wrong.content) == (absent.status_code, absent.content)
    await system.close()


def test_no_second_factor_can_be_told_from_the_code_and_one_receipt_has_one():
    for dossier in DOSSIERS:
        assert dossier.look_up_code not in dossier.code
        assert as_proof(dossier.look_up_code, ProofKind.LOOK_UP_CODE, 4) == dossier.look_up_code
    several = [dossier for dossier in DOSSIERS if dossier.receipt]
    for kind in ProofKind:
        assert len({dossier.proof(kind, 4) for dossier in several}) == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    "request_", [b"\r\n\r\n", b"GET\r\n\r\n", b"POST / HTTP/1.1\r\ncontent-length: x\r\n\r\n", b"\0" * 90_000]
)
async def test_rubbish_does_not_stop_it(request_: bytes):
    system = MainSystem(DOSSIERS)
    port = await system.start()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request_)
    writer.write_eof()
    assert not (await reader.read()).startswith(b"HTTP/1.1 200")
    writer.close()
    async with httpx.AsyncClient() as client:
        assert (await client.get(f"http://127.0.0.1:{port}/admin/x")).status_code == 200
    await system.close()


@pytest.mark.slow
async def test_the_bench_sees_it_and_switches_its_faults(tmp_path: Path):
    told: list[BenchMessage] = []

    def last() -> dict[str, Any]:
        return next((t["main_system"] for t in reversed(told) if "main_system" in t), {})

    async def until_fault(fault: str) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while last().get("fault") != fault:  # noqa: ASYNC110 - the bench knows no event
                await asyncio.sleep(0.01)

    bench = Bench(tmp_path / "bench", lambda _device, what: told.append(what))
    await bench.start()
    settings = MainSystemSettings(bench=tmp_path / "bench")
    program = asyncio.create_task(run_program(settings, Notifier(None)))
    await until_fault(GOOD)
    assert set(last()["faults"]) == {GOOD, *FAULTS}
    bench.order("main-system", fault="html")
    await until_fault("html")
    program.cancel()
    await asyncio.wait([program])
    await bench.close()
