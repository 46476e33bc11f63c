"""``motcua outside``: lets the controller reach the mail server, centre or main system that its settings name.

Its unit lets it speak with private addresses only. A job of the machine calls this when the settings change and every hour, as
root: it asks for the addresses of what is named, and tells the service manager until the next start of the machine. Nobody
outside who is not named reaches the controller either.
"""

import argparse
import socket
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from controller.outside.named import beyond, hosts_of, let_through_by
from controller.settings import OfficeSettings
from hardware.host.command import prog
from hardware.host.settings_file import SettingsError, load_settings

SETTINGS = Path("/etc/motcua/controller.toml")
UNIT = Path("/usr/lib/systemd/system/motcua-controller.service")
PATIENCE_S = 60


def main(argv: list[str] | None = None) -> int:
    """Exit status 1 and the reason when it cannot be done; then what was let through still is."""
    parser = argparse.ArgumentParser(prog=prog("controller.outside"), description=__doc__)
    parser.add_argument("--settings", type=Path, default=SETTINGS)
    parser.add_argument("--unit", type=Path, default=UNIT)
    parser.add_argument("--show", action="store_true", help="only say what would be let through")
    args = parser.parse_args(argv)
    try:
        hosts = hosts_of(load_settings(args.settings, OfficeSettings))
        own = let_through_by(args.unit.read_text("utf-8"))
        more = beyond(_addresses(hosts), own)
        print(" ".join(more) or "-")
        if not args.show:
            _let_through(args.unit.name, (*own, *more))
    except (SettingsError, OSError, ValueError, subprocess.SubprocessError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _addresses(hosts: Iterable[str]) -> Iterator[str]:
    """All of them, or none: one that cannot be found now must not close what was open. Raises OSError."""
    for host in hosts:
        for *_, place in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM):
            yield str(place[0])


def _let_through(unit: str, words: Iterable[str]) -> None:
    """At once, for the running program, too. The list is begun anew: what is named no more is let through no more."""
    told = ("IPAddressAllow=", f"IPAddressAllow={' '.join(words)}")
    subprocess.run(
        ("systemctl", "set-property", "--runtime", unit, *told),
        check=True,
        capture_output=True,
        timeout=PATIENCE_S,
    )


if __name__ == "__main__":
    sys.exit(main())
