"""The page for backups: how they went, one more, and recovery digits that only their owner ever sees."""

import re
from pathlib import Path

import httpx
import pytest

from contracts.vocabulary import FaultCode
from controller.backup.keys import keep_recipient, recipient_in, recipient_of
from controller.backup.phrase import read
from controller.backup.state import State, is_wanted, keep_state
from controller.web.backup import ADDRESS, SHOWN_S, faults_of
from tests.clocks import FakeClock
from tests.integration.controller.house import DAY_MS, MORNING
from tests.integration.controller.test_caretaker_page import CARETAKER
from tests.integration.controller.web_house import open_web, post_form, sign_in

DIGITS = " ".join(["00000"] * 8)
WITH_STICK = {**CARETAKER, "backup": {"folder": "/media/motcua"}}


async def digits_on(client: httpx.AsyncClient) -> str:
    page = (await client.get(ADDRESS)).text
    return " ".join(re.findall(r"<li>(\d{5})</li>", page))


async def test_only_a_caretaker_sees_it(tmp_path: Path) -> None:
    async with open_web(tmp_path, FakeClock(MORNING)) as (_house, client):
        await sign_in(client)
        assert (await client.get(ADDRESS)).status_code == 403
        for action in ("ngay", "day-so", "da-ghi"):
            assert (await post_form(client, f"{ADDRESS}/{action}", last="1")).status_code == 403
        assert not is_wanted(tmp_path)


async def test_digits_are_shown_once_and_count_when_they_are_written_down(tmp_path: Path) -> None:
    clock = FakeClock(MORNING)
    async with open_web(tmp_path, clock, **WITH_STICK) as (_house, client):
        await sign_in(client)
        assert ADDRESS in (await client.get("/may-moc")).text
        assert "Tạo dãy số khôi phục ở dưới trước" in (await client.get(ADDRESS)).text
        assert (await post_form(client, f"{ADDRESS}/day-so")).status_code == 303
        digits = await digits_on(client)
        assert read(digits) == digits
        assert recipient_in(tmp_path) is None, "not before they are written down"
        wrong = await post_form(client, f"{ADDRESS}/da-ghi", last="99999")
        assert (wrong.status_code, recipient_in(tmp_path)) == (422, None)
        assert await digits_on(client) == digits, "they still wait"
        await post_form(client, f"{ADDRESS}/da-ghi", last=f" {digits[-5:]} ")
        assert str(recipient_in(tmp_path)) == recipient_of(digits)
        assert await digits_on(client) == ""
        again = await post_form(client, f"{ADDRESS}/da-ghi", last=digits[-5:])
        assert again.status_code == 422
        kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
        assert digits.encode() not in kept
        assert digits.replace(" ", "").encode() not in kept


async def test_digits_that_nobody_confirms_are_forgotten(tmp_path: Path) -> None:
    clock = FakeClock(MORNING)
    async with open_web(tmp_path, clock, **WITH_STICK) as (_house, client):
        await sign_in(client)
        await post_form(client, f"{ADDRESS}/day-so")
        digits = await digits_on(client)
        clock.advance(SHOWN_S + 1)
        assert await digits_on(client) == ""
        assert (await post_form(client, f"{ADDRESS}/da-ghi", last=digits[-5:])).status_code == 422


async def test_over_the_network_digits_are_made_with_https_only(tmp_path: Path) -> None:
    async with open_web(tmp_path, FakeClock(MORNING), **WITH_STICK) as (_house, client):
        transport = httpx.ASGITransport(client._transport.app, client=("10.0.0.9", 1))  # type: ignore[attr-defined]
        for site, status in (("http://desk.test", 403), ("https://desk.test", 303)):
            async with httpx.AsyncClient(transport=transport, base_url=site) as far:
                await sign_in(far)
                assert (await post_form(far, f"{ADDRESS}/day-so")).status_code == status


async def test_one_more_is_asked_for_by_a_file_that_the_service_manager_sees(tmp_path: Path) -> None:
    keep_recipient(tmp_path, recipient_of(DIGITS))
    async with open_web(tmp_path, FakeClock(MORNING), **WITH_STICK) as (_house, client):
        await sign_in(client)
        await post_form(client, f"{ADDRESS}/ngay", origin="http://evil.example")
        assert not is_wanted(tmp_path)
        await post_form(client, f"{ADDRESS}/ngay")
        assert is_wanted(tmp_path)
        assert "Đang sao lưu…" in (await client.get(ADDRESS)).text


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (State(), "Chưa có bản sao lưu nào"),
        (State(good_at=MORNING, good_name="x.age", good_bytes=3_000_000), "x.age, 2,9 MB"),
        (
            State(trouble="no-room", facts={"folder": "/media/motcua"}),
            "Không đủ chỗ trống trong /media/motcua",
        ),
        (State(trouble="of-another-version", facts={}), "of-another-version"),
        (State(trouble="no-room", facts={}), "no-room"),
    ],
)
async def test_it_says_how_the_last_one_went(tmp_path: Path, state: State, told: str) -> None:
    keep_state(tmp_path, state)
    async with open_web(tmp_path, FakeClock(MORNING), **WITH_STICK) as (_house, client):
        await sign_in(client)
        assert told in (await client.get(ADDRESS)).text


async def test_an_old_backup_is_a_fault_of_the_controller(tmp_path: Path) -> None:
    async with open_web(tmp_path, FakeClock(MORNING), **WITH_STICK) as (house, client):
        await sign_in(client)
        for days, state, is_told in (
            (9, State(), False),
            (9, State(trouble="no-room"), True),
            (3, State(good_at=MORNING - 3 * DAY_MS, trouble="no-room"), False),
            (4, State(good_at=MORNING - 4 * DAY_MS), True),
        ):
            keep_state(tmp_path, state)
            found = faults_of(house.settings, MORNING)
            assert [fault.code for fault in found] == [FaultCode.BACKUP_OLD] * is_told, (days, state)
            assert ("Lâu chưa sao lưu" in (await client.get("/may-moc")).text) is is_told
        assert "đã 4 ngày" in (await client.get("/may-moc")).text
    async with open_web(tmp_path / "2", FakeClock(MORNING), **CARETAKER) as (house, _client):
        assert faults_of(house.settings, MORNING) == (), "no backups are wanted here"


async def test_whoever_has_no_place_for_backups_reads_where_to_choose_one(tmp_path: Path) -> None:
    async with open_web(tmp_path, FakeClock(MORNING), **CARETAKER) as (_house, client):
        await sign_in(client)
        assert "ổ USB tên MOTCUA là /media/motcua" in (await client.get(ADDRESS)).text
