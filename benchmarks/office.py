"""The demonstration's office, for benchmarks: open at any hour, in a folder of one run."""

from datetime import UTC, datetime
from pathlib import Path

from contracts.vocabulary import CounterId, SiteId
from controller.settings import OfficeSettings
from hardware.host.settings_file import load_settings
from simulation.office.broker import free_port
from simulation.office.check import at_noon
from simulation.office.files import Place, write_programs
from simulation.office.plan import Plan, demo_plan


def a_plan(site: str = "demo") -> Plan:
    """The demonstration's services and counters; it is noon there, so that no day ends while we measure."""
    return at_noon(demo_plan(), datetime.now(UTC)).model_copy(update={"site": SiteId(site)})


def a_place(folder: Path, broker_port: int) -> Place:
    """Where one controller lives."""
    return Place(folder, broker_port, desk_port=free_port(), board_port=free_port())


def office_settings(folder: Path) -> OfficeSettings:
    """The demonstration's settings, as the controller reads them from a file; nothing is started."""
    write_programs(demo_plan(), a_place(folder, free_port()))
    return load_settings(folder / "settings" / "controller.toml", OfficeSettings)


def service_and_counter(plan: Plan, index: int) -> tuple[str, CounterId]:
    """What the ``index``-th citizen comes for, and a counter that serves it: so calls keep up with numbers."""
    service = plan.services[index % len(plan.services)].code
    return service, next(c.id for c in plan.counters if service in c.services)
