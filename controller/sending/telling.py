"""How the office is at a moment, as its province reads it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from contracts.province import MOST_FAULTS, Certificate, OfficeCard, OfficeNow, ServiceCard
from contracts.vocabulary import FaultCode
from controller.backup.state import state_in
from controller.desk.desk import Desk
from controller.domain.hours import session_at
from controller.settings import OfficeSettings


@dataclass(frozen=True)
class Teller:
    """``faults``: what is wrong with the office's machines now; ``certificates``: those that it relies on."""

    desk: Desk
    settings: OfficeSettings
    faults: Callable[[], Iterable[FaultCode]]
    version: str
    certificates: Callable[[], tuple[Certificate, ...]] = tuple

    def now(self, beat: int) -> OfficeNow | None:
        """At this moment; None: another desk serves, and speaks for the office. To be called in the loop."""
        if not self.desk.neighbourhood.serving:
            return None
        day, now = self.desk.day, self.desk.now()
        arrived = [ticket.arrived_at for ticket in day.waiting_tickets()]
        return OfficeNow(
            epoch=self.desk.record.position().epoch,
            beat=beat,
            at=now.clock,
            clock_trusted=now.trusted_after(day.last_at),
            open=session_at(self.desk.office, now.clock) is not None,
            waiting=len(arrived),
            longest_wait_s=max(0, now.clock - min(arrived, default=now.clock)) // 1000,
            counters=len(self.settings.counters),
            staffed=len(day.clerks),
            faults=tuple(sorted(set(self.faults())))[:MOST_FAULTS],
            version=self.version,
            backup_at=state_in(self.settings.data_dir).good_at,
            certificates=self.certificates(),
        )

    def card(self) -> OfficeCard:
        """What the office calls itself and its services."""
        services = tuple(ServiceCard(code=s.code, name=s.name.vi) for s in self.settings.services)
        return OfficeCard(name=self.settings.name.vi, services=services)
