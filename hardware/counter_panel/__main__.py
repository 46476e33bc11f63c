"""Run a counter's button box: ``python -m hardware.counter_panel --settings FILE``."""

import functools
import queue
import sys
from typing import Any

from hardware.counter_panel.box import Box, Inbox
from hardware.counter_panel.settings import KeysPart, LampsPart, PanelSettings
from hardware.host.clock import SystemClock
from hardware.host.program import identity_of, link_of, read_settings
from hardware.host.stopping import stop_on_signals
from hardware.host.systemd import Notifier
from hardware.keeper import Keeper
from hardware.link.station import Station
from hardware.registry import build

PROGRAM = "hardware.counter_panel"


def main() -> int:
    """Build everything, serve the clerk until told to stop."""
    settings = read_settings(PROGRAM, "The clerk's button box of one counter.", PanelSettings)
    stop = stop_on_signals()
    inbox: Inbox = queue.SimpleQueue()
    clock = SystemClock()
    box = Box(
        counter=settings.counter,
        station=Station(identity_of(settings, PROGRAM), link_of(settings), clock, inbox.put),
        keys=_kept(settings, "keys", settings.keys),
        lamps=_kept(settings, "lamp", settings.lamps),
        clock=clock,
        second_press_s=settings.second_press_s,
    )
    box.run(stop, inbox, Notifier.from_environment())
    return 0


def _kept(settings: PanelSettings, port: str, part: KeysPart | LampsPart) -> Keeper[Any]:
    simulated = {"bench": settings.bench, "device": settings.device} if part.driver == "sim" else {}
    return Keeper(port, functools.partial(build, port, part.driver, **part.options(), **simulated))


if __name__ == "__main__":
    sys.exit(main())
