"""Run a counter's button box: ``python -m hardware.counter_panel --settings FILE``."""

import queue
import sys
from functools import partial

from contracts.pairing import DeviceRole
from hardware.counter_panel.box import Box, Inbox
from hardware.counter_panel.panel import Panel
from hardware.counter_panel.settings import PanelSettings
from hardware.host.clock import SystemClock
from hardware.host.program import identity_of, link_of, read_settings, seen_file_of
from hardware.host.stopping import stop_on_signals
from hardware.host.systemd import Notifier
from hardware.keeper import Keeper
from hardware.link.station import Station
from hardware.pairing.enrolment import enrolment_of
from hardware.registry import build

PROGRAM = "hardware.counter_panel"


def main() -> int:
    """Build everything, serve the clerk until told to stop."""
    settings = read_settings(PROGRAM, "The clerk's button box of one counter.", PanelSettings)
    stop = stop_on_signals()
    inbox: Inbox = queue.SimpleQueue()
    clock = SystemClock()
    enrolment_of(settings, DeviceRole.PANEL)
    box = Box(
        panel=Panel(settings.counter, second_press_s=settings.second_press_s),
        station=Station(
            identity_of(settings, PROGRAM), link_of(settings), clock, inbox.put, seen_file_of(settings)
        ),
        keys=Keeper("keys", partial(build, "keys", settings.keys, settings.keys_context)),
        lamps=Keeper("lamps", partial(build, "lamp", settings.lamps, settings.lamps_context)),
        clock=clock,
        hands=settings.hands,
        beeper=Keeper("beeper", partial(build, "beeper", settings.beeper, settings.beeper_context)),
    )
    box.run(stop, inbox, Notifier.from_environment())
    return 0


if __name__ == "__main__":
    sys.exit(main())
