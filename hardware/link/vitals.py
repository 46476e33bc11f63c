"""What a machine's vitals mean for whoever looks after it. Pure."""

from contracts import messages as m
from contracts.vocabulary import FaultCode

TOO_HOT = 80.0
"""Degrees: from there on a Raspberry Pi slows itself down."""


def faults_of(vitals: m.Vitals | None) -> tuple[m.Fault, ...]:
    """What is wrong with the machine itself."""
    if vitals is None:
        return ()
    found = []
    if vitals.under_voltage:
        found.append(m.Fault(code=FaultCode.POWER_LOW))
    if vitals.celsius is not None and vitals.celsius >= TOO_HOT:
        found.append(m.Fault(code=FaultCode.TOO_HOT, facts={"celsius": str(round(vitals.celsius))}))
    return tuple(found)
