"""The office's recorded voices, part by part, for kiosks and boards on other machines. Nothing of it enters the journal."""

import os
from base64 import b64encode
from pathlib import Path

from contracts import messages as m
from controller.devices import Devices
from controller.parts import Parts
from controller.voices import DELETED
from hardware.ports import Clock
from hardware.voice.digests import Digests


class VoiceParts(Parts[m.FetchVoice]):
    """Answers machines that speak."""

    def __init__(self, packs: Path, devices: Devices, clock: Clock) -> None:
        super().__init__(devices, clock, lambda _device, asked: lambda: self._part(asked.lang, asked.offset))
        self._packs, self._digests = packs, Digests()

    def _part(self, lang: str, offset: int) -> m.VoicePart:
        path = self._packs / f"{lang}.zip"
        try:
            with path.open("rb") as file:
                digest, size = self._digests.of(path, file), os.fstat(file.fileno()).st_size
                if size > m.MOST_VOICE:
                    return m.VoicePart()
                file.seek(offset)
                data = file.read(m.MOST_PART)
        except OSError:
            return m.VoicePart(deleted=path.with_suffix(DELETED).exists())
        return m.VoicePart(digest=digest, size=size, offset=offset, data=b64encode(data).decode("ascii"))
