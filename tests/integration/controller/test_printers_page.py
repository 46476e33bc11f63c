"""The page for the printer of this machine: what is found is put to use with one press, by a job of the machine."""

from pathlib import Path

import pytest

from controller.web import printers
from controller.web.printers import ADDRESS
from hardware.chosen_printer import FOLDER, WISH, ChosenPrinter, Found, chosen_in
from tests.clocks import FakeClock
from tests.integration.controller.house import MORNING
from tests.integration.controller.test_caretaker_page import CARETAKER
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
async def test_only_a_caretaker(tmp_path: Path) -> None:
    async with open_web(tmp_path, FakeClock(MORNING)) as (_house, client):
        await sign_in(client)
        assert (await client.get(ADDRESS)).status_code == 403
        assert (await post_form(client, f"{ADDRESS}/tim")).status_code == 403
        answer = await post_form(client, f"{ADDRESS}/dung", way="tcp", host="192.168.1.5")
        assert (answer.status_code, (tmp_path / FOLDER).exists()) == (403, False)
