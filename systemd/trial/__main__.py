"""``make appliance-check``: bare Debians in containers with real systemd, cabled to one switch; prints one JSON line.

Builds the packages, installs them without internet, begins the office, pairs a board and a kiosk of another machine, takes
numbers, pulls cables, knocks at every port, tries every right of every role, hangs and kills every program, fills the disk,
upgrades, downgrades, removes, and moves the office to a third machine.
Needs root, ``systemd-nspawn`` and ``mmdebstrap``; where containers are refused it says so and exits 0, because that is no
fault of the packages.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from systemd.packages.libraries import SUITES
from systemd.trial.cables import switch
from systemd.trial.hands import Hands
from systemd.trial.machines import Place, run, switch_off

HOUSE = Path(__file__).parents[2]
ROLES = ("motcua-common", "motcua-controller", "motcua-printer", "motcua-board")
NEEDED = ("systemd-nspawn", "mmdebstrap", "ip")


def packages(out: Path, suite: str) -> None:
    """Build what is tried."""
    shutil.rmtree(out, ignore_errors=True)
    wanted = [word for role in ROLES for word in ("--role", role)]
    run(sys.executable, "-m", "systemd.packages", "--out", str(out), "--suite", suite, *wanted)


def newer(debs: Path, out: Path, mark: str, spoilt: str = "") -> None:
    """The same packages as a later version of them; ``spoilt``: the unit whose program then does not start."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    for deb in sorted(debs.glob("*.deb")):
        tree = out / "tree"
        run("dpkg-deb", "-R", str(deb), str(tree))
        control = tree / "DEBIAN" / "control"
        text = re.sub(
            r"^Version: (.*)$", rf"Version: \1{mark}", control.read_text("utf-8"), flags=re.MULTILINE
        )
        control.write_text(re.sub(r"(motcua-common \(= [^)]*)", rf"\1{mark}", text), "utf-8")
        for unit in tree.rglob(spoilt or "-"):
            broken = re.sub(
                "^ExecStart=.*", "ExecStart=/bin/false", unit.read_text("utf-8"), flags=re.MULTILINE
            )
            unit.write_text(broken, "utf-8")
        run("dpkg-deb", "--root-owner-group", "-Zzstd", "-z1", "--build", str(tree), str(out / deb.name))
        shutil.rmtree(tree)


def bundles(place: Path, suite: str) -> None:
    """Signed updates: one that works, one that does not, and one that somebody changed."""
    newer(place / "debs", place / "newer", "+1")
    newer(place / "debs", place / "broken", "+2", "motcua-printer.service")
    key = place / "maker"
    for old in (key, place / "maker.pub"):
        old.unlink(missing_ok=True)
    run(sys.executable, "-m", "hardware.update", "key", str(key))
    for name, mark in (("newer", "+1"), ("broken", "+2")):
        debs = [str(deb) for deb in sorted((place / name).glob("*.deb"))]
        version = debs[0].rpartition("/")[2].split("_")[1].partition("~")[0] + mark
        card = ("--version", version, "--suite", suite, "--arch", "amd64")
        out = str(place / f"{name}.motcua")
        run(sys.executable, "-m", "hardware.update", "make", *debs, "--key", str(key), *card, "--out", out)
    data = bytearray((place / "newer.motcua").read_bytes())
    data[len(data) // 2] ^= 1
    (place / "changed.motcua").write_bytes(data)


def machines(place: Place) -> list[dict[str, Any]]:
    """Let every machine live its story; what each wrote, and that one did not come to its end."""
    office, hall = place.machine("office", "guest"), place.machine("hall", "guest_hall")
    for name in ("newer.motcua", "broken.motcua", "changed.motcua", "maker.pub"):
        shutil.copy(place.folder / name, office / "trial")
    shutil.copy(place.folder / "maker.pub", hall / "trial")
    running: list[subprocess.Popen[bytes]] = []
    with switch() as cables:
        hands = Hands(place.shared, cables).obey
        at_office, at_hall = cables.network("office"), cables.network("hall")
        try:
            running += [place.boot(office, at_office), place.boot(hall, at_hall)]
            ended = place.wait(running[0], hands)
            if ended and not (place.shared / "broken.json").exists():
                running.append(place.boot(place.machine("new", "guest_new"), at_office))
                ended = place.wait(running[2], hands) and place.wait(running[1], hands)
        finally:
            for machine in running:
                switch_off(machine)
    return [told(place, name, ended=ended) for name in ("office", "hall", "new")]


def told(place: Place, name: str, *, ended: bool) -> dict[str, Any]:
    """What a machine wrote."""
    result, so_far = (place.shared / f"{kind}-{name}.json" for kind in ("result", "so-far"))
    if result.exists():
        read: dict[str, Any] = json.loads(result.read_text("utf-8"))
        return read
    steps = json.loads(so_far.read_text("utf-8"))["steps"] if so_far.exists() else []
    why = "did not finish" if ended else "stood still"
    return {"steps": steps, "broken": f"{name} {why}; its console: {place.folder / name}.log"}


def summed(results: list[dict[str, Any]]) -> dict[str, Any]:
    """One result of all machines."""
    whole: dict[str, Any] = {}
    for result in results:
        whole |= result
    whole["steps"] = [step for result in results for step in result["steps"]]
    whole["broken"] = "\n".join(result["broken"] for result in results if result["broken"])
    whole["log"] = "\n".join(result.get("log", "") for result in results)
    return whole


def main() -> int:
    """Try it; exit status 1 when something did not hold."""
    parser = argparse.ArgumentParser(
        prog="make appliance-check", description="Install and use it on bare Debians."
    )
    parser.add_argument("--suite", choices=SUITES, default="bookworm", help="which Debian")
    suite = parser.parse_args().suite
    missing = [name for name in NEEDED if not shutil.which(name)]
    if missing or os.geteuid() != 0:
        print(json.dumps({"skipped": f"needs root and {', '.join(NEEDED)}"}))
        return 0
    place = Place(HOUSE / "build" / "appliance", suite)
    packages(place.folder / "debs", suite)
    bundles(place.folder, suite)
    result = {"suite": suite} | summed(machines(place))
    log = result.pop("log")
    print(json.dumps(result, ensure_ascii=False))
    if result["broken"]:
        print(log, file=sys.stderr)
    return (
        1 if any(result.get(key) for key in ("broken", "duplicates", "lost", "forged", "given_twice")) else 0
    )


if __name__ == "__main__":
    sys.exit(main())
