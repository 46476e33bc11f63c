"""A file of procedures is read in a process of its own: a small file can ask for all the memory and time that there is.

``python -m controller.catalogue.apart FILE``: names of queues on its input, the report or what is wrong on its output.
"""

import asyncio
import json
import resource
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from controller.catalogue.file import CatalogueFileError, records
from controller.catalogue.reading import Report, read

MEMORY, SECONDS = 1 << 30, 60
"""Bytes and processor time that a file may take."""
PATIENCE_S = 120.0
"""However busy the machine is: a person waits before the page."""


@dataclass(frozen=True)
class _Told:
    report: Report | None = None
    error: str = ""
    facts: Mapping[str, object] | None = None


_TOLD = TypeAdapter(_Told)
_COSTLY = "file-too-costly"


async def read_apart(path: Path, services: Mapping[str, str]) -> Report:
    """What became of a file. Raises CatalogueFileError, and OSError when no process can start."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", __name__, str(path)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,  # its words could be a whole file
    )
    try:
        async with asyncio.timeout(PATIENCE_S):
            said, _ = await process.communicate(json.dumps(dict(services)).encode())
    except TimeoutError:
        raise CatalogueFileError(_COSTLY) from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        raise CatalogueFileError(_COSTLY)
    told = _TOLD.validate_json(said)
    if told.report is None:
        raise CatalogueFileError(told.error, **(told.facts or {}))
    return told.report


def main() -> None:
    """Read one file."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
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
