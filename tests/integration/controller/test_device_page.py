"""A machine is begun anew or switched off by the caretaker, after a question, and by nobody else."""

from pathlib import Path

import httpx

from contracts import messages as m
from contracts.vocabulary import FaultCode
from controller.web.app import WebParts, build_app
from controller.web.device import ADDRESS, CARE_MS
from controller.web.sessions import Sessions
from tests.clocks import FakeClock
from tests.integration.controller.house import MORNING, open_house
from tests.integration.controller.test_caretaker_page import CARETAKER, TOPICS, presence, say
from tests.integration.controller.web_house import SITE, open_web, post_form, sign_in

KIOSK = f"{ADDRESS}/kiosk-1"


async def test_only_a_caretaker_may(tmp_path: Path) -> None:
    async with open_web(tmp_path, FakeClock(MORNING)) as (house, client):
        say(house, TOPICS.presence("kiosk-1"), presence("kiosk-1"), retain=True)
        await house.turn()
        await sign_in(client)
        assert (await client.get(KIOSK)).status_code == 403
        assert (await post_form(client, f"{KIOSK}/reboot", sure="yes")).status_code == 403
        assert house.ear.of(m.Care) == []


async def test_a_device_is_told_after_a_question(tmp_path: Path) -> None:
    async with open_web(tmp_path, FakeClock(MORNING), **CARETAKER) as (house, client):
        say(house, TOPICS.presence("kiosk-1"), presence("kiosk-1", FaultCode.KEY_STUCK), retain=True)
        await house.turn()
        await sign_in(client)
        assert f'href="{KIOSK}"' in (await client.get("/may-moc")).text
        assert "Chạy lại chương trình" in (await client.get(KIOSK)).text
        asked = await post_form(client, f"{KIOSK}/power-off")
        assert "Tắt Ki-ốt (kiosk-1)?" in asked.text
        assert house.ear.of(m.Care) == [], "not yet"
        await post_form(client, f"{KIOSK}/power-off", sure="yes", origin="http://evil.example")
        assert house.ear.of(m.Care) == []
        done = await post_form(client, f"{KIOSK}/power-off", sure="yes")
        assert done.headers["location"] == f"{KIOSK}?told=asked"
        assert house.ear.of(m.Care, "care/kiosk-1") == [m.Care(what="power-off", until=MORNING + CARE_MS)]
        assert "Đã yêu cầu" in (await client.get(f"{KIOSK}?told=asked")).text
        assert "<b>" not in (await client.get(f"{KIOSK}?told=<b>")).text
        assert (await post_form(client, f"{KIOSK}/explode", sure="yes")).status_code == 422
        assert (await client.get(f"{ADDRESS}/nobody")).status_code == 404
        house.link.drop()
        lost = await post_form(client, f"{KIOSK}/reboot", sure="yes")
        assert lost.headers["location"] == f"{KIOSK}?told=not-heard"
        assert "Chạy lại chương trình" not in (await client.get(KIOSK)).text, "nobody would hear it"


async def test_the_controller_itself_and_whatever_is_on_its_machine(tmp_path: Path) -> None:
    async with open_house(tmp_path, FakeClock(MORNING), clerks=CARETAKER["clerks"]) as house:
        wanted: list[m.Care] = []

        def taken(care: m.Care) -> bool:
            wanted.append(care)
            return True

        parts = WebParts(
            house.settings,
            house.desk,
            house.wire,
            Sessions(house.settings.clerks, house.clock),
            house.metrics,
            vitals=lambda: m.Vitals(address="10.0.0.2"),
            take_care=taken,
        )
        transport = httpx.ASGITransport(build_app(parts))
        async with httpx.AsyncClient(transport=transport, base_url=SITE) as client:
            await sign_in(client)
            await house.issued()
            question = (await post_form(client, f"{ADDRESS}/desk/reboot")).text
            assert "Khởi động lại Máy chủ?" in question
            assert "Đang có 1 người chờ" in question
            await post_form(client, f"{ADDRESS}/desk/reboot", sure="yes")
            assert [care.what for care in wanted] == ["reboot"]
            for address, same in (("10.0.0.2", True), ("10.0.0.3", False), ("", False)):
                here = presence("kiosk-1").model_copy(update={"vitals": m.Vitals(address=address)})
                say(house, TOPICS.presence("kiosk-1"), here, retain=True)
                await house.turn()
                page = (await post_form(client, f"{KIOSK}/power-off")).text
                assert ("cả máy chủ cũng tắt theo" in page) is same, address
                assert "cả máy chủ cũng tắt theo" not in (await post_form(client, f"{KIOSK}/restart")).text


async def test_each_device_is_tried_and_the_page_says_what_to_look_for(tmp_path: Path) -> None:
    async with open_web(tmp_path, FakeClock(MORNING), **CARETAKER) as (house, client):
        programs = {
            "printer-1": ("ticket_printer", "In thử một phiếu", "PHIẾU IN THỬ"),
            "board-1": ("display_board", "Thử biển số và loa", "hiện 888"),
            "kiosk-9": ("kiosk_app", "Thử tiếng", "kêu một tiếng"),
            "panel-9": ("hardware.counter_panel", "Thử đèn", "sáng trong 4 giây"),
        }
        await sign_in(client)
        for device, (program, button, look_for) in programs.items():
            page = f"{ADDRESS}/{device}"
            here = presence(device).model_copy(update={"program": program})
            say(house, TOPICS.presence(device), here, retain=True)
            await house.turn()
            assert button in (await client.get(page)).text
            await post_form(client, f"{page}/try", origin="http://evil.example")
            assert house.ear.of(m.Care, f"care/{device}") == []
            done = await post_form(client, f"{page}/try")
            assert done.headers["location"] == f"{page}?told=tried"
            (care,) = house.ear.of(m.Care, f"care/{device}")
            assert (care.what, care.local_time) == ("try", "09:00:00, 23/11/2026")
            assert look_for in (await client.get(f"{page}?told=tried")).text


async def test_only_a_caretaker_tries_and_only_what_can_be_tried(tmp_path: Path) -> None:
    async with open_web(tmp_path, FakeClock(MORNING)) as (house, client):
        say(house, TOPICS.presence("kiosk-1"), presence("kiosk-1"), retain=True)
        await house.turn()
        await sign_in(client)
        assert (await post_form(client, f"{KIOSK}/try")).status_code == 403
        assert house.ear.of(m.Care) == []
    async with open_web(tmp_path, FakeClock(MORNING), **CARETAKER) as (house, client):
        say(house, TOPICS.presence("stranger"), presence("stranger"), retain=True)
        await house.turn()
        await sign_in(client)
        for device in ("desk", "stranger", "nobody"):
            assert (await post_form(client, f"{ADDRESS}/{device}/try")).status_code == 404, device
            assert "/try" not in (await client.get(f"{ADDRESS}/{device}")).text
