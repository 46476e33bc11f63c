"""``motcua outside``: lets the controller reach the mail server, centre or main system that its settings name.

Its unit lets it speak with private addresses only. A job of the machine calls this when the settings change and every quarter of an
hour, as root: it asks for the addresses of what is named, and tells the service manager those and the earlier ones until the next start
of the machine. Nobody
outside who is not named reaches the controller either.
"""

import argparse
import json
import socket
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from pydantic import IPvAnyAddress, TypeAdapter, ValidationError

from controller.outside.named import beyond, hosts_of, let_through_by, seen, told
from controller.settings import OfficeSettings
from hardware.host.command import prog
from hardware.host.settings_file import SettingsError, load_settings

SETTINGS = Path("/etc/motcua/controller.toml")
UNIT = Path("/usr/lib/systemd/system/motcua-controller.service")
SEEN = Path("/run/motcua-outside/seen.json")
PATIENCE_S = 60


_SEEN = TypeAdapter(dict[str, list[IPvAnyAddress]])


def main(argv: list[str] | None = None) -> int:
    """Exit status 1 and the reason when it cannot be done for all; then what was let through still is."""
    parser = argparse.ArgumentParser(prog=prog("controller.outside"), description=__doc__)
    parser.add_argument("--settings", type=Path, default=SETTINGS)
    parser.add_argument("--unit", type=Path, default=UNIT)
    parser.add_argument("--seen", type=Path, default=SEEN, help="what was found since the machine started")
    parser.add_argument("--show", action="store_true", help="only say what would be let through")
    args = parser.parse_args(argv)
    try:
        hosts = hosts_of(load_settings(args.settings, OfficeSettings))
        own = let_through_by(args.unit.read_text("utf-8"))
        now, lost = _addresses(hosts)
        found = seen(hosts, now, _read(args.seen))
        more = beyond((address for places in found.values() for address in places), own)
        print(" ".join(more) or "-")
        if not args.show:
            _let_through(args.unit.name, told((*own, *more), anew=all(found.values())))
            args.seen.write_text(json.dumps(found), "utf-8")
    except (SettingsError, OSError, ValueError, subprocess.SubprocessError) as error:
        print(error, file=sys.stderr)
        return 1
    for why in lost:
        print(why, file=sys.stderr)
    return 1 if lost else 0


def _read(path: Path) -> dict[str, list[str]]:
    """What an earlier run found; nothing where it left nothing that can be read."""
    try:
        found = _SEEN.validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return {}
    return {host: [str(address) for address in addresses] for host, addresses in found.items()}


def _addresses(hosts: Iterable[str]) -> tuple[dict[str, list[str]], list[str]]:
    """Of all that are found now, by host, and why others are not."""
    found: dict[str, list[str]] = {}
    lost: list[str] = []
    for host in hosts:
        try:
            places = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            lost.append(f"{host}: {error}")
        else:
            found[host] = [str(place[0]) for *_, place in places]
    return found, lost


def _let_through(unit: str, told: Iterable[str]) -> None:
    """At once, for the running program, too."""
    subprocess.run(
        ("systemctl", "set-property", "--runtime", unit, *told),
        check=True,
        capture_output=True,
        timeout=PATIENCE_S,
    )


if __name__ == "__main__":
    sys.exit(main())
