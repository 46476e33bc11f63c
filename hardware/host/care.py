"""What the caretaker wants of a machine: its program begun anew, itself begun anew, or switched off safely.

The service manager does the last two: it watches a folder (``office-power-off.path``, ``office-reboot.path``), so no program
of ours needs the right to switch anything off.
"""

import logging
import os
import signal
from pathlib import Path

from contracts import messages as m

log = logging.getLogger(__name__)

FOLDER = Path("/run/motcua")


def take_care(care: m.Care, folder: Path = FOLDER) -> bool:
    """Do it; False where nothing of this machine can (no service manager of ours)."""
    if care.what in ("find-printers", "use-printer"):  # for a printer's program, which does it itself
        return False
    log.warning("the caretaker wants: %s", care.what)
    if care.what == "restart":
        os.kill(os.getpid(), signal.SIGTERM)  # as the service manager would; it starts us again
        return True
    try:
        (folder / care.what).touch()
    except OSError as error:
        log.warning("%s cannot be written: %s", folder, error.strerror or error)
        return False
    return True
