"""Looks at the whole office once a second: what must hold by now, whatever happened before."""

from kiosk_app.flow.screen import Screen
from simulation.day.network import LATE_S
from simulation.day.office import SimOffice

CONVERGED_S = 2.0
TICKS_S = 1.5
"""The desk and the board go around less often here than in their programs."""
ROUGH_S = 12.0
"""A message that was lost without anybody's knowing is said again after five seconds, and that one may be lost, too."""
HEALED_S = 30.0
LOST_S = 10.0
ANSWER_S = 5.0
OPENS_S = 8.0
"""The desk says every five seconds which queues are open."""
USEFUL = {
    Screen.SERVICES,
    Screen.GROUP,
    Screen.PRIORITY,
    Screen.SENDING,
    Screen.NUMBER,
    Screen.REFUSED,
    Screen.NO_CONNECTION,
}
"""What a kiosk of a well office shows while numbers are given; the last two until whoever reads them goes on."""


class Watch:
    """What has been calm since when."""

    def __init__(self, office: SimOffice) -> None:
        self.calm_from = 0.0
        """Until then some part was kept from working; faults say so."""
        self._office = office
        self._lost_since = 0.0
        self._closed_at = 0.0

    def trouble(self, until: float) -> None:
        """Something is wrong until a moment."""
        self.calm_from = max(self.calm_from, until)

    def look(self) -> None:
        """Once a second."""
        if not self._office.takes_numbers():
            self._closed_at = self._office.loop.time()
        self._boards()
        self._healed()

    def _boards(self) -> None:
        office, now = self._office, self._office.loop.time()
        desk_link = office.network.links.get("desk")
        desk_up = desk_link.up_since if desk_link else float("inf")
        for board in office.boards.values():
            since = max(office.desk.serving_since, desk_up, board.link.up_since, office.reference.changed_at)
            hurt = board.link.deaf or (desk_link is not None and desk_link.deaf)
            calm = now - office.network.rough_until >= ROUGH_S and not hurt
            if (
                calm
                and board.running
                and now - since >= CONVERGED_S + TICKS_S
                and now - self.calm_from >= TICKS_S
            ):
                shown, true = board.shown(), office.reference.at_counter
                office.ledger.check("P7", shown == true, f"{board.name} shows {shown} and true is {true}")
            heard = office.desk.running and desk_up < float("inf") and board.link.up and not hurt
            self._lost_since = now if heard or not board.running else self._lost_since
            # Either may have come up for less than the second between two looks.
            desk_down = desk_link.down_since if desk_link else 0.0
            self._lost_since = max(self._lost_since, desk_down, board.model.started)
            if (
                now - self._lost_since > LATE_S + LOST_S + 2 * TICKS_S
            ):  # a last word of the desk may come late
                office.ledger.check(
                    "P7", board.says_it_lost_the_desk, f"{board.name} does not say that it lost its desk"
                )

    def _waits_for_a_person(self) -> bool:
        """A desk that was started with a wrong clock believes it, or none, until a person says so; nobody is here to."""
        desk = self._office.desk
        return desk.began_wrong or self._office.reference.last_at > desk.machine.utc_ms()

    def _healed(self) -> None:
        office, now = self._office, self._office.loop.time()
        if now - max(self.calm_from, 0.0) < HEALED_S or now < HEALED_S:
            return
        serving = office.desk.serving_since < float("inf")
        office.ledger.check("P11", serving, f"the desk does not serve {HEALED_S:.0f} s after the last fault")
        if now - self._closed_at < OPENS_S or self._waits_for_a_person():
            return
        for kiosk in office.kiosks.values():
            well = kiosk.screen in USEFUL
            office.ledger.check(
                "P11", well, f"{kiosk.name} shows {kiosk.screen} {HEALED_S:.0f} s after the last fault"
            )
            waits = 0.0 if kiosk.asked_at is None else kiosk.now - kiosk.asked_at
            office.ledger.check(
                "P9", waits <= ANSWER_S, f"{kiosk.name} has waited {waits:.1f} s for a number"
            )
