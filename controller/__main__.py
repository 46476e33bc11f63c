"""The controller program: ``python -m controller``.

``hash-pin`` for a clerk's PIN, ``backup`` for the journal, ``dossier-try`` for an export.
"""

import asyncio
import contextlib
import getpass
import logging
import secrets
import socket
import sys
from datetime import UTC, datetime
from functools import partial

from controller import try_export
from controller.desk.build import Ground, build_desk
from controller.desk.steady_clock import SteadyClock
from controller.dossier.asking import Asking
from controller.dossier.build import build_service
from controller.dossier.service import DossierService
from controller.journal import backup
from controller.journal.errors import JournalBusyError, JournalError, JournalFullError
from controller.journal.recovery.repair import open_journal
from controller.journal.writer import Writer
from controller.metrics import Metrics
from controller.office_from_settings import devices_of
from controller.settings import OfficeSettings
from controller.ticket_dossiers import TicketDossiers
from controller.web import no_journal
from controller.web.app import WebParts, build_app
from controller.web.sessions import Sessions, hash_pin
from hardware.host.clock import SystemClock
from hardware.host.exits import EXIT_LATER, EXIT_SETTINGS
from hardware.host.memory import give_memory_back, return_big_blocks
from hardware.host.program import VERSION, read_settings
from hardware.host.stopping import stop_in_loop
from hardware.host.systemd import Notifier
from hardware.host.web_server import CannotListen, bind, serve
from hardware.link.mqtt import MqttLink
from hardware.ports import Clock

log = logging.getLogger("controller")

ALIVE_S = 5.0


async def run(settings: OfficeSettings, writer: Writer, notifier: Notifier) -> None:
    """Build the desk and everything around it, and work until told to stop."""
    sock = _address(settings)
    clock, metrics = SteadyClock(SystemClock(), settings.data_dir), Metrics()
    ticket_dossiers, look_ups = TicketDossiers(settings.data_dir), _look_ups(settings, clock, metrics)
    asking = Asking(look_ups, devices_of(settings), clock)
    link = MqttLink(settings.link.host, settings.link.port, f"{settings.site}-desk-{secrets.token_hex(4)}")
    desk, wire = build_desk(Ground(settings, writer, link, clock, metrics, VERSION, ticket_dossiers, asking))
    app = build_app(WebParts(settings, desk, wire, Sessions(settings.clerks, clock), metrics, look_ups))
    await desk.open()
    wire.start()
    stop = stop_in_loop()

    def ready() -> None:
        give_memory_back()  # importing and building took more than running does
        notifier.ready(f"serving {settings.site}")

    tasks = [
        asyncio.create_task(desk.run(lambda: notifier.alive() if wire.healthy() else None), name="desk"),
        asyncio.create_task(serve(app, sock, ready), name="web"),
        asyncio.create_task(stop.wait(), name="stop"),
    ]
    done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    notifier.stopping()
    wire.close()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)  # pages are answered to their end
    await asking.close()
    ticket_dossiers.close()
    for task in done:
        task.result()  # an error of the desk or the server ends the program, loudly


async def run_without_journal(settings: OfficeSettings, error: str, notifier: Notifier) -> None:
    """Give no numbers and show everybody what to do, until told to stop: starting again would not help."""
    stop, sock = stop_in_loop(), _address(settings)
    app = no_journal.build_app(settings, error)
    listening = partial(notifier.ready, "no numbers: the journal cannot be opened")
    serving = asyncio.create_task(serve(app, sock, listening))
    stopping = asyncio.create_task(stop.wait())
    while not (serving.done() or stopping.done()):
        notifier.alive()
        await asyncio.wait([serving, stopping], timeout=ALIVE_S, return_when=asyncio.FIRST_COMPLETED)
    notifier.stopping()
    for task in (serving, stopping):
        task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await serving


def _address(settings: OfficeSettings) -> socket.socket:
    try:
        return bind(settings.web.host, settings.web.port)
    except CannotListen as error:
        sys.exit(f"web.host, web.port: {error}")


def _look_ups(settings: OfficeSettings, clock: Clock, metrics: Metrics) -> DossierService | None:
    try:
        return build_service(settings.dossier, clock, settings.utc_offset_minutes, metrics.looked_up)
    except (OSError, ValueError) as error:
        print(f"dossier: {error}", file=sys.stderr)
        sys.exit(EXIT_SETTINGS)


def _print_hash() -> None:
    try:
        print(hash_pin(getpass.getpass("PIN: ")))
    except (EOFError, KeyboardInterrupt):
        sys.exit("no PIN was typed")


def main() -> None:
    """Start the desk."""
    if sys.argv[1:2] == ["hash-pin"]:
        _print_hash()
        return
    if sys.argv[1:2] == ["dossier-try"]:
        sys.exit(try_export.main(sys.argv[2:]))
    if sys.argv[1:2] == ["backup"]:
        print(backup.main(sys.argv[2:]))
        return
    return_big_blocks()
    settings = read_settings(
        "controller", "The desk of the office: decides, remembers, announces.", OfficeSettings
    )
    notifier = Notifier.from_environment()
    try:
        stamp = datetime.fromtimestamp(SystemClock().utc_ms() / 1000, UTC).strftime("%Y%m%dT%H%M%S")
        writer = Writer(lambda: open_journal(settings.data_dir, stamp))
    except (JournalBusyError, JournalFullError) as error:
        print(error, file=sys.stderr)
        sys.exit(EXIT_LATER)
    except JournalError as error:
        log.critical("no numbers are given: %s", error)
        asyncio.run(run_without_journal(settings, str(error), notifier))
        return
    try:
        asyncio.run(run(settings, writer, notifier))
    except JournalFullError as error:  # before the first number: what was lost could not be made up for
        print(error, file=sys.stderr)
        sys.exit(EXIT_LATER)
    finally:
        writer.close()


if __name__ == "__main__":
    main()
