"""``make arm-check``: our arm64 packages in an emulated Debian 12; prints one JSON line.

A Debian of that processor with everything our packages depend on, the packages put in by ``dpkg``, every program asked to
check the settings it was shipped with, and the unit tests of the core by the Python and the libraries of the packages.
Programs run under ``qemu-user-static``: there is no systemd as PID 1 and no arm64 kernel, so units are enabled, not
started. Needs root; where the kernel takes no interpreter it says so and exits 0.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import Any

from systemd.arm64.emulation import NoEmulation, emulated
from systemd.packages.debs import CODE
from systemd.packages.libraries import Target, closure, put
from systemd.packages.roles import ROLES
from systemd.vm.root_disk import inside, run

HOUSE = Path(__file__).parents[2]
TARGET = Target("bookworm", "3.11", "arm64")
NEEDED = ("mmdebstrap", "qemu-aarch64-static")
PROGRAMS = ("controller", "kiosk", "printer", "board", "panel", "province")
CORE = ("tests/unit/controller", "tests/unit/contracts")
"""Rules, journal, messages: what decides."""
TESTS_NEED = ("pytest", "anyio", "pytest-timeout", "hypothesis", "fonttools")
PATHS = ":".join(
    ("/trial/tests", *(f"/usr/lib/motcua/{name}" for name in ("code", "common", "kiosk", "province")))
)
COUNTED = re.compile(r"(\d+) (passed|failed|error|errors|skipped)\b")


class Trial:
    """``result``: the JSON line, as far as it is known; ``folder``: where the root lies."""

    def __init__(self, folder: Path) -> None:
        self.result: dict[str, Any] = {"arch": TARGET.arch, "suite": TARGET.suite, "broken": ""}
        self._folder, self._root = folder, folder / "root"

    def build(self) -> None:
        """Packages, and a Debian with what they depend on; it is kept, because it takes minutes. Raises CalledProcessError."""
        debs = self._folder / "debs"
        shutil.rmtree(debs, ignore_errors=True)
        run(sys.executable, "-m", "systemd.packages", "--arch", TARGET.arch, "--out", str(debs))
        archive = self._folder / "bookworm-arm64.tar"
        if not archive.exists():
            own = {role.name for role in ROLES}
            needed = {name.partition(" ")[0] for role in ROLES for name in role.depends} - own
            include = ",".join(sorted({"python3", "systemd", "systemd-sysv", *needed}))
            building = archive.with_suffix(".new.tar")
            words = (
                "--variant=minbase",
                f"--architectures={TARGET.arch}",
                f"--include={include}",
                TARGET.suite,
            )
            run("mmdebstrap", *words, str(building))
            building.replace(archive)
        shutil.rmtree(self._root, ignore_errors=True)
        self._root.mkdir()
        run("tar", "-C", str(self._root), "-xf", str(archive))

    def install(self) -> None:
        """By ``dpkg``, which refuses what does not fit. Raises CalledProcessError."""
        place = self._root / "trial/debs"
        shutil.copytree(self._folder / "debs", place)
        inside(self._root, "dpkg", "-i", *(f"/trial/debs/{deb.name}" for deb in sorted(place.glob("*.deb"))))
        told = self._said("dpkg-query", "-Wf", "${Package} ${Architecture} ${db:Status-Status}\n", "motcua-*")
        rows = [line.split() for line in told.stdout.splitlines()]
        self.result["machine"] = self._said("uname", "-m").stdout.strip()
        self.result["installed"] = sorted(name for name, *how in rows if how == [TARGET.arch, "installed"])

    def settings(self) -> None:
        """What every program says of the settings that it was shipped with."""
        checked: dict[str, bool] = {}
        for program in PROGRAMS:
            file = f"/etc/motcua/{program}.toml"
            done = self._said("motcua", "run", program, "--settings", file, "--check-settings")
            checked[program] = done.returncode == 0
            if done.returncode:
                self.result["settings_said"] = f"{program}: {(done.stdout + done.stderr)[-800:]}"
        self.result["settings_checked"] = checked

    def tests(self, files: list[str]) -> None:
        """The core's own. Raises LibraryMissing, CalledProcessError."""
        house = self._root / "trial/house"
        house.mkdir()
        shutil.copytree(HOUSE / "tests", house / "tests", ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("systemd", "docs"):
            shutil.copytree(HOUSE / name, house / name)
        shutil.copy(HOUSE / "pyproject.toml", house)
        for room in CODE:  # what is tried is what the package brought
            (house / room).symlink_to(f"/usr/lib/motcua/code/{room}")
        with tempfile.TemporaryDirectory() as scratch:
            names = closure(TARGET, (), TESTS_NEED)
            put(TARGET, names, HOUSE / "requirements.txt", self._root / "trial/tests", Path(scratch))
        words = ("python3", "-m", "pytest", "-q", "-p", "no:cacheprovider", "--timeout", "3000", *files)
        paths = ("env", f"PYTHONPATH={PATHS}", "HYPOTHESIS_PROFILE=quick", "LC_ALL=C.UTF-8")
        done = self._said("env", "-C", "/trial/house", *paths, *words)
        counted = {word.rstrip("s"): int(n) for n, word in COUNTED.findall(done.stdout[-2000:])}
        self.result["tests"] = counted
        if done.returncode:
            self.result["tests_said"] = (done.stdout + done.stderr)[-3000:]

    def _said(self, *words: str) -> "subprocess.CompletedProcess[str]":
        there = ("unshare", "--mount", "--pid", "--fork", "--kill-child", f"--mount-proc={self._root}/proc")
        path = "PATH=/usr/sbin:/usr/bin:/sbin:/bin"
        words = (*there, "chroot", str(self._root), "env", path, *words)
        return subprocess.run(words, check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL)


def wrong(result: dict[str, Any]) -> list[str]:
    """The names of what did not hold. Pure."""
    found = ["broken"] if result["broken"] else []
    if set(result.get("installed", ())) != {role.name for role in ROLES}:
        found.append("installed")
    checked = result.get("settings_checked", {})
    if set(checked) != set(PROGRAMS) or not all(checked.values()):
        found.append("settings_checked")
    counted = result.get("tests", {})
    if not counted.get("passed") or counted.get("failed") or counted.get("error"):
        found.append("tests")
    return found


def main() -> int:
    """Try it; exit status 1 when something did not hold."""
    parser = argparse.ArgumentParser(
        prog="make arm-check", description="Try the packages for a Pi's processor."
    )
    parser.add_argument("files", nargs="*", default=list(CORE), help="which tests")
    args = parser.parse_args()
    if os.geteuid() != 0 or any(not shutil.which(name) for name in NEEDED):
        print(json.dumps({"skipped": f"needs root and {', '.join(NEEDED)}"}))
        return 0
    folder = HOUSE / "build" / "arm64"
    folder.mkdir(parents=True, exist_ok=True)
    trial, start = Trial(folder), time.monotonic()
    try:
        with emulated():
            trial.build()
            trial.install()
            trial.settings()
            trial.tests(args.files)
    except NoEmulation as error:
        print(json.dumps({"skipped": f"no programs of another processor here: {error}"}))
        return 0
    except subprocess.CalledProcessError as error:
        trial.result["broken"] = f"{error}: {(error.stderr or '')[-2000:]}"
    except Exception:  # noqa: BLE001 - whatever it is, it is what the trial found
        trial.result["broken"] = traceback.format_exc()[-3000:]
    trial.result["wrong"] = wrong(trial.result)
    trial.result["minutes"] = round((time.monotonic() - start) / 60, 1)
    print(json.dumps(trial.result, ensure_ascii=False))
    return 1 if trial.result["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
