"""Brings the pictures of forms that somebody reads about to this kiosk, and keeps the last ones."""

import contextlib
import hashlib
import logging
import queue
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from contracts import messages as m
from contracts.vocabulary import RequestId
from hardware.durable import need_room
from hardware.link.parts import Questions, filled
from hardware.link.station import StationHappening

log = logging.getLogger(__name__)

PAUSE_S = 0.1
"""Between two parts: other messages go before."""
AGAIN_S = 5.0
"""Between two attempts to bring what is still wanted."""
MOST_BYTES = 48 << 20
"""Of all pictures; the longest unused go first."""
SPARE_BYTES = 64 << 20
"""What must be left on the disk: the kiosk's book is written to the same one."""
Send = Callable[[m.FetchPage], bool]


class PageFetcher:
    """One thread. ``tell``: which pictures of those that are wanted are here, by their SHA-256, and where."""

    def __init__(
        self, folder: Path | None, tell: Callable[[Mapping[str, str]], None], pause_s: float = PAUSE_S
    ) -> None:
        """``folder``: where they are kept; None: no picture is ever here."""
        self._there, self._folder, self._tell = folder is not None, folder or Path(), tell
        self._pause_s = pause_s
        self._questions = Questions()
        self._wants: queue.SimpleQueue[tuple[str, ...]] = queue.SimpleQueue()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._send: Send = lambda _question: False
        self._now: Callable[[], int] = lambda: 0

    def start(self, send: Send, now: Callable[[], int]) -> None:
        """Begin. ``send`` asks the desk; ``now`` is the desk's time."""
        self._send, self._now = send, now
        if self._there:
            self._thread = threading.Thread(target=self._run, name="form-pages", daemon=True)
            self._thread.start()

    def before(self, inbox: Callable[[StationHappening], None]) -> Callable[[StationHappening], None]:
        """See ``Questions.before``."""
        return self._questions.before(inbox)

    def want(self, digests: tuple[str, ...]) -> None:
        """These are wanted now, and no others; called in any thread."""
        self._wants.put(digests)

    def close(self) -> None:
        """End the thread."""
        self._stop.set()
        self._wants.put(())
        if self._thread:
            self._thread.join(2)

    def _run(self) -> None:
        wanted: tuple[str, ...] = ()
        while not self._stop.is_set():
            with contextlib.suppress(queue.Empty):
                wanted = self._wants.get(timeout=AGAIN_S if wanted else None)
            if wanted and self.bring_all(wanted):
                wanted = ()

    def bring_all(self, wanted: tuple[str, ...]) -> bool:
        """Bring what is missing, and tell what is here; whether that is all."""
        here = {
            digest: str(self._path(digest)) for digest in wanted if self._proved(self._path(digest), digest)
        }
        self._tell(here)
        for digest in dict.fromkeys(wanted):
            if not self._wants.empty():
                return True  # somebody wants something else by now
            if digest in here:
                continue
            try:
                if not self.bring(digest):
                    return False
            except (OSError, ValueError) as error:
                log.warning("the page of a form: %s", error)
                return False
            here = {**here, digest: str(self._path(digest))}
            self._tell(here)
        self._tidy(frozenset(wanted))
        return True

    def bring(self, digest: str) -> bool:
        """Fetch one, as far as it goes; whether it is here now, proved. Raises OSError, ValueError."""
        told = self._ask(digest, 0)
        if told is None or told.digest != digest or not told.size:
            return False
        path = self._path(digest)
        part = path.with_suffix(".part")
        self._folder.mkdir(parents=True, exist_ok=True)
        need_room(self._folder, told.size + SPARE_BYTES)
        if not filled(part, told, lambda at: self._ask(digest, at), self._pause):
            return False
        if not self._proved(part, digest):
            part.unlink()
            return False
        part.replace(path)
        return True

    def _pause(self) -> bool:
        return self._stop.wait(self._pause_s)

    def _ask(self, digest: str, offset: int) -> m.PagePart | None:
        """The desk's answer; None if it has none, or refuses."""

        def send(request: RequestId) -> bool:
            question = m.FetchPage(request_id=request, at=self._now(), digest=digest, offset=offset)
            return not self._stop.is_set() and self._send(question)

        told = self._questions.ask(send)
        return told if isinstance(told, m.PagePart) else None

    def _path(self, digest: str) -> Path:
        return self._folder / f"{digest}.jpg"

    def _proved(self, path: Path, digest: str) -> bool:
        """Whether it is here as the office has it; it is young again then."""
        try:
            if hashlib.sha256(path.read_bytes()).hexdigest() != digest:
                return False
            path.touch()
        except OSError:
            return False
        return True

    def _tidy(self, wanted: frozenset[str]) -> None:
        """Of the others no more stay than have room."""
        with contextlib.suppress(OSError):
            files = sorted(self._folder.iterdir(), key=lambda path: -path.stat().st_mtime)
            room = MOST_BYTES
            for path in files:
                room -= path.stat().st_size
                if room < 0 and path.stem not in wanted:
                    path.unlink()
