"""A large file comes over the link in small parts: questions that are asked until they are answered, and a file that grows."""

import queue
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from contracts import messages as m
from contracts.vocabulary import RequestId
from hardware.link.station import Heard, StationHappening, new_request_id

ANSWER_S, TRIES = 5.0, 3


class Part(Protocol):
    """What the desk hands over: bytes of a whole that has this digest and size."""

    @property
    def digest(self) -> str:
        """SHA-256 of the whole."""

    @property
    def size(self) -> int:
        """Bytes of the whole."""

    @property
    def offset(self) -> int:
        """Where these bytes begin."""

    @property
    def data(self) -> str:
        """The bytes, in base64."""


class Questions:
    """One question at a time; its answer comes in another thread."""

    def __init__(self) -> None:
        self._answers: queue.SimpleQueue[m.Accepted | m.Refused] = queue.SimpleQueue()
        self._asked = ""

    def claims(self, message: object) -> bool:
        """Whether a message is the answer to what was asked here; then it is taken."""
        if not isinstance(message, m.Accepted | m.Refused) or message.request_id != self._asked:
            return False
        self._answers.put(message)
        return True

    def before(self, inbox: Callable[[StationHappening], None]) -> Callable[[StationHappening], None]:
        """An inbox that keeps what was asked here from the program's own."""

        def first(happening: StationHappening) -> None:
            if not (isinstance(happening, Heard) and self.claims(happening.message)):
                inbox(happening)

        return first

    def ask(self, send: Callable[[RequestId], bool]) -> object:
        """What the desk answered; None if it has no answer, or refuses. ``send`` says False when there is no use."""
        for _ in range(TRIES):
            request = new_request_id()
            self._asked = request
            if not send(request):
                return None
            try:
                answer = self._answers.get(timeout=ANSWER_S)
            except queue.Empty:
                continue
            if answer.request_id == request:
                return answer.result if isinstance(answer, m.Accepted) else None
        return None


def filled(file: Path, first: Part, ask: Callable[[int], Part | None], stopped: Callable[[], bool]) -> bool:
    """Whether all parts are there; each is appended where the last one ended. Raises OSError; ValueError for strange bytes.

    ``first``: what the desk told of the whole; ``stopped`` is called between two parts, and lets other messages go before.
    """
    with file.open("ab") as there:
        if there.tell() > first.size:
            there.truncate(0)
        while (at := there.seek(0, 2)) < first.size:
            answer = first if at == first.offset else ask(at)
            if answer is None or (answer.digest, answer.offset) != (first.digest, at):
                return False
            data = b64decode(answer.data)
            if not data:
                return False
            there.write(data[: first.size - at])
            there.flush()
            if stopped():
                return False
    return True
