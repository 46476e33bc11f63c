"""The head hands form II.06a up to the province: counts only, of a period that is over, and takes it back again."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from contracts.province import Statement
from contracts.statements import StatedForm
from controller.figures.stated_forms import FILE, StatedForms
from controller.sending.sender import Sender
from controller.web.app import WebParts, build_app
from controller.web.figure_hand_up import BACK
from controller.web.sessions import Sessions
from tests.clocks import FakeClock
from tests.integration.controller.house import MORNING, PIN_HASH, open_house
from tests.integration.controller.web_house import SITE, post_form, sign_in
from tests.integration.figures.test_forms_page import LIST, send
from tests.unit.figures.test_finished_tables import FORM as FINISHED

HEAD: dict[str, Any] = {"id": "lan", "name": "Nguyễn Thị Lan", "pin_hash": PIN_HASH, "head": True}
PROVINCE = {"url": "https://tinh.test", "key_file": "/etc/motcua/province.key"}
OCTOBER = "2026-10-01-2026-10-31"


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


async def forms_of(sender: Sender) -> list[Statement]:
    assert sender.stating.source
    return [one for one in await sender.stating.source() if one.kind == "form-06a"]


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
        ({"day": "2020-01-01"}, LIST, "không đếm được dòng nào"),
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
