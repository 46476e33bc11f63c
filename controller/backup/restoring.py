"""A whole office comes back from one backup, all of it or nothing: unpacked, proved and laid beside first.

Only then journal, settings, keys and catalogue change places, together. Cut short in between, the next start of the
controller ends it, or the same command does. What was replaced is kept.
"""

import contextlib
import logging
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from controller.backup import archive
from controller.backup.archive import JOURNAL, Card
from controller.backup.errors import BackupError
from controller.backup.keys import FOLDER, RECIPIENT, identity_of, recipient_line, recipient_of
from controller.backup.making import FIGURES, SENDING
from controller.backup.sealed import is_sealed, unseal
from controller.backup.together import CannotEnd, Move, PlanUnreadable, Wanted, anew, end, replace_together
from controller.catalogue.blank_shelf import PACKS
from controller.catalogue.shelf import FOLDER as CATALOGUE
from controller.catalogue.shelf import PUBLIC
from controller.console.uptime_files import FOLDER as UPTIME
from controller.figures.published import FILE as PUBLISHED
from controller.journal.errors import JournalBusyError, JournalError
from controller.journal.folder import JournalDir
from controller.journal.recovery.restoring import Moment, Restored, Staged, staged
from controller.settings import OfficeSettings
from hardware.host.settings_file import SettingsError, load_settings

log = logging.getLogger(__name__)

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

    Raises BackupError or RestoreError; then everything is as it was.
    """
    plan = plan_folder(settings)
    with contextlib.ExitStack() as stack:
        unpacked = stack.enter_context(_room(data_dir or Path(tempfile.gettempdir())))
        card = proved(file, phrase, unpacked)
        office = settings_of(unpacked)
        to = data_dir or office.data_dir
        _is_free(to)
        local = Moment(moment.utc_ms, office.utc_offset_minutes)
        try:
            _end_earlier(plan, stack)
            files = _files_of(unpacked, settings, office, to)
        except OSError as error:
            raise _not_put(error, to) from error
        except CannotEnd as error:
            raise BackupError("cut-short", file=error.path, why=error.why) from error
        files.append(Wanted(to / FOLDER / RECIPIENT, recipient_line(recipient_of(phrase))))
        with staged(to, unpacked / JOURNAL, office.site, local) as new:
            kept = _together(plan, files, new)
            new.take_place()
    return Back(card, new.restored, len(card.files) - 1, tuple(kept))


def end_cut_short(settings: Path) -> None:
    """End what a power cut interrupted, before anything of the office is read. Raises BackupError."""
    try:
        end(plan_folder(settings))
    except OSError as error:
        log.error("a restore that was cut short could not be ended, and was undone: %s", error)  # noqa: TRY400 - the cause is known
    except CannotEnd as error:
        raise BackupError("cut-short", file=error.path, why=error.why) from error


def plan_folder(settings: Path) -> Path:
    """Where a restore that was cut short says what is left to do: where the controller's own settings really lie."""
    return (settings / Path(OWN).name).resolve().parent


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


def _end_earlier(plan: Path, stack: contextlib.ExitStack) -> None:
    """One that was cut short; where nobody can say how far it had come, this one takes its place. Raises OSError, CannotEnd."""
    try:
        end(plan)
    except PlanUnreadable:
        stack.enter_context(anew(plan))


def _together(plan: Path, files: list[Wanted], new: Staged) -> list[Path]:
    new.handed_over = True
    try:
        return replace_together(plan, files, [Move(staged=new.building, to=new.ready)], new.stamp)
    except OSError as error:
        raise _not_put(error, plan) from error
    except CannotEnd as error:
        raise BackupError("cut-short", file=error.path, why=error.why) from error


def _not_put(error: OSError, folder: Path) -> BackupError:
    return BackupError("not-put", folder=error.filename or folder, why=error.strerror or error)


def _files_of(unpacked: Path, settings: Path, office: OfficeSettings, data_dir: Path) -> list[Wanted]:
    return [
        *_files(unpacked / "settings", settings, PUBLIC),
        *_files(unpacked / "pairing", office.pairing.folder or data_dir / "pairing"),
        *_files(unpacked / "catalogue", data_dir / CATALOGUE, PUBLIC),
        *_files(unpacked / PACKS, data_dir / CATALOGUE / PACKS, PUBLIC),
        *_figures(unpacked / FIGURES, data_dir),
        *_files(unpacked / SENDING, data_dir),
    ]


def _figures(unpacked: Path, data_dir: Path) -> Iterator[Wanted]:
    for wanted in _files(unpacked, data_dir / UPTIME):
        yield replace(wanted, to=data_dir / PUBLISHED) if wanted.to.name == PUBLISHED else wanted


def _files(unpacked: Path, folder: Path, mode: int = 0o600) -> Iterator[Wanted]:
    """What a folder's files are to be.

    A name that leads elsewhere goes on leading there: the package's own settings lie in a folder that the controller may
    write, and are known by their usual name.
    """
    if unpacked.is_dir():
        for source in sorted(unpacked.iterdir()):
            yield Wanted((folder / source.name).resolve(), source.read_bytes(), mode)
