"""The head hands form II.06a up to the province: counts only, of a period that is over, and takes it back again."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from contracts.forms.procedure_counts import Listed
from contracts.province import Statement
from contracts.stated_forms import StatedAnnex, StatedProcedures
from contracts.statements import StatedForm, StatementKind
from controller.figures.filled_forms import FilledForms, Given
from controller.figures.period import Kind, around
from controller.figures.stated_forms import FILE, StatedForms
from controller.sending.sender import Sender
from controller.web.app import WebParts, build_app
from controller.web.figure_hand_up import BACK, MADE
from controller.web.sessions import Sessions
from tests.clocks import FakeClock
from tests.integration.controller.house import MORNING, PIN_HASH, open_house
from tests.integration.controller.web_house import SITE, post_form, sign_in
from tests.integration.figures.test_forms_page import LIST, send
from tests.unit.figures.test_finished_tables import ANNEX
from tests.unit.figures.test_finished_tables import FORM as FINISHED

HEAD: dict[str, Any] = {"id": "lan", "name": "Nguyễn Thị Lan", "pin_hash": PIN_HASH, "head": True}
PROVINCE = {"url": "https://tinh.test", "key_file": "/etc/motcua/province.key"}
OCTOBER = "2026-10-01-2026-10-31"
OCTOBER_ASKED = {"kind": "month", "day": "2026-10-15"}


@asynccontextmanager
async def office(folder: Path, **changes: Any) -> AsyncIterator[tuple[httpx.AsyncClient, Sender]]:
    usual: dict[str, Any] = {"province": PROVINCE, "clerks": [HEAD]}
    async with open_house(folder, FakeClock(MORNING), **usual | changes) as house:
        sender = Sender(house.settings)
        sessions = Sessions(house.settings.clerks, house.clock)
        parts = WebParts(house.settings, house.desk, house.wire, sessions, house.metrics)
        transport = httpx.ASGITransport(build_app(replace(parts, sending=sender)))
        async with httpx.AsyncClient(transport=transport, base_url=SITE) as client:
            await sign_in(client)
            yield client, sender


async def forms_of(sender: Sender, kind: str = "form-06a") -> list[Statement]:
    assert sender.stating.source
    return [one for one in await sender.stating.source() if one.kind == kind]


async def test_what_was_counted_is_stated_and_nothing_else_of_the_list(tmp_path: Path):
    async with office(tmp_path) as (client, sender):
        page = (await send(client, how="hand-up")).text
        assert "Sẽ gửi lên tỉnh: Tháng 10 năm 2026" in page
        assert "Nguyễn Thị Lan gửi lúc" in page
        (one,) = await forms_of(sender)
        assert one.name == OCTOBER
        told = StatedForm.model_validate(one.body)
        assert sum(row.online + row.direct + row.post + row.carried for row in told.rows) == 4
        assert set(one.body or {}) == {"first", "last", "rows", "lacks"}
        for secret in ("H57", "Nguyễn", "@"):
            assert secret not in one.model_dump_json()
    assert StatedForms(tmp_path).forms[OCTOBER].form == told, "it outlives a restart"


async def test_a_finished_form_is_stated_as_one(tmp_path: Path):
    async with office(tmp_path) as (client, sender):
        await send(client, FINISHED.encode(), how="hand-up")
        (one,) = await forms_of(sender)
        assert StatedForm.model_validate(one.body).lacks == ("finished",)


async def test_the_annex_is_stated_with_its_groups_and_reasons_and_taken_back(tmp_path: Path):
    async with office(tmp_path) as (client, sender):
        page = (await send(client, ANNEX.encode(), how="hand-up", form="/so-lieu/phu-luc-ii")).text
        assert "Sẽ gửi lên tỉnh: Tháng 10 năm 2026, 9 đơn vị" in page
        (one,) = await forms_of(sender, "annex")
        told = StatedAnnex.model_validate(one.body)
        assert [(group.name, len(group.units)) for group in told.groups] == [
            ("CẤP HUYỆN", 1),
            ("CẤP XÃ, PHƯỜNG (08)", 8),
        ]
        assert sum(unit.received or 0 for unit in told.groups[1].units) == 6533
        assert told.reasons[0].reason == "Do gia đình không đến kê khai hồ sơ"
        assert "remark" not in one.model_dump_json()
        assert await forms_of(sender) == []
        await post_form(client, "/so-lieu/phu-luc-ii/rut-ve", name=OCTOBER)
        assert await forms_of(sender, "annex") == [Statement(kind="annex", name=OCTOBER, body=None)]
        wrong = ANNEX.replace(";829;24;\n;", ";829;23;\n;").encode()
        assert (
            "có tổng không khớp"
            in (await send(client, wrong, how="hand-up", form="/so-lieu/phu-luc-ii")).text
        )
    assert StatedForms(tmp_path, StatementKind.ANNEX).forms[OCTOBER].form is None


async def test_without_a_catalogue_no_procedures_are_stated(tmp_path: Path):
    async with office(tmp_path) as (client, sender):
        assert "Gửi lên tỉnh" in (await client.get("/so-lieu/bieu-07b")).text
        answer = await post_form(client, "/so-lieu/bieu-07b", **OCTOBER_ASKED, **{"as": "hand-up"})
        assert (answer.status_code, "không đếm được gì" in answer.text) == (422, True)
        assert await forms_of(sender, "form-07b") == []


def test_the_counts_of_procedures_are_what_the_form_counts():
    listed = [Listed("Cấp tỉnh, Cấp xã", received=True), Listed("Cấp xã", received=False), Listed("", True)]
    forms = FilledForms("Xã A", lambda key, **_: key, str, lambda: listed, 420)
    period = around(Kind.MONTH, date(2026, 10, 1))
    told = MADE["bieu-07b"][1](period, forms.form_07b(Given(period)))
    assert isinstance(told, StatedProcedures)
    assert (told.all_levels, told.province, told.commune, told.no_level) == (3, 1, 2, 1)
    assert (told.received, told.received_commune, told.rules) == (2, 1, None)


async def test_it_is_taken_back(tmp_path: Path):
    async with office(tmp_path) as (client, sender):
        await send(client, how="hand-up")
        assert (await post_form(client, BACK, name=OCTOBER)).status_code == 303
        assert await forms_of(sender) == [Statement(kind="form-06a", name=OCTOBER, body=None)]
        assert (await post_form(client, BACK, name="never")).status_code == 303
        assert "Chưa gửi kỳ nào." in (await client.get("/so-lieu/bieu-06a")).text


@pytest.mark.parametrize(
    ("fields", "body", "why"),
    [
        ({"day": "2026-11-02"}, LIST, "Chỉ gửi được một kỳ đã hết"),
        ({}, FINISHED.replace("35;10", "36;10").encode(), "có tổng không khớp"),
        ({"day": "2020-01-01"}, LIST, "không đếm được gì"),
    ],
    ids=["not-over", "sums", "nothing"],
)
async def test_what_cannot_be_handed_up_says_why(
    tmp_path: Path, fields: dict[str, Any], body: bytes, why: str
):
    async with office(tmp_path) as (client, sender):
        answer = await send(client, body, how="hand-up", **fields)
        assert (answer.status_code, why in answer.text) == (422, True)
        assert await forms_of(sender) == []


async def test_only_the_head_may_and_only_where_there_is_a_province(tmp_path: Path):
    async with office(tmp_path / "a", clerks=[HEAD | {"head": False, "caretaker": True}]) as (client, sender):
        assert (await send(client, how="hand-up")).status_code == 403
        assert (await post_form(client, BACK, name=OCTOBER)).status_code == 403
        assert await forms_of(sender) == []
    async with office(tmp_path / "b", province={}) as (client, sender):
        assert "Gửi lên tỉnh" not in (await client.get("/so-lieu/bieu-06a")).text
        await send(client, how="hand-up")
        assert sender.stating.source is None
        assert (await post_form(client, BACK, name=OCTOBER)).status_code == 404


async def test_a_disk_that_takes_nothing_is_told_and_a_broken_file_states_nothing(tmp_path: Path):
    async with office(tmp_path) as (client, sender):
        (tmp_path / FILE).mkdir()
        answer = await send(client, how="hand-up")
        assert (answer.status_code, "Chưa ghi được" in answer.text) == (503, True)
        assert await forms_of(sender) == []
        (tmp_path / FILE).rmdir()
        (tmp_path / FILE).write_bytes(os.urandom(50))
    assert StatedForms(tmp_path).forms == {}
