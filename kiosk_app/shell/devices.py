"""The devices that stand at a kiosk, built from its settings."""

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hardware.driver import DriverOptions
from hardware.errors import DeviceError
from hardware.ports import Beeper, CodeReader, Keys, Speaker
from hardware.ports.remote_screen import Finger, RemoteScreen
from hardware.registry import build
from kiosk_app.flow.model import Equipment
from kiosk_app.settings import KioskSettings

log = logging.getLogger(__name__)


def equipment_of(settings: KioskSettings, speaker: Speaker | None) -> Equipment:
    """What stands at this kiosk."""
    keypad, reader = settings.keypad.driver != "none", settings.reader.driver != "none"
    return Equipment(
        keypad=keypad,
        voice=speaker is not None,
        reader=reader,
        portals=settings.codes.portals,
        own_codes=settings.codes.own,
    )


def speaker_of(settings: KioskSettings) -> Speaker | None:
    """The voice; a kiosk whose voice cannot be opened works on without one."""
    speaker: Speaker | None = _optional("speaker", "speech", settings.speech, settings)
    return speaker


def beeper_of(settings: KioskSettings) -> Beeper | None:
    """The sound at the reader; a kiosk whose beeper cannot be opened works on without one."""
    beeper: Beeper | None = _optional("beeper", "beeper", settings.beeper, settings)
    return beeper


def _optional(port: str, table: str, part: DriverOptions, settings: KioskSettings) -> Any:
    """A device without which a kiosk still gives numbers; None where there is none."""
    if part.driver == "none":
        return None
    try:
        return build(port, part, settings.context(table))
    except DeviceError as error:
        log.error("no %s: %s", port, error)  # noqa: TRY400 - the cause is known
        return None


def keypad_of(settings: KioskSettings) -> Keys:
    """The keypad. Raises DeviceError."""
    keys: Keys = build("keys", settings.keypad, settings.context("keypad"))
    return keys


def reader_of(settings: KioskSettings) -> CodeReader:
    """The reader of codes; a camera's takes seconds to see. Raises DeviceError."""
    reader: CodeReader = build("reader", settings.reader, settings.context("reader"))
    return reader


def remote_screen_of(settings: KioskSettings, on_finger: Callable[[Finger], None]) -> RemoteScreen:
    """The panel somewhere else. Raises DeviceError."""
    context = replace(settings.context("remote_screen"), on_finger=on_finger)
    screen: RemoteScreen = build("remote_screen", settings.remote_screen, context)
    return screen
