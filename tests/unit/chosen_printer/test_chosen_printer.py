"""Printers that are found, and the one that is chosen: nothing that a stranger writes leads the machine anywhere else."""

import asyncio
import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from hardware.chosen_printer import (
    ChosenPrinter,
    Found,
    chosen_in,
    neighbours,
    network_printers,
    usb_printers,
)
from hardware.host.settings_file import load_settings
from tests.rules.house import HOUSE
from ticket_printer.settings import PrinterSettings
from ticket_printer.using import main, rewritten

SHIPPED = HOUSE / "systemd/printer/etc/motcua/printer.toml"
LP = ChosenPrinter(way="lp", path="/dev/usb/lp1")
TCP = ChosenPrinter(way="tcp", host="192.168.1.50")
SERIAL = ChosenPrinter(way="serial", path="/dev/serial/by-id/usb-FTDI-port0", baud=9600, flow="dsr-dtr")


def test_a_cable_tells_what_is_on_it(tmp_path: Path) -> None:
    plug = tmp_path / "devices/usb1/1-1"
    (plug / "1-1:1.0").mkdir(parents=True)
    (plug / "manufacturer").write_text("EPSON\n")
    (plug / "product").write_text("TM-T82\x07III\n")
    for name in ("lp0", "lp1x"):
        (tmp_path / "class/usbmisc" / name).mkdir(parents=True)
        (tmp_path / "class/usbmisc" / name / "device").symlink_to(plug / "1-1:1.0")
    assert usb_printers(tmp_path) == (Found(ChosenPrinter(way="lp", path="/dev/usb/lp0"), "EPSON TM-T82III"),)
    assert usb_printers(tmp_path / "nothing") == ()


@pytest.mark.parametrize(
    ("own", "count"),
    [("192.168.1.7", 253), ("10.0.0.1", 253), ("127.0.0.1", 0), ("8.8.8.8", 0), ("", 0), ("x", 0)],
)
def test_only_the_own_private_network_is_looked_through(own: str, count: int) -> None:
    found = neighbours(own)
    assert (len(found), own in found) == (count, False)


@pytest.mark.slow
async def test_who_listens_is_found_and_nothing_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: asyncio.Queue[bytes] = asyncio.Queue()

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.put_nowait(await reader.read())
        writer.close()

    server = await asyncio.start_server(listen, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    monkeypatch.setattr("hardware.chosen_printer.neighbours", lambda _own: ("127.0.0.1", "127.0.0.2"))
    found = await network_printers("127.0.0.9", port)
    assert [one.printer.where for one in found] == [f"127.0.0.1:{port}"]
    assert await heard.get() == b""
    server.close()
    await server.wait_closed()


@pytest.mark.parametrize(
    "wish",
    [
        {},
        {"way": "lp"},
        {"way": "lp", "path": "/dev/sda"},
        {"way": "lp", "path": "/dev/usb/lp0\n"},
        {"way": "lp", "path": "/dev/usb/../sda"},
        {"way": "tcp", "host": ""},
        {"way": "tcp", "host": "8.8.8.8"},
        {"way": "tcp", "host": "1.2.3"},
        {"way": "tcp", "host": "192.168.1.5", "port": 0},
        {"way": "tcp", "host": "192.168.1.5\n"},
        {"way": "usb", "path": "/dev/usb/lp0"},
        {"way": "lp", "path": "/dev/serial/by-id/x"},
        {"way": "serial", "path": "/dev/serial/by-id/x"},
        {"way": "serial", "path": "/dev/usb/lp0", "baud": 9600, "flow": "none"},
        {"way": "serial", "path": "/dev/serial/by-id/..", "baud": 9600, "flow": "none"},
        {"way": "serial", "path": "/dev/serial/by-id/a/b", "baud": 9600, "flow": "none"},
        {"way": "serial", "path": "/dev/serial/by-id/x", "baud": 300, "flow": "none"},
        {"way": "tcp", "host": "192.168.1.5", "baud": 9600, "flow": "none"},
        {"way": "lp", "path": "/dev/usb/lp0", "x": 1},
    ],
)
def test_what_no_page_of_ours_wrote_is_refused_and_gone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], wish: dict[str, object]
) -> None:
    with pytest.raises(ValidationError):
        ChosenPrinter.model_validate(wish)
    file, settings = tmp_path / "wanted", tmp_path / "printer.toml"
    file.write_text(json.dumps(wish))
    settings.write_text(SHIPPED.read_text("utf-8"))
    assert main(["--settings", str(settings), str(file)]) == 1
    assert "Traceback" not in capsys.readouterr().err
    assert not file.exists()
    assert settings.read_text("utf-8") == SHIPPED.read_text("utf-8")


@pytest.mark.parametrize("chosen", [LP, TCP, SERIAL])
def test_the_chosen_one_is_that_of_the_settings_and_all_else_stays(
    tmp_path: Path, chosen: ChosenPrinter
) -> None:
    file, settings = tmp_path / "wanted", tmp_path / "printer.toml"
    file.write_text(chosen.model_dump_json())
    assert chosen_in(file) == chosen
    settings.write_text(SHIPPED.read_text("utf-8"))
    assert main(["--settings", str(settings), str(file)]) == 0
    text = settings.read_text("utf-8")
    assert (
        load_settings(settings, PrinterSettings).printer == load_settings(settings, PrinterSettings).printer
    )
    lines = {
        line
        for line in SHIPPED.read_text("utf-8").splitlines()
        if line.startswith(("#", "door", "spool", "profile"))
    }
    assert lines <= set(text.splitlines())
    assert (f"[printer.{chosen.way}]" in text, text.count("[printer.")) == (True, 1)


def test_whatever_stood_there_before() -> None:
    for before in (
        '[printer]\ndriver = "sim"\n',
        '[printer]\ndriver="escpos"\nusb = {}\n',
        "",
        "[printer.serial]\n",
    ):
        text = rewritten(before, TCP)
        assert 'host = "192.168.1.50"' in text
        assert "serial" not in text
        assert "usb" not in text


@pytest.mark.parametrize("text", ["printer = [", "site = 7", ""])
def test_settings_that_cannot_be_are_left_as_they_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    file, settings = tmp_path / "wanted", tmp_path / "printer.toml"
    file.write_text(LP.model_dump_json())
    settings.write_text(text)
    assert main(["--settings", str(settings), str(file)]) == 1
    assert capsys.readouterr().err
    assert settings.read_text() == text
    settings.unlink()
    file.write_text(LP.model_dump_json())
    assert main(["--settings", str(settings), str(file)]) == 1
