"""The packs of a folder, for every program that speaks: hall boards and kiosks say the same words in the same voice."""

import logging
from pathlib import Path

from contracts.messages import Fault
from hardware.errors import DeviceError
from hardware.faults import fault_of
from hardware.voice.assembling import Clips
from hardware.voice.language import codes
from hardware.voice.pack import Pack, read_pack

log = logging.getLogger(__name__)
FOLDER = Path("/var/lib/motcua-voices")
FETCHED = "fetched-voices"
"""The folder below a program's memory into which the desk's packs are fetched."""


class Shelf:
    """The packs of a folder; a file that changed is read again, and one that cannot be used is told."""

    def __init__(self, *folders: Path) -> None:
        """In each language the first folder that has a pack counts."""
        self.packs: dict[str, Pack] = {}
        self.faults: dict[str, Fault] = {}
        self._folders, self._seen = folders, dict[str, tuple[Path, int, int] | None]()

    @property
    def clips(self) -> dict[str, Clips]:
        """The recordings of every language that has some."""
        return {code: pack.clips for code, pack in self.packs.items()}

    def refresh(self) -> None:
        """Look at every file."""
        for code in codes():
            paths = [folder / f"{code}.zip" for folder in self._folders]
            self._look(code, next((path for path in paths if path.exists()), paths[-1]))

    def _look(self, code: str, path: Path) -> None:
        try:
            stat = path.stat()
            mark = (path, stat.st_mtime_ns, stat.st_size)
        except OSError:
            mark = None
        if code in self._seen and self._seen[code] == mark:
            return
        self._seen[code] = mark
        self.packs.pop(code, None)
        self.faults.pop(code, None)
        if mark is None:
            return
        try:
            self.packs[code] = read_pack(path)
            log.info("the voice %s speaks %s", self.packs[code].manifest.voice, code)
        except (DeviceError, OSError) as error:
            log.warning("voice pack %s: %s", path, error)
            self.faults[code] = fault_of("voice", error)
