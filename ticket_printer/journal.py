"""The spool's memory on disk: which jobs were begun, and how they ended. Survives a power cut at any moment."""

import json
import logging
import os
from collections.abc import Mapping
from pathlib import Path

from contracts.vocabulary import JobId, SlipState

log = logging.getLogger(__name__)

FILE = "spool.json"


class Journal:
    """One small JSON file, replaced whole: written beside, flushed, renamed, and the folder flushed."""

    def __init__(self, folder: Path) -> None:
        """Nothing is read or written yet."""
        self._path = folder / FILE

    def load(self) -> dict[JobId, SlipState]:
        """What is remembered; empty at the first start.

        A damaged file is set aside and logged: a printer that never starts again helps nobody.
        Raises OSError when the file is there and cannot be read.
        """
        try:
            jobs = json.loads(self._path.read_text("utf-8"))["jobs"]
            return {JobId(str(job)): SlipState(state) for job, state in jobs.items()}
        except FileNotFoundError:
            return {}
        except (ValueError, KeyError, TypeError, AttributeError):
            aside = self._path.with_suffix(".damaged")
            self._path.replace(aside)
            log.exception("%s is damaged; set aside as %s", self._path, aside.name)
            return {}

    def keep(self, jobs: Mapping[JobId, SlipState]) -> None:
        """Remember exactly these; on return it is on the disk. Raises OSError, and then nothing changed."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        beside = self._path.with_suffix(".new")
        with beside.open("w", encoding="utf-8") as file:
            json.dump({"jobs": jobs}, file, indent=0)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._path)
        _flush_folder(self._path.parent)


def _flush_folder(folder: Path) -> None:
    # Without this a power cut may undo the rename although the file itself is on the disk.
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
