"""What every step of the trial does: run, wait, insist, tell the other machines. Standard library only."""

import contextlib
import json
import subprocess
import time
import traceback
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

TRIAL, SHARED = Path("/trial"), Path("/shared")
"""This machine's own things, and what all machines of the trial see."""
ADDRESSES = {"office": "10.77.0.1", "hall": "10.77.0.2", "rogue": "10.77.0.3"}
OFFICE = ADDRESSES["office"]
"""Where the controller is, also after it moved to another machine."""
NO_BROWSER = "no Chromium here"
PATIENCE_S = 600.0
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


def answers(url: str) -> bool:
    """Whether a page is there."""
    with urllib.request.urlopen(url, timeout=5) as page:  # noqa: S310 - our own addresses
        return int(page.status) == 200


def install(*names: str) -> None:
    """Packages, as a stick brings them."""
    sh("dpkg", "-i", *(str(path) for name in names for path in sorted(TRIAL.glob(f"debs/{name}_*.deb"))))


def tell(what: str, value: object) -> None:
    """Let the other machines know."""
    new = SHARED / f".{what}.new"
    new.write_text(json.dumps(value), "utf-8")
    new.replace(SHARED / f"{what}.json")


def told(what: str) -> Any:
    """What another machine said; None: nothing yet."""
    path = SHARED / f"{what}.json"
    return json.loads(path.read_text("utf-8")) if path.exists() else None


def hear(what: str) -> Any:
    """Wait for what another machine says, as long as it takes: whoever started the machines sees when none goes on.

    Raises RuntimeError when another one is broken.
    """
    while told(what) is None:
        hold(that=not told("broken"), otherwise=f"another machine: {told('broken')}")
        time.sleep(0.5)
    return told(what)


def no_unit_failed(*but: str) -> None:
    """Raises RuntimeError with those that did, and are not meant to."""
    told = sh("systemctl", "--failed", "--no-legend", "--plain").splitlines()
    failed = {line.split()[0] for line in told if line.strip()} - set(but)
    hold(that=not failed, otherwise=f"failed: {sorted(failed)}")


def ask_world(what: str, machine: str, said: str = "") -> Any:
    """Somebody outside the machines does something to one of them (``hands.py``); what came of it."""
    wish = uuid.uuid4().hex
    tell(f"wish-{wish}", {"what": what, "machine": machine, "said": said})
    return hear(f"did-{wish}")


def live(name: str, story: Callable[[dict[str, Any]], Iterator[str]]) -> dict[str, Any]:
    """Live a story of steps, and write down how far it came; the whole result."""
    result: dict[str, Any] = {"steps": [], "broken": ""}
    try:
        for done in story(result):
            result["steps"].append(done)
            tell(f"so-far-{name}", result)
    except Exception:  # noqa: BLE001 - whatever it is, it is what the trial found
        result["broken"] = traceback.format_exc()[-3000:]
        with contextlib.suppress(RuntimeError):
            result["log"] = sh("journalctl", "--no-pager", "-n", "80", "-u", "motcua*")[-6000:]
        tell("broken", f"{name}: {result['broken'][-600:]}")
    tell(f"result-{name}", result)
    return result
