"""A finished journal takes the place of another one, which is kept beside it under a name of its own.

Once the finished file has its name (``READY``), whatever interrupts the rest, the next start goes on with it: a start
finds the one journal or the other, and never neither.
"""

from pathlib import Path

from controller.journal.errors import JournalError
from controller.journal.folder import FILE, JournalDir, put_in_place, sync
from controller.journal.sides import SIDES, beside, remove_sides

REBUILT, RESTORED = f"{FILE}.rebuilt", f"{FILE}.restored"
READY = (RESTORED, REBUILT)
"""Finished files. What a person restored goes before what was rebuilt of its forerunner."""


def waiting(data_dir: Path) -> Path | None:
    """A finished file whose way was cut short."""
    return next((data_dir / name for name in READY if (data_dir / name).exists()), None)


def take_place(held: JournalDir, ready: Path, kept: Path) -> None:
    """The finished file becomes the journal; what is there now is ``kept``. Raises JournalError when it cannot.

    ``held``: the folder, which nobody else uses meanwhile.
    """
    path = held.journal
    try:
        for name in ("", *SIDES):
            side, aside = beside(path, name), beside(kept, name)
            if side.exists() and not aside.exists():
                aside.hardlink_to(side)
        sync(path.parent)
        remove_sides(path)
        if ready.name == RESTORED:
            (path.parent / REBUILT).unlink(missing_ok=True)
        put_in_place(ready, path)
    except OSError as error:
        raise JournalError(f"{ready} cannot be put in the place of {path}: {error}") from error
