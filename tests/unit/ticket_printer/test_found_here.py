"""What a printer's program does when the caretaker wants printers found, or another one used."""

import threading
from pathlib import Path

import pytest

from contracts import messages as m
from hardware.chosen_printer import WISH, ChosenPrinter, chosen_in
from ticket_printer.found_here import PrinterCare

SERIAL = m.FoundPrinter(
    way="serial", place="/dev/serial/by-id/usb-FTDI_A1-if00-port0", baud=9600, flow="xon-xoff"
)


@pytest.mark.slow
def test_it_looks_when_it_is_wanted_and_tells(tmp_path: Path) -> None:
    told: list[tuple[m.FoundPrinter, ...]] = []
    done = threading.Event()

    def tell(found: tuple[m.FoundPrinter, ...]) -> None:
        told.append(found)
        done.set()

    PrinterCare(tmp_path, tell, lambda: (SERIAL,)).obey(m.Care(what="find-printers", until=1))
    assert done.wait(30)
    assert told == [(SERIAL,)]


def test_a_choice_is_left_for_the_job_that_puts_it_to_use(tmp_path: Path) -> None:
    care = PrinterCare(tmp_path, lambda _found: None)
    care.obey(m.Care(what="use-printer", until=1, printer=SERIAL))
    chosen = chosen_in(tmp_path / WISH)
    assert chosen == ChosenPrinter(way="serial", path=SERIAL.place, baud=9600, flow="xon-xoff")
    assert chosen.table == {"path": SERIAL.place, "baud": 9600, "flow": "xon-xoff"}
    assert chosen.where == SERIAL.place


@pytest.mark.parametrize(
    "printer",
    [
        None,
        SERIAL.model_copy(update={"answer": "strange"}),
        SERIAL.model_copy(update={"baud": 0}),
        SERIAL.model_copy(update={"flow": ""}),
        SERIAL.model_copy(update={"place": "/dev/serial/by-id/../../sda"}),
        SERIAL.model_copy(update={"place": "/dev/ttyS0"}),
        SERIAL.model_copy(update={"place": "/dev/usb/lp0"}),
        m.FoundPrinter(way="lp", place=SERIAL.place),
        m.FoundPrinter(way="lp", place="/dev/usb/lp0/../../sda"),
    ],
)
def test_what_no_device_finds_is_not_used(tmp_path: Path, printer: m.FoundPrinter | None) -> None:
    PrinterCare(tmp_path, lambda _found: None).obey(m.Care(what="use-printer", until=1, printer=printer))
    assert list(tmp_path.iterdir()) == []


def test_without_a_folder_or_a_disk_it_goes_on(tmp_path: Path) -> None:
    PrinterCare(None, lambda _found: None).obey(m.Care(what="use-printer", until=1, printer=SERIAL))
    (tmp_path / "file").touch()
    PrinterCare(tmp_path / "file", lambda _found: None).obey(
        m.Care(what="use-printer", until=1, printer=SERIAL)
    )
