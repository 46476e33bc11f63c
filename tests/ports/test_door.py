"""The door between a kiosk and the printer beside it: a real socket, through restarts of either."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from contracts import messages as m
from contracts.vocabulary import JobId, SlipState
from hardware.host.clock import SystemClock
from hardware.link import door
from hardware.link.door import DoorClient, DoorServer
from tests.golden.wire_examples import EXAMPLES
from tests.waiting import until

pytestmark = pytest.mark.slow
JOB = next(message for _topic, message in EXAMPLES.values() if isinstance(message, m.PrintJob))


class Ends(list[tuple[JobId, SlipState]]):
    """What the kiosk hears."""

    def told(self, job: JobId, state: SlipState) -> None:
        self.append((job, state))


def report(state: str) -> m.ReportSlip:
    body = {"request_id": "00000000-0000-4000-8000-000000000000", "at": 1, "job": JOB.job, "state": state}
    return m.ReportSlip.model_validate(body)


@pytest.fixture
def ends() -> Ends:
    return Ends()


@pytest.fixture
def client(tmp_path: Path, ends: Ends) -> Iterator[DoorClient]:
    found = DoorClient(tmp_path / "door.sock", ends.told, SystemClock().monotonic)
    yield found
    found.close()


def test_a_slip_goes_in_and_its_end_comes_out(tmp_path: Path, client: DoorClient, ends: Ends) -> None:
    came: list[m.PrintJob] = []
    server = DoorServer(tmp_path / "door.sock", came.append)
    try:
        client.print(JOB)
        until(lambda: came == [JOB])
        server.tell(report("sending"))
        server.tell(report("printed"))
        until(lambda: ends == [(JOB.job, SlipState.PRINTED)])
    finally:
        server.close()


def test_a_printer_program_that_begins_anew_hears_the_job_again(
    tmp_path: Path, client: DoorClient, ends: Ends
) -> None:
    first: list[m.PrintJob] = []
    server = DoorServer(tmp_path / "door.sock", first.append)
    client.print(JOB)
    until(lambda: bool(first))
    server.close()
    second: list[m.PrintJob] = []
    server = DoorServer(tmp_path / "door.sock", second.append)
    try:
        until(lambda: second == [JOB])
        server.tell(report("unknown"))
        until(lambda: ends == [(JOB.job, SlipState.UNKNOWN)])
    finally:
        server.close()


def test_without_a_printer_program_the_kiosk_is_told_in_time(
    client: DoorClient, ends: Ends, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "PATIENCE_S", 0.5)
    client.print(JOB)
    until(lambda: ends == [(JOB.job, SlipState.NOT_PRINTED)])


@pytest.mark.parametrize("rubbish", [b"\n", b"{}\n", b"\xff\xfe\n", b'{"v":1,"job":5}\n', b"x" * 200_000])
def test_rubbish_at_the_door_ends_nothing(tmp_path: Path, client: DoorClient, rubbish: bytes) -> None:
    came: list[m.PrintJob] = []
    server = DoorServer(tmp_path / "door.sock", came.append)
    try:
        with socket.socket(socket.AF_UNIX) as stranger:
            stranger.connect(str(tmp_path / "door.sock"))
            with_errors(stranger, rubbish)
        client.print(JOB)
        until(lambda: came == [JOB])
    finally:
        server.close()


def with_errors(stranger: socket.socket, rubbish: bytes) -> None:
    """Whoever says too much is shut out in the middle of it."""
    try:
        stranger.sendall(rubbish)
    except OSError as error:
        assert isinstance(error, BrokenPipeError | ConnectionResetError)  # noqa: PT017 - either is right


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        DoorServer(tmp_path / "nowhere" / "door.sock", lambda _job: None)


def test_a_client_that_went_is_closed_by_the_doors_own_thread_which_may_be_waiting_for_it(
    tmp_path: Path,
) -> None:
    server = DoorServer(tmp_path / "door.sock", lambda _job: None)
    try:
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(str(tmp_path / "door.sock"))
            until(lambda: bool(server._clients))
            server._ends.set()
            server._thread.join()
        (mine,) = server._clients
        server.tell(report("printed"))
        assert (mine.fileno() >= 0, mine.recv(1)) == (True, b""), "nobody pulls it away, and it is at its end"
    finally:
        server.close()
