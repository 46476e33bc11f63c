"""Real programs on a real broker: two desks at once, and a journal that is taken away while numbers are given."""

import queue
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from contracts import messages as m
from contracts.codec import encode
from contracts.vocabulary import DeviceId
from controller.domain.day import Day, fold
from controller.journal.backup import copy_journal
from controller.journal.folder import FILE
from controller.journal.recovery.repair import open_journal
from hardware.host.clock import SystemClock
from hardware.link.mqtt import MqttLink
from hardware.link.station import Heard, Identity, Station
from simulation.office.broker import Broker
from simulation.office.child import kill_group, python, start_child
from tests.integration.controller.house import KIOSK, SECOND_KIOSK, new_id
from tests.integration.controller.program_house import TOPICS, Listener, Program
from tests.integration.controller.test_controller_program import get
from tests.waiting import PATIENCE_S, until

pytestmark = [pytest.mark.slow, pytest.mark.e2e, pytest.mark.broker]

DAY = "2026-11-23"


class Kiosk:
    """A kiosk's end of the link: it follows one desk, and asks again each second."""

    def __init__(self, broker: Broker, device: DeviceId) -> None:
        self._replies: queue.Queue[m.AnyReply] = queue.Queue()
        identity = Identity(TOPICS.site, device, "kiosk_app", "1")
        link = MqttLink(broker.host, broker.port, f"{device}-in-earnest")
        self.station = Station(identity, link, SystemClock(), self._hear)
        self.station.start()

    def _hear(self, happening: object) -> None:
        if isinstance(happening, Heard) and isinstance(happening.message, m.Accepted | m.Refused):
            self._replies.put(happening.message)

    def number(self) -> str:
        command = m.IssueTicket(request_id=new_id(), at=self.station.desk_now(), service="civil")
        for _ in range(int(PATIENCE_S)):
            self.station.send(command)
            try:
                reply = self._replies.get(timeout=1)
            except queue.Empty:
                continue
            if reply.request_id == command.request_id and isinstance(reply, m.Accepted):
                assert isinstance(reply.result, m.Issued)
                return reply.result.number
        raise AssertionError("no number")


@contextmanager
def somebody(broker: Broker) -> Iterator["Meant"]:
    meant = Meant(broker)
    try:
        yield meant
    finally:
        meant.ear.link.close()


@contextmanager
def kiosks(broker: Broker) -> Iterator[list[Kiosk]]:
    both = [Kiosk(broker, device) for device in (KIOSK, SECOND_KIOSK)]
    try:
        yield both
    finally:
        for kiosk in both:
            kiosk.station.close()


class Meant:
    """Somebody who asks each desk by its name, whatever a kiosk would do."""

    def __init__(self, broker: Broker) -> None:
        self.desks: dict[str, m.DeskPulse] = {}
        self.answers: set[tuple[str, str]] = set()
        """Request and number: a repeated request gets the same answer again."""
        self.ear = Listener(broker)
        self.ear._heard.put = self._hear  # type: ignore[method-assign, assignment] # it listens, too

    def _hear(self, message: m.Message) -> None:
        if isinstance(message, m.DeskPulse):
            self.desks[message.instance] = message
        if isinstance(message, m.Accepted) and isinstance(message.result, m.Issued):
            self.answers.add((message.request_id, message.result.number))

    @property
    def numbers(self) -> list[str]:
        return [number for _request, number in list(self.answers)]

    def ask_all(self, times: int) -> None:
        for _ in range(times):
            for instance in list(self.desks):
                at = SystemClock().utc_ms()
                command = m.IssueTicket(request_id=new_id(), at=at, service="civil", desk=instance)
                self.ear.link.publish(TOPICS.command(KIOSK, command.kind), encode(command), expires_s=30)


@pytest.fixture
def desks(tmp_path: Path, broker: Broker) -> Iterator[Callable[[str], Program]]:
    """Makes more desks of this office, each with a folder of its own."""
    made: list[Program] = []

    def make(name: str) -> Program:
        (tmp_path / name).mkdir()
        made.append(Program(tmp_path / name, broker))
        return made[-1]

    yield make
    for program in made:
        if program.process:
            kill_group(program.process)
            program.process.wait()


def data_of(program: Program) -> Path:
    return program.settings.parent / "data"


def test_two_real_desks_give_no_number_twice_and_the_other_says_so(
    desks: Callable[[str], Program], broker: Broker
) -> None:
    living, spare, clone = desks("living"), desks("spare"), desks("clone")
    living.start()
    with kiosks(broker) as both:
        given = [kiosk.number() for kiosk in both * 3]
        data_of(clone).mkdir()
        copy_journal(data_of(living) / FILE, data_of(clone) / FILE)
        given += [kiosk.number() for kiosk in both]
        spare.start()
        clone.start()
        for other in (spare, clone):
            until(lambda other=other: get(other, "/")[0] == 503)  # type: ignore[misc] # mypy cannot infer it
        with somebody(broker) as meant:
            until(lambda: len(meant.desks) == 3)
            meant.ask_all(5)
            given += [kiosk.number() for kiosk in both * 5]
            until(lambda: len(meant.numbers) >= 5 + 10)
        assert len(set(meant.numbers)) == len(meant.numbers)
        assert not set(meant.numbers) & set(given[:8])
        assert len(set(given)) == len(given)
        for other in (spare, clone):
            status, page = get(other, "/may-moc")
            assert (status, "máy chủ khác là" in page) == (503, True)
        assert get(living, "/readyz")[0] == 200


def test_control_two_real_desks_that_hear_nothing_give_numbers_twice(
    desks: Callable[[str], Program], broker: Broker
) -> None:
    with somebody(broker) as meant:
        for program in (desks("one"), desks("two")):
            command = python("tests.integration.controller.deaf_desk", "--settings", str(program.settings))
            program.process = start_child(command, program.log, {})
        until(lambda: sum(pulse.serving for pulse in list(meant.desks.values())) == 2)
        meant.ask_all(3)
        until(lambda: len(meant.numbers) >= 6)
        assert len(set(meant.numbers)) < len(meant.numbers)


# --- the journal is taken away --------------------------------------------------------------------------


def removed(data: Path, _older: Path) -> None:
    for path in data.glob(f"{FILE}*"):
        path.unlink()


def replaced_by_cp(data: Path, older: Path) -> None:
    subprocess.run(["cp", str(older), str(data / FILE)], check=True)


def replaced_by_mv(data: Path, older: Path) -> None:
    shutil.copy(older, data / "new")
    (data / "new").rename(data / FILE)


def emptied(data: Path, _older: Path) -> None:
    for path in data.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def mounted_over(data: Path, _older: Path) -> None:
    """As when the card is mounted again, empty."""
    command = ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(data)]
    if subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("no right to mount here")


@pytest.mark.parametrize("attack", [removed, replaced_by_cp, replaced_by_mv, emptied, mounted_over])
def test_a_real_desk_whose_journal_is_taken_away_loses_and_doubles_nothing(
    program: Program, broker: Broker, tmp_path: Path, attack: Callable[[Path, Path], None]
) -> None:
    data = data_of(program)
    program.start()
    try:
        with kiosks(broker) as both:
            given = [kiosk.number() for kiosk in both * 2]
            copy_journal(data / FILE, tmp_path / "older.db")
            given += [kiosk.number() for kiosk in both * 2]
            attack(data, tmp_path / "older.db")
            given += [kiosk.number() for kiosk in both * 3]
            until(lambda: get(program, "/readyz")[0] == 200)
        assert program.stop() == 0
        journal = open_journal(data, "now", "test")
        found = [ticket.number for ticket in fold(Day(DAY), journal.events(DAY)).tickets.values()]
        assert journal.verify() is None
        journal.close()
        assert set(given) <= set(found)
        assert len(set(given)) == len(given)
        assert "Traceback" not in program.log.read_text()
    finally:
        subprocess.run(["umount", "-l", str(data)], check=False, capture_output=True)
