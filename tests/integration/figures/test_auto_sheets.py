"""Sheets that make themselves: in the folder when a day is over, in the calendar, and by a real mail server."""

import asyncio
import contextlib
import email
import email.policy
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP

from controller.figures.sending import Mail
from controller.figures.shelf import LIST, Shelf
from controller.mail_server import MailError, post_to
from controller.mail_settings import MailSettings
from controller.web.figure_auto import AutoSheets
from controller.web.figures import FigurePages
from tests.clocks import FakeClock
from tests.integration.controller.house import DAY_MS, MORNING, House
from tests.integration.controller.web_house import open_web, sign_in
from tests.integration.figures.journals import write
from tests.integration.figures.test_figures_page import CLERKS, DAYS
from tests.unit.figures.any_day import any_day

SHEET = "ngay-2026-11-17.xlsx"


def auto_of(house: House, mail: Mail | None = None) -> AutoSheets:
    settings = house.settings
    return AutoSheets(
        FigurePages(settings, house.desk), house.desk, Shelf(settings.data_dir / "reports"), mail
    )


def three_days(folder: Path) -> None:
    write(folder, {day: any_day(seed, date=day)[1] for seed, day in enumerate(DAYS)})


async def test_days_that_are_over_get_their_sheet_and_the_calendar_tells_what_is_missing(tmp_path: Path):
    three_days(tmp_path)
    async with open_web(tmp_path, FakeClock(MORNING), **CLERKS) as (house, client):
        auto, made = auto_of(house), []
        while one := await auto.once():
            made.append(one.files[0])
        assert made == [f"ngay-{day}.xlsx" for day in DAYS]
        assert (tmp_path / "reports" / SHEET).read_bytes().startswith(b"PK")
        assert (tmp_path / "reports" / SHEET.replace("xlsx", "pdf")).read_bytes().startswith(b"%PDF")
    async with open_web(tmp_path, FakeClock(MORNING), **CLERKS) as (_house, client):
        await sign_in(client)
        page = (await client.get("/so-lieu/lich")).text
        assert f"/so-lieu/lich/{SHEET}" in page
        assert "Thiếu số liệu: 19/11/2026, 21/11/2026, 22/11/2026." in page, (
            "and nothing before the first day"
        )
        file = await client.get(f"/so-lieu/lich/{SHEET}")
        assert (file.status_code, file.content[:2]) == (200, b"PK")
        for path in ("made.json", "x.xlsx", "..%2Fjournal.db"):
            assert (await client.get(f"/so-lieu/lich/{path}")).status_code == 404
        assert (await client.get("/so-lieu/lich?thang=2026-13")).status_code == 422
        assert (await client.get("/so-lieu/lich?thang=0001-01")).status_code == 422


@pytest.mark.parametrize("left", [None, b"", b'[{"kind": "day"}]'], ids=["gone", "empty", "broken"])
async def test_after_a_lost_list_nothing_is_written_over_and_nothing_sent_again(
    tmp_path: Path, left: bytes | None
):
    three_days(tmp_path)
    folder = tmp_path / "reports"
    async with open_web(tmp_path, FakeClock(MORNING), **CLERKS) as (house, _client), mail_server() as inbox:
        auto = auto_of(house)
        while await auto.once():
            pass
        before = {path.name: path.read_bytes() for path in folder.iterdir()}
        (folder / LIST).unlink() if left is None else (folder / LIST).write_bytes(left)
        again = auto_of(house, mail_to(inbox.port))
        assert await again.once() is None
        assert inbox.got == []
        assert {path.name: path.read_bytes() for path in folder.iterdir() if path.name != LIST} == {
            name: body for name, body in before.items() if name != LIST
        }
        assert {f for one in again.shelf.made for f in one.files} == before.keys() - {LIST}
        write(tmp_path, {DAYS[0]: any_day(9, date=DAYS[0])[1]})
        changed = await again.once()
        assert changed is not None
        assert changed.files[0] == f"ngay-{DAYS[0]}-lan-2.xlsx"
        assert len(inbox.got) == 1
        assert (folder / f"ngay-{DAYS[0]}.xlsx").read_bytes() == before[f"ngay-{DAYS[0]}.xlsx"]


async def test_a_file_that_never_came_into_the_list_stays_and_its_sheet_gets_another_name(tmp_path: Path):
    three_days(tmp_path)
    async with open_web(tmp_path, FakeClock(MORNING), **CLERKS) as (house, _client):
        auto = auto_of(house)
        auto.shelf.begin(())
        (tmp_path / "reports" / SHEET).write_bytes(b"before the power was cut")
        made = await auto.once()
        assert made is not None
        assert made.files == ("ngay-2026-11-17-lan-2.xlsx", "ngay-2026-11-17-lan-2.pdf")
        assert (tmp_path / "reports" / SHEET).read_bytes() == b"before the power was cut"


async def test_today_gets_its_sheet_when_it_was_closed_and_another_one_after_it_went_on(tmp_path: Path):
    clock = FakeClock(MORNING)
    async with open_web(tmp_path, clock, **CLERKS) as (house, _client):
        await house.issued()
        auto = auto_of(house)
        assert await auto.once() is None
        clock.advance(DAY_MS / 1000)
        await house.until(lambda: auto.last_over().isoformat() == "2026-11-23")
        made = await auto.once()
        assert made is not None
        assert made.files == ("ngay-2026-11-23.xlsx", "ngay-2026-11-23.pdf")


async def test_nobody_else_sees_the_calendar(tmp_path: Path):
    async with open_web(tmp_path, FakeClock(MORNING)) as (_house, client):
        await sign_in(client)
        assert (await client.get("/so-lieu/lich")).status_code == 403
        assert (await client.get(f"/so-lieu/lich/{SHEET}")).status_code == 403


async def test_a_full_disk_is_told_and_the_sheet_is_made_when_there_is_room(tmp_path: Path):
    three_days(tmp_path)
    async with open_web(tmp_path, FakeClock(MORNING), **CLERKS) as (house, _client):
        auto = auto_of(house)
        (tmp_path / "reports").write_text("a file where the folder should be")
        assert await auto.once() is None
        assert auto.trouble
        (tmp_path / "reports").unlink()
        assert await auto.once() is not None
        assert auto.trouble == ""


class Inbox:
    def __init__(self) -> None:
        self.got: list[Any] = []
        self.refuses = ""
        self.port = 0

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if address == self.refuses:
            return "550 nobody of this name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.got.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 OK"


def mail_to(port: int, **changes: Any) -> Mail:
    known = {"host": "127.0.0.1", "port": port, "security": "none", "sender": "motcua@xa.vn"}
    post = post_to("chutich@xa.vn, vp@xa.vn", MailSettings.model_validate(known | changes))
    assert post is not None
    return Mail(post, "Trung tâm\nXã A")


@contextlib.asynccontextmanager
async def mail_server() -> AsyncIterator[Inbox]:
    """A real one, in this loop."""
    found = Inbox()
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(found, hostname="mail.test"), "127.0.0.1", 0
    )
    found.port = server.sockets[0].getsockname()[1]
    try:
        yield found
    finally:
        server.close()
        await server.wait_closed()


@pytest.mark.slow
async def test_a_sheet_goes_out_once_to_everybody(tmp_path: Path):
    three_days(tmp_path)
    async with open_web(tmp_path, FakeClock(MORNING), **CLERKS) as (house, _client), mail_server() as inbox:
        auto = auto_of(house, mail_to(inbox.port))
        for _ in range(6):
            await auto.once()
        assert [one["Subject"] for one in inbox.got] == [
            f"Trung tâm Xã A: Ngày {day[8:]}/11/2026" for day in DAYS
        ]
        assert inbox.got[0]["To"] == "chutich@xa.vn, vp@xa.vn"
        names = [part.get_filename() for part in inbox.got[0].iter_attachments()]
        assert names == [SHEET, SHEET.replace("xlsx", "pdf")]
        body = next(inbox.got[0].iter_attachments()).get_content()
        assert body == (tmp_path / "reports" / SHEET).read_bytes()
        assert {one.mailed for one in auto.shelf.made} == {("chutich@xa.vn", "vp@xa.vn")}


@pytest.mark.slow
async def test_what_cannot_be_sent_is_told_and_waits(tmp_path: Path):
    three_days(tmp_path)
    async with open_web(tmp_path, FakeClock(MORNING), **CLERKS) as (house, _client), mail_server() as inbox:
        auto = auto_of(house, mail_to(9))
        await auto.once()
        assert auto.mail_trouble
        assert auto.shelf.made[0].mailed == ()
        auto.mail = mail_to(inbox.port)
        await auto.once()
        assert auto.mail_trouble == ""
        assert len(inbox.got) == 1


@pytest.mark.slow
async def test_who_took_a_sheet_gets_it_once_though_another_address_is_refused(tmp_path: Path):
    write(tmp_path, {DAYS[0]: any_day(0, date=DAYS[0])[1]})
    async with open_web(tmp_path, FakeClock(MORNING), **CLERKS) as (house, _client), mail_server() as inbox:
        inbox.refuses = "vp@xa.vn"
        auto = auto_of(house, mail_to(inbox.port))
        for _ in range(3):
            await auto.once()
        assert len(inbox.got) == 1
        assert auto.shelf.made[0].mailed == ("chutich@xa.vn",)
        assert "vp@xa.vn" in auto.mail_trouble


@pytest.mark.slow
async def test_a_refused_address_and_a_server_without_tls_are_told_and_no_password_is(tmp_path: Path):
    secret = tmp_path / "password"
    secret.write_text("rất bí mật")
    async with mail_server() as inbox:
        inbox.refuses = "vp@xa.vn"
        with pytest.raises(MailError, match=r"refused vp@xa\.vn"):
            await asyncio.to_thread(mail_to(inbox.port).send, "x", [])
        wanted = mail_to(inbox.port, security="starttls", user="motcua", password_file=secret)
        with pytest.raises(MailError) as told:
            await asyncio.to_thread(wanted.send, "x", [])
        assert "mật" not in str(told.value)
