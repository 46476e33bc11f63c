"""Jobs and a printer's day as a history: ``spooler = SpoolStory(); spooler.at(0.0, JobArrived(a_job("A001")))``."""

from typing import Any

from contracts.messages import PrintJob, ReportSlip, Slip, WaitRange
from contracts.vocabulary import JobId, SlipState
from hardware.ports import Paper
from ticket_printer import spooler
from ticket_printer.spool import (
    Ask,
    Begin,
    Effect,
    Happening,
    Jobs,
    Keep,
    LostMemory,
    Memory,
    Moment,
    PrinterSaid,
    Spool,
    Tell,
)

DESK_AT_START = 1_795_000_000_000
DAY = "20261121"


def a_slip(number: str = "A001", copy_no: int = 1, **changes: Any):
    plain = {
        "number": number,
        "service": {"vi": "Chứng thực – Hộ tịch", "en": "Certification and civil status"},
        "ahead": 7,
        "wait": WaitRange(low=10, high=18),
        "counters": ("1", "2"),
        "issued_at": DESK_AT_START,
        "local_time": "07:42 · 21/11/2026",
        "session": {"vi": "Sáng", "en": "Morning"},
        "office": {"vi": "Trung tâm Phục vụ hành chính công", "en": "Public Administration Service Centre"},
        "authority": {"vi": "UBND xã Vĩnh Thịnh"},
        "copy_no": copy_no,
    }
    return Slip.model_validate({**plain, **changes})


def a_job(number: str = "A001", copy_no: int = 1, day: str = DAY):
    return PrintJob(
        job=JobId(f"{day}-{number}-{copy_no}"),
        ticket=f"{day}-{number}",
        series="civil",
        slip=a_slip(number, copy_no),
    )


def job_id(number: str = "A001", copy_no: int = 1, day: str = DAY):
    return JobId(f"{day}-{number}-{copy_no}")


class SpoolStory:
    """A spooler that is told what happens, and keeps what it asked for."""

    def __init__(
        self,
        patience_s: float = 10.0,
        remembered: Jobs | None = None,
        loss: LostMemory | None = None,
        *,
        met_at: float = 0.0,
    ) -> None:
        """``met_at``: when the desk's clock is first known."""
        self.effects: list[Effect] = []
        self.spool: Spool
        self.met_at = met_at
        memory = Memory(remembered or {}, loss)
        self.spool, effects = spooler.recover(memory, patience_s, self.moment(0.0))
        self.effects += effects

    def moment(self, t: float) -> Moment:
        return Moment(t, DESK_AT_START + int(t * 1000), t >= self.met_at)

    def at(self, t: float, happening: Happening):
        """Let it happen; what is asked for at this step only."""
        self.spool, effects = spooler.step(self.spool, happening, self.moment(t))
        self.effects += effects
        return effects

    def well(self, t: float):
        return self.at(t, PrinterSaid(Paper.READY))

    @property
    def begun(self):
        return [e.job.job for e in self.effects if isinstance(e, Begin)]

    @property
    def reports(self) -> list[ReportSlip]:
        return [e.command for e in self.effects if isinstance(e, Tell)]

    @property
    def ends(self) -> list[tuple[JobId, SlipState]]:
        """Every end that was reported, repeats included."""
        return [(r.job, SlipState(r.state)) for r in self.reports]

    @property
    def asked(self):
        return sum(isinstance(e, Ask) for e in self.effects)

    @property
    def kept(self):
        return [e.memory.jobs for e in self.effects if isinstance(e, Keep | Begin)]
