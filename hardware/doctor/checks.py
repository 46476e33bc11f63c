"""Everything that is looked at, in this order. Pure."""

from hardware.doctor.finding import Finding
from hardware.doctor.machine_checks import OF_THE_MACHINE
from hardware.doctor.office_checks import FOR_THE_OFFICE
from hardware.doctor.readings import Readings

ALL = (*OF_THE_MACHINE, *FOR_THE_OFFICE)


def findings_of(readings: Readings) -> tuple[Finding, ...]:
    """Every judgement."""
    return tuple(finding for check in ALL for finding in check(readings))
