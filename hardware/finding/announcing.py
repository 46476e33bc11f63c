"""``motcua announce``: says in the office's network where the controller is, so that devices need no address.

A program of its own, without the controller's rights: what strangers send to everybody is read here. What is said stands in
a file that the controller writes (``told``); without that file nothing is said.
"""

import argparse
import hashlib
import logging
import socket
import threading
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError
from zeroconf import Error, ServiceInfo, Zeroconf

from contracts.finding import SERVICE, said
from hardware.finding.told import FILE, FOLDER, MOST_BYTES, Told
from hardware.host.command import prog
from hardware.host.logs import start_logging
from hardware.host.own_address import own_address
from hardware.host.regular_file import read_regular
from hardware.host.stopping import stop_on_signals
from hardware.host.systemd import Notifier

log = logging.getLogger("announce")

LOOK_S = 5.0
"""Between two looks whether what is said is still so, and this machine still has that address."""


@dataclass(frozen=True)
class Spoken:
    """What is being said, and from where."""

    told: Told
    address: str


def wanted(folder: Path, address: str) -> Spoken | None:
    """What is to be said now; None: nothing, or nobody can hear it."""
    try:
        told = Told.model_validate_json(read_regular(folder / FILE, MOST_BYTES))
    except (OSError, ValidationError):
        return None
    return Spoken(told, address) if address else None


class Announcer:
    """Says one thing at a time."""

    def __init__(self) -> None:
        self.spoken: Spoken | None = None
        self._network: Zeroconf | None = None

    def say(self, spoken: Spoken | None) -> None:
        """From now on this, and no longer what was said before. Raises OSError, zeroconf.Error."""
        if spoken == self.spoken:
            return
        self.close()
        if spoken is None:
            return
        self._network = Zeroconf(interfaces=[spoken.address])
        self._network.register_service(info_of(spoken), strict=False, allow_name_change=True)
        self.spoken = spoken

    def close(self) -> None:
        """Say goodbye."""
        network, self._network, self.spoken = self._network, None, None
        if network:
            network.close()


def info_of(spoken: Spoken) -> ServiceInfo:
    """The records. The name among others is the machine's own, so two offices of one name do not quarrel about it."""
    own = hashlib.sha256(f"{socket.gethostname()} {spoken.address}".encode()).hexdigest()[:12]
    return ServiceInfo(
        SERVICE,
        f"motcua-{own}.{SERVICE}",
        port=spoken.told.web_port,
        properties=said(spoken.told.office, spoken.told.broker_port),
        server=f"motcua-{own}.local.",
        parsed_addresses=[spoken.address],
    )


def announce(folder: Path, stop: threading.Event, notifier: Notifier, pause_s: float = LOOK_S) -> None:
    """Until told to stop."""
    announcer, before = Announcer(), ""
    try:
        while not stop.is_set():
            try:
                announcer.say(wanted(folder, own_address()))
                now = (
                    f"announced at {announcer.spoken.address}" if announcer.spoken else "nothing is announced"
                )
            except (OSError, Error, RuntimeError) as error:
                now = f"cannot be announced: {error!r}"
            if now != before:
                log.info("%s", now)
                notifier.ready(now)
                before = now
            notifier.alive()
            stop.wait(pause_s)
    finally:
        announcer.close()


def main(argv: list[str] | None = None) -> int:
    """Until the service manager says that it is enough."""
    parser = argparse.ArgumentParser(prog=prog("hardware.finding.announcing"), description=__doc__)
    parser.add_argument(
        "--folder", type=Path, default=FOLDER, help="where the controller says what is announced"
    )
    args = parser.parse_args(argv)
    start_logging("INFO")
    announce(args.folder, stop_on_signals(), Notifier.from_environment())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
