"""The settings file of the printer program."""

from collections.abc import Iterator
from pathlib import Path

from pydantic import Field

from contracts.settings import DeviceSettings, Part, Problem
from hardware.registry import driver_names


class PrinterPart(Part):
    """The printer and its paper."""

    driver: str = Field(description="The driver: sim, or the name of a real one")
    dots: int = Field(
        576, description="Printable dots of a row: 576 on paper of 80 mm, 384 on 58 mm, at 203 dots an inch"
    )
    spool_dir: Path = Field(
        Path("/var/lib/motcua/ticket_printer"),
        description="Where the jobs of the day are remembered, so that none is printed twice",
    )
    patience_s: float = Field(
        10.0, gt=0, le=600, description="How long a slip waits for paper before its number is only shown"
    )


class PrinterSettings(DeviceSettings):
    """What the printer program must know."""

    printer: PrinterPart

    def problems(self) -> Iterator[Problem]:
        """An unknown driver, or paper that no printer has."""
        known = driver_names("printer")
        if self.printer.driver not in known:
            yield Problem("printer.driver", repr(self.printer.driver), ", ".join(known))
        if self.printer.dots not in (384, 576):
            yield Problem("printer.dots", str(self.printer.dots), "384 (58 mm), 576 (80 mm)")
