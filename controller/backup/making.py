"""Makes one backup: copied and proved, sealed, written, read back and proved again, and only then named."""

import contextlib
import errno
import os
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pyrage import x25519

from contracts.vocabulary import Millis, SiteId
from controller.backup import archive
from controller.backup.archive import FORMAT, Card, Item
from controller.backup.errors import BackupError, of_the_place
from controller.backup.generations import made_at, name_of, too_many
from controller.backup.keys import recipient_in
from controller.backup.sealed import seal, unseal
from controller.backup.state import FOLDER
from controller.catalogue.blank_shelf import PACKS
from controller.console.uptime_files import FOLDER as UPTIME
from controller.figures.published import FILE as PUBLISHED
from controller.figures.stated_forms import FILES as STATED
from controller.journal.backup import sound_copy
from controller.journal.folder import FILE
from controller.sending.state import KEY_FILE as PSEUDONYMS
from hardware.durable import flush_folder

PART = ".motcua-being-written"
ROOM = 4 * 1024 * 1024
"""Beside the files themselves."""
FIGURES, SENDING = "figures", "sending"
UNSYNCABLE = frozenset({errno.EINVAL, errno.ENOTSUP, errno.ENOSYS})
"""What network folders say to the wish that a folder be flushed."""


@dataclass(frozen=True)
class Ground:
    """What is backed up, and to where."""

    site: SiteId
    data_dir: Path
    settings: Path
    """The folder of the settings files."""
    pairing: Path
    catalogue: Path
    folder: Path
    keep: int
    same_disk: bool
    """Whether the folder may be on the disk of the office itself: then it is no help when that dies."""
    version: str


@dataclass(frozen=True)
class Made:
    """One good backup."""

    file: Path
    size: int
    dropped: int
    """Old ones that were deleted."""


def make(ground: Ground, utc_ms: Millis) -> Made:
    """Raises BackupError; then every older backup is as it was."""
    recipient = recipient_in(ground.data_dir)
    if recipient is None:
        raise BackupError("no-phrase")
    _look_at(ground)
    work = ground.data_dir / FOLDER
    try:
        work.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryDirectory(dir=work, prefix="work-") as folder:
            items = _items(ground, Path(folder))
            card = Card(
                format=FORMAT,
                site=ground.site,
                made_at=utc_ms,
                version=ground.version,
                files=tuple(archive.listed(item) for item in items),
            )
            made = _write(ground, card, items, recipient)
    except OSError as error:  # of our own disk: the place's own are told already
        raise BackupError("no-copy", why=error.strerror or error) from error
    return Made(made, made.stat().st_size, _drop(ground, made.name))


def _look_at(ground: Ground) -> None:
    try:
        if not ground.folder.is_dir():
            raise BackupError("not-there", folder=ground.folder)
        if not ground.same_disk and ground.folder.stat().st_dev == ground.data_dir.stat().st_dev:
            raise BackupError("not-plugged-in", folder=ground.folder)
    except OSError as error:
        raise of_the_place(error, ground.folder) from error


def _items(ground: Ground, work: Path) -> tuple[Item, ...]:
    copy = work / FILE
    try:
        sound_copy(ground.data_dir / FILE, copy)
    except ValueError as error:
        raise BackupError("not-sound", why=error) from error
    figures, sending, still = _figures(ground, work), _sending(ground, work), work / "still"
    still.mkdir(mode=0o700)
    found = archive.items_of(copy, ground.settings, ground.pairing, ground.catalogue, figures, sending)
    return tuple(item for at, one in enumerate(found) if (item := _still(one, work, still / str(at))))


def _still(item: Item, work: Path, to: Path) -> Item | None:
    """A file as it is now: a stick may be slow, and the caretaker at work meanwhile. None: it went just now."""
    if item.path.is_relative_to(work):
        return item
    put = _same_as if item.name.startswith(f"{PACKS}/") else shutil.copyfile  # nobody changes a pack
    try:
        put(item.path, to)
    except FileNotFoundError:
        return None
    return Item(item.name, to)


def _sending(ground: Ground, work: Path) -> Path:
    """What makes clerks' pseudonyms, and what the head handed up; not how far the sending has come, which the centre knows."""
    return _as_now([ground.data_dir / name for name in (PSEUDONYMS, *STATED.values())], work / SENDING)


def _figures(ground: Ground, work: Path) -> Path:
    """What no journal can tell again."""
    return _as_now([ground.data_dir / PUBLISHED, *(ground.data_dir / UPTIME).glob("*.json")], work / FIGURES)


def _as_now(files: Iterable[Path], still: Path) -> Path:
    """Files as they are now, in a folder: whoever writes one of these puts another in its place."""
    still.mkdir()
    for path in files:
        with contextlib.suppress(FileNotFoundError):
            _same_as(path, still / path.name)
    return still


def _same_as(path: Path, still: Path) -> None:
    """Another name, or a copy where the disk knows no such names, or this folder is on another one."""
    try:
        os.link(path, still)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copyfile(path, still)


def _write(ground: Ground, card: Card, items: tuple[Item, ...], recipient: x25519.Recipient) -> Path:
    part, named = ground.folder / PART, ground.folder / name_of(ground.site, _moment(ground, card.made_at))
    witness = x25519.Identity.generate()
    """Opens this one backup, too, until this function ends: so it can be read back without the digits."""
    try:
        needed = sum(known.size for known in card.files) + ROOM
        free = shutil.disk_usage(ground.folder).free
        if free < needed:
            raise BackupError("no-room", folder=ground.folder)
        with part.open("wb") as file:
            seal(partial(archive.write, card=card, items=items), file, [recipient, witness.to_public()])
            file.flush()
            os.fsync(file.fileno())
        _read_back(part, witness, card)
        part.replace(named)
        _flush(ground.folder)
    except OSError as error:
        raise of_the_place(error, ground.folder) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    return named


def _moment(ground: Ground, utc_ms: Millis) -> Millis:
    """A clock that went back makes no backup that looks older than the last one."""
    times = [at for path in ground.folder.iterdir() if (at := made_at(path.name, ground.site)) is not None]
    return max([utc_ms, *(at + 1000 for at in times)])


def _read_back(part: Path, witness: x25519.Identity, card: Card) -> None:
    with part.open("rb") as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)  # from the stick, not from memory
        try:
            found = unseal(file, witness, partial(archive.read, into=None))
        except BackupError:
            raise BackupError("written-wrong", folder=part.parent) from None
    if found != card:
        raise BackupError("written-wrong", folder=part.parent)


def _flush(folder: Path) -> None:
    try:
        flush_folder(folder)
    except OSError as error:
        if error.errno not in UNSYNCABLE:
            raise


def _drop(ground: Ground, newest: str) -> int:
    dropped = 0
    with contextlib.suppress(OSError):  # one too many is no reason to call this one bad
        names = [path.name for path in ground.folder.iterdir()]
        for name in too_many(names, ground.site, ground.keep, newest):
            (ground.folder / name).unlink()
            dropped += 1
    return dropped
