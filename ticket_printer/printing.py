"""Runs what the spooler decides: one loop over one inbox, the printer in a thread of its own."""

import logging
import queue
import threading
from collections import deque
from dataclasses import dataclass

from contracts import messages as m
from contracts.vocabulary import RefusalCode, RequestId
from hardware.host.systemd import Notifier
from hardware.link.door import DoorServer
from hardware.link.station import Heard, Station, StationHappening
from hardware.ports import Clock, Connected, Disconnected, Printed
from ticket_printer import spooler
from ticket_printer.caretaker import Caretaker
from ticket_printer.live_template import LiveTemplate
from ticket_printer.sheets import Sheets, Trial
from ticket_printer.spool import (
    Answered,
    Ask,
    Begin,
    Effect,
    Happening,
    JobArrived,
    Keep,
    KeepFailed,
    Kept,
    LinkUp,
    Memory,
    Moment,
    SlipDone,
    Spool,
    Tell,
    Tick,
)
from ticket_printer.spool_store import SpoolBusyError, SpoolStore
from ticket_printer.worker import PrinterWorker, SheetDone

log = logging.getLogger(__name__)

Inbox = queue.SimpleQueue[StationHappening | Happening | SheetDone]

TICK_S = 0.1
ALIVE_S = 1.0
SLIP_LIMIT_S = 120.0
"""A slip that takes longer hangs in its driver: the watchdog is let go hungry, and the job is unknown."""
MOST_LOGGED = 200
"""More reports than wait for an answer at once."""
_LATER = (RefusalCode.STORAGE_FAILED, RefusalCode.OVERLOADED, RefusalCode.EXPIRED)


@dataclass(frozen=True)
class Parts:
    """What the printer program is made of. ``inbox`` is where the station and the worker put what happens."""

    station: Station
    worker: PrinterWorker
    store: SpoolStore
    template: LiveTemplate
    caretaker: Caretaker
    clock: Clock
    inbox: Inbox
    door: DoorServer | None = None
    """Where the kiosk beside it brings slips while the desk is away."""


class Printing:
    """The printer program."""

    def __init__(self, parts: Parts) -> None:
        """Nothing is started yet."""
        self._station, self._worker, self._store = parts.station, parts.worker, parts.store
        self._template, self._caretaker = parts.template, parts.caretaker
        self._clock, self._inbox, self._door = parts.clock, parts.inbox, parts.door
        self._spool = Spool(patience_s=0)
        self._alive_at = float("-inf")
        self._desk_known = self._ending = False
        self._logged: deque[tuple[RequestId, bool]] = deque(maxlen=MOST_LOGGED)
        self._sheets, self._sheet_since = Sheets(), float("inf")
        """Checklists and trials that wait, and since when one is being printed."""

    def begin(self, patience_s: float) -> None:
        """Remember the day, and start the threads and the link.

        Raises SpoolBusyError when another program has the memory, OSError when it cannot be read.
        """
        try:
            self._store.hold()
        except SpoolBusyError:
            raise
        except OSError as error:
            # A full or broken disk: told as a fault, and nothing is printed before it is well.
            log.warning("the spool cannot be held: %s", error)
        self._spool, effects = spooler.recover(self._store.load(), patience_s, self._now())
        for happening in self._do(effects):
            self._step(happening)
        self._worker.start()
        self._caretaker.start()
        topics, device = self._station.topics, self._station.identity.device
        self._station.start(topics.print_job(device), topics.sheet(device), topics.watch(device))

    def run(self, stop: threading.Event, notifier: Notifier) -> None:
        """Work until ``stop``; a slip that is being printed then is seen to its end."""
        notifier.ready("printing")
        while not stop.is_set():
            self.turn(TICK_S)
            self._feed(notifier)
        notifier.stopping()
        self._ending = True
        self._caretaker.close()
        if self._door:
            self._door.close()
        self._worker.close()
        while not self._inbox.empty():
            left = self._inbox.get()
            if not isinstance(left, SheetDone):
                self._step(_translate(left))
        self._station.close()
        self._store.close()

    def turn(self, wait_s: float) -> None:
        """Take one happening, or let time pass."""
        try:
            happened = self._inbox.get(timeout=wait_s)
        except queue.Empty:
            happened = Tick()
        if isinstance(happened, SheetDone):
            self._sheet_since, happened = float("inf"), Tick()
        if isinstance(happened, Heard) and isinstance(happened.message, m.Sheet):
            self._sheets.take(happened.message, self._clock.monotonic())
        if isinstance(happened, Heard) and isinstance(happened.message, m.Watch):
            self._caretaker.watch(happened.message)
        if isinstance(happened, Heard) and isinstance(happened.message, m.Care):
            self._sheets.take(self._trial(happened.message), self._clock.monotonic())
        if not (
            isinstance(happened, Tick) and self._sheet_printing
        ):  # it cannot be asked how it is meanwhile
            self._step(_translate(happened))
        self._print_sheet()
        self._station.report_faults((*spooler.faults(self._spool), *self._template.faults()))

    @property
    def _sheet_printing(self) -> bool:
        return self._sheet_since < float("inf")

    def _trial(self, care: m.Care) -> Trial:
        device = self._station.identity.device
        return Trial(RequestId(f"trial-{care.until}"), device, care.local_time)

    def _print_sheet(self) -> None:
        """Print a checklist or a trial when no slip wants the printer, and it can print."""
        if self._sheet_printing or self._ending or not spooler.is_free(self._spool, self._now()):
            return
        now = self._clock.monotonic()
        sheet = self._sheets.next(now)
        if sheet:
            self._sheet_since = now
            self._worker.print_sheet(sheet)

    def _step(self, happening: Happening) -> None:
        """Take a happening, and what comes of doing what it asks for.

        Everything that one step asks for is done before the next step: an older memory must never
        be written over a newer one.
        """
        happenings = [happening]
        while happenings:
            self._spool, effects = spooler.step(self._spool, happenings.pop(0), self._now())
            happenings += self._do(effects)

    def _do(self, effects: tuple[Effect, ...]) -> list[Happening]:
        came: list[Happening] = []
        for effect in effects:
            match effect:
                case Ask():
                    self._worker.ask()
                case Begin():
                    came += self._print(effect)
                case Keep(memory):
                    came += self._keep(memory)
                case Tell(command):
                    self._tell(command)
        return came

    def _print(self, begin: Begin) -> list[Happening]:
        if self._ending:
            return []
        came = self._keep(begin.memory)
        if any(isinstance(happening, KeepFailed) for happening in came):
            return [*came, SlipDone(begin.job.job, Printed.NOTHING_SENT)]
        self._tell(begin.command)
        self._worker.print(begin.job)
        return came

    def _keep(self, memory: Memory) -> list[Happening]:
        try:
            self._store.hold()
            self._store.keep(memory)
        except OSError as error:
            log.warning("the spool cannot be written: %s", error)
            return [KeepFailed(str(error))]
        return [Kept()]

    def _tell(self, command: m.ReportSlip) -> None:
        sent = self._station.send(command)
        if self._door:
            self._door.tell(command)
        said = command.request_id, sent
        if said not in self._logged:  # a report is repeated every two seconds until it is answered
            self._logged.append(said)
            log.info("%s: %s%s", command.job, command.state, "" if sent else " (the link is down)")

    def _feed(self, notifier: Notifier) -> None:
        now = self._now().t
        hangs = self._spool.sending is not None and now - self._spool.sending_since > SLIP_LIMIT_S
        hangs = hangs or now - self._sheet_since > SLIP_LIMIT_S
        well = self._station.healthy() and self._worker.healthy() and not hangs
        if well and now - self._alive_at >= ALIVE_S:
            self._alive_at = now
            notifier.alive()

    def _now(self) -> Moment:
        self._desk_known = self._desk_known or self._station.desk_alive()
        return Moment(self._clock.monotonic(), self._station.desk_now(), self._desk_known)


def _translate(happened: StationHappening | Happening) -> Happening:
    match happened:
        case Connected():
            return LinkUp()
        case Disconnected() | Heard(message=m.Presence() | m.Event() | m.Snapshot()):
            return Tick()
        case Heard(message=m.PrintJob() as job):
            return JobArrived(job)
        case Heard(message=m.Accepted() as reply):
            return Answered(reply.request_id)
        case Heard(message=m.Refused() as reply):
            return Answered(reply.request_id, again=reply.code in _LATER)
        case Heard():
            return Tick()
        case _:
            return happened
