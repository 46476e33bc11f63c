"""The real program where its journal cannot be opened: a page that says why, and service as soon as the cause ends."""

import fcntl
import os
import shutil
import stat
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from controller.journal.folder import LOCK
from simulation.office.broker import Broker
from tests.integration.controller.clerkless import busy_days
from tests.integration.controller.program_house import Listener, Program
from tests.integration.controller.test_controller_program import get
from tests.waiting import until

pytestmark = [pytest.mark.e2e, pytest.mark.broker]


@contextmanager
def read_only(data: Path) -> Iterator[None]:
    """A disk that takes no writes, as after an error of the card."""
    _mount("-t", "tmpfs", "-o", "size=32m", "tmpfs", str(data))
    try:
        _mount("-o", "remount,ro", str(data))
        yield
        _mount("-o", "remount,rw", str(data))
    except BaseException:
        subprocess.run(["umount", "-l", str(data)], check=False)
        raise


def _mount(*args: str) -> None:
    if subprocess.run(["mount", *args], check=False, capture_output=True).returncode:
        pytest.skip("no right to mount here")


@contextmanager
def not_a_folder(data: Path) -> Iterator[None]:
    """A file where the folder should be: as good as a folder that may not be written, also for root."""
    data.rmdir()
    data.write_text("")
    yield
    data.unlink()


@contextmanager
def held_lock(data: Path) -> Iterator[None]:
    """Somebody else holds the lock."""
    handle = os.open(data / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(handle, fcntl.LOCK_EX)
    yield
    os.close(handle)


@contextmanager
def lock_is_a_folder(data: Path) -> Iterator[None]:
    """A lock that cannot be taken at all."""
    (data / LOCK).mkdir()
    yield
    (data / LOCK).rmdir()


@pytest.mark.parametrize("cause", [read_only, not_a_folder, held_lock, lock_is_a_folder])
def test_it_shows_its_page_and_serves_when_the_cause_ends(
    program: Program, listener: Listener, cause: Callable[[Path], Iterator[None]]
) -> None:
    data = program.settings.parent / "data"
    data.mkdir()
    with cause(data):  # type: ignore[attr-defined] # each is a context manager
        program.start()
        until(lambda: get(program, "/")[0] == 503)
        status, page = get(program, "/may-moc")
        assert (status, "tự chạy lại" in page) == (503, True)
        assert get(program, "/readyz")[0] == 503
    until(lambda: get(program, "/readyz")[0] == 200)
    assert listener.ask().number == "A001"
    assert program.stop() == 0
    assert "Traceback" not in program.log.read_text()
    subprocess.run(["umount", "-l", str(data)], check=False, capture_output=True)


def test_after_a_person_put_a_good_journal_back_it_serves_without_being_started_again(
    program: Program, listener: Listener, tmp_path: Path
) -> None:
    data = program.settings.parent / "data"
    busy_days(tmp_path / "good", days=1, tickets=5)
    data.mkdir()
    (data / "journal.db").write_bytes(b"\0" * 8192)
    program.start()
    until(lambda: get(program, "/")[0] == 503)
    shutil.copy(tmp_path / "good" / "journal.db", data / "journal.db")
    until(lambda: get(program, "/readyz")[0] == 200)
    assert listener.ask().number
    assert stat.S_ISREG((data / LOCK).stat().st_mode)


def test_control_a_cause_that_lasts_is_told_all_the_time(program: Program, broker: Broker) -> None:
    data = program.settings.parent / "data"
    data.write_text("")
    program.start()
    until(lambda: get(program, "/")[0] == 503)
    for _ in range(3):
        until(lambda: get(program, "/readyz")[0] == 503)
    assert program.stop() == 0
    assert broker.port
