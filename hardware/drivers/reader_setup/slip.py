"""The three codes on slips of the office's own printer, for scanners that do not read screens and offices without another."""

from pathlib import Path

from hardware.driver import Context, DriverOptions
from hardware.drivers.reader_setup.diagnosis import PROBES
from hardware.drivers.reader_setup.sheet import draw_slip
from hardware.host.settings_file import SettingsError, sentence
from hardware.host.toml_file import TomlError, read_table
from hardware.ports import Printed, Raster, TicketPrinter
from hardware.registry import Driver, build

INSTALLED = Path("/etc/motcua/printer.toml")
DEVICE = "printer"
USUAL_DOTS = 576
"""As in the settings of the printer program, which may leave it out."""


def print_codes(settings: Path, heading: str, lines: tuple[str, ...]) -> bool:
    """Print one slip for each code, as the printer program's settings say; False when the printer has no paper.

    One code a slip, because a scanner reads whichever it sees first. Raises SettingsError for a file without a good
    table ``[printer]``, and DeviceError while no byte was sent; stop the printer program first, it keeps the printer.
    """
    options, dots = _printer(settings)
    printer: TicketPrinter = build("printer", options, Context(DEVICE, dots=dots))
    try:
        for number, (probe, line) in enumerate(zip(PROBES, lines, strict=True), 1):
            picture = draw_slip(probe, (heading, line), dots)
            ink = picture.point(lambda dot: 0 if dot else 255)
            outcome = printer.print_slip(f"reader-setup-{number}", Raster(dots, ink.tobytes()))
            if outcome is Printed.NOTHING_SENT:
                return False
    finally:
        printer.close()
    return True


def _printer(settings: Path) -> tuple[DriverOptions, int]:
    try:
        table = read_table(settings)
        options = Driver("printer").validated(table.get("printer"))
        dots = int(table.get("slips", {}).get("dots", USUAL_DOTS))
    except (TomlError, ValueError, AttributeError) as error:
        raise SettingsError(settings, [f"[printer] or slips.dots: {error}"]) from None
    problem = next(options.problems("printer", Context(DEVICE, dots=dots)), None)
    if problem:
        raise SettingsError(settings, [sentence(problem)])
    return options, dots
