"""Runs in the hall's machine: a board and a kiosk that are paired over the network, and a stranger who is not.

Both stay when the controller dies and comes back elsewhere: they belong to the office, not to its machine.
"""

import re
import socket
import subprocess
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from systemd.trial.guest_follow import followed
from systemd.trial.guest_printer import printer_chosen
from systemd.trial.guest_steps import (
    OFFICE,
    TRIAL,
    answers,
    hear,
    hold,
    install,
    live,
    no_unit_failed,
    sh,
    tell,
    until,
)
from systemd.trial.guest_wire import Kiosk, lets_in

BOARD, KIOSK = "board-2", "kiosk-2"
LOST = "MẤT KẾT NỐI"
KEPT = TRIAL / "kiosk-2"
SETTINGS = f"""\
site = "motcua"
device = "{KIOSK}"
[link]
host = "{OFFICE}"
port = 8883
credentials = "{KEPT}"
"""


def shown() -> str:
    """The plain page of this machine's board."""
    with urllib.request.urlopen("http://127.0.0.1:8090/plain", timeout=10) as page:
        return str(page.read().decode())


def set_up() -> None:
    """As a caretaker does whose board is a machine of its own, and who writes no address: it finds the controller by itself."""
    settings = Path("/etc/motcua/board.toml")
    text = settings.read_text("utf-8").replace('device = "board-1"', f'device = "{BOARD}"')
    settings.write_text(
        text.replace("127.0.0.1:8080", f"{OFFICE}:8080"), "utf-8"
    )  # of the procedures that it shows
    sh("systemctl", "restart", "motcua-board")


def pair() -> None:
    """Show codes until the caretaker has typed them."""
    (TRIAL / "kiosk.toml").write_text(SETTINGS, "utf-8")
    words = ("motcua", "pair", "kiosk", "--settings", str(TRIAL / "kiosk.toml"))
    with (TRIAL / "pair.log").open("w") as log:
        asking = subprocess.Popen(words, stdout=log, stderr=log)

    def paired() -> bool:
        logs = {
            BOARD: sh("journalctl", "--no-pager", "-o", "cat", "-u", "motcua-board"),
            KIOSK: (TRIAL / "pair.log").read_text("utf-8"),
        }
        codes = {device: re.findall(rf"{device}: (\d+ \d+)", log)[-1:] for device, log in logs.items()}
        tell("codes", codes)
        return (KEPT / "cert.pem").exists() and Path("/var/lib/motcua-board/credentials/cert.pem").exists()

    until("the caretaker lets both in", paired)
    hold(that=asking.wait(60) == 0, otherwise=(TRIAL / "pair.log").read_text("utf-8"))


def refused(host: str, port: int) -> bool:
    """Whether nobody listens there for this machine."""
    try:
        socket.create_connection((host, port), 20).close()
    except ConnectionRefusedError:
        return True
    return False


def without_network(kiosk: Kiosk, machine: str) -> Iterator[str]:
    """A cable is out: the board says that its numbers are old, the kiosk asks until the desk answers, and gets one number."""
    before = len(kiosk.numbers)
    tell(f"ready-without-{machine}", value=True)
    hear(f"pulled-{machine}")
    asking = threading.Thread(target=kiosk.take, daemon=True)
    asking.start()
    until("the board says that it is cut off", lambda: LOST in shown())
    tell(f"lost-{machine}", value=True)
    number = hear(f"plugged-{machine}")
    until(f"{number} on the board again", lambda: number in shown() and LOST not in shown())
    tell(f"back-{machine}", value=True)
    until("the number that was asked for meanwhile", lambda: len(kiosk.numbers) > before)
    asking.join(60)
    yield f"without the cable of the {machine}"


def robbed(result: dict[str, Any], kiosk: Kiosk) -> Iterator[str]:
    """What a device may not say it cannot, and a stolen one says nothing any more."""
    forged = [
        topic
        for topic in ("cmd/kiosk-1/issue-ticket", "cmd/panel-1/call-next", "care/board-2", "state/board")
        if kiosk.say(topic, {"v": 1})
    ]
    result["forged"] = [*forged, *(["a stranger"] if lets_in(OFFICE, None) else [])]
    hold(that=not result["forged"] and refused(OFFICE, 1883), otherwise=f"forged: {result['forged']}")
    hold(that=lets_in(OFFICE, KEPT), otherwise="the broker lets nobody in")
    tell("robbed", KIOSK)
    hear("revoked")
    until("the stolen kiosk is out", lambda: not lets_in(OFFICE, KEPT))
    kiosk.leave()
    tell("out", KIOSK)
    yield "stolen kiosk out"


def story(result: dict[str, Any]) -> Iterator[str]:
    """Paired, used, robbed, and there again when the controller has moved."""
    install("motcua-common", "motcua-board")
    hear("open")
    until("the desk over the network", lambda: answers(f"http://{OFFICE}:8080/readyz"))
    set_up()
    pair()
    yield "board and kiosk paired"
    kiosk = Kiosk(KIOSK, OFFICE, KEPT)
    tell("ticket", kiosk.take())
    yield "number over TLS"
    number = hear("called")
    until(f"{number} on the board", lambda: number in shown())
    tell("shown", number)
    yield "call on the board"
    for machine in ("hall", "office"):
        yield from without_network(kiosk, machine)
    tell("hall-numbers", kiosk.numbers)
    yield from printer_chosen()
    yield from robbed(result, kiosk)
    yield from followed(shown)
    number = hear("called-after-move")
    until(f"{number} on the board, called by another machine", lambda: number in shown())
    hold(that=not lets_in(OFFICE, KEPT), otherwise="the other machine lets the stolen kiosk in")
    tell("shown-after-move", number)
    no_unit_failed()
    yield "board follows the office to another machine"


if __name__ == "__main__":
    live("hall", story)
    subprocess.run(("systemctl", "poweroff"), check=False)
