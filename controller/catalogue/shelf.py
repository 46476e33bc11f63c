"""The catalogue in force, and the one before it, as files in the controller's folder."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from controller.catalogue.procedure import Procedure
from hardware.durable import write_durably

FOLDER, IN_FORCE, BEFORE = "catalogue", "procedures.json", "procedures.before.json"
VERSIONS, MOST_VERSIONS = "versions.json", 50
"""What was in force and who made it so, newest first."""

PUBLIC = 0o644
"""The caretaker's command writes it as another user than the controller, which reads it."""


class ShelfError(ValueError):
    """The catalogue cannot be read or written; says which file and why."""


@dataclass(frozen=True)
class Catalogue:
    """Everything that the office tells about its procedures; ``source`` and ``taken``: from which file, and when."""

    procedures: tuple[Procedure, ...] = ()
    source: str = ""
    taken: datetime | None = None


@dataclass(frozen=True)
class Version:
    """That a catalogue came into force. ``who``: a person's name as colleagues know it, "" for the command."""

    at: datetime
    source: str
    count: int
    who: str = ""


_SHAPE = TypeAdapter(Catalogue)
_VERSIONS = TypeAdapter(tuple[Version, ...])


class Shelf:
    """Two places: what is in force, and what was before. A power cut leaves either the old or the new one, whole."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / FOLDER

    def mark(self) -> tuple[int, int] | None:
        """Another mark is another catalogue."""
        try:
            stat = (self._folder / IN_FORCE).stat()
        except OSError:
            return None
        return stat.st_mtime_ns, stat.st_ino

    def read(self) -> Catalogue:
        """The catalogue in force; an empty one where none was ever taken. Raises ShelfError."""
        return _read(self._folder / IN_FORCE)

    def versions(self) -> tuple[Version, ...]:
        """What was in force, newest first; what cannot be read is not told."""
        try:
            return _VERSIONS.validate_json((self._folder / VERSIONS).read_bytes())
        except (OSError, ValidationError):
            return ()

    @property
    def has_before(self) -> bool:
        """Whether there is a catalogue to go back to."""
        return (self._folder / BEFORE).exists()

    def put(self, catalogue: Catalogue, who: str = "") -> None:
        """Make it the one in force; the present one can be put back. Raises ShelfError."""
        try:
            present = self._folder / IN_FORCE
            if present.exists():
                write_durably(self._folder / BEFORE, present.read_bytes(), mode=PUBLIC)
            write_durably(present, _SHAPE.dump_json(catalogue, indent=1), mode=PUBLIC)
            if catalogue.taken:
                told = Version(catalogue.taken, catalogue.source, len(catalogue.procedures), who)
                listed = (told, *self.versions())[:MOST_VERSIONS]
                write_durably(self._folder / VERSIONS, _VERSIONS.dump_json(listed, indent=1), mode=PUBLIC)
        except OSError as error:
            raise ShelfError(f"{error.filename}: {error.strerror}") from None

    def back(self, who: str = "") -> Catalogue:
        """Put back what was before; doing it again undoes it. Raises ShelfError when there is none."""
        before = self._folder / BEFORE
        if not before.exists():
            raise ShelfError(f"{before.name}: there is no earlier catalogue")
        found = _read(before)
        self.put(found, who)
        return found


def _read(path: Path) -> Catalogue:
    try:
        return _SHAPE.validate_json(path.read_bytes(), strict=False)
    except FileNotFoundError:
        return Catalogue()
    except OSError as error:
        raise ShelfError(f"{path.name}: {error.strerror}") from None
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise ShelfError(f"{path.name}: {where}: {first['msg']}") from None
