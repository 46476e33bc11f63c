"""The settings file of the printer program."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from pydantic import Field

from contracts.settings import DeviceSettings, Part, Problem
from hardware.driver import Context, DriverOptions, context_of
from hardware.host.settings_file import SettingsError
from hardware.registry import Driver
from ticket_printer.template import MM, logo_of, read_template

PAPERS = {384: "58 mm", 512: "80 mm at 180 dots an inch", 576: "80 mm"}
"""Printable dots of a row -> the paper that has so many."""


class SlipsPart(Part):
    """Slips: how they look, and how long they are waited for."""

    dots: int = Field(
        576,
        description="Printable dots of a row: 576 on paper of 80 mm, 384 on 58 mm, 512 on 80 mm at 180 dpi",
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

    printer: Annotated[DriverOptions, Driver("printer")] = Field(
        description='The printer, e.g. { driver = "escpos", profile = "epson-tm", usb = {} }'
    )
    slips: SlipsPart = SlipsPart()
    door: Path | None = Field(
        None,
        description="A socket for the kiosk on this machine, whose alone.printer it is: slips while the controller is away",
    )

    @property
    def context(self) -> Context:
        """What the driver of the printer must know."""
        return context_of(self, dots=self.slips.dots)

    def problems(self) -> Iterator[Problem]:
        """What the driver objects to, and paper that no printer has."""
        yield from super().problems()
        if self.slips.dots not in PAPERS:
            allowed = ", ".join(f"{dots} ({paper})" for dots, paper in PAPERS.items())
            yield Problem("slips.dots", str(self.slips.dots), allowed)
        yield from self.printer.problems("printer", self.context)

    def warnings(self) -> Iterator[Problem]:
        """A template that is wrong: slips then look as built in, because an office without slips is worse."""
        path = self.slips.template
        try:
            if path is not None:
                logo_of(path, read_template(path), MM)
        except SettingsError as error:
            yield Problem("slips.template", repr(str(path)), f"a good one; {'; '.join(error.lines)}")
