"""A printer: the real spooler, its memory on a disk that keeps, and paper that can end or tear."""

from contracts import messages as m
from contracts.vocabulary import RefusalCode
from hardware.link.station import Heard, StationHappening
from hardware.ports import Connected, Paper, Printed
from simulation.day.device import Device, World
from ticket_printer import spool as s
from ticket_printer import spooler

PRINTS_S = 1.8
ANSWERS_S = 0.05
PATIENCE_S = 120.0
"""As the program's settings have it."""
LATER = (RefusalCode.STORAGE_FAILED, RefusalCode.OVERLOADED, RefusalCode.EXPIRED)


class Printer(Device):
    """See above."""

    TICK_S = 0.5

    def __init__(self, name: str, world: World) -> None:
        super().__init__(name, world)
        self.paper, self.tears = Paper.READY, False
        self._disk = s.Memory()
        self._desk_known = False

    def begin(self) -> None:
        """See Device."""
        self._desk_known = False
        self.spool, effects = spooler.recover(self._disk, PATIENCE_S, self._moment())
        self._do_all(effects)

    def filters(self) -> tuple[str, ...]:
        """As the program."""
        return (self.station.topics.print_job(self.name),)

    def take(self, happening: StationHappening) -> None:
        """See Device."""
        match happening:
            case Connected():
                self._step(s.LinkUp())
            case Heard(message=m.PrintJob() as job):
                self._step(s.JobArrived(job))
            case Heard(message=m.Accepted() as reply):
                self._step(s.Answered(reply.request_id))
            case Heard(message=m.Refused() as reply):
                self._step(s.Answered(reply.request_id, again=reply.code in LATER))

    def tick(self) -> None:
        """See Device."""
        self._step(s.Tick())
        self.station.report_faults(spooler.faults(self.spool))

    def _moment(self) -> s.Moment:
        self._desk_known = self._desk_known or self.station.desk_alive()
        return s.Moment(self.now, self.station.desk_now(), self._desk_known)

    def _step(self, happening: s.Happening) -> None:
        self.spool, effects = spooler.step(self.spool, happening, self._moment())
        self._do_all(effects)

    def _do_all(self, effects: tuple[s.Effect, ...]) -> None:
        kept = False
        for effect in effects:
            match effect:
                case s.Ask():
                    self._later(ANSWERS_S, lambda: self._step(s.PrinterSaid(self.paper)))
                case s.Begin(job, memory, command):
                    self._disk, kept = memory, True
                    self.station.send(command)
                    self._later(PRINTS_S / 2, lambda job=job: self._middle(job))
                case s.Keep(memory):
                    self._disk, kept = memory, True
                case s.Tell(command):
                    self.station.send(command)
        if kept:
            self._step(s.Kept())

    def _middle(self, job: m.PrintJob) -> None:
        """Half of the slip is out, or nothing."""
        if self.paper is Paper.END:
            self._step(s.SlipDone(job.job, Printed.NOTHING_SENT))
            return
        ledger = self.world.ledger
        ledger.paper[job.job] += 1
        ledger.check("P3", ledger.paper[job.job] == 1, f"{job.job} came out {ledger.paper[job.job]} times")
        ticket = job.ticket
        ledger.check(
            "P2", ticket in self.world.reference.tickets, f"{ticket} is on paper and not in the journal"
        )
        if self.tears:
            self.tears = False
            self._step(s.SlipDone(job.job, Printed.UNKNOWN))
        else:
            self._later(PRINTS_S / 2, lambda: self._step(s.SlipDone(job.job, Printed.YES)))

    def _later(self, seconds: float, work: object) -> None:
        run = self.run

        def still() -> None:
            if self.running and run == self.run and callable(work):
                work()

        self.loop.call_later(seconds, still)
