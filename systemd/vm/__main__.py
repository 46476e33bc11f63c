"""``make appliance-vm``: a Debian 12 machine with our packages in QEMU, its plug pulled under load; prints one JSON line.

People outside take numbers over HTTP; QEMU is killed (SIGKILL) among their questions, and the disks get what a cut leaves of the
writes since the last flush (``cut_disk``). The machine is switched on again and asked what it remembers. Two controls must
lose numbers, or the trial proves nothing: SQLite without syncing, and a disk that says "written" too early. Its clock is
stepped while numbers are given, and wrong when it is switched on. Then the machine hangs and must begin anew by its watchdog, and an endpoint with a protected root is written to, cut, and looked at.
Emulated (``tcg``) on purpose: ``/dev/kvm`` is not everywhere what it says. Needs root, QEMU and ``mmdebstrap``; without
them it says so and exits 0.
"""

import argparse
import json
import os
import random
import shutil
import statistics
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from systemd.vm.clock import stepped
from systemd.vm.endpoint import HANGS, fails_open, hang, protected
from systemd.vm.machine import DISKS, TrialFailed, Wiring
from systemd.vm.office import Lives, begin, remembered
from systemd.vm.root_disk import ROLES, Disks, run
from systemd.vm.verdict import MUST, wrong

HOUSE = Path(__file__).parents[2]
NEEDED = ("qemu-system-x86_64", "qemu-img", "mmdebstrap")
DESK_ONLY = "systemd.mask=motcua-board.service systemd.mask=motcua-printer.service"
"""An office's own machine beside others: desk and broker. Each further program costs an emulated processor ten seconds."""
FORGOTTEN = 300
"""Writes that the lying disk still had in its cache."""
UNSYNCED = "sed -i 's/synchronous = FULL/synchronous = OFF/' /usr/lib/motcua/code/controller/journal/file.py"


class Trial:
    """``result``: the JSON line, as far as it is known."""

    def __init__(self, folder: Path, cuts: int, seed: int) -> None:
        self.result: dict[str, Any] = {"cuts": 0, "seed": seed, "broken": ""}
        self._folder, self._cuts = folder, cuts
        self._luck = random.Random(seed)  # noqa: S311 - no secret, a cut
        self._disks = Disks(folder)
        self._boots: list[float] = []

    def build(self) -> None:
        """Packages and disks. Raises CalledProcessError."""
        debs = self._folder / "debs"
        shutil.rmtree(debs, ignore_errors=True)
        wanted = [word for role in ROLES for word in ("--role", role)]
        run(sys.executable, "-m", "systemd.packages", "--out", str(debs), *wanted)
        self._disks.build(debs)

    def office(self) -> None:
        """Begun, then cut so often; at the end everybody has an answer. Raises TrialFailed."""
        place = self._place("office", self._folder)
        lives = Lives(place, self._luck, self._folder / "acknowledged.jsonl")
        machine = lives.on()
        try:
            begin(machine)
            machine.until("the office's desk", machine.serves)
            lives.open(machine)
            for _ in range(self._cuts):
                lives.use_and_cut(machine)
                self.result["cuts"] += 1
                self._note(lives)
                machine = lives.on()
            nobodys = lives.end(machine)
            self.result["nobodys"] = len(nobodys)
            self._note(lives)
            machine.pull_the_plug(self._luck)
        finally:
            machine.kill()
            self._note(lives)
            if lives.citizens:
                lives.citizens.give_up()

    def controls(self) -> None:
        """What is no proof when it does not lose anything. Raises TrialFailed."""
        for name, line, forgotten in (("synchronous_off", UNSYNCED, 0), ("lying_disk", "true", FORGOTTEN)):
            place = self._place(name, self._folder / "office")
            lives = Lives(place, self._luck, place.folder / "acknowledged.jsonl")
            machine = lives.on()
            try:
                machine.until("its hand", machine.obeys)
                machine.sh(f"{line}; sync; systemctl restart motcua-controller")
                machine.until("the desk again", machine.serves)
                lives.open(machine)
                lives.use_and_cut(machine, forgotten=forgotten)
                machine = lives.on()
                self.result["controls"] = self.result.get("controls", {}) | {name: len(lives.lost)}
            finally:
                machine.kill()
                if lives.citizens:
                    lives.citizens.give_up()

    def clock(self) -> None:
        """A machine without a battery, its clock stepped, and wrong at its start. Raises TrialFailed."""
        self.result |= stepped(self._place("clock", self._folder), self._luck)

    def endpoint(self) -> None:
        """A protected root, and one that should be. Raises TrialFailed."""
        self.result |= protected(self._place("endpoint", self._folder), self._luck)
        self.result |= fails_open(self._place("open", self._folder), self._disks.without_busybox, self._luck)

    def watchdog(self) -> None:
        """The office's machine hangs. Raises TrialFailed."""
        self.result |= {"watchdog_s": {}, "watchdog_reboots": 0}
        place = self._place("watchdog", self._folder / "office")
        machine = Lives(place, self._luck, place.folder / "acknowledged.jsonl").on()
        try:
            before = remembered(machine)
            for name, how in HANGS.items():
                self.result["watchdog_s"][name] = hang(machine, how)
                machine.until("the desk after it hung", machine.serves)
                if remembered(machine) != before:
                    raise TrialFailed(f"it remembers something else after {name}")
                self.result["watchdog_reboots"] += 1
        finally:
            machine.kill()

    def _place(self, name: str, disks: Path) -> Wiring:
        folder = self._folder / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for disk in DISKS:
            run("cp", "--sparse=always", str(disks / f"{disk}.img"), str(folder))
        return Wiring(folder, self._disks.kernel, self._disks.initrd, DESK_ONLY)

    def _note(self, lives: Lives) -> None:
        told = lives.citizens.told if lives.citizens else None
        self.result |= {
            "acknowledged": told.held() if told else 0,
            "found": len(lives.found),
            "lost": len(lives.lost),
            "doubled": len(lives.doubled),
            "disk_writes": lives.fates,
            "boots_s_p50": round(statistics.median(lives.boots_s), 1) if lives.boots_s else None,
            "boots_s_max": round(max(lives.boots_s), 1) if lives.boots_s else None,
        }
        print(json.dumps(self.result, ensure_ascii=False), file=sys.stderr, flush=True)


def main() -> int:
    """Try it."""
    parser = argparse.ArgumentParser(
        prog="make appliance-vm", description="Pull the plug of a machine, again and again."
    )
    parser.add_argument("--cuts", type=int, default=30, help="power cuts under load")
    parser.add_argument("--seed", type=int, default=1, help="of luck: moments, and what the disk kept")
    parser.add_argument("--part", action="append", choices=tuple(MUST), help="only these")
    parser.add_argument("--as-built", action="store_true", help="take the packages and disks of last time")
    args = parser.parse_args()
    if os.geteuid() != 0 or any(not shutil.which(name) for name in NEEDED):
        print(json.dumps({"skipped": f"needs root and {', '.join(NEEDED)}"}))
        return 0
    folder = HOUSE / "build" / "appliance-vm"
    folder.mkdir(parents=True, exist_ok=True)
    trial = Trial(folder, args.cuts, args.seed)
    start = time.monotonic()
    parts = args.part or list(MUST)
    stories: dict[str, Callable[[], None]] = {
        "build": trial.build,
        "office": trial.office, "watchdog": trial.watchdog, "controls": trial.controls,
        "clock": trial.clock, "endpoint": trial.endpoint,
    }  # fmt: skip
    for part in ([] if args.as_built else ["build"]) + parts:
        try:
            stories[part]()
        except Exception:  # noqa: BLE001 - whatever it is, it is what the trial found; the other parts are tried
            trial.result["broken"] += f"{part}: {traceback.format_exc()[-2500:]}"
    trial.result["minutes"] = round((time.monotonic() - start) / 60, 1)
    trial.result["wrong"] = wrong(trial.result, parts)
    print(json.dumps(trial.result, ensure_ascii=False))
    return 1 if trial.result["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
