"""What is wrong with this kiosk, gathered from its parts and told in its presence."""

import threading

from contracts import messages as m
from contracts.vocabulary import FaultCode
from hardware.link.station import Station


class Faults:
    """One fault a part at most. Parts complain from any thread."""

    def __init__(self, station: Station) -> None:
        self._station, self._lock = station, threading.Lock()
        self._found: dict[str, m.Fault] = {}

    def found(self) -> tuple[m.Fault, ...]:
        """What is wrong now."""
        with self._lock:
            return tuple(self._found.values())

    def tell(self, part: str, fault: m.Fault | None) -> None:
        """``part`` has this fault, or (None) none."""
        with self._lock:
            if self._found.get(part) == fault:
                return
            self._found.pop(part, None)
            if fault is not None:
                self._found[part] = fault
            self._station.report_faults(tuple(self._found.values()))


def ghost_fault(places: tuple[tuple[float, float], ...]) -> m.Fault | None:
    """The fault of a glass that makes up touches at these places, in millimetres."""
    if not places:
        return None
    where = ", ".join(f"{x:.0f} mm from the left, {y:.0f} mm from below" for x, y in places[:3])
    return m.Fault(code=FaultCode.KEY_STUCK, detail=f"the glass makes up touches at {where}")


def trouble_fault(part: str, trouble: str) -> m.Fault | None:
    """The fault of a device that says so itself; "" means that all is well."""
    if not trouble:
        return None
    return m.Fault(code=FaultCode.DEVICE_MISSING, detail=f"{part}: {trouble}")
