"""The demonstration's office, for benchmarks: open at any hour, in a folder of one run."""

from datetime import UTC, datetime
from pathlib import Path

from contracts.vocabulary import SiteId
from hardware.sim.office.broker import Broker, free_port
from hardware.sim.office.check import at_noon
from hardware.sim.office.files import Place
from hardware.sim.office.plan import Plan, demo_plan


def a_plan(site: str = "demo") -> Plan:
    """The demonstration's services and counters; it is noon there, so that no day ends while we measure."""
    return at_noon(demo_plan(), datetime.now(UTC)).model_copy(update={"site": SiteId(site)})


def a_place(folder: Path, broker: Broker) -> Place:
    """Where one controller lives."""
    return Place(folder, broker.port, desk_port=free_port(), board_port=free_port())
