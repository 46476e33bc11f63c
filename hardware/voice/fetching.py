"""Brings the office's voice packs to a machine that speaks, part by part over its link to the desk.

What is half there stays half there (``vi.<digest>.part``) and goes on where it ended; the pack that is used stays until
the new one is whole and its SHA-256 is the one that the desk told. A pack that the office deleted goes here, too.
"""

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from contracts import messages as m
from contracts.vocabulary import RequestId
from hardware.durable import flush_folder, need_room
from hardware.link.parts import Questions, filled
from hardware.link.station import StationHappening
from hardware.voice.digests import Digests
from hardware.voice.language import codes

log = logging.getLogger(__name__)

FIRST_S, LOOK_S = 10.0, 60.0
"""Before the first look whether the desk has another pack, and between two: the link comes up, and slips go before."""
PAUSE_S = 0.1
"""Between two parts: other messages go before."""
SPARE_BYTES = 64 * 1024**2
"""What must be left on the disk: a kiosk alone and a printer write to the same one."""
Send = Callable[[m.FetchVoice], bool]


class PackFetcher:
    """One thread. ``folder`` is where fetched packs go, None: none are; one in ``local`` that is the same is not fetched."""

    def __init__(self, folder: Path | None, local: tuple[Path, ...] = (), pause_s: float = PAUSE_S) -> None:
        self._wanted, self._folder, self._local = folder is not None, folder or Path(), local
        self._pause_s = pause_s
        self._questions = Questions()
        self._stop = threading.Event()
        self._digests = Digests()
        self._thread: threading.Thread | None = None
        self._send: Send = lambda _question: False
        self._now: Callable[[], int] = lambda: 0

    def start(self, send: Send, now: Callable[[], int]) -> None:
        """Begin. ``send`` asks the desk; ``now`` is the desk's time."""
        self._send, self._now = send, now
        if self._wanted:
            self._thread = threading.Thread(target=self._run, name="voice-packs", daemon=True)
            self._thread.start()

    def before(self, inbox: Callable[[StationHappening], None]) -> Callable[[StationHappening], None]:
        """See ``Questions.before``."""
        return self._questions.before(inbox)

    def close(self) -> None:
        """End the thread; what is half there stays."""
        self._stop.set()
        if self._thread:
            self._thread.join(2)

    def _run(self) -> None:
        self._stop.wait(FIRST_S)
        while not self._stop.is_set():
            for lang in codes():
                try:
                    self.bring(lang)
                except (OSError, ValueError) as error:
                    log.warning("voice pack %s: %s", lang, error)
            self._stop.wait(LOOK_S)

    def bring(self, lang: str) -> bool:
        """Look for another pack of a language, and fetch it as far as it goes; whether it is here now, whole.

        Raises OSError; ValueError for a part that cannot be read.
        """
        used = self._folder / f"{lang}.zip"
        told = self._ask(lang, 0)
        if told is None:
            return False
        if told.digest or told.deleted:
            self._forget(lang, told.digest)
        if not told.digest:  # a desk that lost its packs takes nobody's
            if told.deleted:
                used.unlink(missing_ok=True)
            return False
        if told.digest in {
            self._digest(path) for path in (used, *(place / used.name for place in self._local))
        }:
            if self._digest(used) != told.digest:
                used.unlink(missing_ok=True)  # the one of this machine is the newer one
            return True
        part = self._part(lang, told.digest)
        self._folder.mkdir(parents=True, exist_ok=True)
        need_room(self._folder, told.size + SPARE_BYTES)
        if not self._filled(part, lang, told):
            return False
        if self._digest(part) != told.digest:
            part.unlink()
            log.warning("voice pack %s: what came is not what the desk has; it is fetched again", lang)
            return False
        part.replace(used)
        flush_folder(self._folder)
        log.info("voice pack %s came from the desk: %d bytes", lang, told.size)
        return True

    def _filled(self, part: Path, lang: str, told: m.VoicePart) -> bool:
        """Whether all parts are there."""
        return filled(part, told, lambda at: self._ask(lang, at), lambda: self._stop.wait(self._pause_s))

    def _ask(self, lang: str, offset: int) -> m.VoicePart | None:
        """The desk's answer; None if it has none, or refuses."""

        def send(request: RequestId) -> bool:
            question = m.FetchVoice(request_id=request, at=self._now(), lang=lang, offset=offset)
            return not self._stop.is_set() and self._send(question)

        told = self._questions.ask(send)
        return told if isinstance(told, m.VoicePart) else None

    def _part(self, lang: str, digest: str) -> Path:
        return self._folder / f"{lang}.{digest[:16]}.part"

    def _forget(self, lang: str, digest: str) -> None:
        """Parts of other packs go."""
        for path in self._folder.glob(f"{lang}.*.part"):
            if not digest or path != self._part(lang, digest):
                path.unlink(missing_ok=True)

    def _digest(self, path: Path) -> str:
        """SHA-256 of a file; "" where there is none."""
        try:
            with path.open("rb") as file:
                return self._digests.of(path, file)
        except OSError:
            return ""
