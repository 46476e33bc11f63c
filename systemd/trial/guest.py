"""Runs inside the machine that is tried: installs, takes numbers, hangs and kills programs, updates, removes.

Standard library only, and what the packages brought. Writes one JSON object to ``/trial/result.json``.
"""

import contextlib
import json
import os
import queue
import re
import signal
import subprocess
import sys
import time
import traceback
import urllib.request
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from systemd.trial.guest_steps import PATIENCE_S, TRIAL, hold, sh, until
from systemd.trial.guest_update import update

READY = "http://127.0.0.1:8080/readyz"
BOARD = "http://127.0.0.1:8090/"
PROGRAMS = ("motcua-controller", "motcua-broker", "motcua-printer", "motcua-board")
WATCHED = ("motcua-controller", "motcua-printer", "motcua-board")


def answers(url: str) -> bool:
    """Whether a page is there."""
    with urllib.request.urlopen(url, timeout=5) as page:  # noqa: S310 - our own two addresses
        return int(page.status) == 200


def pid_of(unit: str) -> int:
    """The main process of a unit; 0 while it has none."""
    return int(sh("systemctl", "show", "-p", "MainPID", "--value", unit).strip() or 0)


class Another:
    """Whether a unit has another main process by now."""

    def __init__(self, unit: str, before: int) -> None:
        self._unit, self._before = unit, before

    def __call__(self) -> bool:
        """Whether it has."""
        return pid_of(self._unit) not in (0, self._before)


class Kiosk:
    """Takes numbers over the wire, repeating each request until the desk answers."""

    def __init__(self) -> None:
        sys.path[:0] = ["/usr/lib/motcua/code", "/usr/lib/motcua/common"]
        from paho.mqtt import client as mqtt  # noqa: PLC0415 - it came with the packages a moment ago
        from paho.mqtt.enums import CallbackAPIVersion  # noqa: PLC0415

        self.numbers: list[str] = []
        self._replies: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, "motcua-kiosk-1", protocol=mqtt.MQTTv5)
        self._client.on_connect = lambda c, *_: c.subscribe("motcua/v1/motcua/reply/kiosk-1", 1)
        self._client.on_message = lambda _c, _u, message: self._replies.put(json.loads(message.payload))
        self._client.reconnect_delay_set(1, 2)
        self._client.connect_async("127.0.0.1", 1883, 5)
        self._client.loop_start()

    def want(self, device: str, what: str) -> None:
        """Say what the caretaker's page says to a device."""
        told = {"v": 1, "what": what, "until": time.time_ns() // 1_000_000 + 8000}
        self._client.publish(f"motcua/v1/motcua/care/{device}", json.dumps(told), qos=1)

    def take(self) -> str:
        """One number. Raises RuntimeError when the desk refuses or does not answer for long."""
        request = str(uuid.uuid4())
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            told = {"v": 1, "kind": "issue-ticket", "request_id": request, "at": time.time_ns() // 1_000_000}
            told["service"] = "receive"
            self._client.publish("motcua/v1/motcua/cmd/kiosk-1/issue-ticket", json.dumps(told), qos=1)
            with contextlib.suppress(queue.Empty):
                reply = self._replies.get(timeout=2)
                if reply.get("request_id") != request:
                    continue
                if reply.get("kind") != "accepted":
                    raise RuntimeError(f"refused: {reply}")
                self.numbers.append(str(reply["result"]["ticket"]))
                return self.numbers[-1]
        raise RuntimeError("the desk does not answer")


def open_all_day() -> None:
    """As a caretaker would: the office is open whenever this runs."""
    path = Path("/etc/motcua/controller.toml")
    text = path.read_text("utf-8").partition("[[sessions]]")[0]
    kiosks = path.read_text("utf-8").partition("[[kiosks]]")[2]
    day = 'days = [1, 2, 3, 4, 5, 6, 7]\ntake_from = "00:00"\ntake_until = "24:00"\n'
    day += 'serve_from = "00:00"\nserve_until = "24:00"\n'
    path.write_text(f'{text}[[sessions]]\nname = {{ vi = "Cả ngày" }}\n{day}\n[[kiosks]]{kiosks}', "utf-8")


def all_well() -> float:
    """Until every program works; the seconds it took."""
    took = until("the desk", lambda: answers(READY))
    return took + until("the board", lambda: answers(BOARD))


def steps(result: dict[str, Any]) -> Iterator[str]:  # noqa: PLR0915 - a story
    """The story; yields after each step that held."""
    start = time.monotonic()
    sh("dpkg", "-i", *map(str, sorted(TRIAL.glob("debs/*.deb"))))
    open_all_day()
    sh("systemctl", "restart", "motcua-controller")
    yield "install"
    all_well()
    kiosk = Kiosk()
    kiosk.take()
    result["minutes_to_first_ticket"] = round((time.monotonic() - start) / 60, 2)
    yield "first ticket"
    result["units_failed"] = len(sh("systemctl", "--failed", "--no-legend", "--plain").split("\n")) - 1
    healed: list[float] = []
    for unit in WATCHED:  # it hangs: only the watchdog can know
        before = pid_of(unit)
        os.kill(before, signal.SIGSTOP)
        until(f"the watchdog of {unit}", Another(unit, before))
        healed.append(all_well())
        kiosk.take()
        yield f"hang {unit}"
    for unit in PROGRAMS:
        before = pid_of(unit)
        os.kill(before, signal.SIGKILL)
        until(f"{unit} again", Another(unit, before))
        healed.append(all_well())
        kiosk.take()
        yield f"kill {unit}"
    filler = Path("/var/lib/motcua/filler")
    with contextlib.suppress(OSError), filler.open("wb") as file:  # until the disk is full
        while True:
            file.write(b"\0" * 1_000_000)
    with contextlib.suppress(RuntimeError):
        kiosk.take()  # refused, or given from what was kept back: both are true
    filler.unlink()
    healed.append(until("numbers again", kiosk.take))
    yield "full disk"
    yield from update(kiosk.take, lambda: healed.append(all_well()))
    sh("dpkg", "-i", *map(str, sorted(TRIAL.glob("debs/*.deb"))))
    healed.append(all_well())
    kiosk.take()
    hold(
        that="24:00" in Path("/etc/motcua/controller.toml").read_text("utf-8"), otherwise="settings were lost"
    )
    yield "downgrade"
    yield from care(result, kiosk, healed)
    result["healed_s_max"] = round(max(healed), 1)
    result["numbers"] = len(kiosk.numbers)
    result["duplicates"] = len(kiosk.numbers) - len(set(kiosk.numbers))
    result["lost"] = len(set(kiosk.numbers) - kept())
    sh("dpkg", "-r", "motcua-board", "motcua-printer", "motcua-controller", "motcua-common")
    hold(that=Path("/var/lib/motcua/journal.db").exists(), otherwise="removing took the office's memory")
    yield "remove"
    sh("dpkg", "--purge", "motcua-board", "motcua-printer", "motcua-controller", "motcua-common")
    left = [str(path) for path in Path("/etc/motcua").glob("*")]
    hold(that=not left, otherwise=f"purge left {left}")
    yield "purge"


ASKS_THE_CLOCK = "import ctypes; print(ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(256)))"
SANDBOX = ("SystemCallFilter=@system-service", "SystemCallFilter=~@privileged", "SystemCallErrorNumber=EPERM")


def care(result: dict[str, Any], kiosk: Kiosk, healed: list[float]) -> Iterator[str]:
    """What the caretaker relies on: the doctor, the kernel's word about the clock, programs begun anew from afar, backups."""
    told = subprocess.run(("motcua", "doctor"), capture_output=True, text=True, check=False)
    hold(
        that="motcua-controller" not in told.stdout and "Traceback" not in told.stderr, otherwise=told.stdout
    )
    result["doctor"] = [line for line in told.stdout.splitlines() if line.startswith(("[bad]", "[warning]"))]
    yield "doctor"
    words = [word for rule in (*SANDBOX, "SystemCallFilter=adjtimex") for word in ("-p", rule)]
    if int(sh("python3", "-c", ASKS_THE_CLOCK)) >= 0:  # most containers forbid it to everybody
        heard = sh("systemd-run", "--wait", "--pipe", "-q", *words, "python3", "-c", ASKS_THE_CLOCK)
        hold(that=int(heard) >= 0, otherwise="the controller cannot ask the kernel about its clock")
        yield "clock"
    board = pid_of("motcua-board")
    kiosk.want("board-1", "restart")
    until("the board's program again", Another("motcua-board", board))
    healed.append(all_well())
    yield "restart of a program from afar"
    yield from backups(kiosk, healed)


def backups(kiosk: Kiosk, healed: list[float]) -> Iterator[str]:
    """A backup by its job, as soon as somebody asks for one, and back again."""
    stick, settings = Path("/media/stick"), Path("/etc/motcua/controller.toml")
    stick.mkdir()
    sh("mount", "-t", "tmpfs", "-o", "mode=0777", "tmpfs", str(stick))
    settings.write_text(settings.read_text("utf-8").replace("/media/motcua", str(stick)), "utf-8")
    shown = sh("motcua", "backup", "phrase")
    digits = next(line.strip() for line in shown.splitlines() if line.startswith("    "))
    Path("/var/lib/motcua/backup/wanted").touch()
    until("the backup that somebody asked for", lambda: list(stick.glob("*.age")))
    until("its note", lambda: "good_at" in Path("/var/lib/motcua/backup/state.json").read_text("utf-8"))
    yield "backup"
    last = kiosk.take()  # not in the backup: nobody gets it a second time
    kiosk.numbers.remove(last)
    sh("systemctl", "stop", "motcua-controller")
    file = str(next(stick.glob("*.age")))
    back = subprocess.run(
        ("motcua", "controller", "restore", file),
        input=f"{digits}\n",
        capture_output=True,
        text=True,
        check=False,
    )
    hold(that=back.returncode == 0, otherwise=back.stderr)
    sh("systemctl", "start", "motcua-controller")
    healed.append(all_well())
    hold(that=kiosk.take() != last, otherwise=f"{last} was given twice")
    yield "restore"


def kept() -> set[str]:
    """The tickets that the journal has."""
    sh("systemctl", "stop", "motcua-controller")
    program = (
        "import sys, sqlite3; db = sqlite3.connect('/var/lib/motcua/journal.db');"
        "print('\\n'.join(body for body, in db.execute(\"select body from event where kind = 'TicketIssued'\")))"
    )
    found = sh("python3", "-c", program)
    return set(re.findall(r'"ticket":"([^"]+)"', found))


def main() -> None:
    """Run the story and write down how far it came."""
    result: dict[str, Any] = {"steps": [], "broken": ""}
    try:
        for done in steps(result):
            result["steps"].append(done)
            (TRIAL / "so-far.json").write_text(json.dumps(result), "utf-8")
    except Exception:  # noqa: BLE001 - whatever it is, it is what the trial found
        result["broken"] = traceback.format_exc()[-3000:]
        with contextlib.suppress(RuntimeError):
            result["log"] = sh("journalctl", "--no-pager", "-n", "80", "-u", "motcua*")[-6000:]
    switch_off(result)


def switch_off(result: dict[str, Any]) -> None:
    """As the board's program would at the caretaker's wish; where that does not work, as a person would."""
    found = TRIAL / "result.json"
    found.write_text(
        json.dumps({**result, "broken": result["broken"] or "it did not switch itself off"}), "utf-8"
    )
    with contextlib.suppress(RuntimeError):
        sh("dpkg", "-i", *map(str, TRIAL.glob("debs/motcua-common_*.deb")))
        found.write_text(json.dumps({**result, "steps": [*result["steps"], "power off"]}), "utf-8")
        sh("runuser", "-u", "motcua-board", "--", "touch", "/run/motcua/power-off")
        time.sleep(60)
    found.write_text(
        json.dumps({**result, "broken": result["broken"] or "it did not switch itself off"}), "utf-8"
    )
    subprocess.run(("systemctl", "poweroff"), check=False)


if __name__ == "__main__":
    main()
