"""The steps of the trial that need the network: cables that are pulled, a rogue that knocks, every right of every role.

Runs in the office's machine; the hall's part is in ``guest_hall``.
"""

import re
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from systemd.trial.guest_page import Caretaker
from systemd.trial.guest_steps import OFFICE, TRIAL, ask_world, hear, hold, sh, tell, until
from systemd.trial.guest_wire import TOPICS, Kiosk

SITE = TOPICS.rpartition("/")[2]
ROLES = ("kiosk", "printer", "board", "panel")
SETTINGS = """\
site = "{site}"
device = "me-{role}"
[link]
host = "{office}"
port = 8883
credentials = "{folder}"
"""


def cables(result: dict[str, Any], caretaker: Caretaker, kiosk: Kiosk) -> Iterator[str]:
    """The hall's cable is pulled for a time, and then the controller's; whoever is away says so, and comes back by itself."""
    for machine in ("hall", "office"):
        kiosk.take()
        hear(f"ready-without-{machine}")
        ask_world("pull", machine)
        tell(f"pulled-{machine}", value=True)
        hear(f"lost-{machine}")  # the board says that its numbers are old
        number = caretaker.call()  # the office itself goes on: what is plugged into its own machine
        kiosk.take()
        start = time.monotonic()
        ask_world("plug", machine)
        tell(f"plugged-{machine}", number)
        hear(f"back-{machine}")
        result.setdefault("network_healed_s", []).append(round(time.monotonic() - start, 1))
        yield f"cable of the {machine} out and in"


def knocked(result: dict[str, Any]) -> Iterator[str]:
    """A rogue finds what the docs list, on every machine, and nothing else."""
    for machine in ("office", "hall"):
        seen = ask_world("scan", machine)
        hold(that=not seen["wrong"], otherwise=f"ports of the {machine}: {seen}")
        result.setdefault("ports", {})[machine] = seen["found"]
        yield f"all ports of the {machine}"


def matrix(result: dict[str, Any], caretaker: Caretaker, heal: Callable[[], object]) -> Iterator[str]:
    """Every role on every topic, both ways, on the office's own broker with the list that its controller wrote."""
    paired = {role: _paired(caretaker, role) for role in ROLES}
    sh("systemctl", "stop", "motcua-controller")  # so that nobody else speaks; the broker works on
    from contracts.pairing import DeviceRole  # noqa: PLC0415 - it came with the packages
    from contracts.vocabulary import DeviceId, SiteId  # noqa: PLC0415
    from hardware.link.mqtt import MqttLink  # noqa: PLC0415
    from simulation.access_matrix import differences, every_topic  # noqa: PLC0415

    wrong, tried = [], 0
    for role, folder in paired.items():
        me = DeviceId(f"me-{role}")
        links = (
            MqttLink("127.0.0.1", 1883, f"all-{role}"),
            MqttLink(OFFICE, 8883, f"mine-{role}", folder),
        )
        found = differences(
            SiteId(SITE), me, DeviceRole(role), links, lambda holds: until("the broker", holds)
        )
        wrong += [f"{role} {right.verb} {right.topic}" for right in sorted(found)]
        tried += 2 * len(every_topic(SiteId(SITE), me))
    result["rights_tried"], result["rights_unexpected"] = tried, wrong
    hold(that=not wrong, otherwise=f"rights: {wrong}")
    sh("systemctl", "start", "motcua-controller")
    heal()
    for role in ROLES:
        until(f"me-{role} is out", lambda role=role: caretaker.revoke(f"me-{role}"))  # type: ignore[misc] # bound now
    yield "every right of every role"


def _paired(caretaker: Caretaker, role: str) -> Path:
    """Let a device of a role in, as any other."""
    folder, settings = TRIAL / f"me-{role}", TRIAL / f"me-{role}.toml"
    settings.write_text(SETTINGS.format(site=SITE, role=role, office=OFFICE, folder=folder), "utf-8")
    words = ("motcua", "pair", role, "--settings", str(settings), "--desk", f"http://{OFFICE}:8080")
    asking = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    for line in asking.stdout or ():
        code = re.search(rf"me-{role}: (\d+ \d+)", line)
        if code and caretaker.pair(f"me-{role}", code[1]):
            break
    hold(that=asking.wait(60) == 0, otherwise=f"me-{role} was not paired")
    return folder
