"""``motcua run screen``: the hall page on this machine's own screen, in a browser that may not freeze.

The page gives a sign of life every five seconds; the board program tells how old the last one is. When a browser that
had time to start gives none while the board program answers, or when it ends, this program ends it, and itself: the
service manager starts both again. A board program that is gone is no fault of the browser, and is waited for.
"""

import argparse
import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from hardware.host.command import prog
from hardware.host.stopping import stop_on_signals
from hardware.host.systemd import Notifier

START_S = 60.0
"""A Pi with a slow card takes so long to show the first page."""
SILENT_S = 30.0
LOOK_S = 2.0
BROWSER = (
    "chromium",
    "--kiosk",
    "--no-first-run",
    "--noerrdialogs",
    "--disable-infobars",
    "--disable-session-crashed-bubble",
    "--disable-background-networking",
    "--password-store=basic",
    "--ozone-platform=wayland",
)


@dataclass(frozen=True)
class Watch:
    """What is known of the browser. Times in seconds of one clock."""

    started: float
    answered_since: float | None = None
    """Since when the board program answers; None while it does not."""

    def look(self, now: float, *, answers: bool) -> "Watch":
        """After asking the board program."""
        if not answers:
            return Watch(self.started)
        return Watch(self.started, now if self.answered_since is None else self.answered_since)

    def is_frozen(self, now: float, age: float | None) -> bool:
        """Whether the browser had its time and is silent, and nobody else is to blame."""
        if (
            self.answered_since is None
            or now - self.answered_since < SILENT_S
            or now - self.started < START_S
        ):
            return False
        return age is None or age > SILENT_S


def asked(page: str, screen: str) -> tuple[bool, float | None]:
    """Whether the board program answers, and how old the last sign of life of this screen is."""
    place = urlsplit(page)
    connection = http.client.HTTPConnection(place.hostname or "", place.port or 80, timeout=LOOK_S)
    try:
        connection.request("GET", "/healthz")
        told = json.loads(connection.getresponse().read(100_000))
        age = told["beats"].get(screen)
    except (OSError, http.client.HTTPException, ValueError, KeyError, AttributeError, TypeError):
        return False, None
    else:
        return True, float(age) if isinstance(age, int | float) else None
    finally:
        connection.close()


def watch(
    browser: "subprocess.Popen[bytes]",
    ask: Callable[[], tuple[bool, float | None]],
    stopped: Callable[[float], bool],
    notifier: Notifier,
    monotonic: Callable[[], float] = time.monotonic,
) -> str:
    """Look after the browser until it is to be ended; returns why ("" when it was told to stop)."""
    known = Watch(monotonic())
    while not stopped(LOOK_S):
        notifier.alive()
        if browser.poll() is not None:
            return f"the browser ended ({browser.returncode})"
        answers, age = ask()
        known = known.look(monotonic(), answers=answers)
        if known.is_frozen(monotonic(), age):
            return f"the page gave no sign of life for {'ever' if age is None else f'{age:.0f} s'}"
    return ""


def main(argv: list[str] | None = None) -> int:
    """Show the page; returns the exit status: 1 when the browser had to be ended."""
    parser = argparse.ArgumentParser(prog=prog("display_board.screen"), description=__doc__)
    parser.add_argument("--page", default="http://127.0.0.1:8090/", help="the board's page (%(default)s)")
    parser.add_argument("--screen", default="hall", help="the name of this screen (%(default)s)")
    parser.add_argument("browser", nargs="*", help="the browser and its options, if not Chromium")
    said = parser.parse_args(argv)
    stop, notifier = stop_on_signals(), Notifier.from_environment()
    command = (*(said.browser or BROWSER), f"{said.page}?screen={said.screen}")
    try:
        browser = subprocess.Popen(command, start_new_session=True)
    except OSError as error:
        sys.stderr.write(f"{command[0]}: {error.strerror}\n")
        return 1
    notifier.ready(f"{said.page} as {said.screen}")
    try:
        why = watch(browser, lambda: asked(said.page, said.screen), stop.wait, notifier)
    finally:
        notifier.stopping()
        os.killpg(browser.pid, signal.SIGKILL)
        browser.wait()
    if why:
        sys.stderr.write(f"{why}: it is started again\n")
    return int(bool(why))


if __name__ == "__main__":
    sys.exit(main())
