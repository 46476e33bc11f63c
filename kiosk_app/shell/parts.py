"""What the kiosk's application is built from."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from contracts.texts import Catalogue
from hardware.host.systemd import Notifier
from hardware.link.station import Station
from hardware.pairing.enrolment import AnyEnrolment
from hardware.ports import Beeper, Clock
from hardware.ports.speaker import Speaker
from kiosk_app.flow.model import Equipment
from kiosk_app.present.scale import Touchscreen
from kiosk_app.shell.alone import AloneShell
from kiosk_app.shell.bridge import Bridge
from kiosk_app.shell.waiting_ratings import WaitingRatings


@dataclass(frozen=True)
class Parts:
    """Everything that the application needs from outside."""

    station: Station
    bridge: Bridge
    clock: Clock
    catalogue: Catalogue
    notifier: Notifier
    stop: threading.Event
    touchscreen: Touchscreen
    equipment: Equipment = field(default_factory=Equipment)
    speaker: Speaker | None = None
    beeper: Beeper | None = None
    alone: AloneShell | None = None
    """None: no numbers are given while the desk is away."""
    ratings: WaitingRatings | None = None
    """None: a rating that waits lives as long as the program."""
    want_pages: Callable[[tuple[str, ...]], None] = lambda _digests: None
    """Brings the pictures of forms."""
    enrolment: AnyEnrolment | None = None
    """None: this kiosk belongs to its office, or needs to belong to none."""
