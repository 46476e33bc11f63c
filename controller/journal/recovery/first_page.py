"""A damaged first page: it says which tables a journal has and where they begin, which is the same in every journal.

So it needs no luck and no backup: a copy of the file with the first page of an empty journal is read instead. If that was
not the right one (a journal that an older program began), no event in it proves itself.
"""

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from controller.journal import schema
from controller.journal.connecting import connect
from controller.journal.sides import remove_sides

_PAGES_AT, _FREE_AT = 28, 32
"""Where the file format (sqlite.org/fileformat.html, 1.3) has the size in pages, and the list of pages that are not used."""


@contextlib.contextmanager
def with_first_page(path: Path) -> Iterator[Path]:
    """A copy beside the file, for as long as the block runs. Raises OSError."""
    copy = path.with_name(f"{path.name}.reading")
    try:
        shutil.copyfile(path, copy)
        page = bytearray(_of_an_empty_journal())
        page[_PAGES_AT:_FREE_AT] = (copy.stat().st_size // len(page)).to_bytes(4)
        page[_FREE_AT : _FREE_AT + 8] = bytes(8)
        with copy.open("r+b") as file:
            file.write(page)
        yield copy
    finally:
        copy.unlink(missing_ok=True)
        remove_sides(copy)


def _of_an_empty_journal() -> bytes:
    with contextlib.closing(connect(":memory:", isolation_level=None)) as db:
        schema.migrate(db)
        (size,) = db.execute("PRAGMA page_size").fetchone()
        return db.serialize()[:size]
