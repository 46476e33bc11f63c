"""Who stands beside the machines: pulls their cables and puts them in again, and lets a rogue knock, when a guest asks for it."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from systemd.trial.cables import Switch
from systemd.trial.guest_steps import ADDRESSES, NO_BROWSER
from systemd.trial.ports import PAGE, open_on


class Hands:
    """``shared``: where guests write their wishes (``guest_steps.ask_world``), and are told what came of them."""

    def __init__(self, shared: Path, switch: Switch) -> None:
        self._shared, self._switch = shared, switch

    def obey(self) -> None:
        """Do what is wished by now."""
        for wish in sorted(self._shared.glob("wish-*.json")):
            wanted = json.loads(wish.read_text("utf-8"))
            did = self._did(wanted["what"], wanted["machine"], wanted["said"])
            new = self._shared / f".{wish.name}.new"
            new.write_text(json.dumps(did), "utf-8")
            new.replace(self._shared / wish.name.replace("wish-", "did-"))
            wish.unlink()

    def _did(self, what: str, machine: str, said: str) -> Any:
        if what == "scan":
            return self._scanned(machine)
        if what == "first start":
            return self._begun(machine, said)
        {"pull": self._switch.pull, "plug": self._switch.plug}[what](machine)
        return True

    def _begun(self, machine: str, code: str) -> dict[str, Any]:
        """A caretaker at another machine of the network, with a real Chromium and its keys."""
        if not any(map(shutil.which, ("chromium", "chromium-browser"))):
            return {"broken": NO_BROWSER}
        told = subprocess.run(
            (*self._at("rogue"), "-m", "tests.wizard", f"http://{ADDRESSES[machine]}:8080", code),
            check=False,
            capture_output=True,
            text=True,
        )
        return dict(json.loads(told.stdout or json.dumps({"broken": told.stderr[-2000:]})))

    def _at(self, machine: str) -> tuple[str, ...]:
        """Python in the network of a machine."""
        return ("ip", "netns", "exec", self._switch.network(machine), sys.executable)

    def _scanned(self, machine: str) -> dict[str, list[str]]:
        """What a rogue found, what it may find by the docs, and what differs."""
        told = subprocess.run(
            (*self._at("rogue"), "-m", "systemd.trial.rogue", ADDRESSES[machine]),
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        found = {f"{port}/{kind}" for kind, ports in json.loads(told).items() for port in ports}
        allowed = open_on(machine, PAGE.read_text("utf-8"))
        return {"found": sorted(found), "allowed": sorted(allowed), "wrong": sorted(found ^ allowed)}
