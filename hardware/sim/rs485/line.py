"""A line with boards on it: the far end of a pseudo terminal."""

import os
import select
import threading
import tty
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol


class OnLine(Protocol):
    """A board on the line."""

    def hear(self, frame: bytes) -> bytes:
        """The answer to a frame; empty: none. Raises AssertionError for what the board does not model."""


Cut = Callable[[bytes], int]
"""How long the frame is that begins so; 0: not known yet."""


class SimLine:
    """``path`` is what a driver opens."""

    def __init__(self, boards: Sequence[OnLine], cut: Cut) -> None:
        self._near, self._far = os.openpty()
        tty.setraw(self._far)
        self.path = Path(os.ttyname(self._far))
        self.boards = list(boards)
        self.heard: list[bytes] = []
        """Every whole frame."""
        self.wrong: list[str] = []
        """What was sent that no board models."""
        self.deaf = 0
        """So many frames are still lost on the way."""
        self._cut, self._stop = cut, threading.Event()
        self._thread = threading.Thread(target=self._run, name="sim-line", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Take the line away. Raises what went wrong on it."""
        self._stop.set()
        self._thread.join()
        os.close(self._near)
        os.close(self._far)
        if self.wrong:
            raise AssertionError("; ".join(self.wrong))

    def _run(self) -> None:
        came = b""
        while not self._stop.is_set():
            if select.select([self._near], [], [], 0.02)[0]:
                came += os.read(self._near, 4096)
            while (length := self._cut(came)) and len(came) >= length:
                frame, came = came[:length], came[length:]
                self._pass_on(frame)

    def _pass_on(self, frame: bytes) -> None:
        self.heard.append(frame)
        if self.deaf:
            self.deaf -= 1
            return
        for board in list(self.boards):
            try:
                answer = board.hear(frame)
            except AssertionError as error:
                self.wrong.append(str(error))
                continue
            if answer:
                os.write(self._near, answer)
