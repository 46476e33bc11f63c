"""When a program of the demo is started, killed or left alone. Pure: time is an argument.

The rules are those of the units on a real Pi (Type=notify, Restart=always, WatchdogSec=30), shortened
where a person would wait: restart after half a second.
"""

from dataclasses import dataclass, replace
from typing import Literal

from hardware.host.exits import EXIT_SETTINGS

RESTART_AFTER_S = 0.5
RESTART_AT_MOST_S = 8.0
"""A program that dies again and again before it was ready waits twice as long each time, up to this."""
READY_WITHIN_S = 90.0
WATCHDOG_S = 30.0

Phase = Literal["stopped", "starting", "ready", "dead", "failed"]
Due = Literal["start", "kill", "nothing"]


@dataclass(frozen=True)
class Life:
    """What the supervisor knows of one program. Times are monotonic seconds."""

    notifies: bool
    """Whether it says READY and feeds a watchdog; else running is ready."""
    wanted: bool = False
    phase: Phase = "stopped"
    since: float = 0.0
    """When ``phase`` began."""
    fed: float = 0.0
    """When the watchdog was last fed."""
    starts: int = 0
    stillborn: int = 0
    """Runs in a row that ended before they were ready."""
    why: str = ""
    """How the last run ended, or the program's own status line."""

    @property
    def running(self) -> bool:
        """Whether there is a process."""
        return self.phase in ("starting", "ready")

    @property
    def restarts(self) -> int:
        """Starts after the first."""
        return max(0, self.starts - 1)


def due(life: Life, now: float) -> Due:
    """What has to be done now."""
    if not life.wanted:
        return "nothing"
    match life.phase:
        case "stopped":
            return "start"
        case "dead" if now - life.since >= restart_after_s(life):
            return "start"
        case "starting" if life.notifies and now - life.since > READY_WITHIN_S:
            return "kill"
        case "ready" if life.notifies and now - life.fed > WATCHDOG_S:
            return "kill"
        case _:
            return "nothing"


def restart_after_s(life: Life) -> float:
    """How long a dead program stays dead."""
    return min(RESTART_AT_MOST_S, RESTART_AFTER_S * (1 << min(life.stillborn, 10)))


def started(life: Life, now: float) -> Life:
    """A process exists."""
    phase: Phase = "starting" if life.notifies else "ready"
    return replace(life, phase=phase, since=now, fed=now, starts=life.starts + 1, why="")


def ended(life: Life, status: int, now: float) -> Life:
    """The process is gone; ``status`` as in subprocess (minus the signal that killed it)."""
    life = replace(life, stillborn=0 if life.phase == "ready" else life.stillborn + 1)
    if not life.wanted:
        return replace(life, phase="stopped", since=now, stillborn=0, why="")
    if status == EXIT_SETTINGS:
        return replace(life, phase="failed", since=now, why="settings: see its log")
    why = f"signal {-status}" if status < 0 else f"exit {status}"
    return replace(life, phase="dead", since=now, why=why)


def notified(life: Life, text: str, now: float) -> Life:
    """A message of sd_notify(3) came: lines of ``READY=1``, ``WATCHDOG=1``, ``STATUS=...``."""
    if not life.running:
        return life
    for line in text.splitlines():
        if line == "READY=1":
            life = replace(life, phase="ready", since=now, fed=now)
        elif line == "WATCHDOG=1":
            life = replace(life, fed=now)
        elif line.startswith("STATUS="):
            life = replace(life, why=line.removeprefix("STATUS="))
    return life
