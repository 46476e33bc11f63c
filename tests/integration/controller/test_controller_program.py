"""The real program with a real broker: what others see when it starts, dies, and loses its broker."""

import hashlib
import json
import os
import queue
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from contracts import messages as m
from contracts.codec import decode, encode
from contracts.topics import DESK, Topics
from contracts.vocabulary import SiteId
from hardware.host.clock import SystemClock
from hardware.link.mqtt import MqttLink, wait_until_up
from hardware.ports import Arrived, LinkHappening
from simulation.office.broker import Broker, free_port
from simulation.office.child import end_child, kill_group, python, start_child
from tests.integration.controller.house import KIOSK, new_id, office_data
from tests.unit.controller_shell.test_office_settings import toml

pytestmark = [pytest.mark.e2e, pytest.mark.broker]

TOPICS = Topics(SiteId("test"))
PATIENCE_S = 30.0


class Program:
    """``python -m controller`` on a data directory of its own."""

    def __init__(self, folder: Path, broker: Broker, **changes: Any) -> None:
        self.port, self.log = free_port(), folder / "controller.log"
        self.settings = folder / "controller.toml"
        data = office_data(
            data_dir=str(folder / "data"),
            link={"host": broker.host, "port": broker.port},
            web={"port": self.port},
            **changes,
        )
        self.settings.write_text(toml(data), "utf-8")
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = start_child(python("controller", "--settings", str(self.settings)), self.log)

    def kill(self) -> None:
        assert self.process
        kill_group(self.process)
        self.process.wait()

    def stop(self) -> int:
        assert self.process
        return end_child(self.process, PATIENCE_S)

    def ready(self) -> dict[str, Any] | None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=1) as answer:
                state: dict[str, Any] = json.load(answer)
                return state
        except OSError:
            return None


class Listener:
    """A station that hears everything of the site."""

    def __init__(self, broker: Broker) -> None:
        self._heard: queue.Queue[m.Message] = queue.Queue()
        self.link = MqttLink(broker.host, broker.port, f"listener-{free_port()}")
        self.link.start(self._on, (f"{TOPICS.root}/#",), None)

    def _on(self, happening: LinkHappening) -> None:
        if isinstance(happening, Arrived) and "/cmd/" not in happening.topic:
            self._heard.put(decode(TOPICS, happening.topic, happening.payload))

    def until(self, wanted: Callable[[m.Message], object]) -> m.Message:
        """The next message that is wanted."""
        end = time.monotonic() + PATIENCE_S
        while True:
            message = self._heard.get(timeout=max(0.01, end - time.monotonic()))
            if wanted(message):
                return message

    def forget(self) -> None:
        while not self._heard.empty():
            self._heard.get_nowait()

    def ask(self, service: str = "civil") -> m.Issued:
        """One touch on a kiosk, repeated each second as kiosks do."""
        command = m.IssueTicket(request_id=new_id(), at=SystemClock().utc_ms(), service=service)
        for _ in range(20):
            self.link.publish(TOPICS.command(KIOSK, command.kind), encode(command), expires_s=30)
            try:
                reply = self._reply(command.request_id)
            except queue.Empty:
                continue
            assert isinstance(reply, m.Accepted), reply
            assert isinstance(reply.result, m.Issued)
            return reply.result
        raise AssertionError("no answer in twenty seconds")

    def _reply(self, request: str) -> m.Message:
        while True:
            message = self._heard.get(timeout=1)
            if isinstance(message, m.Accepted | m.Refused) and message.request_id == request:
                return message


def is_pulse(message: m.Message, *, online: bool = True) -> bool:
    return isinstance(message, m.Presence) and message.device == DESK and message.online is online


@pytest.fixture
def program(tmp_path: Path, broker: Broker) -> Iterator[Program]:
    running = Program(tmp_path, broker)
    yield running
    if running.process:
        kill_group(running.process)
        running.process.wait()


@pytest.fixture
def listener(broker: Broker) -> Iterator[Listener]:
    listening = Listener(broker)
    assert wait_until_up(listening.link, PATIENCE_S)
    yield listening
    listening.link.close()


def wait(holds: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_killed_it_is_told_at_once_and_comes_back_with_everything(
    program: Program, listener: Listener
) -> None:
    program.start()
    first = listener.until(lambda x: isinstance(x, m.QueueState))
    assert isinstance(first, m.QueueState)
    numbers = [listener.ask().number, listener.ask().number]
    listener.forget()
    killed_at = time.monotonic()
    program.kill()
    listener.until(lambda x: is_pulse(x, online=False))
    assert time.monotonic() - killed_at < 3, "the last will"
    program.start()
    listener.until(is_pulse)
    again = listener.until(lambda x: isinstance(x, m.QueueState) and x.epoch > first.epoch)
    assert isinstance(again, m.QueueState)
    assert [service.waiting for service in again.services] == [2, 0]
    numbers.append(listener.ask().number)
    assert numbers == ["A001", "A002", "A003"]


def test_a_log_that_lost_its_end_with_the_power_gives_no_number_twice_and_is_told(
    program: Program, listener: Listener
) -> None:
    """Nothing is damaged: SQLite takes the torn log for a shorter one. The witness beside it knows better."""
    program.start()
    listener.until(lambda x: isinstance(x, m.QueueState))
    given = [listener.ask().number for _ in range(4)]
    program.kill()
    log = program.settings.parent / "data" / "journal.db-wal"
    os.truncate(log, log.stat().st_size // 2)
    listener.forget()
    program.start()
    listener.until(lambda x: isinstance(x, m.QueueState))
    fresh = listener.ask().number
    assert fresh > max(given)
    job = listener.until(lambda x: isinstance(x, m.PrintJob) and x.slip.number == fresh)
    assert isinstance(job, m.PrintJob)
    assert job.slip.degraded
    pulse = listener.until(is_pulse)
    assert isinstance(pulse, m.Presence)
    assert [fault.code for fault in pulse.faults] == ["journal-short"]


def test_it_pulses_every_two_seconds_and_says_goodbye(program: Program, listener: Listener) -> None:
    program.start()
    listener.until(lambda x: isinstance(x, m.BoardState))
    pulses = [listener.until(is_pulse) for _ in range(5)]
    times = [pulse.at for pulse in pulses if isinstance(pulse, m.Presence)]
    assert 1800 <= times[-1] - times[-2] <= 3500, "the first ones come with the connection"
    listener.forget()
    assert program.stop() == 0
    listener.until(lambda x: is_pulse(x, online=False))
    assert program.process
    assert "Traceback" not in program.log.read_text()


def test_a_broker_that_comes_late_or_dies_is_no_trouble(program: Program, broker: Broker) -> None:
    broker.stop()
    program.start()
    wait(lambda: (program.ready() or {}).get("ready"))
    assert (program.ready() or {})["link"] is False
    broker.start()
    wait(lambda: (program.ready() or {})["link"])
    for turn in range(2):
        ear = Listener(broker)
        assert wait_until_up(ear.link, PATIENCE_S)
        seen = {type(ear.until(lambda x: isinstance(x, m.Snapshot))) for _ in range(5)}
        assert seen == {m.OfficeState, m.QueueState, m.BoardState, m.CounterState}
        assert ear.ask().number == f"A{turn + 1:03}"
        ear.link.close()
        if turn == 0:
            broker.kill()
            wait(lambda: (program.ready() or {})["link"] is False)
            broker.start()
            wait(lambda: (program.ready() or {})["link"])


def test_a_broken_office_file_ends_with_78_and_names_everything(tmp_path: Path, broker: Broker) -> None:
    program = Program(tmp_path, broker, servces=[], utc_offset_minutes="bảy")
    done = subprocess.run(
        python("controller", "--settings", str(program.settings)), capture_output=True, text=True, check=False
    )
    assert done.returncode == 78
    assert f"{program.settings}: servces: unknown key; did you mean 'services'?" in done.stderr
    assert f"{program.settings}: utc_offset_minutes: found" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "data").exists(), "nothing was touched"


def test_a_second_desk_refuses(program: Program) -> None:
    program.start()
    wait(program.ready)
    command = python("controller", "--settings", str(program.settings))
    second = subprocess.run(command, capture_output=True, text=True, check=False)
    assert second.returncode == 75, "it may try again when the first one has ended"
    assert "another controller uses" in second.stderr
    assert "Traceback" not in second.stderr
    assert program.process
    os.kill(program.process.pid, signal.SIGTERM)
    assert program.process.wait(PATIENCE_S) == 0


def test_an_address_that_another_program_has_is_told_by_the_names_of_its_settings(program: Program) -> None:
    command = python("controller", "--settings", str(program.settings))
    with socket.create_server(("127.0.0.1", program.port)):
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 1, "systemd tries again"
    assert (
        f"web.host, web.port: cannot listen on 127.0.0.1:{program.port}: Address already in use"
        in ended.stderr
    )
    assert "Traceback" not in ended.stderr


def get(program: Program, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{program.port}{path}", timeout=1) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError:
        return 0, ""


def test_with_a_ruined_journal_it_tells_everybody_what_to_do_and_gives_nothing(program: Program) -> None:
    data = program.settings.parent / "data"
    data.mkdir()
    ruined = data / "journal.db"
    ruined.write_bytes(b"\0" * 8192)
    for name in ("journal.db.damaged-20261122T010000", "journal.db-wal", "private.db", "copy-of-friday.db"):
        (data / name).write_bytes(b"")
    program.start()
    wait(lambda: get(program, "/healthz")[0] == 503)
    for path in ("/", "/may-moc", "/desk"):
        status, page = get(program, path)
        assert status == 503
        assert "Máy chủ chưa cấp số và gọi số được" in page
        assert str(ruined) in page
        assert "copy-of-friday.db" in page
        assert "damaged-2026" not in page, "no copy that anybody should put back"
        assert "private.db" not in page
        assert "Put the last backup in its place" in page
    assert get(program, "/static/desk.css")[0] == 200
    assert program.process
    assert program.process.poll() is None, "systemd would only start it again"
    assert program.stop() == 0
    assert "Traceback" not in program.log.read_text()
    assert ruined.read_bytes() == b"\0" * 8192


def test_a_copy_made_while_it_runs_can_be_put_back(program: Program, listener: Listener) -> None:
    program.start()
    listener.until(lambda x: isinstance(x, m.QueueState))
    first = listener.ask().number
    copy = program.settings.parent / "copy.db"
    command = python("controller", "backup", "--settings", str(program.settings), str(copy))
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    later = listener.ask().number
    program.kill()
    data = program.settings.parent / "data"
    for file in data.glob("journal.db*"):
        file.unlink()
    copy.rename(data / "journal.db")
    listener.forget()
    program.start()
    listener.until(lambda x: isinstance(x, m.QueueState))
    assert listener.ask().number not in {first, later}


def test_a_backup_that_fails_leaves_the_older_one_and_says_why(program: Program) -> None:
    copy = program.settings.parent / "copy.db"
    copy.write_bytes(b"the older one")
    command = python("controller", "backup", "--settings", str(program.settings), str(copy))
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "the journal was not copied" in done.stderr
    assert "Traceback" not in done.stderr
    assert copy.read_bytes() == b"the older one"


def test_a_stop_with_open_streams_is_quiet(tmp_path: Path, broker: Broker) -> None:
    tokens = [{"name": "statistics", "token_hash": hashlib.sha256(b"secret").hexdigest()}]
    program = Program(tmp_path, broker, tokens=tokens)
    program.start()
    wait(program.ready)
    port, bearer = program.port, "authorization: Bearer secret"
    with socket.create_connection(("127.0.0.1", port), PATIENCE_S) as sock, sock.makefile("rb") as stream:
        sock.sendall(f"GET /api/v1/stream HTTP/1.1\r\nhost: desk\r\n{bearer}\r\n\r\n".encode())
        assert stream.readline().split()[1] == b"200"
        assert program.stop() == 0
        assert b'"online":false' in stream.read(), "the stream ends with the desk's goodbye"
    assert "Traceback" not in program.log.read_text()
