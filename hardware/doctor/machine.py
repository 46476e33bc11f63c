"""Finds out everything that can be known of this machine, without disturbing what works on it."""

import contextlib
import json
import socket
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hardware.doctor.certificates import reading_of
from hardware.doctor.found_controller import with_addresses
from hardware.doctor.kernel_files import KernelFiles, kernel_says
from hardware.doctor.readings import (
    BackupReading,
    CertificateReading,
    ClockReading,
    Package,
    Peer,
    Readings,
    Thing,
    Unit,
    Volume,
)
from hardware.doctor.settings_seen import Seen
from hardware.host.clock import SystemClock, is_synchronized
from hardware.host.own_address import own_address
from hardware.host.program import VERSION
from hardware.host.toml_file import TomlError, read_table
from hardware.sealed_file import read_sealed

PATIENCE_S = 5.0
SETTINGS = Path("/etc/motcua")
STATE = Path("/var/lib")
PROGRAMS = ("controller", "kiosk", "printer", "board", "panel")
MOST_BYTES = 20_000
PI_CAMERAS = ("unicam", "rp1-cfe")
"""What the kernel calls the camera sockets of Raspberry Pis; they are there only with a camera."""
Run = Callable[..., str | None]


def run(*words: str) -> str | None:
    """What a command says; None when it is not there, fails, or takes too long."""
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        done = subprocess.run(
            words, capture_output=True, text=True, errors="replace", timeout=PATIENCE_S, check=False
        )
        return done.stdout if done.returncode == 0 else None
    return None


def knock(host: str, port: int) -> Peer:
    """Whether somebody listens there."""
    address = f"{host}:{port}"
    try:
        socket.create_connection((host, port), PATIENCE_S).close()
    except socket.gaierror:
        return Peer(address, "no-name")
    except ConnectionRefusedError:
        return Peer(address, "refused")
    except OSError:
        return Peer(address, "no-way")
    return Peer(address)


@dataclass(frozen=True)
class Machine:
    """The doors to one machine; others in tests."""

    files: KernelFiles = field(default_factory=KernelFiles)
    settings: Path = SETTINGS
    run: Run = run
    utc_ms: Callable[[], int] = SystemClock().utc_ms
    synchronized: Callable[[], bool] = is_synchronized
    address: Callable[[], str] = own_address
    knock: Callable[[str, int], Peer] = knock


def examine(machine: Machine) -> Readings:
    """Everything, at this moment; takes seconds, and longer where a peer does not answer."""
    tables, broken = _settings(machine.settings)
    seen, files = Seen(with_addresses(tables)), machine.files
    log = machine.run("dmesg")
    return Readings(
        clock=_clock(machine),
        volumes=tuple(_volumes(files, seen)),
        cards=files.cards(),
        kernel=None if log is None else kernel_says(log),
        throttled=_throttled(machine),
        celsius=files.celsius(),
        root=files.root(),
        wires=files.wires(),
        address=machine.address(),
        alone=seen.alone,
        peers=tuple(machine.knock(host, port) for host, port in seen.brokers),
        units=_units(machine.run),
        printers=tuple(_printers(machine, seen)),
        cameras=tuple(_cameras(files, seen)),
        certificates=tuple(_certificates(seen, machine.utc_ms())),
        broken_settings=broken,
        backup=_backup(seen, machine.utc_ms()),
        packages=_packages(machine.run),
        version=VERSION,
        system=files.system(),
        model=files.model(),
    )


def _settings(folder: Path) -> tuple[dict[str, dict[str, Any]], tuple[str, ...]]:
    """The tables by program, and the names of the files that are none."""
    tables, broken = {}, []
    for name in PROGRAMS:
        path = folder / f"{name}.toml"
        try:
            if path.exists():
                tables[name] = read_table(path)
        except (TomlError, OSError):
            broken.append(path.name)
    return tables, tuple(broken)


def _clock(machine: Machine) -> ClockReading:
    battery, now = machine.files.battery_clock(), machine.utc_ms()
    off = None if battery is None else battery - now / 1000
    return ClockReading(now, machine.synchronized(), battery is not None, off)


def _volumes(files: KernelFiles, seen: Seen) -> Iterator[Volume]:
    places = [
        Path("/"),
        seen.data_dir,
        *(STATE / f"motcua-{name}" for name in PROGRAMS if name in seen.tables),
    ]
    known = set()
    for place in dict.fromkeys(places):
        volume = files.volume(place)
        if volume and (key := (volume.total, volume.free)) not in known:  # two folders of one file system
            known.add(key)
            yield volume


def _throttled(machine: Machine) -> int | None:
    bits = machine.files.throttled()
    if bits is not None:
        return bits
    said = machine.run("vcgencmd", "get_throttled")  # "throttled=0x50005"
    with contextlib.suppress(ValueError):
        return int((said or "").partition("=")[2].strip(), 16)
    return None


def _units(run: Run) -> tuple[Unit, ...] | None:
    wanted = "--property=Id,ActiveState,NRestarts,UnitFileState"
    said = run("systemctl", "show", "--no-pager", wanted, "motcua-*.service")
    if said is None:
        return None
    found = []
    for block in said.split("\n\n"):
        facts = dict(line.split("=", 1) for line in block.splitlines() if "=" in line)
        if facts.get("UnitFileState") == "enabled":
            restarts = facts.get("NRestarts", "")
            state = facts.get("ActiveState", "unknown")
            found.append(Unit(facts.get("Id", "?"), state, int(restarts) if restarts.isdecimal() else 0))
    return tuple(found)


def _printers(machine: Machine, seen: Seen) -> Iterator[Thing]:
    table = seen.printer
    for link in ("lp", "serial"):
        path = table.get(link, {}).get("path") if isinstance(table.get(link), dict) else None
        if isinstance(path, str):
            there = machine.files.exists(Path(path)) or (link == "lp" and machine.files.usb_printers() > 0)
            yield Thing(path, there)
    if "usb" in table:
        yield Thing("USB", machine.files.usb_printers() > 0)
    tcp = table.get("tcp")
    if isinstance(tcp, dict):
        yield Thing(
            f"{tcp.get('host', '?')}:{tcp.get('port', 9100)}", None
        )  # most take one connection at a time


def _cameras(files: KernelFiles, seen: Seen) -> Iterator[Thing]:
    driver, path = seen.camera.get("driver"), seen.camera.get("path")
    if driver == "usb" and isinstance(path, str):
        yield Thing(path, files.exists(Path(path)))
    if driver == "pi":
        names = [files.text(place) or "" for place in files.glob("sys/class/video4linux/*/name")]
        yield Thing("Raspberry Pi", any(name.startswith(PI_CAMERAS) for name in names))


def _certificates(seen: Seen, utc_ms: int) -> Iterator[CertificateReading]:
    for name, certificate, key in seen.certificates():
        reading = reading_of(name, certificate, key, utc_ms)
        if name != "controller" or reading.trouble != "missing":  # it makes its own when it first starts
            yield reading


def _backup(seen: Seen, utc_ms: int) -> BackupReading | None:
    """As the backup program noted it."""
    if "controller" not in seen.tables:
        return None
    try:
        noted = json.loads(read_sealed(seen.data_dir / "backup" / "state.json", MOST_BYTES))
    except FileNotFoundError:
        return BackupReading()
    except (OSError, ValueError, RecursionError):
        return None
    good = noted.get("good_at") if isinstance(noted, dict) else None
    failed = isinstance(noted, dict) and bool(noted.get("trouble"))
    return BackupReading((utc_ms - good) / 86_400_000 if isinstance(good, int) else None, failed)


def _packages(run: Run) -> tuple[Package, ...]:
    said = run("dpkg-query", "-W", "-f", "${db:Status-Status} ${Package} ${Version}\n", "motcua-*") or ""
    rows = (line.split(" ") for line in said.splitlines())
    return tuple(Package(row[1], row[2]) for row in rows if len(row) == 3 and row[0] == "installed")
