"""The settings file of the printer program."""

from collections.abc import Iterator
from pathlib import Path

from pydantic import Field

from contracts.settings import DeviceSettings, Part, Problem
from hardware.drivers.escpos.options import EscposOptions
from hardware.host.settings_file import SettingsError
from hardware.registry import driver_names
from ticket_printer.template import MM, logo_of, read_template

PAPERS = {384: "58 mm", 512: "80 mm at 180 dots an inch", 576: "80 mm"}
"""Printable dots of a row -> the paper that has so many."""


class PrinterPart(Part):
    """The printer and its paper."""

    driver: str = Field(description="The driver: sim, or escpos for a real printer")
    dots: int = Field(
        576,
        description="Printable dots of a row: 576 on paper of 80 mm, 384 on 58 mm, 512 on 80 mm at 180 dpi",
    )
    escpos: EscposOptions | None = Field(
        None, description="The model and the way to it, with the driver escpos only"
    )
    spool_dir: Path = Field(
        Path("/var/lib/motcua/ticket_printer"),
        description="Where the jobs of the day are remembered, so that none is printed twice",
    )
    patience_s: float = Field(
        10.0, gt=0, le=600, description="How long a slip waits for paper before its number is only shown"
    )
    template: Path | None = Field(
        None, description="How slips look, as in ticket_printer/default_slip.toml; without it as built in"
    )


class PrinterSettings(DeviceSettings):
    """What the printer program must know."""

    printer: PrinterPart

    def problems(self) -> Iterator[Problem]:
        """An unknown driver, a driver without its table, or paper that no printer has."""
        printer, known = self.printer, driver_names("printer")
        if printer.driver not in known:
            yield Problem("printer.driver", repr(printer.driver), ", ".join(known))
        if printer.dots not in PAPERS:
            allowed = ", ".join(f"{dots} ({paper})" for dots, paper in PAPERS.items())
            yield Problem("printer.dots", str(printer.dots), allowed)
        if printer.escpos is not None and printer.driver == "escpos":
            yield from printer.escpos.problems("printer.escpos", printer.dots)
        elif printer.escpos is not None:
            yield Problem("printer.escpos", "a table", f"none with the driver {printer.driver!r}")
        elif printer.driver == "escpos":
            allowed = 'a table that says the way, e.g. escpos = { profile = "epson-tm", usb = {} }'
            yield Problem("printer.escpos", "nothing", allowed)

    def warnings(self) -> Iterator[Problem]:
        """A template that is wrong: slips then look as built in, because an office without slips is worse."""
        path = self.printer.template
        try:
            if path is not None:
                logo_of(path, read_template(path), MM)
        except SettingsError as error:
            yield Problem("printer.template", repr(str(path)), f"a good one; {'; '.join(error.lines)}")
