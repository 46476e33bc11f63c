"""The clock of a machine without a battery: stepped while people take numbers, and wrong when it is switched on."""

import random
import urllib.error
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from systemd.trial.guest_page import PIN
from systemd.vm.citizens import AGAIN, ask
from systemd.vm.machine import Machine, Wiring
from systemd.vm.office import TOKEN, AtTheConsole, Lives, begin

NO_BATTERY = "initcall_blacklist=cmos_init"
"""The kernel starts from the clock that QEMU gives, as a Pi from whatever it finds, and no battery vouches for it afterwards."""
STEPS = ("+3 days", "-6 days", "+20 years")
FEW = 4
WRONG = {"past": timedelta(days=-2700), "ahead": timedelta(days=40)}
"""What the machine believes when it is switched on again: nothing was kept; or somebody had set it so."""
ALIVE = "/healthz"
"""A desk that does not know the time is there, and not ready."""
UNTRUSTED = "clock-untrusted"
KIND = "%Y-%m-%dT%H:%M:%S"


def stepped(place: Wiring, luck: random.Random) -> dict[str, Any]:
    """Numbers go on in their day through every step, and wait for a person where nothing is known. Raises TrialFailed."""
    morning = (datetime.now(UTC) + timedelta(days=1)).replace(hour=1, minute=0, second=0)
    place = replace(place, words=f"{place.words} {NO_BATTERY}", clock=morning.strftime(KIND))
    lives = Lives(place, luck, place.folder / "acknowledged.jsonl")
    machine = lives.on()
    refused = []
    try:
        begin(machine)
        machine.until("the office's desk", machine.serves)
        lives.open(machine)
        _take(lives)
        for step in STEPS:
            machine.sh(f"date -s '{step}'")
            _take(lives)
        for hours, (name, off) in enumerate(WRONG.items(), 1):
            machine.pull_the_plug(luck)
            now = morning + timedelta(hours=hours)
            lives.believe((now + off).strftime(KIND))
            machine = lives.on(ALIVE)
            if UNTRUSTED in _refusal(machine):
                refused.append(name)
            machine.sh(f"date -s @{int(now.timestamp())}")
            caretaker = _vouched(machine)
            _take(lives)
        called = caretaker.call()
        nobodys = lives.end(machine)
    finally:
        machine.kill()
        if lives.citizens:
            lives.citizens.give_up()
    held = [number for given in lives.people().told.numbers.values() for number in given]
    return {
        "clock_numbers": len(set(held)),
        "clock_days": len({number.split("-")[0] for number in held}),
        "clock_wrong": len(lives.lost | lives.doubled) + len(nobodys),
        "clock_refused": refused,
        "clock_called": any(number.endswith(f"-{called}") for number in held),
    }


def _take(lives: Lives) -> None:
    citizens = lives.people()
    citizens.go()
    citizens.until(citizens.told.held() + FEW)
    citizens.stop()


def _refusal(machine: Machine) -> str:
    """What somebody is told who wants a number now; "" if he gets one. Raises TrialFailed."""
    said: list[str] = []

    def answered() -> bool:
        try:
            ask(machine.url("desk"), TOKEN, str(uuid.uuid4()))
            said.append("")
        except urllib.error.HTTPError as refusal:
            if refusal.code in AGAIN:
                raise
            with refusal:
                said.append(refusal.read().decode())
        return True

    machine.until("an answer of the desk", answered)
    return said[-1]


def _vouched(machine: Machine) -> AtTheConsole:
    """The caretaker says that the clock is right, once it has stood so for a while. Raises TrialFailed."""
    caretaker = AtTheConsole(machine)

    def signed_in() -> bool:
        return "/sign-in" not in caretaker.press("/sign-in", clerk="lan", pin=PIN, counter="1")[0]

    def believed() -> bool:
        caretaker.press("/may-moc/confirm-clock")
        return "act-confirm-clock" not in caretaker.look("/may-moc")

    machine.until("the caretaker signed in", signed_in)
    machine.until("a clock that a person vouches for", believed)
    return caretaker
