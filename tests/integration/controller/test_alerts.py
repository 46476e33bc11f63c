"""A fault leaves the house: by mail and to a web address, told once, tried again where it was not taken, and on the page."""

import tomllib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from contracts import messages as m
from contracts.vocabulary import FaultCode
from controller.alerts.alerting import FILE, Alerting
from controller.alerts.build import followers
from controller.console.history_file import FaultHistory
from controller.web.alerts import ADDRESS
from controller.web.app import WebParts, build_app
from controller.web.sessions import Sessions
from tests.clocks import FakeClock
from tests.integration.controller.book_house import book_house
from tests.integration.controller.house import MORNING, House, open_house
from tests.integration.controller.test_caretaker_page import CARETAKER, TOPICS, presence, say
from tests.integration.controller.web_house import SITE, post_form, sign_in
from tests.postbox import Hook, Postbox, serving

pytestmark = pytest.mark.slow


@dataclass
class Watched:
    """An office whose caretaker is told."""

    house: House
    client: httpx.AsyncClient
    history: FaultHistory
    alerts: Alerting

    async def printer(self, *faults: FaultCode) -> None:
        here = presence("printer-1", *faults).model_copy(update={"program": "ticket_printer"})
        say(self.house, TOPICS.presence("printer-1"), here, retain=True)
        await self.house.turn()
        self.history.look_once()

    async def later(self, seconds: float) -> None:
        self.house.clock.advance(seconds)
        await (
            self.house.turn()
        )  # a desk that slept so long asks its neighbours first, which is a fault of its own
        self.history.look_once()
        await self.alerts.look_once()


@asynccontextmanager
async def watched(
    tmp_path: Path, clock: FakeClock, mail: dict[str, Any] | None = None, **alerts: Any
) -> AsyncIterator[Watched]:
    told: dict[str, Any] = {"alerts": alerts, "mail": mail or {}}
    async with open_house(tmp_path, clock, clerks=CARETAKER["clerks"], **told) as house:
        history, alerting = followers(house.settings, clock.monotonic)
        sessions = Sessions(house.settings.clerks, clock)
        parts = WebParts(
            house.settings, house.desk, house.wire, sessions, house.metrics, history=history, alerts=alerting
        )
        transport = httpx.ASGITransport(build_app(parts))
        async with httpx.AsyncClient(transport=transport, base_url=SITE) as client:
            await house.turn()
            yield Watched(house, client, history, alerting)


def mail_of(box: Postbox) -> dict[str, Any]:
    return {
        "mail_to": "lan@xa.vn, hoa@xa.vn",
        "mail": {"host": "127.0.0.1", "port": box.port, "security": "none"},
    }


async def test_a_fault_and_its_end_are_told_once_by_mail_and_by_web(tmp_path: Path) -> None:
    with serving(Postbox()) as box, serving(Hook()) as hook:
        address = f"http://127.0.0.1:{hook.port}/bao?nhom=1"
        async with watched(tmp_path, FakeClock(MORNING), **mail_of(box), webhook=address) as office:
            await office.printer(FaultCode.PAPER_END)
            await office.later(59)
            assert (box.mails, hook.taken) == ([], [])
            await office.later(2)
            await office.later(600)
            (mail,) = box.mails
            assert mail["To"] == "lan@xa.vn, hoa@xa.vn"
            assert mail["Subject"].startswith("Trung tâm Phục vụ hành chính công - cần xem: Máy in")
            assert "Máy in hết giấy, từ 09:00." in mail.get_content()
            ((path, data),) = hook.taken
            assert path == "/bao?nhom=1"
            assert [(each["device"], each["code"]) for each in data["began"]] == [("printer-1", "paper-end")]
            await office.printer()
            await office.later(30)
            assert len(box.mails) == 1
            await office.later(61)
            assert "đã xong" in box.mails[1]["Subject"]
            assert "kéo dài 11 phút" in box.mails[1].get_content()
            assert [len(data["ended"]) for _path, data in hook.taken] == [0, 1]


async def test_what_was_not_taken_is_tried_again_and_told_on_the_page(tmp_path: Path) -> None:
    with serving(Postbox()) as box:
        async with watched(tmp_path, FakeClock(MORNING), **mail_of(box)) as office:
            await sign_in(office.client)
            box.refuses = "550 no such user"
            await office.printer(FaultCode.PAPER_END)
            await office.later(61)
            assert box.mails == []
            assert [fault.code for fault in office.alerts.faults()] == [FaultCode.ALERT_UNSENT]
            page = (await office.client.get(ADDRESS)).text
            assert "Không gửi được" in page
            assert "Báo động không gửi đi được" in (await office.client.get("/may-moc")).text
            box.refuses = ""
            await office.later(30)
            assert box.mails == [], "not before its time"
            await office.later(31)
            assert len(box.mails) == 1
            assert office.alerts.faults() == ()


async def test_who_took_it_gets_it_once_though_another_address_is_refused(tmp_path: Path) -> None:
    with serving(Postbox()) as box:
        async with watched(tmp_path, FakeClock(MORNING), **mail_of(box)) as office:
            box.refuses, box.whom = "550 no such user", "hoa@xa.vn"
            await office.printer(FaultCode.PAPER_END)
            for _ in range(20):
                await office.later(61)
            assert len(box.mails) == 1
            (fault,) = office.alerts.faults()
            assert (fault.code, "hoa@xa.vn" in fault.facts["why"]) == (FaultCode.ALERT_UNSENT, True)
            assert "lan@xa.vn" not in fault.facts["why"]


async def test_a_restart_tells_nothing_twice_and_a_broken_note_is_begun_anew(tmp_path: Path) -> None:
    clock = FakeClock(MORNING)
    with serving(Postbox()) as box:
        async with watched(tmp_path, clock, **mail_of(box)) as office:
            await office.printer(FaultCode.PAPER_END)
            await office.later(61)
            assert len(box.mails) == 1
            again = Alerting(
                office.house.settings.alerts,
                office.alerts.channels.values(),
                office.history,
                clock.monotonic,
            )
            again.office = office.alerts.office
            await again.look_once()
            assert len(box.mails) == 1
            (tmp_path / FILE).write_text("no JSON")
            anew = Alerting(
                office.house.settings.alerts,
                office.alerts.channels.values(),
                office.history,
                clock.monotonic,
            )
            anew.office = office.alerts.office
            await anew.look_once()
            assert len(box.mails) == 2


async def test_in_quiet_hours_nothing_is_told_and_afterwards_what_lasts(tmp_path: Path) -> None:
    clock = FakeClock(MORNING)
    with serving(Postbox()) as box:
        async with watched(tmp_path, clock, **mail_of(box), quiet="08:00-09:10") as office:
            await office.printer(FaultCode.PAPER_END)
            await office.later(300)
            assert box.mails == []
            await office.later(301)
            assert len(box.mails) == 1


async def test_the_lamp_is_told_with_the_pulse(tmp_path: Path) -> None:
    async with watched(tmp_path, FakeClock(MORNING)) as office:

        async def lamp() -> bool:
            await office.house.turn()
            office.house.clock.advance(3)
            await office.house.turn()
            pulses = office.house.ear.of(m.Presence, "presence/desk")
            return bool(pulses[-1].desk and pulses[-1].desk.alarm)

        await office.printer(FaultCode.PAPER_END)
        assert not await lamp()
        await office.later(61)
        assert await lamp()
        await office.printer()
        await office.later(1)
        assert not await lamp()


async def test_a_trial_is_sent_by_a_caretaker_only(tmp_path: Path) -> None:
    with serving(Postbox()) as box, serving(Hook()) as hook:
        address = f"http://127.0.0.1:{hook.port}"
        async with watched(tmp_path, FakeClock(MORNING), **mail_of(box), webhook=address) as office:
            assert (await post_form(office.client, f"{ADDRESS}/thu")).status_code == 403
            await sign_in(office.client)
            await post_form(office.client, f"{ADDRESS}/thu", origin="http://evil.example")
            assert box.mails == []
            await post_form(office.client, f"{ADDRESS}/thu")
            assert "báo động thử" in box.mails[0]["Subject"]
            assert hook.taken[0][1]["trial"] is True
            assert "Đã gửi thử lúc 09:00" in (await office.client.get(f"{ADDRESS}?tried=1")).text
            hook.status = 302
            await post_form(office.client, f"{ADDRESS}/thu")
            assert [path for path, _ in hook.taken] == ["/", "/"], "it is followed nowhere"
            assert "HTTP 302" in (await office.client.get(ADDRESS)).text


async def test_nobody_is_told_where_nothing_is_set(tmp_path: Path) -> None:
    async with watched(tmp_path, FakeClock(MORNING)) as office:
        await sign_in(office.client)
        await office.printer(FaultCode.PAPER_END)
        await office.later(61)
        page = (await office.client.get(ADDRESS)).text
        assert "Chưa đặt thư điện tử" in page
        assert "Gửi thử" not in page


async def test_one_page_sets_the_mail_server_and_who_gets_alerts_and_sheets(tmp_path: Path) -> None:
    async with book_house(tmp_path) as house:
        wrong = await house.look("bao-dong", 422, figures__mail_to="chutich@xa.vn")
        assert "Muốn gửi thư thì cần máy chủ thư." in wrong
        checked = await house.look(
            "bao-dong", alerts__mail_to="lan@xa.vn", figures__mail_to="chutich@xa.vn", mail__host="mail.xa.vn"
        )
        await house.save("/bao-dong", checked)
        written = tomllib.loads(house.file)
        assert written["mail"] == {"host": "mail.xa.vn"}
        assert (written["alerts"], written["figures"]) == (
            {"mail_to": "lan@xa.vn"},
            {"mail_to": "chutich@xa.vn"},
        )
