"""The devices that stand at a kiosk, built from its settings."""

import logging
from collections.abc import Callable
from typing import Any

from hardware import registry
from hardware.errors import DeviceError
from hardware.ports import Beeper, CodeReader, Keys, Speaker
from hardware.ports.remote_screen import Finger, RemoteScreen
from kiosk_app.flow.model import Equipment
from kiosk_app.settings import BeeperSettings, KioskSettings, SpeechSettings

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
    speaker: Speaker | None = _optional("speaker", settings.speech, settings)
    return speaker


def beeper_of(settings: KioskSettings) -> Beeper | None:
    """The sound at the reader; a kiosk whose beeper cannot be opened works on without one."""
    beeper: Beeper | None = _optional("beeper", settings.beeper, settings)
    return beeper


def _optional(kind: str, chosen: SpeechSettings | BeeperSettings, settings: KioskSettings) -> Any:
    """A device without which a kiosk still gives numbers; None where there is none."""
    if chosen.driver == "none":
        return None
    options = chosen.options()
    if chosen.driver == "sim":
        options |= {"bench": settings.bench, "device": f"{kind}-{settings.device}"}
    try:
        return registry.build(kind, chosen.driver, **options)
    except DeviceError as error:
        log.error("no %s: %s", kind, error)  # noqa: TRY400 - the cause is known
        return None


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


def remote_screen_of(settings: KioskSettings, on_finger: Callable[[Finger], None]) -> RemoteScreen:
    """The panel somewhere else. Raises DeviceError."""
    options = (
        {"bench": settings.bench, "device": settings.device} if settings.remote_screen.driver == "sim" else {}
    )
    screen: RemoteScreen = registry.build(
        "remote_screen", settings.remote_screen.driver, on_finger=on_finger, **options
    )
    return screen
