"""Which devices belong to the office: a small file beside the authority."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from contracts.pairing import DeviceRole
from contracts.vocabulary import DeviceId
from hardware.seal import DamagedFile
from hardware.sealed_file import read_sealed, write_sealed

FILE = "paired.json"
MOST_BYTES = 5_000_000


class Paired(BaseModel):
    """One device that was let in."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    device: DeviceId
    role: DeviceRole
    serial: str
    """The certificate's number, hexadecimal."""
    key: str
    """The digest of its public key: the same machine may ask again, another one with its name may not."""
    at: int
    """When, in milliseconds of the desk's clock."""
    by: str
    """Who let it in."""
    revoked_at: int | None = None
    revoked_by: str = ""


_LIST = TypeAdapter(tuple[Paired, ...])


class PairedFileBroken(ValueError):  # noqa: N818 - named by what is wrong
    """The list cannot be read; nobody may be let in or out before it can."""


def load(folder: Path) -> tuple[Paired, ...]:
    """Everybody that was ever let in. Raises PairedFileBroken, OSError."""
    path = folder / FILE
    if not path.exists():
        return ()
    try:
        return _LIST.validate_json(read_sealed(path, MOST_BYTES))
    except ValidationError as error:
        why = error.errors(include_url=False)[0]["msg"]
    except DamagedFile as error:
        why = str(error)
    raise PairedFileBroken(f"{path}: {why}; put back a copy of it")


def save(folder: Path, paired: tuple[Paired, ...]) -> None:
    """Write the list. Raises OSError."""
    write_sealed(folder / FILE, _LIST.dump_json(paired, indent=1))


def valid(paired: tuple[Paired, ...]) -> dict[DeviceId, Paired]:
    """Who belongs to the office now."""
    return {each.device: each for each in paired if each.revoked_at is None}
