"""A program that is stopped (SIGSTOP, a long stall) learns afterwards what was pressed meanwhile, and when."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from hardware.drivers.input_device import EVENT
from hardware.drivers.key_codes import EV_KEY, PRESSED, RELEASED
from hardware.host.clock import SystemClock
from tests.waiting import until

READER = """
import json, sys
from pathlib import Path
from hardware.drivers.keypad import KeypadKeys
from hardware.host.clock import SystemClock
keys, clock = KeypadKeys(Path(sys.argv[1]), {"next": [30], "recall": [31]}), SystemClock()
print("ready", flush=True)
found = []
while len(found) < int(sys.argv[2]):
    keys._device.readable(60)  # so it is stopped here, and not between its two looks at the clock
    found += keys.edges(clock.monotonic())
print(json.dumps([[edge.name, edge.down, edge.at] for edge in found]), flush=True)
"""
STOPPED_S = 3.0
TAP_S = 0.012


@pytest.mark.slow
def test_taps_during_a_stop_are_all_there_each_at_its_own_moment(tmp_path: Path):
    pipe = tmp_path / "keypad"
    os.mkfifo(pipe)
    writer = os.open(pipe, os.O_RDWR)
    program = (sys.executable, "-c", READER, str(pipe), "6")
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as child:
        try:
            assert child.stdout is not None
            assert child.stdout.readline() == "ready\n"
            os.kill(child.pid, signal.SIGSTOP)
            until(lambda: state_of(child.pid) == "T")
            begun = SystemClock().monotonic()
            taps = [(30, begun), (30, begun + 0.3), (31, begun + 1.1)]
            for code, at in taps:  # as the kernel keeps them while nobody reads
                os.write(writer, event(at, code, PRESSED) + event(at + TAP_S, code, RELEASED))
            until(lambda: SystemClock().monotonic() - begun > STOPPED_S)
            os.kill(child.pid, signal.SIGCONT)
            found = json.loads(child.stdout.readline())
        finally:
            child.kill()
            os.close(writer)
    expected = [
        edge for code, at in taps for edge in ((name(code), True, at), (name(code), False, at + TAP_S))
    ]
    assert [edge[:2] for edge in found] == [list(edge[:2]) for edge in expected]
    late = [told[2] - was[2] for told, was in zip(found, expected, strict=True)]
    assert max(map(abs, late)) < STOPPED_S / 2, "not when they were read, but when they happened"


def name(code: int) -> str:
    return {30: "next", 31: "recall"}[code]


def event(at: float, code: int, value: int) -> bytes:
    return EVENT.pack(int(at), int(at % 1 * 1e6), EV_KEY, code, value)


def state_of(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0]
