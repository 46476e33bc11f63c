"""``make appliance-check``: a bare Debian 12 in a container with real systemd; prints one JSON line.

Builds the packages, installs them without internet, takes numbers, hangs and kills every program, fills the disk,
upgrades, downgrades, removes. Needs root, ``systemd-nspawn`` and ``mmdebstrap``; where containers are refused it says
so and exits 0, because that is no fault of the packages.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

HOUSE = Path(__file__).parents[2]
PLACE = HOUSE / "build" / "appliance"
ROLES = ("motcua-common", "motcua-controller", "motcua-printer", "motcua-board")
DEBIAN = (
    *(
        "systemd",
        "systemd-sysv",
        "dbus",
        "udev",
        "python3",
        "mosquitto",
        "libusb-1.0-0",
        "procps",
        "iproute2",
    ),
)
"""What a card with Debian on it has, and what our packages depend on: the container has no network."""
UNIT = """\
[Unit]
After=multi-user.target
[Service]
Type=oneshot
WorkingDirectory=/trial
ExecStart=/usr/bin/python3 -m systemd.trial.guest
[Install]
WantedBy=multi-user.target
"""
TIMEOUT_S = 1500
NEEDED = ("systemd-nspawn", "mmdebstrap")


def run(*words: str) -> None:
    """Run a command quietly. Raises CalledProcessError, with what it said in ``stderr``."""
    subprocess.run(words, check=True, capture_output=True, text=True)


def bare_root() -> Path:
    """A Debian 12 as it comes; kept, because making it takes minutes."""
    archive = PLACE / "bookworm.tar"
    if not archive.exists():
        building = archive.with_suffix(".new.tar")
        run("mmdebstrap", "--variant=minbase", f"--include={','.join(DEBIAN)}", "bookworm", str(building))
        building.replace(archive)
    root = PLACE / "root"
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir()
    run("tar", "-C", str(root), "-xf", str(archive))
    return root


def packages(out: Path) -> None:
    """Build what is tried."""
    shutil.rmtree(out, ignore_errors=True)
    wanted = [word for role in ROLES for word in ("--role", role)]
    run(sys.executable, "-m", "systemd.packages", "--out", str(out), *wanted)


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


def bundles(place: Path) -> None:
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
        card = ("--version", version, "--suite", "bookworm", "--arch", "amd64")
        out = str(place / f"{name}.motcua")
        run(sys.executable, "-m", "hardware.update", "make", *debs, "--key", str(key), *card, "--out", out)
    data = bytearray((place / "newer.motcua").read_bytes())
    data[len(data) // 2] ^= 1
    (place / "changed.motcua").write_bytes(data)


def boot(root: Path) -> dict[str, object]:
    """Let the guest tell its story; what it wrote."""
    trial = root / "trial"
    trial.mkdir()
    story = trial / "systemd" / "trial"
    story.mkdir(parents=True)
    for file in Path(__file__).parent.glob("guest*.py"):
        shutil.copy(file, story)
    shutil.copytree(PLACE / "debs", trial / "debs")
    for name in ("newer.motcua", "broken.motcua", "changed.motcua", "maker.pub"):
        shutil.copy(PLACE / name, trial)
    unit = root / "etc/systemd/system/trial.service"
    unit.write_text(UNIT, "utf-8")
    wanted = root / "etc/systemd/system/multi-user.target.wants/trial.service"
    wanted.parent.mkdir(parents=True, exist_ok=True)
    wanted.symlink_to("/etc/systemd/system/trial.service")
    log = PLACE / "boot.log"
    with log.open("wb") as out:
        command = ("systemd-nspawn", "-q", "--boot", "--register=no", "--keep-unit", "--private-network")
        disk = ("--tmpfs=/var/lib/motcua:size=96M,mode=0755",)
        subprocess.run(
            ("timeout", "--kill-after=20", str(TIMEOUT_S), *command, *disk, "-D", str(root)),
            check=False, stdout=out, stderr=out, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    found = trial / "result.json"
    if not found.exists():
        so_far = (trial / "so-far.json").read_text("utf-8") if (trial / "so-far.json").exists() else "nothing"
        return {"steps": [], "broken": f"the machine did not finish ({so_far}); its console: {log}"}
    read: dict[str, object] = json.loads(found.read_text("utf-8"))
    return read


def main() -> int:
    """Try it; exit status 1 when something did not hold."""
    missing = [name for name in NEEDED if not shutil.which(name)]
    if missing or os.geteuid() != 0:
        print(json.dumps({"skipped": f"needs root and {', '.join(NEEDED)}"}))
        return 0
    PLACE.mkdir(parents=True, exist_ok=True)
    packages(PLACE / "debs")
    bundles(PLACE)
    result = boot(bare_root())
    log = result.pop("log", "")
    print(json.dumps(result, ensure_ascii=False))
    if result["broken"]:
        print(log, file=sys.stderr)
    return 1 if result["broken"] or result.get("duplicates") or result.get("lost") else 0


if __name__ == "__main__":
    sys.exit(main())
