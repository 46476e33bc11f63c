"""One machine in QEMU, emulated (``tcg``): switched on, its plug pulled, its disks as the cut left them."""

import contextlib
import json
import random
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from systemd.vm.cut_disk import Fate, cut
from systemd.vm.root_disk import run

DISKS = ("root", "data")
PORTS = {"desk": 8080, "board": 8090, "hand": 8099}
"""Of the machine; the host has one of its own for each, on the loopback."""
KERNEL = (
    "root=/dev/vda ro console=ttyS0 no_timer_check panic=0 rcupdate.rcu_cpu_stall_suppress=1 "
    "mitigations=off nokaslr audit=0 apparmor=0 cryptomgr.notests"
)
"""``panic=0``: a kernel that gave up stays as it is, as a hung one does, so that only the watchdog can begin anew. The rest
spares an emulated processor work that is not tried here."""
PACE = ("-icount", "shift=2,sleep=on")
"""The machine's time goes with what its processor does (4 ns an instruction), so that a busy host makes it late and not
wrong: else every timeout, and the watchdog, would tell of the host and not of us."""
PATIENCE_S = 3600.0
"""For one thing to become true: an emulated machine on a loaded one is slow, a broken one never comes."""


class TrialFailed(Exception):  # noqa: N818 - named by what is wrong, as the errors of hardware.errors
    """Something did not come or did not hold; the text says what."""


@dataclass
class Wiring:
    """``folder``: the disks ``root.img`` and ``data.img``; ``watchdog``: whether the machine has one.

    ``clock``: what it believes the time to be (UTC, as ``2027-01-31T01:00:00``) when it is switched on; "": what is so.
    """

    folder: Path
    kernel: Path
    initrd: Path
    words: str = ""
    watchdog: bool = True
    clock: str = ""
    ports: dict[str, int] = field(default_factory=dict)

    def base(self, disk: str) -> Path:
        """A disk, as it is while no machine runs."""
        return self.folder / f"{disk}.img"


class Machine:
    """Runs from the moment it is made."""

    def __init__(self, wiring: Wiring) -> None:
        self.wiring = wiring
        self.console = wiring.folder / "console.log"
        self.events: list[str] = []
        self.since = time.monotonic()
        self._ports = wiring.ports or {name: _free_port() for name in PORTS}
        wiring.ports = self._ports
        for disk in DISKS:
            self._fresh(disk)
        with (wiring.folder / "qemu.log").open("ab") as log:
            self._qemu = subprocess.Popen(self._command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        threading.Thread(target=self._listen, daemon=True).start()

    def url(self, name: str) -> str:
        """Where one of its ports is for the host."""
        return f"http://127.0.0.1:{self._ports[name]}"

    def sh(self, line: str, patience_s: float = PATIENCE_S) -> str:
        """Let its hand do something. Raises OSError, TrialFailed with what it said."""
        asked = urllib.request.Request(self.url("hand"), line.encode())  # noqa: S310 - our own address
        try:
            with urllib.request.urlopen(asked, timeout=patience_s) as said:  # noqa: S310
                return str(said.read().decode())
        except urllib.error.HTTPError as refusal:
            with refusal:
                raise TrialFailed(f"{line}: {refusal.read().decode()[-2000:]}") from None

    def until(self, what: str, holds: Callable[[], object], patience_s: float = PATIENCE_S) -> float:
        """Wait for something; how long this machine has been on then. Raises TrialFailed when it does not come."""
        end = time.monotonic() + patience_s
        while time.monotonic() < end:
            if self._qemu.poll() is not None:
                raise TrialFailed(f"{what}: QEMU ended with {self._qemu.returncode}")
            with contextlib.suppress(OSError, ValueError, TrialFailed):
                if holds():
                    return time.monotonic() - self.since
            time.sleep(0.2)
        raise TrialFailed(f"in vain: {what}; its console: {self.said()[-1500:]}")

    def serves(self, name: str = "desk", path: str = "/readyz") -> bool:
        """Whether a page of it is there. Raises OSError."""
        with urllib.request.urlopen(self.url(name) + path, timeout=30) as page:  # noqa: S310 - our own address
            return bool(page.status == 200)

    def obeys(self) -> bool:
        """Whether its hand is there. Raises OSError."""
        return not self.sh("true", 10)

    def boot_id(self) -> str:
        """Another one after every start. Raises OSError."""
        return self.sh("cat /proc/sys/kernel/random/boot_id", 10).strip()

    def uptime(self) -> float:
        """Its own seconds since its start. Raises OSError, TrialFailed."""
        return float(self.sh("cat /proc/uptime", 10).split()[0])

    def said(self) -> str:
        """What is on its console."""
        return self.console.read_bytes().decode("utf-8", "replace") if self.console.exists() else ""

    def pull_the_plug(self, luck: random.Random, *, forgotten: int = 0) -> dict[str, Fate]:
        """Kill QEMU, and leave on the disks what a cut leaves (``cut_disk``). Raises LogBroken, OSError."""
        self.kill()
        return {
            disk: cut(self._log(disk), self.wiring.base(disk), luck, forgotten=forgotten) for disk in DISKS
        }

    def kill(self) -> None:
        """At once, and nothing is left of what it wrote; again: nothing."""
        self._qemu.kill()
        self._qemu.wait()

    def _log(self, disk: str) -> Path:
        return self.wiring.folder / f"{disk}.log"

    def _layer(self, disk: str) -> Path:
        return self.wiring.folder / f"{disk}.qcow2"

    def _fresh(self, disk: str) -> None:
        """The disk itself is not touched while the machine runs: the log alone says what the cut left."""
        self._log(disk).write_bytes(b"")
        base = str(self.wiring.base(disk).resolve())
        run("qemu-img", "create", "-q", "-f", "qcow2", "-b", base, "-F", "raw", str(self._layer(disk)))

    def _command(self) -> list[str]:
        wiring, folder = self.wiring, self.wiring.folder
        forwarded = ",".join(
            f"hostfwd=tcp:127.0.0.1:{self._ports[name]}-:{port}" for name, port in PORTS.items()
        )
        words = [
            "nice",
            "-n",
            "10",
            "qemu-system-x86_64",
            "-accel",
            "tcg",
            *PACE,
            "-machine",
            "pc",
            "-cpu",
            "Nehalem",
        ]
        words += ["-m", "640", "-smp", "1", "-nodefaults", "-no-user-config", "-display", "none"]
        words += [
            "-kernel",
            str(wiring.kernel),
            "-initrd",
            str(wiring.initrd),
            "-append",
            f"{KERNEL} {wiring.words}",
        ]
        for disk in DISKS:
            words += ["-blockdev", json.dumps(self._block(disk))]
            words += ["-device", f"virtio-blk-pci,drive={disk},write-cache=on"]
        words += [
            "-netdev",
            f"user,id=cable,restrict=on,{forwarded}",
            "-device",
            "virtio-net-pci,netdev=cable",
        ]
        words += ["-chardev", f"file,id=console,path={self.console}", "-serial", "chardev:console"]
        words += ["-device", "virtio-rng-pci", "-qmp", f"unix:{folder / 'qmp'},server=on,wait=off"]
        if wiring.clock:
            words += ["-rtc", f"base={wiring.clock},clock=vm"]
        if wiring.watchdog:
            words += ["-device", "i6300esb", "-action", "watchdog=reset"]
        return words

    def _block(self, disk: str) -> dict[str, object]:
        direct = {"direct": True, "no-flush": False}  # what QEMU calls cache=none
        layer = {"driver": "file", "filename": str(self._layer(disk)), "cache": direct}
        log = {"driver": "file", "filename": str(self._log(disk))}
        logged = {"driver": "qcow2", "file": layer}
        return {"driver": "blklogwrites", "node-name": disk, "file": logged, "log": log}

    def _listen(self) -> None:
        """What QEMU tells of the machine: that it was reset, and that its watchdog had enough."""
        with contextlib.suppress(OSError, ValueError), socket.socket(socket.AF_UNIX) as line:
            while self._qemu.poll() is None:
                with contextlib.suppress(OSError):
                    line.connect(str(self.wiring.folder / "qmp"))
                    break
                time.sleep(0.1)
            line.sendall(b'{"execute": "qmp_capabilities"}\n')
            for told in line.makefile(encoding="utf-8"):
                event = json.loads(told).get("event")
                if event:
                    self.events.append(event)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
