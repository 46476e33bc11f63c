"""The printer program without a process: the real loop, thread, memory and simulated printer on a memory link."""

import queue
import threading
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import ticket_printer
from contracts import messages as m
from contracts.codec import decode, encode
from contracts.texts import load_catalogue
from contracts.topics import Topics
from contracts.vocabulary import DeviceId, FaultCode, SiteId, SlipState
from hardware.errors import DeviceError, DeviceMissing
from hardware.host.clock import SystemClock
from hardware.host.systemd import Notifier
from hardware.link.memory import MemoryBroker, MemoryLink
from hardware.link.station import Identity, Station
from hardware.ports import Arrived, Clock, LinkHappening, Paper, Printed, Raster, TicketPrinter
from hardware.sim.printer import SimTicketPrinter
from tests.clocks import FakeClock
from tests.unit.ticket_printer.spool_builders import a_job, job_id
from tests.waiting import PATIENCE_S, until
from ticket_printer.caretaker import Caretaker
from ticket_printer.live_template import LiveTemplate
from ticket_printer.printing import Inbox, Parts, Printing
from ticket_printer.spool import Memory
from ticket_printer.spool_store import MARKER, SpoolStore
from ticket_printer.worker import PrinterWorker

SITE, PRINTER = SiteId("demo"), DeviceId("printer-1")
TOPICS = Topics(SITE)
TEXTS = load_catalogue(Path(ticket_printer.__file__).parent / "texts")
PICTURE = Raster(8, b"\x80")


class FakeDesk:
    """Sends jobs, answers reports, remembers what it heard."""

    def __init__(self, broker: MemoryBroker) -> None:
        self.link, self.answers = MemoryLink(broker), True
        self.reports: list[m.ReportSlip] = []
        self.presence: list[m.Presence] = []
        self.link.start(self._hear, (TOPICS.commands(), TOPICS.presence(PRINTER)), None)

    def _hear(self, happening: LinkHappening):
        if not isinstance(happening, Arrived):
            return
        message = decode(TOPICS, happening.topic, happening.payload)
        if isinstance(message, m.Presence):
            self.presence.append(message)
        elif isinstance(message, m.ReportSlip):
            self.reports.append(message)
            if self.answers:
                reply = m.Accepted(request_id=message.request_id, result=m.Done())
                self.link.publish(TOPICS.reply(PRINTER), encode(reply))

    def send(self, job: Any):
        self.link.publish(TOPICS.print_job(PRINTER), encode(job))

    def ends(self, job: Any):
        return [r.state for r in self.reports if r.job == job and r.state != SlipState.SENDING]

    def faults(self) -> list[str]:
        return [fault.code.value for fault in self.presence[-1].faults]


class TornPrinter(SimTicketPrinter):
    """A driver with a bug in the middle of a slip."""

    def print_slip(self, job: Any, picture: Raster):
        raise ZeroDivisionError(job, picture)


class Life:
    """One life of the program, from its start to its stop."""

    def __init__(
        self,
        broker: MemoryBroker,
        folder: Path,
        open_printer: Callable[[], TicketPrinter],
        *,
        picture_of: Callable[[Any], Any] = lambda _job: PICTURE,
        patience_s: float = 5.0,
        template: Path | None = None,
        site: SiteId = SITE,
        clock: Clock | None = None,
    ) -> None:
        if not (folder / MARKER).exists():  # of a printer that was here before
            SpoolStore(folder).keep(Memory())
        inbox: Inbox = queue.SimpleQueue()
        clock = clock or SystemClock()
        self.link = MemoryLink(broker)
        station = Station(Identity(site, PRINTER, "ticket_printer", "1"), self.link, clock, inbox.put)
        self.worker = PrinterWorker(open_printer, picture_of, inbox.put)
        self.store, looks = SpoolStore(folder), LiveTemplate(template, 576)
        self.caretaker = Caretaker(looks, 576, TEXTS, station.desk_now, station.show_screen)
        parts = Parts(station, self.worker, self.store, looks, self.caretaker, clock, inbox)
        self.printing = Printing(parts)
        self.printing.begin(patience_s)

    @contextmanager
    def at_work(self):
        """The program's own loop in a thread, which ends with the block whatever happens in it."""
        stop = threading.Event()
        work = threading.Thread(target=self.printing.run, args=(stop, Notifier(None)))
        work.start()
        try:
            yield
        finally:
            stop.set()
            work.join()

    def close(self) -> None:
        self.caretaker.close()
        self.worker.close()
        self.store.close()

    def until(self, holds: Callable[[], object]):
        until(holds, lambda: self.printing.turn(0.02))


@contextmanager
def a_life(*args: Any, **more: Any):
    life = Life(*args, **more)
    try:
        yield life
    finally:
        life.close()


def sim() -> SimTicketPrinter:
    return SimTicketPrinter(None, PRINTER, dots=8, slip_s=0.0)


@pytest.fixture
def broker():
    return MemoryBroker()


@pytest.fixture
def desk(broker: MemoryBroker):
    return FakeDesk(broker)


def test_a_job_is_printed_and_its_end_told_and_kept(broker: MemoryBroker, desk: FakeDesk, tmp_path: Path):
    with a_life(broker, tmp_path, sim) as life:
        desk.send(a_job())
        life.until(lambda: desk.ends(job_id()))
    assert [report.state for report in desk.reports] == [SlipState.SENDING, SlipState.PRINTED]
    assert SpoolStore(tmp_path).load().jobs == {job_id(): SlipState.PRINTED}


def test_a_report_that_nobody_answers_is_sent_again_and_logged_once(
    broker: MemoryBroker, desk: FakeDesk, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    caplog.set_level("INFO", "ticket_printer.printing")
    clock, desk.answers = FakeClock(), False
    with a_life(broker, tmp_path, sim, clock=clock) as life:
        desk.send(a_job())
        life.until(lambda: desk.ends(job_id()))
        for _ in range(3):
            before = len(desk.reports)
            clock.advance(2.5)
            life.until(lambda before=before: len(desk.reports) > before)
        assert caplog.text.count(f"{job_id()}: {SlipState.PRINTED}") == 1


def test_a_second_life_tells_the_end_again_and_prints_nothing(
    broker: MemoryBroker, desk: FakeDesk, tmp_path: Path
):
    with a_life(broker, tmp_path, sim) as life:
        desk.send(a_job())
        life.until(lambda: desk.ends(job_id()))
        life.link.drop()
    printed: list[Any] = []
    with a_life(broker, tmp_path, sim, picture_of=printed.append) as life:
        desk.send(a_job())
        life.until(lambda: len(desk.ends(job_id())) == 2)
    assert desk.ends(job_id()) == [SlipState.PRINTED] * 2
    assert printed == []


def test_a_job_that_was_being_sent_when_the_program_died_is_unknown(
    broker: MemoryBroker, desk: FakeDesk, tmp_path: Path
):
    SpoolStore(tmp_path).keep(Memory({job_id(): SlipState.SENDING}))
    with a_life(broker, tmp_path, sim) as life:
        desk.send(a_job())
        life.until(lambda: desk.ends(job_id()))
    assert desk.ends(job_id()) == [SlipState.UNKNOWN]
    assert SpoolStore(tmp_path).load().jobs == {job_id(): SlipState.UNKNOWN}


def test_a_missing_printer_is_a_fault_with_a_remedy_and_heals(
    broker: MemoryBroker, desk: FakeDesk, tmp_path: Path
):
    missing = [True]

    def open_printer():
        if missing[0]:
            raise DeviceMissing("usb", "no such device")
        return sim()

    with a_life(broker, tmp_path, open_printer) as life:
        life.until(lambda: desk.faults() == ["device-missing"])
        assert "Kiểm tra dây cắm" in desk.presence[-1].faults[0].detail
        desk.send(a_job())
        missing[0] = False
        life.until(lambda: desk.ends(job_id()))
        assert desk.ends(job_id()) == [SlipState.PRINTED]
        life.until(lambda: desk.faults() == [])


def test_a_driver_that_breaks_in_a_slip_makes_it_unknown_and_the_queue_goes_on(
    broker: MemoryBroker, desk: FakeDesk, tmp_path: Path
):
    printers = iter([TornPrinter(None, PRINTER, dots=8, slip_s=0.0)])
    with a_life(broker, tmp_path, lambda: next(printers)) as life:
        desk.send(a_job("A001"))
        desk.send(a_job("A002"))
        life.until(lambda: desk.ends(job_id("A002")))
    assert desk.ends(job_id("A001")) == [SlipState.UNKNOWN]


def test_a_slip_that_cannot_be_drawn_ends_not_printed(broker: MemoryBroker, desk: FakeDesk, tmp_path: Path):
    def picture_of(_job: m.PrintJob):
        raise ZeroDivisionError

    with a_life(broker, tmp_path, sim, picture_of=picture_of, patience_s=0.05) as life:
        desk.send(a_job())
        life.until(lambda: desk.ends(job_id()))
    assert desk.ends(job_id()) == [SlipState.NOT_PRINTED]


def test_nothing_is_printed_while_the_disk_cannot_be_written(
    broker: MemoryBroker, desk: FakeDesk, tmp_path: Path
):
    printed = []

    class Watched(SimTicketPrinter):
        def print_slip(self, job: Any, picture: Raster):
            printed.append(job)
            return super().print_slip(job, picture)

    def open_printer():
        return Watched(None, PRINTER, dots=8, slip_s=0.0)

    with a_life(broker, tmp_path / "spool", open_printer, patience_s=0.05) as life:
        (tmp_path / "spool" / ".spool.json.new").mkdir()  # a folder where the file should be
        desk.send(a_job())
        life.until(lambda: desk.ends(job_id()))
        life.until(lambda: desk.faults() == ["storage-failed"])
    assert desk.ends(job_id()) == [SlipState.NOT_PRINTED]
    assert [report.state for report in desk.reports] == [SlipState.NOT_PRINTED]
    assert printed == []


def test_a_slip_in_the_printer_is_seen_to_its_end_when_the_program_is_stopped(
    broker: MemoryBroker, desk: FakeDesk, tmp_path: Path
):
    begun, stop = threading.Event(), threading.Event()

    class Slow(SimTicketPrinter):
        def print_slip(self, job: Any, picture: Raster):
            begun.set()
            return super().print_slip(job, picture)

    def stop_in_the_slip() -> None:
        begun.wait(PATIENCE_S)
        stop.set()

    with a_life(broker, tmp_path, lambda: Slow(None, PRINTER, dots=8, slip_s=0.2)) as life:
        desk.send(a_job("A001"))
        desk.send(a_job("A002"))
        stopper = threading.Thread(target=stop_in_the_slip)
        stopper.start()
        life.printing.run(stop, Notifier(None))
        stopper.join()
    assert desk.ends(job_id("A001")) == [SlipState.PRINTED]
    assert SpoolStore(tmp_path).load().jobs == {job_id("A001"): SlipState.PRINTED}
    assert not desk.presence[-1].online


def test_the_ports_words_cover_what_the_simulator_says():
    assert sim().status() is Paper.READY
    assert sim().print_slip(job_id(), PICTURE) is Printed.YES


def test_an_error_of_812_characters_is_told_and_the_printer_is_asked_again(
    broker: MemoryBroker, desk: FakeDesk, tmp_path: Path
):
    opened = []

    def open_printer() -> TicketPrinter:
        opened.append(1)
        if len(opened) == 1:
            raise DeviceError("usb", "x" * 812)
        return sim()

    with a_life(broker, tmp_path, open_printer) as life:
        life.until(lambda: desk.presence and FaultCode.PRINTER_OFFLINE in desk.faults())
        assert desk.presence[-1].faults[0].detail.endswith(f"…. {DeviceError.remedy}")
        desk.send(a_job())
        life.until(lambda: desk.ends(job_id()) == [SlipState.PRINTED])
        assert life.worker.healthy()
