"""The catalogue in force, and those that were, as files in the controller's folder."""

import contextlib
import gzip
import hashlib
import zlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from controller.catalogue.procedure import Procedure
from hardware.durable import write_durably
from hardware.seal import DamagedFile
from hardware.sealed_file import read_sealed, write_sealed

FOLDER, IN_FORCE = "catalogue", "procedures.json"
VERSIONS, MOST_VERSIONS = "versions.json", 50
"""What was in force and who made it so, newest first; each is kept under the digest of its bytes ..."""
KEPT, MOST_KEPT = "procedures-{digest}.json.gz", 64 * 1024 * 1024
"""... packed, as many of the newest as have room in so many bytes."""

MOST_BYTES = 64 << 20
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

    def one(self, code: str) -> Procedure | None:
        """By its code; None where there is none."""
        return next((one for one in self.procedures if one.code == code), None)


@dataclass(frozen=True)
class Version:
    """That a catalogue came into force. ``who``: a person's name as colleagues know it, "" for the command."""

    at: datetime | None
    source: str
    count: int
    who: str = ""
    digest: str = ""
    """Under which it is kept."""


_SHAPE = TypeAdapter(Catalogue)
_VERSIONS = TypeAdapter(tuple[Version, ...])


class Shelf:
    """What is in force, and what was. A power cut leaves either the old or the new one in force, whole."""

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

    def whole(self) -> Catalogue:
        """What a new one is compared with: the one in force; where that is damaged the newest that is kept, or none."""
        with contextlib.suppress(ShelfError):
            return self.read()
        for one in self.versions():
            with contextlib.suppress(ShelfError):
                return self._unpacked(one.digest)
        return Catalogue()

    def versions(self) -> tuple[Version, ...]:
        """What was in force, newest first; what cannot be read is not told."""
        try:
            return _VERSIONS.validate_json(read_sealed(self._folder / VERSIONS, MOST_BYTES))
        except (OSError, ValueError):
            return ()

    def others(self) -> frozenset[str]:
        """Digests of what is kept and could be put back: everything but what is in force."""
        present = _digest(self._present())
        kept = {one.digest for one in self.versions() if one.digest and self._kept(one.digest).exists()}
        return frozenset(kept - {present})

    def put(self, catalogue: Catalogue, who: str = "", at: datetime | None = None) -> None:
        """Make it the one in force, since ``at``; the present one can be put back. Raises ShelfError."""
        content = _SHAPE.dump_json(catalogue, indent=1)
        told = Version(
            at or catalogue.taken, catalogue.source, len(catalogue.procedures), who, _digest(content)
        )
        try:
            before = self._before()
            self._keep(content)
            write_sealed(self._folder / IN_FORCE, content, mode=PUBLIC)
            listed = (told, *before)[:MOST_VERSIONS]
            write_sealed(self._folder / VERSIONS, _VERSIONS.dump_json(listed, indent=1), mode=PUBLIC)
            self._tidy([one.digest for one in listed])
        except OSError as error:
            raise ShelfError(f"{error.filename}: {error.strerror}") from None

    def back(self, who: str = "", at: datetime | None = None) -> Catalogue:
        """Put back what was before; doing it again undoes it. Raises ShelfError when there is none."""
        others = self.others()
        digest = next((one.digest for one in self.versions() if one.digest in others), None)
        if digest is None:
            raise ShelfError(f"{VERSIONS}: there is no earlier catalogue")
        return self.put_back(digest, who, at)

    def put_back(self, digest: str, who: str = "", at: datetime | None = None) -> Catalogue:
        """Put back any that is kept. Raises ShelfError when it is not, or not as it was."""
        if digest not in self.others():
            raise ShelfError(f"{VERSIONS}: no other catalogue {digest!r} is kept")
        found = self._unpacked(digest)
        self.put(found, who, at)
        return found

    def _unpacked(self, digest: str) -> Catalogue:
        """Raises ShelfError when it is not kept, or not as it was."""
        path = self._kept(digest)
        try:
            content = gzip.decompress(path.read_bytes())
        except (OSError, EOFError, zlib.error) as error:
            raise ShelfError(f"{path.name}: {error}") from None
        if _digest(content) != digest:
            raise ShelfError(f"{path.name}: its bytes are not those that were kept")
        return _parsed(content, path.name)

    def _before(self) -> tuple[Version, ...]:
        """What was in force until now, and before; the present one is kept, too, if something else than this put it there."""
        present, listed = self._present(), self.versions()
        if not present or any(one.digest == _digest(present) for one in listed):
            return listed
        try:
            found = _parsed(present, IN_FORCE)
        except ShelfError:
            return listed
        self._keep(present)
        return (
            Version(found.taken, found.source, len(found.procedures), digest=_digest(present)),
            *listed,
        )

    def _present(self) -> bytes:
        try:
            return read_sealed(self._folder / IN_FORCE, MOST_BYTES)
        except (OSError, DamagedFile):
            return b""

    def _kept(self, digest: str) -> Path:
        return self._folder / KEPT.format(digest=digest)

    def _keep(self, content: bytes) -> None:
        path = self._kept(_digest(content))
        if not path.exists():
            write_durably(path, gzip.compress(content, mtime=0), mode=PUBLIC)

    def _tidy(self, digests: list[str]) -> None:
        """Of what is listed no more is kept than has room, of the rest nothing; what is in force stays."""
        room, wanted = MOST_KEPT, set[Path]()
        for path in map(self._kept, dict.fromkeys(digests)):
            room -= path.stat().st_size if path.exists() else 0
            if room >= 0 or not wanted:
                wanted.add(path)
        for path in set(self._folder.glob(KEPT.format(digest="*"))) - wanted:
            path.unlink(missing_ok=True)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def _read(path: Path) -> Catalogue:
    try:
        content = read_sealed(path, MOST_BYTES)
    except FileNotFoundError:
        return Catalogue()
    except DamagedFile as error:
        raise ShelfError(f"{path.name}: {error}") from None
    except OSError as error:
        raise ShelfError(f"{path.name}: {error.strerror or error}") from None
    return _parsed(content, path.name)


def _parsed(content: bytes, name: str) -> Catalogue:
    try:
        return _SHAPE.validate_json(content, strict=False)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise ShelfError(f"{name}: {where}: {first['msg']}") from None
