"""The page for the printer of this machine: what is found is put to use with one press, by a job of the machine."""

from pathlib import Path

import pytest

from contracts import messages as m
from controller.web import printers
from controller.web.cable_printers import ADDRESS
from hardware.chosen_printer import FOLDER, WISH, ChosenPrinter, Found, chosen_in
from tests.clocks import FakeClock
from tests.integration.controller.house import MORNING
from tests.integration.controller.test_caretaker_page import CARETAKER, TOPICS, presence, say
from tests.integration.controller.web_house import open_web, post_form, sign_in
from tests.rules.house import HOUSE
from ticket_printer.using import main as use

LP = ChosenPrinter(way="lp", path="/dev/usb/lp1")
FAR = ChosenPrinter(way="tcp", host="192.168.1.50")


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with a printer program, one printer on its cable and one in its network; the program's settings."""
    settings = tmp_path / "printer.toml"
    settings.write_text((HOUSE / "systemd/printer/etc/motcua/printer.toml").read_text("utf-8"), "utf-8")

    async def in_network(_own: str) -> tuple[Found, ...]:
        return (Found(FAR, ""),)

    monkeypatch.setattr(printers, "SETTINGS", settings)
    monkeypatch.setattr(printers, "usb_printers", lambda: (Found(LP, "EPSON <TM-T82>"),))
    monkeypatch.setattr(printers, "network_printers", in_network)
    return settings


async def test_found_chosen_used(tmp_path: Path, machine: Path) -> None:
    wish = tmp_path / FOLDER / WISH
    async with open_web(tmp_path, FakeClock(MORNING), **CARETAKER) as (_house, client):
        await sign_in(client)
        assert ADDRESS in (await client.get("/may-moc")).text
        page = (await client.get(ADDRESS)).text
        assert "Đang dùng máy in ở /dev/usb/lp0." in page
        assert "EPSON &lt;TM-T82&gt;" in page
        assert "/may-moc/may/printer-1" in page
        assert "192.168.1.50:9100" in (await post_form(client, f"{ADDRESS}/tim")).text
        for form, chosen, place in (
            ({"way": "lp", "device": "/dev/usb/lp1"}, LP, "/dev/usb/lp1"),
            ({"way": "tcp", "host": " 192.168.1.50 "}, FAR, "192.168.1.50:9100"),
        ):
            assert (await post_form(client, f"{ADDRESS}/dung", **form)).status_code == 303
            assert chosen_in(wish) == chosen
            assert "Đang đổi máy in" in (await client.get(ADDRESS)).text
            assert use(["--settings", str(machine), str(wish)]) == 0
            assert f"Đang dùng máy in ở {place}." in (await client.get(ADDRESS)).text


async def test_what_is_no_printer_of_the_office_is_a_sentence(tmp_path: Path, machine: Path) -> None:
    async with open_web(tmp_path, FakeClock(MORNING), **CARETAKER) as (_house, client):
        await sign_in(client)
        for form in (
            {"way": "tcp", "host": "8.8.8.8"},
            {"way": "tcp", "host": "x"},
            {"way": "lp", "device": "/dev/sda"},
        ):
            answer = await post_form(client, f"{ADDRESS}/dung", **form)
            assert (answer.status_code, "Địa chỉ phải là của mạng nội bộ" in answer.text) == (422, True)
        (tmp_path / FOLDER).write_text("a file where the folder should be")
        answer = await post_form(client, f"{ADDRESS}/dung", way="tcp", host="192.168.1.5")
        assert (answer.status_code, "Không ghi được" in answer.text) == (507, True)
        for broken in ("printer = [", "printer = 7", ""):
            machine.write_text(broken)
            assert "Đang dùng máy in ở ?" in (await client.get(ADDRESS)).text
        machine.unlink()
        assert "Máy chủ này không có chương trình in" in (await client.get(ADDRESS)).text


@pytest.mark.usefixtures("machine")
async def test_printers_at_another_machine_are_found_and_used_there(tmp_path: Path) -> None:
    topic = TOPICS.presence("printer-1")
    port = m.FoundPrinter(way="serial", place="/dev/serial/by-id/usb-A<b>", baud=9600, flow="xon-xoff")
    strange = m.FoundPrinter(way="serial", place="/dev/serial/by-id/usb-B", answer="strange")
    here, there = f"{ADDRESS}/may/printer-1", f"{ADDRESS}?told="
    async with open_web(tmp_path, FakeClock(MORNING), **CARETAKER) as (house, client):
        await sign_in(client)
        assert (await post_form(client, f"{here}/tim")).status_code == 404
        say(house, topic, presence("printer-1"), retain=True)
        await house.turn()
        assert "Tìm trên dây cắm" in (await client.get(ADDRESS)).text
        assert (await post_form(client, f"{here}/tim")).headers["location"] == f"{there}looking"
        assert house.ear.of(m.Care, "care/printer-1")[-1].what == "find-printers"
        assert "Đang tìm" in (await client.get(f"{there}looking")).text
        assert "<b>" not in (await client.get(f"{there}<b>")).text
        found = presence("printer-1").model_copy(update={"printers": (port, strange)})
        say(house, topic, found, retain=True)
        await house.turn()
        page = (await client.get(ADDRESS)).text
        assert "usb-A&lt;b&gt;, 9600 bit/giây" in page.replace("</small>", "")
        assert "không phải máy in phiếu" in page
        for place, told in ((port.place, "using"), (strange.place, "not-found"), ("/dev/sda", "not-found")):
            answer = await post_form(client, f"{here}/dung", place=place)
            assert answer.headers["location"] == there + told
        chosen = [care for care in house.ear.of(m.Care, "care/printer-1") if care.what == "use-printer"]
        assert [care.printer for care in chosen] == [port]
        say(house, topic, found.model_copy(update={"printers": ()}), retain=True)
        await house.turn()
        assert "Không thấy máy in nào cắm vào máy này" in (await client.get(ADDRESS)).text
        house.link.drop()
        assert (await post_form(client, f"{here}/tim")).headers["location"] == f"{there}not-heard"


@pytest.mark.usefixtures("machine")
async def test_only_a_caretaker(tmp_path: Path) -> None:
    async with open_web(tmp_path, FakeClock(MORNING)) as (_house, client):
        await sign_in(client)
        assert (await client.get(ADDRESS)).status_code == 403
        assert (await post_form(client, f"{ADDRESS}/tim")).status_code == 403
        answer = await post_form(client, f"{ADDRESS}/dung", way="tcp", host="192.168.1.5")
        assert (answer.status_code, (tmp_path / FOLDER).exists()) == (403, False)
