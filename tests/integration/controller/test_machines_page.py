"""What the caretaker's page says of each machine: its name, what is wrong, and what to do, in Vietnamese."""

import re
from dataclasses import replace
from pathlib import Path

from contracts.vocabulary import DeviceId, FaultCode
from hardware.counter_panel.__main__ import PROGRAM as PANEL
from hardware.link.memory import MemoryLink
from hardware.link.name import FORGET_S
from hardware.link.station import Identity, Station
from hardware.ports import Connected, Deliver, LinkHappening, Passed, Will
from tests.clocks import FakeClock
from tests.integration.controller.house import MORNING
from tests.integration.controller.test_caretaker_page import CARETAKER, TOPICS, presence, say
from tests.integration.controller.web_house import open_web, sign_in
from ticket_printer.live_template import LiveTemplate
from ticket_printer.lost_memory import lost_faults
from ticket_printer.spool import Lost, LostMemory


def words_of(page: str) -> dict[str, str]:
    """What is said of each machine, by its name."""
    rows = re.findall(r'<th scope="row"><a [^>]*>(.*?)</a> <small>.*?<td>(.*?)</td>', page, re.DOTALL)
    return {name: re.sub("<[^>]*>", "", said) for name, said in rows}


async def test_machines_are_called_by_their_names(tmp_path: Path) -> None:
    async with open_web(tmp_path, FakeClock(MORNING), **CARETAKER) as (house, client):
        await sign_in(client)
        programs = {"printer-1": "ticket_printer", "panel-1": PANEL, "panel-9": PANEL, "x-9": "another"}
        for device, program in {**programs, "board-9": "display_board"}.items():
            told = presence(device).model_copy(update={"program": program})
            say(house, TOPICS.presence(device), told, retain=True)
        await house.turn()
        names = list(words_of((await client.get("/may-moc")).text))
        assert names[0] == "Máy chủ"
        assert set(names[1:]) == {
            "Máy in (printer-1)", "Hộp nút quầy 1", "Hộp nút (panel-9)", "Bảng hiển thị (board-9)", "x-9"
        }  # fmt: skip


async def test_without_a_broker_one_fault_is_told_and_nothing_is_claimed_of_the_others(
    tmp_path: Path,
) -> None:
    async with open_web(tmp_path, FakeClock(MORNING), **CARETAKER) as (house, client):
        await sign_in(client)
        say(house, TOPICS.presence("printer-1"), presence("printer-1", FaultCode.PAPER_END), retain=True)
        say(house, TOPICS.presence("kiosk-1"), presence("kiosk-1", online=False), retain=True)
        await house.turn()
        house.link.drop()
        await house.turn()
        said = words_of((await client.get("/may-moc")).text)
        assert said.pop("Máy chủ").startswith("Mất kết nối với bộ chuyển tin (broker).")
        assert said == {"Máy in (printer-1)": "Chưa rõ", "Ki-ốt (kiosk-1)": "Chưa rõ"}


async def test_a_journal_that_lost_its_end_is_not_called_whole(tmp_path: Path) -> None:
    async with open_web(tmp_path, FakeClock(MORNING), **CARETAKER) as (house, client):
        await sign_in(client)
        house.desk.record.day = replace(house.desk.day, mended={FaultCode.JOURNAL_SHORT: {}})
        page = (await client.get("/may-moc")).text
        assert "Sổ ghi số thiếu phần cuối" in page
        assert "nguyên vẹn" not in page


BAD_TEMPLATES = {
    "[sizes]\nnumber = 900": "Tệp slip.toml, mục sizes.number: đang là 900; được dùng: ≤ 130.",
    "most_lines = 'x'": "Tệp slip.toml, mục most_lines: đang là &#34;x&#34;; được dùng: 1, 2, 3, ….",
    "ordre = []": "Tệp slip.toml: không có mục ordre. Tên đúng: order.",
    "[logo]": "Tệp slip.toml: thiếu mục logo.file.",
    "\nnot toml": "Tệp slip.toml, dòng 2, cột 5: viết không đúng kiểu TOML.",
    "x = " + "[" * 3000: "Tệp slip.toml, dòng 1, cột 1: viết không đúng kiểu TOML.",
    'order = ["logo", "number"]\n[logo]\nfile = "l.png"': "mục logo.file:",
    "order = []": "Tệp slip.toml, mục order: đang là no &#39;number&#39;; được dùng:",
}


async def test_every_way_to_spoil_a_template_has_a_sentence(tmp_path: Path) -> None:
    async with open_web(tmp_path / "desk", FakeClock(MORNING), **CARETAKER) as (house, client):
        await sign_in(client)
        template = tmp_path / "slip.toml"
        template.write_text("")
        live = LiveTemplate(template, 576)
        for at, (text, sentence) in enumerate(BAD_TEMPLATES.items()):
            template.write_text(text)
            told = presence("printer-1").model_copy(update={"faults": live.faults(), "at": at})
            say(house, TOPICS.presence("printer-1"), told, retain=True)
            await house.turn()
            page = (await client.get("/may-moc")).text
            assert sentence in page
            assert "Sửa chỗ được nêu dưới đây" in page
            assert "kỹ thuật viên" not in page


async def test_a_lost_memory_of_the_printer_says_which_slips_to_ask_for(tmp_path: Path) -> None:
    async with open_web(tmp_path, FakeClock(MORNING), **CARETAKER) as (house, client):
        await sign_in(client)
        for what in (Lost.DAMAGED, Lost.OLDER, Lost.GONE):
            faults = lost_faults(LostMemory(what, "why", MORNING))
            told = presence("printer-1").model_copy(update={"faults": faults})
            say(house, TOPICS.presence("printer-1"), told, retain=True)
            await house.turn()
            said = words_of((await client.get("/may-moc")).text)["Máy in (printer-1)"]
            local = house.desk.office.local(MORNING).strftime("%H:%M")
            assert f"Phiếu lấy trước {local} cần hỏi lại." in said
            assert ("spool.damaged" in said) == (what is not Lost.GONE)
        faults = lost_faults(LostMemory(Lost.GONE, "spool.json is gone"))
        told = presence("printer-1").model_copy(update={"faults": faults})
        say(house, TOPICS.presence("printer-1"), told, retain=True)
        await house.turn()
        said = words_of((await client.get("/may-moc")).text)["Máy in (printer-1)"]
        assert said.endswith("Ghi cho kỹ thuật viên: spool.json is gone"), "not dated yet"


async def test_a_name_that_two_machines_have_is_told_with_what_to_do(tmp_path: Path) -> None:
    clock = FakeClock(MORNING)
    async with open_web(tmp_path, clock, **CARETAKER) as (house, client):
        await sign_in(client)
        stations = []
        for address in ("192.168.1.22", "192.168.1.23"):
            link = MemoryLink(house.broker)
            who = Identity(TOPICS.site, DeviceId("kiosk-1"), "kiosk_app", "1")
            stations.append(Station(who, AddressedLink(link, address), clock, lambda _happening: None))
            stations[-1].start()
        await house.turn()
        said = words_of((await client.get("/may-moc")).text)["Ki-ốt (kiosk-1)"]
        assert said.startswith("Có hai máy cùng tên.")
        assert "Tắt một trong hai máy, hoặc đổi tên (dòng device)" in said
        assert "Tên kiosk-1 có ở hai máy; máy ở địa chỉ 192.168.1.23 đang chờ" in said
        stations[1].close()
        clock.advance(FORGET_S + 1)
        stations[0]._on_link(Passed())
        await house.turn()
        assert "hai máy" not in words_of((await client.get("/may-moc")).text)["Ki-ốt (kiosk-1)"]


class AddressedLink:
    """A link in memory whose broker is somewhere in a network."""

    def __init__(self, link: MemoryLink, address: str) -> None:
        self._link, self._address = link, address
        self.publish, self.healthy, self.close = link.publish, link.healthy, link.close

    def start(self, deliver: Deliver, filters: tuple[str, ...], will: Will | None) -> None:
        """Connect, and say from where."""

        def tell(happening: LinkHappening) -> None:
            deliver(Connected(self._address) if isinstance(happening, Connected) else happening)

        self._link.start(tell, filters, will)
