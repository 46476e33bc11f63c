"""The door of an office that has no caretaker yet, open on the machine's own console."""

import sys

from controller.first_start.door import Door
from controller.settings import OfficeSettings
from hardware.host.clock import SystemClock


def door_of(settings: OfficeSettings) -> Door:
    """Where an office is begun that has no caretaker yet: its code is shown on the machine's console and in the log."""
    port = settings.web.port

    def show(code: str) -> None:
        sys.stdout.write(f"motcua: MA BAT DAU / START CODE: {code}  (http://<IP>:{port}/bat-dau)\n")
        sys.stdout.flush()

    door = Door(show, SystemClock().monotonic)
    if not any(clerk.caretaker for clerk in settings.clerks):
        door.open()
    return door
