"""Run the printer program: ``python -m ticket_printer --settings FILE``."""

import functools
import logging
import queue
import sys
from dataclasses import replace
from pathlib import Path

from contracts.messages import PrintJob, Sheet
from contracts.pairing import DeviceRole
from contracts.scanned import slip_text
from contracts.texts import Catalogue, load_catalogue
from hardware.host.clock import SystemClock
from hardware.host.exits import EXIT_LATER
from hardware.host.program import identity_of, link_of, read_settings, seen_file_of
from hardware.host.stopping import stop_on_signals
from hardware.host.systemd import Notifier
from hardware.link.door import DoorServer
from hardware.link.station import Station
from hardware.pairing.enrolment import enrolment_of
from hardware.ports import Raster
from hardware.registry import build
from ticket_printer.caretaker import Caretaker
from ticket_printer.checklist import lay_out_checklist
from ticket_printer.found_here import PrinterCare
from ticket_printer.layout import lay_out
from ticket_printer.live_template import LiveTemplate
from ticket_printer.printing import Inbox, Parts, Printing
from ticket_printer.render import render
from ticket_printer.settings import PrinterSettings
from ticket_printer.sheets import Trial
from ticket_printer.spool import JobArrived
from ticket_printer.spool_store import SpoolBusyError, SpoolStore
from ticket_printer.trial import lay_out_trial
from ticket_printer.worker import PrinterWorker

log = logging.getLogger("ticket_printer")

PROGRAM = "ticket_printer"


def _picture_of(
    settings: PrinterSettings, texts: Catalogue, template: LiveTemplate, job: PrintJob | Sheet | Trial
) -> Raster:
    look = template.now()
    if isinstance(job, Trial):
        blocks = lay_out_trial(job, texts)
    elif isinstance(job, Sheet):
        blocks = lay_out_checklist(job, texts, look.template)
    else:
        blocks = lay_out(job.slip, texts, look.template, slip_text(settings.site, job.job, job.slip.place))
    return render(blocks, settings.slips.dots, look.template, look.logo)


def _door(settings: PrinterSettings, inbox: Inbox) -> DoorServer | None:
    """Where the kiosk beside this printer brings slips while the desk is away; without it only the desk's are printed."""
    if settings.door is None:
        return None
    try:
        return DoorServer(settings.door, lambda job: inbox.put(JobArrived(job)))
    except OSError as error:
        log.error("no slips are printed while the desk is away: %s: %s", settings.door, error)  # noqa: TRY400 - the cause is known
        return None


def main() -> int:
    """Build everything, print until told to stop."""
    settings = read_settings(PROGRAM, "Prints queue slips for the desk.", PrinterSettings)
    stop = stop_on_signals()
    texts = load_catalogue(Path(__file__).parent / "texts")
    inbox: Inbox = queue.SimpleQueue()
    clock = SystemClock()
    slips = settings.slips

    template = LiveTemplate(slips.template, slips.dots)
    identity = identity_of(settings, PROGRAM)
    if identity.care:  # somebody who can speak for nobody else
        care = PrinterCare(settings.memory, lambda printers: station.report_printers(printers))  # noqa: PLW0108 - it is made below
        identity = replace(identity, care=care.obey)
    station = Station(identity, link_of(settings), clock, inbox.put, seen_file_of(settings))

    picture_of = functools.partial(_picture_of, settings, texts, template)
    enrolment_of(settings, DeviceRole.PRINTER)
    open_printer = functools.partial(build, "printer", settings.printer, settings.context)
    printing = Printing(
        Parts(
            station=station,
            worker=PrinterWorker(open_printer, picture_of, inbox.put),
            store=SpoolStore(slips.spool_dir),
            template=template,
            caretaker=Caretaker(template, slips.dots, texts, station.desk_now, station.show_screen),
            clock=clock,
            inbox=inbox,
            door=_door(settings, inbox),
        )
    )
    try:
        printing.begin(slips.patience_s)
    except SpoolBusyError as error:
        print(f"{error}: stop it, or give this one its own slips.spool_dir", file=sys.stderr)
        return EXIT_LATER
    except OSError as error:
        # Without its memory a printer may print a number twice: better none until the disk is well again.
        print(f"{slips.spool_dir}: what was printed today cannot be read: {error}", file=sys.stderr)
        return 1
    printing.run(stop, Notifier.from_environment())
    return 0


if __name__ == "__main__":
    sys.exit(main())
