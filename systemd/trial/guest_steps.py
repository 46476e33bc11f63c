"""What every step of the trial does: run, wait, insist. Standard library only."""

import contextlib
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

TRIAL = Path("/trial")
PATIENCE_S = 300.0
"""For one thing to become true; a loaded machine is slow, a broken one never comes."""


def sh(*words: str) -> str:
    """Run a command; its output. Raises RuntimeError with the output when it fails."""
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)}: {done.stdout[-1500:]}{done.stderr[-1500:]}")
    return done.stdout


def until(what: str, holds: Callable[[], object]) -> float:
    """Wait for something; how many seconds it took. Raises RuntimeError when it does not come."""
    start = time.monotonic()
    while time.monotonic() - start < PATIENCE_S:
        with contextlib.suppress(OSError, ValueError, KeyError):
            if holds():
                return time.monotonic() - start
        time.sleep(0.2)
    raise RuntimeError(f"in vain: {what}")


def hold(*, that: object, otherwise: str) -> None:
    """Something that must be so. Raises RuntimeError when it is not."""
    if not that:
        raise RuntimeError(otherwise)
