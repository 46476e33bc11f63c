"""A Python 3.13 with emupos in it, made once from what this machine and its package index have."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

HOME = Path(".venv") / "oracle"
EMUPOS = "emupos==0.4.0"
"""An alpha by one author: another version is another oracle."""
PATIENCE_S = 300


class NoOracleError(Exception):
    """Why the comparison cannot be run here."""


def oracle_python() -> Path:
    """The interpreter of the oracle's own environment, which is made if need be. Raises NoOracleError."""
    python = HOME / "bin" / "python"
    if not (HOME / ".ready").exists():
        base = next((path for path in _candidates() if _is_new_enough(path)), None)
        if base is None:
            raise NoOracleError("there is no Python 3.13 here, and emupos needs one")
        _run([base, "-m", "venv", "--clear", str(HOME)], "its environment cannot be made")
        pip = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", EMUPOS]
        _run(pip, f"{EMUPOS} cannot be installed")
        (HOME / ".ready").touch()
    return python


def _candidates() -> Iterator[str]:
    for name in ("python3.13", "python3.14"):
        if path := shutil.which(name):
            yield path
    if uv := shutil.which("uv"):
        found = subprocess.run(
            [uv, "python", "find", "--no-python-downloads", "3.13"],
            capture_output=True,
            text=True,
            check=False,
        )
        yield found.stdout.strip()
    versions = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    yield from (str(path) for path in sorted(versions.glob("3.13*/bin/python3.13")))


def _is_new_enough(path: str) -> bool:
    # pyenv puts a python3.13 on the PATH that only says that it is not there.
    question = "import sys, venv; sys.exit(sys.version_info < (3, 13))"
    try:
        return subprocess.run([path, "-c", question], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _run(command: list[str], else_what: str) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE_S)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NoOracleError(f"{else_what}: {error}") from error
    if done.returncode:
        last = (done.stderr.strip() or "no reason given").splitlines()[-1]
        raise NoOracleError(f"{else_what}: {last}")
