"""The real program with a real broker: what others see when it starts, dies, and loses its broker."""

import hashlib
import os
import signal
import socket
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from contracts import messages as m
from hardware.link.mqtt import wait_until_up
from simulation.office.broker import Broker
from simulation.office.child import python
from tests.integration.controller.program_house import Listener, Program, is_pulse
from tests.waiting import PATIENCE_S, until

pytestmark = [pytest.mark.e2e, pytest.mark.broker]


def test_killed_it_is_told_at_once_and_comes_back_with_everything(
    program: Program, listener: Listener
) -> None:
    program.start()
    first = listener.until(lambda x: isinstance(x, m.QueueState))
    assert isinstance(first, m.QueueState)
    numbers = [listener.ask().number, listener.ask().number]
    listener.forget()
    program.kill()
    listener.until(lambda x: is_pulse(x, online=False))
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
    assert times[-1] - times[-2] >= 1800, "the first ones come with the connection"
    listener.forget()
    assert program.stop() == 0
    listener.until(lambda x: is_pulse(x, online=False))
    assert program.process
    assert "Traceback" not in program.log.read_text()


def test_a_broker_that_comes_late_or_dies_is_no_trouble(program: Program, broker: Broker) -> None:
    broker.stop()
    program.start()
    until(lambda: (program.ready() or {}).get("ready"))
    assert (program.ready() or {})["link"] is False
    broker.start()
    until(lambda: (program.ready() or {})["link"])
    for turn in range(2):
        ear = Listener(broker)
        assert wait_until_up(ear.link, PATIENCE_S)
        seen = {type(ear.until(lambda x: isinstance(x, m.Snapshot))) for _ in range(5)}
        assert seen == {m.OfficeState, m.QueueState, m.BoardState, m.CounterState}
        assert ear.ask().number == f"A{turn + 1:03}"
        ear.link.close()
        if turn == 0:
            broker.kill()
            until(lambda: (program.ready() or {})["link"] is False)
            broker.start()
            until(lambda: (program.ready() or {})["link"])


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
    until(program.ready)
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


def test_a_taken_https_port_is_told_by_its_own_name_before_anything_is_begun(program: Program) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        text = program.settings.read_text("utf-8")
        plain = f"web = {{port = {program.port}}}"
        assert plain in text
        text = text.replace(plain, f"web = {{port = {program.port}, https_port = {port}}}")
        program.settings.write_text(f"{text}\npairing = {{enabled = true}}\n", "utf-8")
        command = python("controller", "--settings", str(program.settings))
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 1, "systemd tries again"
    assert (
        f"web.host, web.https_port: cannot listen on 127.0.0.1:{port}: Address already in use" in ended.stderr
    )
    assert "Traceback" not in ended.stderr
    assert not (program.settings.parent / "data" / "pairing").exists(), "nothing else was begun"


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
    until(lambda: get(program, "/healthz")[0] == 503)
    for path in ("/", "/may-moc", "/desk"):
        status, page = get(program, path)
        assert status == 503
        assert "Máy chủ chưa cấp số và gọi số được" in page
        assert str(ruined) in page
        assert "copy-of-friday.db" in page
        assert "damaged-2026" not in page, "no copy that anybody should put back"
        assert "private.db" not in page
        assert "motcua controller restore" in page
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


def test_restore_puts_a_copy_back_and_the_pages_tell(program: Program, listener: Listener) -> None:
    program.start()
    listener.until(lambda x: isinstance(x, m.QueueState))
    given = [listener.ask().number]
    stick = program.settings.parent / "stick"
    stick.mkdir()
    assert run(program, "backup", stick).returncode == 0
    (copy,) = stick.iterdir()
    assert copy.name.startswith("motcua-test-2026")
    given.append(listener.ask().number)
    refused = run(program, "restore", copy)
    assert (refused.returncode, "Tắt máy chủ trước" in refused.stderr) == (1, True)
    assert program.stop() == 0
    done = run(program, "restore", copy)
    assert (done.returncode, done.stderr) == (0, "")
    assert "được giữ lại" in done.stdout
    listener.forget()
    program.start()
    pulse = listener.until(lambda x: is_pulse(x) and "journal-restored" in {f.code for f in x.faults})  # type: ignore[attr-defined] # a pulse has them
    assert isinstance(pulse, m.Presence)
    assert pulse.faults[0].facts["file"] == copy.name
    assert listener.ask().number not in given


def run(program: Program, word: str, file: Path) -> "subprocess.CompletedProcess[str]":
    words = ("controller", word) if word == "backup" else (f"controller.backup.{word}",)
    command = python(*words, "--settings", str(program.settings), str(file))
    return subprocess.run(command, capture_output=True, text=True, check=False)


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
    until(program.ready)
    port, bearer = program.port, "authorization: Bearer secret"
    with socket.create_connection(("127.0.0.1", port), PATIENCE_S) as sock, sock.makefile("rb") as stream:
        sock.sendall(f"GET /api/v1/stream HTTP/1.1\r\nhost: desk\r\n{bearer}\r\n\r\n".encode())
        assert stream.readline().split()[1] == b"200"
        assert program.stop() == 0
        assert b'"online":false' in stream.read(), "the stream ends with the desk's goodbye"
    assert "Traceback" not in program.log.read_text()
