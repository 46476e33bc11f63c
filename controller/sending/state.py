"""How the sending goes: what the caretaker reads, and the little of it that outlives a restart."""

import logging
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from contracts.vocabulary import Millis
from hardware.sealed_file import kept_secret, read_sealed, write_sealed

log = logging.getLogger(__name__)

FILE, KEY_FILE = "sending.json", "sending.key"
MOST_BYTES, KEY_BYTES = 20_000, 32


class Kept(BaseModel):
    """``journal``: the lineage that the journal names; ``sent_as``: the name under which it is sent.

    The two differ after the centre knew another history by that name (``contradicted_at``). ``apart``: facts that the
    centre does not count.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    journal: str = ""
    sent_as: str = ""
    taken_at: Millis | None = None
    contradicted_at: Millis | None = None
    apart: int = 0


@dataclass
class Progress:
    """What is known now. Belongs to the loop."""

    kept: Kept = field(default_factory=Kept)
    upto: int | None = None
    """How far the centre has come; None: it was not asked yet."""
    backlog: int | None = None
    trouble: str = ""
    """Why the last try failed, as a key of the texts; empty: it did not."""
    trouble_since: Millis | None = None


def kept_in(data_dir: Path) -> Kept:
    """What was kept; nothing where nothing can be read: the centre knows the rest."""
    try:
        return Kept.model_validate_json(read_sealed(data_dir / FILE, MOST_BYTES))
    except FileNotFoundError:
        return Kept()
    except (OSError, ValueError) as error:
        log.warning("%s cannot be read (%s) and begins anew", data_dir / FILE, type(error).__name__)
        return Kept()


def keep(data_dir: Path, kept: Kept) -> None:
    """Never raises: without it the centre is asked."""
    try:
        write_sealed(data_dir / FILE, kept.model_dump_json().encode())
    except OSError as error:
        log.warning("%s cannot be written: %s", data_dir / FILE, error.strerror or error)


def pseudonym_key(data_dir: Path) -> bytes:
    """The key that makes pseudonyms of clerks, made where there is none. Raises OSError: names are never sent for want of it."""
    return kept_secret(data_dir / KEY_FILE, KEY_BYTES)
