"""The devices that stand at a kiosk, built from its settings."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from hardware.driver import Context, DriverOptions
from hardware.drivers.none import NoBeeper, NoSpeaker
from hardware.errors import DeviceError
from hardware.ports import Beeper, CodeReader, Keys
from hardware.ports.remote_screen import RemoteScreen, RemoteTouch
from hardware.ports.speaker import Speaker
from hardware.registry import build
from hardware.voice.fetching import PackFetcher
from hardware.voice.shelf import FOLDER
from kiosk_app.flow.model import Equipment
from kiosk_app.settings import KioskSettings
from kiosk_app.shell.page_fetcher import PageFetcher

log = logging.getLogger(__name__)

PAGES = "form-pages"
"""Of the kiosk's folder: pictures of forms."""


def equipment_of(settings: KioskSettings, speaker: Speaker | None) -> Equipment:
    """What stands at this kiosk."""
    keypad, reader = settings.keypad.driver != "none", settings.reader.driver != "none"
    return Equipment(
        keypad=keypad,
        voice=speaker is not None and not speaker.trouble(),
        reader=reader,
        reader_at=settings.reader_at,
        portals=settings.codes.portals,
        own_codes=settings.codes.own,
        offers=settings.offers,
    )


def speaker_of(settings: KioskSettings) -> Speaker | None:
    """The voice, if it has one; one that cannot be opened says why, and the kiosk works on without it."""
    if settings.speech.driver == "none":
        return None
    speaker: Speaker = _or(NoSpeaker, "speaker", settings.speech, settings.context("speech"))
    return speaker


def fetcher_of(settings: KioskSettings) -> PackFetcher:
    """What brings recorded voices from the desk, where there is a voice and a folder for them."""
    speaks = settings.speech.driver != "none"
    return PackFetcher(settings.context("speech").fetched if speaks else None, (FOLDER,))


def pages_of(settings: KioskSettings, tell: Callable[[Mapping[str, str]], None]) -> PageFetcher:
    """What brings the pictures of forms from the desk, where the kiosk has a folder of its own."""
    return PageFetcher(settings.memory / PAGES if settings.memory else None, tell)


def beeper_of(settings: KioskSettings) -> Beeper | None:
    """The sound at the reader, if it has one; one that cannot be opened says why, and the kiosk works on without it."""
    if settings.beeper.driver == "none":
        return None
    beeper: Beeper = _or(NoBeeper, "beeper", settings.beeper, settings.context("beeper"))
    return beeper


def _or(silent: Callable[[str], Any], port: str, part: DriverOptions, context: Context) -> Any:
    """The device, or in its place a silent one that tells its trouble: a kiosk gives numbers without either."""
    try:
        return build(port, part, context)
    except DeviceError as error:
        log.error("no %s: %s", port, error)  # noqa: TRY400 - the cause is known
        return silent(f"{error.what}. {error.remedy}")


def keypad_of(settings: KioskSettings) -> Keys:
    """The keypad. Raises DeviceError."""
    keys: Keys = build("keys", settings.keypad, settings.context("keypad"))
    return keys


def reader_of(settings: KioskSettings) -> CodeReader:
    """The reader of codes; a camera's takes seconds to see. Raises DeviceError."""
    reader: CodeReader = build("reader", settings.reader, settings.context("reader"))
    return reader


def remote_screen_of(settings: KioskSettings, on_touch: Callable[[RemoteTouch], None]) -> RemoteScreen:
    """The panel somewhere else. Raises DeviceError."""
    context = replace(settings.context("remote_screen"), on_touch=on_touch)
    screen: RemoteScreen = build("remote_screen", settings.remote_screen, context)
    return screen
