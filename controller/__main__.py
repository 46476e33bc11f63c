"""The controller program: ``python -m controller``.

``hash-pin`` for a clerk's PIN, ``backup`` for a copy of the journal, ``dossier-try`` for an export,
``catalogue`` for a file of procedures.
"""

import asyncio
import contextlib
import functools
import getpass
import logging
import secrets
import socket
import sys
from collections.abc import Callable, Iterator
from typing import Any

from controller import try_export
from controller.catalogue import command as catalogue_command
from controller.desk.build import Ground, build_desk
from controller.desk.steady_clock import SteadyClock
from controller.dossier.asking import Asking
from controller.dossier.build import build_service
from controller.dossier.service import DossierService
from controller.journal import backup
from controller.journal.errors import JournalError
from controller.journal.writer import Writer
from controller.metrics import Metrics
from controller.office_from_settings import devices_of
from controller.opening import opened_journal
from controller.pairing.office import PairingGround, PairingOffice
from controller.settings import OfficeSettings
from controller.ticket_dossiers import TicketDossiers
from controller.uncaught import tell_quietly
from controller.web.app import WebParts, build_app
from controller.web.known_machines import KnownMachines, key_in
from controller.web.sessions import Sessions, hash_pin
from controller.web.sessions_file import SessionsFile
from hardware.host.clock import SystemClock
from hardware.host.exits import EXIT_SETTINGS
from hardware.host.memory import give_memory_back, return_big_blocks
from hardware.host.program import VERSION, read_settings
from hardware.host.stopping import stop_in_loop
from hardware.host.systemd import Notifier
from hardware.host.web_server import CannotListen, bind, serve
from hardware.link.mqtt import MqttLink
from hardware.ports import Clock

log = logging.getLogger("controller")

FOLLOW_S = 5.0
"""Between two looks whether another catalogue of procedures is in force."""


async def run(settings: OfficeSettings, writer: Writer, notifier: Notifier) -> None:
    """Build the desk and everything around it, and work until told to stop."""
    asyncio.get_running_loop().set_exception_handler(tell_quietly)
    with contextlib.ExitStack() as unopened:
        sock, safe = _addresses(settings, unopened)
        clock, metrics = SteadyClock(SystemClock(), settings.data_dir), Metrics()
        ticket_dossiers, look_ups = TicketDossiers(settings.data_dir), _look_ups(settings, clock, metrics)
        unopened.callback(ticket_dossiers.close)
        asking = Asking(look_ups, devices_of(settings), clock)
        link = MqttLink(
            settings.link.host, settings.link.port, f"{settings.site}-desk-{secrets.token_hex(4)}"
        )
        ground = Ground(settings, writer, link, clock, metrics, VERSION, ticket_dossiers, asking)
        desk, wire = build_desk(ground)
        (sessions, kept), pairing = _sessions(settings, clock), _pairing(settings, clock)
        app = build_app(WebParts(settings, desk, wire, sessions, metrics, look_ups, pairing))
        await desk.open()
        unopened.pop_all()
    wire.start()
    stop, ready = stop_in_loop(), functools.partial(_ready, notifier, settings.site)
    tasks = [
        asyncio.create_task(desk.run(lambda: notifier.alive() if wire.healthy() else None), name="desk"),
        *_web(app, sock, safe, ready, pairing),
        asyncio.create_task(wire.guide.guide.follow(FOLLOW_S), name="guide"),
        asyncio.create_task(kept.keep(sessions), name="sessions"),
        asyncio.create_task(stop.wait(), name="stop"),
    ]
    done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    if stop.is_set():
        notifier.stopping()
    wire.close()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)  # pages are answered to their end
    await asking.close()
    await wire.guide.close()
    ticket_dossiers.close()
    for task in done:
        task.result()  # an error of the desk or the server ends the program, loudly


def _sessions(settings: OfficeSettings, clock: Clock) -> tuple[Sessions, SessionsFile]:
    """Who was signed in before, and what keeps it."""
    machine = SystemClock()
    sessions = Sessions(settings.clerks, clock, KnownMachines(key_in(settings.data_dir)))
    kept = SessionsFile(settings.data_dir, machine, machine.boot())
    kept.bring_back(sessions, settings.clerks)
    return sessions, kept


def _ready(notifier: Notifier, site: str) -> None:
    give_memory_back()  # importing and building took more than running does
    notifier.ready(f"serving {site}")


def _addresses(
    settings: OfficeSettings, closing: contextlib.ExitStack
) -> tuple[socket.socket, socket.socket | None]:
    """Where the pages are served, plainly and safely: taken before anything else is begun."""
    web = settings.web
    sock = _address(web.host, "web.port", web.port, closing)
    return sock, _address(web.host, "web.https_port", web.https_port, closing) if web.https_port else None


def _address(host: str, key: str, port: int, closing: contextlib.ExitStack) -> socket.socket:
    try:
        sock = bind(host, port)
    except CannotListen as error:
        sys.exit(f"web.host, {key}: {error}")
    closing.callback(sock.close)
    return sock


def _web(
    app: Callable[..., Any],
    sock: socket.socket,
    safe: socket.socket | None,
    ready: Callable[[], None],
    pairing: PairingOffice | None,
) -> Iterator[asyncio.Task[None]]:
    yield asyncio.create_task(serve(app, sock, ready), name="web")
    if safe and pairing:
        yield asyncio.create_task(serve(app, safe, tls=pairing.server), name="https")
    elif safe:
        safe.close()  # without the office's authority there is no certificate to serve with


def _pairing(settings: OfficeSettings, clock: Clock) -> PairingOffice | None:
    wanted = settings.pairing
    if not wanted.enabled:
        return None
    ground = PairingGround(
        site=settings.site,
        folder=wanted.folder or settings.data_dir / "pairing",
        plain_port=settings.link.port,
        tls_port=wanted.tls_port,
        host=wanted.host,
        pid_file=wanted.broker_pid,
    )
    try:
        return PairingOffice(ground, clock.monotonic)
    except (OSError, ValueError) as error:  # numbers are given without it; who is paired stays connected
        log.critical("pairing: %s", error)
        return None


def _look_ups(settings: OfficeSettings, clock: Clock, metrics: Metrics) -> DossierService | None:
    try:
        return build_service(
            settings.dossier, clock, settings.utc_offset_minutes, metrics.looked_up, settings.data_dir
        )
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
    if sys.argv[1:2] == ["catalogue"]:
        sys.exit(catalogue_command.main(sys.argv[2:]))
    if sys.argv[1:2] == ["backup"]:
        print(backup.main(sys.argv[2:]))
        return
    return_big_blocks()
    settings = read_settings(
        "controller", "The desk of the office: decides, remembers, announces.", OfficeSettings
    )
    notifier, trouble = Notifier.from_environment(), None
    while writer := asyncio.run(opened_journal(settings, notifier, trouble)):
        try:
            asyncio.run(run(settings, writer, notifier))
        except JournalError as error:
            log.critical("the journal is closed and opened again: %s", error)
            trouble = error
        else:
            return
        finally:
            writer.close()
    notifier.stopping()


if __name__ == "__main__":
    main()
