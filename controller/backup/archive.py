"""What a backup holds: a list of its files with their digests, and then the files."""

import hashlib
import io
import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pydantic import BaseModel, ConfigDict, ValidationError

from contracts.vocabulary import Millis
from controller.backup.errors import BackupError
from controller.catalogue.blank_shelf import PACKS

FORMAT = 1
CARD = "manifest.json"
JOURNAL = "journal.db"
MOST_FILES = 5_000
MOST_CARD_BYTES = 1_000_000
MOST_DAYS = 4_000
"""The newest of the days of which there is a file each."""
MOST_SMALL_BYTES = 32 * 1024 * 1024
MOST_JOURNAL_BYTES = 16 * 1024**3
NAME = re.compile(
    r"journal\.db|settings/[a-z0-9-]{1,40}\.toml|pairing/[a-z]{1,20}\.[a-z]{1,9}|catalogue/[a-z]{1,20}(\.[a-z]{1,9}){1,2}"
    r"|blanks/[0-9a-f]{64}\.zip"
    r"|figures/published\.json|figures/[0-9]{4}-[0-9]{2}-[0-9]{2}\.json"
    r"|sending/sending\.key|sending/stated(-[a-z0-9]{1,10})?\.json"
)
"""Everything that a backup may hold; whatever else somebody put into one is not unpacked."""
CHUNK = 1 << 20


class Listed(BaseModel):
    """One file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    size: int
    sha256: str


class Card(BaseModel):
    """What stands first in a backup."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    format: int
    site: str
    made_at: Millis
    version: str
    files: tuple[Listed, ...]


@dataclass(frozen=True)
class Item:
    """A file on this machine, and what it is called in a backup."""

    name: str
    path: Path


def items_of(
    journal: Path, settings: Path, pairing: Path, catalogue: Path, figures: Path, sending: Path
) -> tuple[Item, ...]:
    """What an office needs to go on elsewhere. No dossiers: what is kept of those is for one day only."""
    found = [Item(JOURNAL, journal)]
    for room, paths in (
        ("settings", sorted(settings.glob("*.toml"))),
        ("pairing", [pairing / name for name in ("ca.key", "ca.pem", "paired.json")]),
        ("catalogue", sorted(catalogue.glob("*.json"))),
        ("blanks", sorted((catalogue / PACKS).glob("*.zip"))),
        ("figures", sorted(figures.glob("*.json"))[-MOST_DAYS:]),
        ("sending", sorted(sending.iterdir())),
    ):
        found += [Item(f"{room}/{path.name}", path) for path in paths if path.is_file()]
    return tuple(item for item in found if NAME.fullmatch(item.name))


def listed(item: Item) -> Listed:
    """Raises OSError."""
    digest, size = hashlib.sha256(), 0
    with item.path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return Listed(name=item.name, size=size, sha256=digest.hexdigest())


def write(stream: IO[bytes], card: Card, items: tuple[Item, ...]) -> None:
    """Everything, compressed, one after the other. Raises OSError."""
    with tarfile.open(fileobj=stream, mode="w|gz", format=tarfile.PAX_FORMAT) as tar:
        told = card.model_dump_json().encode()
        head = tarfile.TarInfo(CARD)
        head.size = len(told)
        tar.addfile(head, io.BytesIO(told))
        for item, known in zip(items, card.files, strict=True):
            entry = tarfile.TarInfo(item.name)
            entry.size, entry.mode = known.size, 0o600
            with item.path.open("rb") as file:
                tar.addfile(entry, file)


def read(stream: IO[bytes], into: Path | None) -> Card:
    """Prove every file against the list; unpack them below ``into``, if that is given. Raises BackupError, OSError."""
    try:
        with tarfile.open(fileobj=stream, mode="r|gz") as tar:
            members = iter(tar)
            card = _card(tar, next(members, None))
            for known, entry in zip(card.files, members, strict=True):
                _take(tar, entry, known, into)
    except (tarfile.TarError, EOFError, ValueError, RecursionError) as error:  # zlib.error comes as ReadError
        raise BackupError("damaged", why=type(error).__name__) from None
    return card


def _card(tar: tarfile.TarFile, entry: tarfile.TarInfo | None) -> Card:
    file = tar.extractfile(entry) if entry and entry.name == CARD and entry.isreg() else None
    if file is None:
        raise BackupError("not-backup")
    try:
        card = Card.model_validate_json(file.read(MOST_CARD_BYTES))
    except ValidationError:
        raise BackupError("not-backup") from None
    if card.format > FORMAT:
        raise BackupError("newer", version=card.version)
    if len(card.files) > MOST_FILES or not all(NAME.fullmatch(known.name) for known in card.files):
        raise BackupError("not-backup")
    return card


def _take(tar: tarfile.TarFile, entry: tarfile.TarInfo, known: Listed, into: Path | None) -> None:
    most = MOST_JOURNAL_BYTES if known.name == JOURNAL else MOST_SMALL_BYTES
    file = tar.extractfile(entry) if entry.isreg() and entry.name == known.name else None
    if file is None or entry.size != known.size or known.size > most:
        raise BackupError("damaged", why=known.name)
    digest = hashlib.sha256()
    for chunk in _written(file, into / known.name if into else None):
        digest.update(chunk)
    if digest.hexdigest() != known.sha256:
        raise BackupError("damaged", why=known.name)


def _written(file: IO[bytes], to: Path | None) -> Iterator[bytes]:
    if to is None:
        while chunk := file.read(CHUNK):
            yield chunk
        return
    to.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with to.open("wb") as out:
        while chunk := file.read(CHUNK):
            out.write(chunk)
            yield chunk
