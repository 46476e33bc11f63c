"""The machines of the trial: bare Debians in containers, each on a cable of its own to one switch (``cables.py``)."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

DEBIAN = (
    "systemd",
    "systemd-sysv",
    "dbus",
    "udev",
    "python3",
    "mosquitto",
    "libusb-1.0-0",
    "procps",
    "iproute2",
)
"""What a card with Debian on it has, and what our packages depend on: the container has no internet."""
UNIT = """\
[Unit]
After=multi-user.target
[Service]
Type=oneshot
WorkingDirectory=/trial
ExecStart=/usr/bin/python3 -m systemd.trial.{guest}
[Install]
WantedBy=multi-user.target
"""
CARD_MB = 640
"""The disk of the office's memory: a bundle twice, what must be left beside it, and small enough to be filled."""
STALLED_S = 1800.0
"""So long without another step or another line on a console, a machine does not come to an end by itself. Every wait
within a step ends earlier, by its own patience."""


def run(*words: str) -> None:
    """Run a command quietly. Raises CalledProcessError, with what it said in ``stderr``."""
    subprocess.run(words, check=True, capture_output=True, text=True)


class Place:
    """Where everything of a trial lies; ``suite``: which Debian its machines have."""

    def __init__(self, folder: Path, suite: str) -> None:
        self.folder, self.shared, self.suite = folder, folder / "shared", suite
        shutil.rmtree(self.shared, ignore_errors=True)
        self.shared.mkdir(parents=True)

    def machine(self, name: str, guest: str) -> Path:
        """A Debian as it comes, that will live the story of a guest; the bare one is kept, because it takes minutes."""
        archive = self.folder / f"{self.suite}.tar"
        if not archive.exists():
            building = archive.with_suffix(".new.tar")
            run("mmdebstrap", "--variant=minbase", f"--include={','.join(DEBIAN)}", self.suite, str(building))
            building.replace(archive)
        root = self.folder / name
        shutil.rmtree(root, ignore_errors=True)
        root.mkdir()
        run("tar", "-C", str(root), "-xf", str(archive))
        story = root / "trial" / "systemd" / "trial"
        story.mkdir(parents=True)
        for file in Path(__file__).parent.glob("guest*.py"):
            shutil.copy(file, story)
        shutil.copytree(self.folder / "debs", root / "trial" / "debs")
        unit = root / "etc/systemd/system/trial.service"
        unit.write_text(UNIT.format(guest=guest), "utf-8")
        wanted = root / "etc/systemd/system/multi-user.target.wants/trial.service"
        wanted.parent.mkdir(parents=True, exist_ok=True)
        wanted.symlink_to("/etc/systemd/system/trial.service")
        return root

    def boot(self, root: Path, network: str) -> "subprocess.Popen[bytes]":
        """Switch a machine on."""
        with (self.folder / f"{root.name}.log").open("wb") as log:
            return subprocess.Popen(
                (
                    "systemd-nspawn", "-q", "--boot", "--register=no", "--keep-unit", "-D", str(root),
                    f"--machine=motcua-{root.name}-{os.getpid()}", f"--network-namespace-path=/run/netns/{network}",
                    f"--bind={self.shared}:/shared", f"--tmpfs=/var/lib/motcua:size={CARD_MB}M,mode=0755",
                ),
                stdout=log, stderr=log, stdin=subprocess.DEVNULL,
            )  # fmt: skip

    def wait(self, machine: "subprocess.Popen[bytes]", meanwhile: Callable[[], None]) -> bool:
        """Until a machine has switched itself off; False: nothing moves any more, and it was switched off.

        ``meanwhile`` is called each second.
        """
        seen, since = self._progress(), time.monotonic()
        while machine.poll() is None:
            time.sleep(1)
            meanwhile()
            now = self._progress()
            if now != seen:
                seen, since = now, time.monotonic()
            if time.monotonic() - since > STALLED_S:
                switch_off(machine)
                return False
        return True

    def _progress(self) -> tuple[tuple[str, int, int], ...]:
        files = (*self.shared.glob("*.json"), *self.folder.glob("*.log"))
        return tuple(sorted((each.name, each.stat().st_mtime_ns, each.stat().st_size) for each in files))


def switch_off(machine: "subprocess.Popen[bytes]") -> None:
    """Pull the plug, if it is still on."""
    if machine.poll() is None:
        machine.terminate()
        try:
            machine.wait(30)
        except subprocess.TimeoutExpired:
            machine.kill()
            machine.wait()
