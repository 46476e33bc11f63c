"""A file of procedures is read in a process of its own.

``python -m controller.catalogue.apart FILE``: names of queues on its input, the report or what is wrong on its output.
"""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from controller.catalogue.beside import TooCostly, asked_beside, bound_oneself
from controller.catalogue.file import CatalogueFileError, records
from controller.catalogue.reading import Report, read


@dataclass(frozen=True)
class _Told:
    report: Report | None = None
    error: str = ""
    facts: Mapping[str, object] | None = None


_TOLD = TypeAdapter(_Told)
_COSTLY = "file-too-costly"


async def read_apart(path: Path, services: Mapping[str, str]) -> Report:
    """What became of a file. Raises CatalogueFileError, and OSError when no process can start."""
    try:
        said = await asked_beside(__name__, str(path), said=json.dumps(dict(services)).encode())
    except TooCostly:
        raise CatalogueFileError(_COSTLY) from None
    told = _TOLD.validate_json(said)
    if told.report is None:
        raise CatalogueFileError(told.error, **(told.facts or {}))
    return told.report


def main() -> None:
    """Read one file."""
    bound_oneself()
    services = json.loads(sys.stdin.buffer.read())
    try:
        told = _Told(read(records(Path(sys.argv[1])), services))
    except CatalogueFileError as error:
        told = _Told(error=error.key, facts=error.facts)
    except MemoryError:
        told = _Told(error=_COSTLY)
    sys.stdout.buffer.write(_TOLD.dump_json(told))


if __name__ == "__main__":
    main()
