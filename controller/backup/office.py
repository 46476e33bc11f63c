"""The backups of one office, by its settings file."""

import contextlib
import os
from pathlib import Path

from contracts.vocabulary import Millis, SiteId
from controller.backup.errors import BackupError
from controller.backup.generations import is_due, made_at
from controller.backup.keys import RECIPIENT
from controller.backup.making import Ground, Made, make
from controller.backup.state import FOLDER, State, begin, is_wanted, keep_state, state_in
from controller.catalogue.shelf import FOLDER as CATALOGUE
from controller.domain.hours import closed
from controller.office_from_settings import office_of
from controller.settings import OfficeSettings


def ground_of(settings: OfficeSettings, file: Path, version: str, folder: Path | None = None) -> Ground:
    """``file``: the settings file. ``folder``: another place than the settings name. Raises BackupError."""
    wanted = settings.backup
    to = folder or wanted.folder
    if to is None:
        raise BackupError("no-folder")
    return Ground(
        site=settings.site,
        data_dir=settings.data_dir,
        settings=file.parent,
        pairing=settings.pairing.folder or settings.data_dir / "pairing",
        catalogue=settings.data_dir / CATALOGUE,
        folder=to,
        keep=wanted.keep,
        same_disk=wanted.same_disk,
        version=version,
    )


def backup_now(ground: Ground, utc_ms: Millis) -> Made:
    """Make one and note how it went. Raises BackupError."""
    before = state_in(ground.data_dir)
    try:
        begin(ground.data_dir)
        made = make(ground, utc_ms)
        keep_state(
            ground.data_dir,
            State(good_at=utc_ms, good_name=made.file.name, good_bytes=made.size, tried_at=utc_ms),
        )
    except BackupError as error:
        failed = {"tried_at": utc_ms, "trouble": error.key, "facts": error.facts}
        with contextlib.suppress(OSError):
            keep_state(ground.data_dir, before.model_copy(update=failed))
        raise
    except OSError as error:
        raise BackupError("no-copy", why=error.strerror or error) from error
    finally:
        give_to_owner(ground.data_dir)
    return made


def due(settings: OfficeSettings, utc_ms: Millis) -> bool:
    """Whether a backup should be made now: somebody wants one, or it is time and nobody is served."""
    data_dir = settings.data_dir
    if settings.backup.folder is None or not (data_dir / FOLDER / RECIPIENT).exists():
        return False
    if is_wanted(data_dir):
        return True
    state = state_in(data_dir)
    return closed(office_of(settings), utc_ms) is not None and is_due(utc_ms, state.good_at, state.tried_at)


def backups_in(folder: Path, site: SiteId) -> list[tuple[Path, Millis]]:
    """The backups of an office in a folder, newest first. Raises OSError."""
    found = [(path, made_at(path.name, site)) for path in folder.iterdir()]
    return sorted(((path, at) for path, at in found if at is not None), reverse=True)


def give_to_owner(data_dir: Path) -> None:
    """What root wrote beside the journal is the controller's own."""
    if os.geteuid() != 0:
        return
    with contextlib.suppress(OSError):
        owner = data_dir.stat()
        for path in (data_dir / FOLDER, *(data_dir / FOLDER).iterdir()):
            os.chown(path, owner.st_uid, owner.st_gid)
