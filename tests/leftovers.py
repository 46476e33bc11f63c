"""What a test leaves behind it: threads and processes that still run when it has ended."""

import ctypes
import gc
import logging
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

GRACE_S = 20.0
"""Whoever was told to end may take so long on a machine that is busy with other work."""
PR_SET_CHILD_SUBREAPER = 36


def adopt_orphans() -> None:
    """From now on whatever a child of ours leaves behind is a child of ours, so that it is seen."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


@dataclass(frozen=True)
class Running:
    """Threads of this process, and its children: process ids and their command lines."""

    threads: frozenset[threading.Thread]
    processes: dict[int, str]

    def __sub__(self, other: "Running") -> "Running":
        """What is only here; a program that was only started again is not new."""
        known = {*other.processes.values()} - {""}
        new = {p: c for p, c in self.processes.items() if p not in other.processes and c not in known}
        return Running(self.threads - other.threads, new)

    def __or__(self, other: "Running") -> "Running":
        return Running(self.threads | other.threads, self.processes | other.processes)

    def __bool__(self) -> bool:
        return bool(self.threads or self.processes)

    def __str__(self) -> str:
        processes = (f"process {pid} outlives its test: {line}" for pid, line in self.processes.items())
        return "\n".join((*map(_told, self.threads), *processes))


NOTHING = Running(frozenset(), {})


_kept: set[int] = set()


def keep(serving: Running) -> None:
    """These processes serve tests to come: nobody left them behind."""
    _kept.update(serving.processes)


def threads() -> Running:
    """The threads that run now: all that can be left of a test that may start no process."""
    return Running(frozenset(threading.enumerate()), {})


def endless() -> frozenset[threading.Thread]:
    """The threads for which the interpreter would wait before it ends."""
    return frozenset(each for each in threading.enumerate() if not each.daemon) - {threading.main_thread()}


def running() -> Running:
    """What runs now."""
    return threads() | Running(frozenset(), {pid: _line(pid) for pid in _children() - _kept if not gone(pid)})


@contextmanager
def own_log() -> Iterator[None]:
    """Takes away how a program that ran in the process of the tests wrote its log: only its own test could read that."""
    root = logging.getLogger()
    there, level = root.handlers[:], root.level
    try:
        yield
    finally:
        for handler in root.handlers[:]:
            if type(handler) is logging.StreamHandler and handler not in there:
                root.removeHandler(handler)
        root.setLevel(level)


def left_since(before: Running, look: Callable[[], Running] = running) -> Running:
    """What runs now and did not run then, after it has had time to end."""
    gc.collect(1)  # whoever closes only when he is collected: his warning belongs to this test
    end = time.monotonic() + GRACE_S
    while (left := look() - before) and time.monotonic() < end:
        threading.Event().wait(0.01)  # a fast test may not sleep, and this is one until it has ended
    return left


def kill(left: Running) -> None:
    """End the processes, so that no later test meets them."""
    for pid in left.processes:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def gone(pid: int) -> bool:
    """Whether a process runs no more (a zombie that nobody has collected yet does not run)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return True


def _children() -> set[int]:
    found = set()
    for task in Path("/proc/self/task").iterdir():
        with suppress(FileNotFoundError, ProcessLookupError):  # the thread has ended meanwhile
            found |= {int(pid) for pid in (task / "children").read_text().split()}
    return found


def _line(pid: int) -> str:
    """The command line; empty while the kernel is still replacing one program by another."""
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return ""


def _told(thread: threading.Thread) -> str:
    frame = sys._current_frames().get(thread.ident or 0)
    stands = "".join(traceback.format_stack(frame, limit=4)) if frame else ""
    return f"thread {thread.name} outlives its test:\n{stands}"
