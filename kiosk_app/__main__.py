"""The kiosk program: settings -> link -> station -> screen, until it is told to stop."""

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Protocol

from contracts.pairing import DeviceRole
from contracts.texts import load_catalogue
from hardware.host.clock import SystemClock
from hardware.host.memory import return_big_blocks
from hardware.host.program import identity_of, link_of, read_settings, seen_file_of
from hardware.host.stopping import stop_on_signals
from hardware.host.systemd import Notifier
from hardware.link.station import Station, StationHappening
from hardware.pairing.enrolment import enrolment_of
from hardware.ports import Clock
from hardware.voice.fetching import PackFetcher
from kiosk_app.settings import KioskSettings
from kiosk_app.shell import kivy_setup
from kiosk_app.shell.alone import AloneShell
from kiosk_app.shell.bridge import Bridge
from kiosk_app.shell.devices import (
    beeper_of,
    equipment_of,
    fetcher_of,
    keypad_of,
    pages_of,
    reader_of,
    remote_screen_of,
    speaker_of,
)
from kiosk_app.shell.keypad_thread import KeypadThread
from kiosk_app.shell.page_fetcher import PageFetcher
from kiosk_app.shell.reader_thread import ReaderThread
from kiosk_app.shell.waiting_ratings import WaitingRatings

log = logging.getLogger("kiosk_app")

TEXTS = Path(__file__).parent / "texts"


class Helper(Protocol):
    """Something that works beside the screen."""

    def close(self) -> None:
        """End it."""


def main() -> None:
    """Run until SIGTERM or SIGINT."""
    settings = _prepare()
    # Kivy reads its environment at its first import, which must therefore come after the line above.
    from kiosk_app.shell.app import KioskApp  # noqa: PLC0415
    from kiosk_app.shell.caretaker import Caretaker  # noqa: PLC0415
    from kiosk_app.shell.parts import Parts  # noqa: PLC0415
    from kiosk_app.shell.remote_screen import RemoteScreen  # noqa: PLC0415

    catalogue, clock, bridge, speaker = load_catalogue(TEXTS), SystemClock(), Bridge(), speaker_of(settings)
    fetcher, pages = fetcher_of(settings), pages_of(settings, bridge.pages)
    station = _station(settings, clock, bridge.put, fetcher, pages)
    enrolment = enrolment_of(settings, DeviceRole.KIOSK)
    app = KioskApp(
        Parts(
            station=station,
            bridge=bridge,
            clock=clock,
            catalogue=catalogue,
            notifier=Notifier.from_environment(),
            stop=stop_on_signals(),
            touchscreen=settings.screen.touchscreen,
            equipment=equipment_of(settings, speaker),
            speaker=speaker,
            beeper=beeper_of(settings),
            alone=AloneShell(settings, bridge, clock),
            ratings=WaitingRatings(settings.memory, settings.device, bridge.ratings),
            want_pages=pages.want,
            enrolment=enrolment,
        )
    )
    caretaker = Caretaker(app, station, catalogue, maintenance=settings.maintenance)
    helpers: list[Helper] = [caretaker, fetcher, pages, *([enrolment] if enrolment else [])]
    if settings.keypad.driver != "none":
        helpers.append(KeypadThread(lambda: keypad_of(settings), bridge.press, app.faults.tell, clock))
    if settings.reader.driver != "none":
        reader = ReaderThread(lambda: reader_of(settings), bridge, app.faults.tell)
        app.live = reader.live
        helpers.append(reader)
    if settings.remote_screen.driver != "none":
        helpers.append(RemoteScreen(app, partial(remote_screen_of, settings)))
    _run(app.run, helpers)


def _run(run: Callable[[], None], helpers: list[Helper]) -> None:
    try:
        run()
    finally:
        for helper in helpers:
            helper.close()


def _station(
    settings: KioskSettings,
    clock: Clock,
    inbox: Callable[[StationHappening], None],
    *fetchers: PackFetcher | PageFetcher,
) -> Station:
    who = identity_of(settings, "kiosk_app")
    for fetcher in fetchers:
        inbox = fetcher.before(inbox)
    station = Station(who, link_of(settings), clock, inbox, seen_file_of(settings))
    for fetcher in fetchers:
        fetcher.start(station.send, station.desk_now)
    return station


def _prepare() -> KioskSettings:
    """The settings, in force where Kivy looks for them."""
    settings = read_settings("kiosk_app", "The touch kiosk: a citizen takes a number.", KioskSettings)
    if settings.letters_too_small():
        log.warning(
            "screen.inches: %s inches are too small for letters that everyone can read and keys that everyone can hit;"
            " everything is drawn smaller. Upright glasses need 18.5 inches, wide ones 10.1",
            settings.screen.inches,
        )
    return_big_blocks()
    kivy_setup.set_environment()
    kivy_setup.configure(settings.screen)
    return settings


if __name__ == "__main__":
    main()
