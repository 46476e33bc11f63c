"""A whole office comes back from one backup: unpacked and proved first, then settings and keys, the journal last.

Cut short anywhere, the same command goes on: what was replaced is kept beside its place, and never replaced twice by
another than itself.
"""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from controller.backup import archive
from controller.backup.archive import JOURNAL, Card
from controller.backup.errors import BackupError
from controller.backup.keys import identity_of, keep_recipient, recipient_of
from controller.backup.office import give_to_owner
from controller.backup.sealed import is_sealed, unseal
from controller.catalogue.shelf import FOLDER as CATALOGUE
from controller.catalogue.shelf import PUBLIC
from controller.journal.errors import JournalBusyError, JournalError
from controller.journal.folder import JournalDir
from controller.journal.recovery.restoring import Moment, Restored, restore
from controller.settings import OfficeSettings
from hardware.durable import write_durably
from hardware.host.settings_file import SettingsError, load_settings

OWN = "settings/controller.toml"


@dataclass(frozen=True)
class Back:
    """What came back."""

    card: Card
    journal: Restored
    files: int
    """Settings, keys and catalogue that were put in their places."""
    kept: tuple[Path, ...]
    """What was there before, where that was something else."""


def proved(file: Path, phrase: str, into: Path | None = None) -> Card:
    """Decrypt it to its end and prove everything in it. Raises BackupError."""
    if not file.is_file():
        raise BackupError("missing", file=file)
    if not is_sealed(file):
        raise BackupError("not-backup")
    try:
        with file.open("rb") as stream:
            return unseal(stream, identity_of(phrase), partial(archive.read, into=into))
    except OSError as error:
        raise BackupError("unreadable", file=file, why=error.strerror or error) from error


def settings_of(unpacked: Path) -> OfficeSettings:
    """The settings of the office that a backup is of. Raises BackupError."""
    try:
        return load_settings(unpacked / OWN, OfficeSettings)
    except SettingsError as error:
        raise BackupError("settings-unusable", why=error) from error


def restore_all(file: Path, phrase: str, settings: Path, data_dir: Path | None, moment: Moment) -> Back:
    """``settings``: the folder for the settings files. ``data_dir``: another one than they name.

    Raises BackupError or RestoreError; then the journal that was there still is.
    """
    with _room(data_dir or Path(tempfile.gettempdir())) as unpacked:
        card = proved(file, phrase, unpacked)
        office = settings_of(unpacked)
        to = data_dir or office.data_dir
        _is_free(to)
        stamp = moment.stamp
        kept = [
            *_put(unpacked / "settings", settings, stamp, PUBLIC),
            *_put(unpacked / "pairing", office.pairing.folder or to / "pairing", stamp),
            *_put(unpacked / "catalogue", to / CATALOGUE, stamp, PUBLIC),
        ]
        try:
            keep_recipient(to, recipient_of(phrase))
        except OSError as error:
            raise BackupError("not-put", folder=to, why=error.strerror or error) from error
        give_to_owner(to)
        back = restore(to, unpacked / JOURNAL, office.site, Moment(moment.utc_ms, office.utc_offset_minutes))
    return Back(card, back, len(card.files) - 1, tuple(kept))


@contextlib.contextmanager
def _room(near: Path) -> Iterator[Path]:
    """A folder that only we can look into, gone at the end. Raises BackupError."""
    try:
        near.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=".unpacked-", dir=near))
    except OSError as error:
        raise BackupError("not-put", folder=near, why=error.strerror or error) from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _is_free(data_dir: Path) -> None:
    """Nothing is replaced under a controller that works. Raises BackupError."""
    try:
        JournalDir(data_dir).close()
    except JournalBusyError:
        raise BackupError("running", folder=data_dir) from None
    except JournalError as error:
        raise BackupError("not-put", folder=data_dir, why=error) from error


def _put(unpacked: Path, folder: Path, stamp: str, mode: int = 0o600) -> Iterator[Path]:
    """Put files into their folder; what was there and differs is kept beside them.

    A name that leads elsewhere goes on leading there: the package's own settings lie in a folder that the controller may
    write, and are known by their usual name.
    """
    if not unpacked.is_dir():
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for source in sorted(unpacked.iterdir()):
            to, content = (folder / source.name).resolve(), source.read_bytes()
            if to.exists() and to.read_bytes() != content:
                kept = to.with_name(f"{to.name}.before-{stamp}")
                to.replace(kept)
                yield kept
            write_durably(to, content, mode=mode)
            if os.geteuid() == 0:
                owner = to.parent.stat()
                os.chown(to, owner.st_uid, owner.st_gid)
    except OSError as error:
        raise BackupError("not-put", folder=folder, why=error.strerror or error) from error
