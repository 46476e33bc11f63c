"""Where a device keeps what it saw of the numbers, so that it outlives a power cut.

It is sealed, because a wrong digit would be a wrong witness.
"""

import logging
from pathlib import Path

from contracts import messages as m
from contracts.codec import MAX_BYTES, WireError, decode, encode
from contracts.topics import Topics
from contracts.vocabulary import DeviceId
from hardware.link.sightings import Sightings, sightings_of
from hardware.seal import DamagedFile, sealed
from hardware.sealed_file import read_sealed

log = logging.getLogger(__name__)

WRITE_S = 2.0
"""At most so often the file is written: a card lives by what is not written to it."""


class SeenFile:
    """One device's file. A folder that is not there, or none, keeps nothing."""

    def __init__(self, topics: Topics, device: DeviceId, folder: Path | None) -> None:
        self._topic, self._topics, self._device = topics.memory(device), topics, device
        self._path = folder / f"seen-{device}.json" if folder and folder.is_dir() else None
        self._kept = Sightings()
        self._write_at = float("-inf")

    def load(self) -> Sightings:
        """What was kept. Raises nothing: a file that is none is begun anew."""
        if self._path is None:
            return Sightings()
        try:
            kept = decode(self._topics, self._topic, read_sealed(self._path, MAX_BYTES))
        except FileNotFoundError:
            return Sightings()
        except (OSError, DamagedFile, WireError) as error:
            log.warning("%s cannot be read and is begun anew: %s", self._path, type(error).__name__)
            return Sightings()
        self._kept = sightings_of(kept) if isinstance(kept, m.Memory) else Sightings()
        return self._kept

    def keep(self, known: Sightings, now: float) -> None:
        """Keep it, if it names new numbers and enough time has passed; ``now`` in monotonic seconds. Raises nothing.

        Not flushed: a desk that believes this skips more than what a power cut can have taken.
        """
        if self._path is None or known.spans == self._kept.spans or now < self._write_at:
            return
        self._write_at, self._kept = now + WRITE_S, known
        building = self._path.with_suffix(".new")
        try:
            said = encode(known.message(self._device))
            building.write_bytes(sealed(said) + said)
            building.replace(self._path)
        except OSError as error:
            log.warning("what was seen is kept in memory only: %s", error)
