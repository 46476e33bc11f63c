"""The controller program: ``python -m controller``.

``hash-pin`` for a clerk's PIN, ``backup`` for a copy of the journal, ``dossier-try`` for an export,
``catalogue`` for a file of procedures.
"""

import argparse
import asyncio
import contextlib
import functools
import getpass
import logging
import secrets
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from controller import try_export
from controller.alerts.build import followers
from controller.catalogue import command as catalogue_command
from controller.desk.build import Ground, build_desk
from controller.desk.desk import Desk
from controller.desk.steady_clock import SteadyClock
from controller.desk.wire import Wire
from controller.dossier.asking import Asking
from controller.dossier.build import build_service
from controller.dossier.service import DossierService
from controller.first_start.coming_back import ComingBack
from controller.first_start.opened import door_of
from controller.journal import backup
from controller.journal.errors import JournalError
from controller.journal.writer import Writer
from controller.kept import Addresses, Kept
from controller.kept_apart import KeptApart
from controller.metrics import Metrics
from controller.office_from_settings import devices_of
from controller.opening import opened_journal
from controller.pairing.build import let_be_found, pairing_of
from controller.pairing.office import PairingOffice
from controller.places import Places
from controller.sending.sender import Sender
from controller.settings import OfficeSettings
from controller.settings_book.at_start import settings_at_start
from controller.settings_book.book import Book
from controller.uncaught import tell_quietly
from controller.web.app import WebParts, build_app
from controller.web.known_machines import KnownMachines, key_in
from controller.web.sessions import Sessions, hash_pin
from controller.web.sessions_file import SessionsFile
from hardware.host.care import take_care
from hardware.host.clock import SystemClock
from hardware.host.exits import EXIT_SETTINGS
from hardware.host.memory import give_memory_back, return_big_blocks
from hardware.host.program import VERSION, arguments
from hardware.host.stopping import stop_in_loop
from hardware.host.systemd import Notifier
from hardware.host.vitals import seldom, vitals_here
from hardware.host.web_server import CannotListen, serve
from hardware.link.mqtt import MqttLink
from hardware.ports import Clock

log = logging.getLogger("controller")

FOLLOW_S = 5.0
"""Between two looks whether another catalogue of procedures is in force."""
DUE_S = 5.0
"""How often it is looked whether a change of the settings is due."""


async def run(settings: OfficeSettings, writer: Writer, notifier: Notifier, kept: Kept) -> bool:
    """Build the desk and everything around it, and work until told to stop, or until the settings are others: True."""
    asyncio.get_running_loop().set_exception_handler(tell_quietly)
    with contextlib.ExitStack() as unopened:
        sock, safe = _addresses(settings, kept.addresses, unopened)
        clock, metrics = SteadyClock(SystemClock(), settings.data_dir), Metrics()
        kept_apart, look_ups = KeptApart(settings.data_dir), _look_ups(settings, clock, metrics)
        unopened.callback(kept_apart.close)
        asking = Asking(look_ups, devices_of(settings), clock)
        link = MqttLink(
            settings.link.host, settings.link.port, f"{settings.site}-desk-{secrets.token_hex(4)}"
        )
        ground = Ground(settings, writer, link, clock, metrics, VERSION, kept_apart, asking)
        desk, wire = build_desk(ground)
        sessions, sessions_file, pairing = _kept(kept, settings, clock)
        (history, alerts), sender = followers(settings, clock.monotonic), Sender(settings)
        vitals = seldom(vitals_here, clock.monotonic)
        parts = WebParts(settings, desk, wire, sessions, metrics, look_ups, pairing, kept.book, vitals)
        places = Places(kept_apart.secret, settings.web.address)
        more = replace(parts, history=history, alerts=alerts, places=places)
        app = build_app(replace(more, door=kept.door, back=kept.back, take_care=take_care, sending=sender))
        await desk.open()
        unopened.pop_all()
    wire.start()
    stop, anew = stop_in_loop(), asyncio.Event()
    kept.book.on_change, kept.back.on_wanted = lambda _settings: anew.set(), anew.set
    tasks = [
        asyncio.create_task(desk.run(lambda: notifier.alive() if wire.healthy() else None), name="desk"),
        *_web(app, sock, safe, functools.partial(_ready, notifier, settings.site), pairing),
        asyncio.create_task(wire.guide.guide.follow(FOLLOW_S), name="guide"),
        asyncio.create_task(sessions_file.keep(sessions), name="sessions"),
        asyncio.create_task(history.follow(), name="history"),
        asyncio.create_task(stop.wait(), name="stop"),
        asyncio.create_task(anew.wait(), name="anew"),
        asyncio.create_task(_take_due(kept.book, desk), name="due"),
        *(asyncio.create_task(work()) for work in (*parts.works, sender.follow, alerts.follow)),
    ]
    done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    if stop.is_set():
        notifier.stopping()
    await _end(wire, tasks, asking)
    kept_apart.close()
    for task in done:
        task.result()  # an error of the desk or the server ends the program, loudly
    return anew.is_set() and not stop.is_set()


def _kept(
    kept: Kept, settings: OfficeSettings, clock: Clock
) -> tuple[Sessions, SessionsFile, PairingOffice | None]:
    """Who is signed in and who is paired: the same after the office began anew."""
    if kept.sessions is None or kept.sessions_file is None:
        kept.sessions, kept.sessions_file = _sessions(settings, clock)
        kept.pairing = pairing_of(settings, clock)
    let_be_found(settings, paired=kept.pairing is not None)
    kept.sessions.go_on(settings.clerks, {counter.id for counter in settings.counters})
    return kept.sessions, kept.sessions_file, kept.pairing


async def _take_due(book: Book, desk: Desk) -> None:
    """Changes of the settings that waited for the end of a day are made as soon as it is over."""
    while True:
        if desk.neighbourhood.serving:
            with contextlib.suppress(OSError):  # the disk is full: in a moment, perhaps, it is not
                book.take_due(desk.day, desk.now())
        await asyncio.sleep(DUE_S)


def _sessions(settings: OfficeSettings, clock: Clock) -> tuple[Sessions, SessionsFile]:
    """Who was signed in before, and what keeps it."""
    machine = SystemClock()
    sessions = Sessions(settings.clerks, clock, KnownMachines(key_in(settings.data_dir)))
    kept = SessionsFile(settings.data_dir, machine, machine.boot())
    kept.bring_back(sessions, settings.clerks)
    return sessions, kept


async def _end(wire: Wire, tasks: list[asyncio.Task[Any]], asking: Asking) -> None:
    """Say goodbye, and let everything come to its end."""
    wire.close()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)  # pages are answered to their end
    await asking.close()
    await wire.guide.close()
    await wire.voices.close()
    await wire.updates.close()


def _ready(notifier: Notifier, site: str) -> None:
    give_memory_back()  # importing and building took more than running does
    notifier.ready(f"serving {site}")


def _addresses(
    settings: OfficeSettings, addresses: Addresses, closing: contextlib.ExitStack
) -> tuple[socket.socket, socket.socket | None]:
    """Where the pages are served, plainly and safely: taken before anything else is begun."""
    web = settings.web

    def taken(key: str, port: int) -> socket.socket:
        return _address(addresses, web.host, key, port, closing)

    sock = taken("web.port", web.port)
    return sock, taken("web.https_port", web.https_port) if web.https_port else None


def _address(
    addresses: Addresses, host: str, key: str, port: int, closing: contextlib.ExitStack
) -> socket.socket:
    try:
        sock = addresses.take(host, port)
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


def _look_ups(settings: OfficeSettings, clock: Clock, metrics: Metrics) -> DossierService | None:
    try:
        return build_service(
            settings.dossier, clock, settings.utc_offset_minutes, metrics.looked_up, settings.data_dir
        )
    except (OSError, ValueError) as error:
        print(f"dossier: {error}", file=sys.stderr)
        sys.exit(EXIT_SETTINGS)


def _why_not(settings: OfficeSettings) -> str:
    """Why an office could not be begun with these settings; empty: it could."""
    try:
        build_service(settings.dossier, SystemClock(), settings.utc_offset_minutes)
    except (OSError, ValueError) as error:
        return str(error)
    return ""


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
    args = arguments("controller", "The desk of the office: decides, remembers, announces.")
    back, addresses = ComingBack(args.settings), Addresses()
    while _work(args, back, addresses):
        log.info("the office has come back from a backup, or tried to: it begins anew")
    addresses.close()


def _work(args: argparse.Namespace, back: ComingBack, addresses: Addresses) -> bool:
    """One life of the office; True when a backup took its place."""
    if not (args.check_settings or args.show_settings):
        back.end_cut_short()
    settings = settings_at_start(args)
    notifier, trouble = Notifier.from_environment(), None
    kept = Kept(
        Book(args.settings, settings.data_dir, settings, _why_not), door_of(settings), back, addresses
    )
    kept.book.begin(SystemClock().utc_ms())
    while writer := asyncio.run(opened_journal(settings, notifier, kept.addresses, trouble)):
        try:
            anew = asyncio.run(run(settings, writer, notifier, kept))
        except JournalError as error:
            log.critical("the journal is closed and opened again: %s", error)
            trouble = error
        else:
            if not anew:
                return False
            log.info("the settings are others: the office begins anew")
            settings, trouble = kept.book.in_force, None
        finally:
            writer.close()
        if back.waits:
            back.take(SystemClock().utc_ms())
            return True
    notifier.stopping()
    return False


if __name__ == "__main__":
    main()
