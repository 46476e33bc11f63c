"""The devices that stand at a kiosk, built from its settings."""

import logging

from hardware import registry
from hardware.errors import DeviceError
from hardware.ports import Beeper, CodeReader, Keys, Speaker
from kiosk_app.model import Equipment
from kiosk_app.settings import KioskSettings

log = logging.getLogger(__name__)


def equipment_of(settings: KioskSettings, speaker: Speaker | None) -> Equipment:
    """What stands at this kiosk."""
    keypad, reader = settings.keypad.driver != "none", settings.reader.driver != "none"
    return Equipment(
        keypad=keypad,
        voice=speaker is not None,
        reader=reader,
        portals=settings.reader.portals,
        own_codes=settings.reader.own_codes,
    )


def speaker_of(settings: KioskSettings) -> Speaker | None:
    """The voice; a kiosk whose voice cannot be opened works on without one."""
    if settings.speech.driver == "none":
        return None
    options = settings.speech.options()
    if settings.speech.driver == "sim":
        options |= {"bench": settings.bench, "device": f"speaker-{settings.device}"}
    try:
        speaker: Speaker = registry.build("speaker", settings.speech.driver, **options)
    except DeviceError as error:
        log.error("no voice: %s", error)  # noqa: TRY400 - the cause is known
        return None
    return speaker


def beeper_of(settings: KioskSettings) -> Beeper | None:
    """The sound at the reader; a kiosk whose beeper cannot be opened works on without one."""
    if settings.beeper.driver == "none":
        return None
    options = settings.beeper.options()
    if settings.beeper.driver == "sim":
        options |= {"bench": settings.bench, "device": f"beeper-{settings.device}"}
    try:
        beeper: Beeper = registry.build("beeper", settings.beeper.driver, **options)
    except DeviceError as error:
        log.error("no beeper: %s", error)  # noqa: TRY400 - the cause is known
        return None
    return beeper


def keypad_of(settings: KioskSettings) -> Keys:
    """The keypad. Raises DeviceError."""
    options = settings.keypad.options()
    if settings.keypad.driver == "sim":
        options |= {"bench": settings.bench, "device": f"keypad-{settings.device}"}
    keys: Keys = registry.build("keys", settings.keypad.driver, **options)
    return keys


def reader_of(settings: KioskSettings) -> CodeReader:
    """The reader of codes; a camera's takes seconds to see. Raises DeviceError."""
    options, name = settings.reader.options(), settings.reader.driver
    on_bench = {"bench": settings.bench, "device": f"reader-{settings.device}"}
    if name == "camera":
        sim = on_bench if settings.reader.camera == "sim" else {}
        camera = settings.reader.camera_options() | sim
        options = {"camera": registry.build("camera", settings.reader.camera, **camera)}
    elif name == "sim":
        options = on_bench
    reader: CodeReader = registry.build("reader", name, **options)
    return reader
