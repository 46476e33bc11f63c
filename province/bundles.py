"""Updates for offices: files in a folder of the centre, to whom each is offered, and what offices say of them."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Row, and_, delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from contracts.offered_updates import MOST_BUNDLE, MOST_PART, UpdateAsked, UpdateOffered
from hardware.durable import need_room
from hardware.update.bundle import unpack
from hardware.update.versions import need_version
from province.database import Sender, as_office
from province.fleet import rank
from province.intake import moment
from province.schema import BUNDLE, BUNDLE_OFFICE, OFFICE_UPDATE

ANY_ARCH = "all"


@dataclass(frozen=True)
class Bundle:
    """One that lies here. ``offices``: those to whom it is offered by name."""

    id: int
    digest: str
    version: str
    suite: str
    arch: str
    size: int
    maker: str
    placed_at: datetime
    for_all: bool
    offices: frozenset[int]

    def is_for(self, office: int) -> bool:
        """Whether it is offered to an office."""
        return self.for_all or office in self.offices

    def fits(self, suite: str, arch: str) -> bool:
        """Whether it is made for such a machine."""
        return self.suite == suite and self.arch in (arch, ANY_ARCH)


@dataclass(frozen=True)
class Told:
    """What an office said last of its updates."""

    got_at: datetime
    asked: UpdateAsked


class TooLargeError(Exception):
    """More than an office would take."""

    def __init__(self, most_mb: int) -> None:
        super().__init__(most_mb)
        self.most_mb = most_mb


class Bundles:
    """Raises SQLAlchemyError when the database cannot be used."""

    def __init__(self, engine: Engine, utc_ms: Callable[[], int], folder: Path) -> None:
        self._engine, self._utc_ms, self._folder = engine, utc_ms, folder

    def place(self, source: Path, trusted: Path) -> str:
        """Prove a bundle whole and lay it down, offered to nobody; its version.

        Raises UpdateError, TooLargeError, OSError.

        The keys are the administrator's own check that this is the right file; offices have theirs.
        """
        size = source.stat().st_size
        if size > MOST_BUNDLE:
            raise TooLargeError(MOST_BUNDLE >> 20)
        self._folder.mkdir(parents=True, exist_ok=True)
        need_room(self._folder, size)
        with tempfile.TemporaryDirectory(prefix=".proved-", dir=self._folder) as room:
            copy = Path(room) / "copy"
            shutil.copyfile(source, copy)
            packages = Path(room) / "packages"
            packages.mkdir()
            proved = unpack(copy, trusted, packages)
            need_version(sorted(packages.iterdir()), proved.manifest.version)
            with copy.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
                os.fsync(file.fileno())
            row = {
                "digest": digest,
                "version": proved.manifest.version,
                "suite": proved.manifest.suite,
                "arch": proved.manifest.arch,
                "size": copy.stat().st_size,
                "maker": proved.key,
                "placed_at": moment(self._utc_ms()),
                "for_all": False,
            }
            copy.replace(self._file(digest))
            with self._engine.begin() as connection:
                connection.execute(insert(BUNDLE).values(**row).on_conflict_do_nothing())
        return proved.manifest.version

    def all(self) -> list[Bundle]:
        """The newest version first."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(BUNDLE)).mappings().all()
            named: dict[int, set[int]] = {}
            for each in connection.execute(select(BUNDLE_OFFICE)):
                named.setdefault(each.bundle, set()).add(each.office)
        there = [Bundle(**row, offices=frozenset(named.get(row["id"], ()))) for row in rows]
        return sorted(there, key=lambda bundle: (rank(bundle.version), bundle.id), reverse=True)

    def told(self) -> dict[int, Told]:
        """What every office said last."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(OFFICE_UPDATE)).all()
        return {row.office: Told(row.got_at, UpdateAsked.model_validate(row.told)) for row in rows}

    def is_there(self, bundle: Bundle) -> bool:
        """Whether its file lies here, as long as it was."""
        try:
            return self._file(bundle.digest).stat().st_size == bundle.size
        except OSError:
            return False

    def offer(self, bundle: int, offices: Collection[int], *, to_all: bool) -> None:
        """To these from now on; what an office has fetched it keeps."""
        with self._engine.begin() as connection:
            connection.execute(update(BUNDLE).where(BUNDLE.c.id == bundle).values(for_all=to_all))
            connection.execute(delete(BUNDLE_OFFICE).where(BUNDLE_OFFICE.c.bundle == bundle))
            rows = [{"bundle": bundle, "office": office} for office in sorted(offices)]
            if rows and not to_all:
                connection.execute(insert(BUNDLE_OFFICE), rows)

    def remove(self, bundle: int) -> None:
        """It lies here no more. Raises OSError."""
        with self._engine.begin() as connection:
            gone = delete(BUNDLE).where(BUNDLE.c.id == bundle).returning(BUNDLE.c.digest)
            digest = connection.execute(gone).scalar_one_or_none()
        if digest:
            self._file(digest).unlink(missing_ok=True)

    def ask(self, sender: Sender, asked: UpdateAsked) -> UpdateOffered:
        """Note what an office says, and what there is for it: the newest version for its Debian and processor."""
        news: dict[str, Any] = {"got_at": moment(self._utc_ms()), "told": asked.model_dump(mode="json")}
        with as_office(self._engine, sender.office) as connection:
            noted = insert(OFFICE_UPDATE).values(office=sender.office, **news)
            connection.execute(noted.on_conflict_do_update(index_elements=["office"], set_=news))
        fits = and_(BUNDLE.c.suite == asked.suite, BUNDLE.c.arch.in_((asked.arch, ANY_ARCH)))
        with self._engine.connect() as connection:
            rows = self._offered(connection, sender, fits)
        if not rows:
            return UpdateOffered()
        row = max(rows, key=lambda one: (rank(one.version), one.id))
        return UpdateOffered(version=row.version, digest=row.digest, size=row.size)

    def part(self, sender: Sender, digest: str, start: int) -> bytes | None:
        """Some of its bytes; None: it is not offered to this office, or does not lie here. Raises OSError."""
        with self._engine.connect() as connection:
            rows = self._offered(connection, sender, BUNDLE.c.digest == digest)
        if not rows or not 0 <= start < rows[0].size:
            return None
        try:
            with self._file(rows[0].digest).open("rb") as file:
                file.seek(start)
                return file.read(MOST_PART)
        except FileNotFoundError:
            return None

    def _offered(self, connection: Connection, sender: Sender, fits: Any) -> Sequence[Row[Any]]:
        named = select(BUNDLE_OFFICE.c.bundle).where(BUNDLE_OFFICE.c.office == sender.office)
        mine = or_(BUNDLE.c.for_all, BUNDLE.c.id.in_(named))
        return connection.execute(select(BUNDLE).where(fits, mine)).all()

    def _file(self, digest: str) -> Path:
        return self._folder / f"{digest}.motcua"
