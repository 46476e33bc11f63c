"""How every program starts and stops: flags, exit codes, log, notify socket, signals."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from contracts.settings import DeviceSettings
from hardware.host import systemd
from hardware.host.clock import SystemClock
from hardware.host.exits import EXIT_SETTINGS
from hardware.host.program import VERSION, identity_of, link_of, read_settings
from hardware.host.stopping import ENDS
from hardware.host.systemd import Notifier
from tests.waiting import PATIENCE_S

ROOT = Path(__file__).parents[3]
GOOD = 'site = "hoa-cuong"\ndevice = "kiosk-1"\n'
BAD = 'site = "Hòa Cường"\ndevise = "kiosk-1"\n'


def settings(folder: Path, text: str) -> str:
    path = folder / "kiosk.toml"
    path.write_text(text, "utf-8")
    return str(path)


def ended(*argv: str) -> int | str | None:
    with pytest.raises(SystemExit) as caught:
        read_settings("kiosk_app", "A kiosk.", DeviceSettings, list(argv))
    return caught.value.code


@pytest.mark.parametrize("flags", [(), ("--check-settings",), ("--show-settings",)])
def test_a_settings_error_ends_the_program_with_78_and_every_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], flags: tuple[str, ...]
):
    assert ended("--settings", settings(tmp_path, BAD), *flags) == EXIT_SETTINGS == 78
    out, err = capsys.readouterr()
    assert out == ""
    assert [line.split(": ")[1] for line in err.splitlines()] == ["site", "device", "devise"]


def test_a_missing_file_is_a_settings_error_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert ended("--settings", str(tmp_path / "none.toml")) == EXIT_SETTINGS
    assert "none.toml: cannot be read" in capsys.readouterr().err


def test_good_settings_are_checked_and_shown_with_exit_0(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = settings(tmp_path, GOOD)
    assert ended("--settings", path, "--check-settings") == 0
    assert capsys.readouterr().out == f"{path}: no errors\n"
    assert ended("--settings", path, "--show-settings") == 0
    assert 'device = "kiosk-1"  # set' in capsys.readouterr().out.splitlines()


def test_an_unknown_flag_is_an_error_of_the_command_line(capsys: pytest.CaptureFixture[str]):
    assert ended("--setings", "x") == 2
    assert "usage: python -m kiosk_app" in capsys.readouterr().err


def test_the_default_file_is_named_after_the_program(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        read_settings("hardware.counter_panel", "A panel.", DeviceSettings, ["--help"])
    assert "counter_panel.toml" in capsys.readouterr().out


def test_settings_say_who_a_device_is_and_where_its_broker_is():
    chosen = DeviceSettings(site="hoa-cuong", device="kiosk-1")
    identity = identity_of(chosen, "kiosk_app")
    assert (identity.site, identity.device, identity.program) == ("hoa-cuong", "kiosk-1", "kiosk_app")
    assert identity.version == VERSION
    ids = [link_of(chosen)._client_id for _ in range(2)]
    assert [one.rpartition("-")[0] for one in ids] == ["hoa-cuong-kiosk-1"] * 2
    assert ids[0] != ids[1], "another run does not push this one off the broker"


@pytest.mark.slow
def test_a_program_logs_one_line_a_record_on_standard_error(tmp_path: Path):
    program = (
        "import logging, sys\n"
        "from contracts.settings import DeviceSettings\n"
        "from hardware.host.program import read_settings\n"
        "read_settings('kiosk_app', '', DeviceSettings, ['--settings', sys.argv[1]])\n"
        "logging.getLogger('kiosk_app.flow').info('xin chào')\n"
        "logging.getLogger('kiosk_app.flow').debug('too much')\n"
    )
    done = subprocess.run(
        (sys.executable, "-c", program, settings(tmp_path, GOOD)),
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert done.stdout == ""
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4} INFO kiosk_app\.flow: xin chào\n", done.stderr
    )


# --- the notify socket ------------------------------------------------------------------------------


@pytest.fixture(params=["path", "abstract"])
def manager(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[socket.socket, str]]:
    """A real datagram socket, as the service manager's, and its address as in NOTIFY_SOCKET."""
    address = str(tmp_path / "notify") if request.param == "path" else f"@motcua-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(address.replace("@", "\0", 1) if request.param == "abstract" else address)
        listening.settimeout(2)
        yield listening, address


@pytest.mark.slow
def test_a_program_says_that_it_is_ready_alive_and_stopping(
    manager: tuple[socket.socket, str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(systemd, "OFTEN_S", 3600.0)
    listening, address = manager
    notifier = Notifier(address)
    notifier.ready("quầy 1")
    notifier.alive()
    notifier.alive()  # so soon again nobody needs to be told
    notifier.stopping()
    said = [listening.recv(1000).decode() for _ in range(3)]
    assert said == ["READY=1\nSTATUS=quầy 1", "WATCHDOG=1", "STOPPING=1"]


@pytest.mark.slow
def test_the_address_comes_from_the_environment(
    manager: tuple[socket.socket, str], monkeypatch: pytest.MonkeyPatch
):
    listening, address = manager
    monkeypatch.setenv("NOTIFY_SOCKET", address)
    Notifier.from_environment().alive()
    assert listening.recv(100) == b"WATCHDOG=1"


def test_without_a_service_manager_nothing_is_said_and_nothing_breaks(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    Notifier.from_environment().alive()
    Notifier("").alive()
    Notifier(str(tmp_path / "gone")).alive()
    Notifier("@motcua-nobody-listens").ready("still working")


# --- stopping and the clock -------------------------------------------------------------------------


WITHOUT_LOOP = """
from hardware.host.stopping import stop_on_signals
stop = stop_on_signals()
print("waiting", flush=True)
assert stop.wait(20)
print("goodbye")
"""
WITH_LOOP = """
import asyncio
from hardware.host.stopping import stop_in_loop

async def run():
    stop = stop_in_loop()
    print("waiting", flush=True)
    await asyncio.wait_for(stop.wait(), 60)
    print("goodbye")

asyncio.run(run())
"""


@pytest.mark.slow
@pytest.mark.parametrize("number", ENDS)
@pytest.mark.parametrize("program", [WITHOUT_LOOP, WITH_LOOP], ids=["without-loop", "with-loop"])
def test_a_signal_stops_a_program_in_its_own_time(program: str, number: signal.Signals):
    with subprocess.Popen(
        (sys.executable, "-c", program), stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "waiting\n"
        child.send_signal(number)
        assert child.stdout.read() == "goodbye\n"
        assert child.wait(PATIENCE_S) == 0


def test_the_real_clock_knows_the_date_and_never_goes_back():
    clock = SystemClock()
    before = time.time_ns()
    assert before <= clock.utc_ms() * 1_000_000 + 999_999
    assert clock.utc_ms() * 1_000_000 <= time.time_ns()
    first = clock.monotonic()
    threading.Event().wait(0.01)
    assert 0 < clock.monotonic() - first < 5
