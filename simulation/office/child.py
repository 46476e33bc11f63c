"""Child processes that cannot outlive the demo, whatever happens to it.

A plain child of a parent that is killed with ``kill -9`` runs on for ever, holding its port and its files.
Linux can send a child a signal when its parent dies (``PR_SET_PDEATHSIG``, prctl(2)); the child has to ask
for it itself, between fork and exec. The kernel means the parent's *thread*, so children are started from
the main thread only, and it forgets the wish when a program changes its user.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True)


def start_child(
    argv: Sequence[str], log: Path, environment: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """Start a program in a process group of its own, its output appended to ``log``.

    The group keeps Ctrl-C in the terminal away from it: the parent decides who stops when. Raises
    RuntimeError outside the main thread, OSError when the program cannot be started.
    """
    if threading.current_thread() is not threading.main_thread():
        raise RuntimeError("a child dies with the thread that started it: start it from the main thread")
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as out:
        return subprocess.Popen(
            argv,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            env=_environment(environment or {}),
            process_group=0,
            preexec_fn=_die_with(os.getpid()),  # noqa: PLW1509 - two system calls, nothing that takes a lock
        )


def _environment(more: Mapping[str, str]) -> dict[str, str]:
    """Ours, without the notify socket of whoever supervises us."""
    return {**{k: v for k, v in os.environ.items() if k != "NOTIFY_SOCKET"}, **more}


def _die_with(parent: int) -> Callable[[], None]:
    def ask() -> None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it died before we asked
            os._exit(1)

    return ask


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """``kill -9`` the program and whatever it started; nothing when it is gone already."""
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def end_child(process: subprocess.Popen[bytes], patience_s: float) -> int:
    """SIGTERM, and SIGKILL when that does not help in time; returns the exit status."""
    if process.poll() is None:
        process.terminate()
    try:
        return process.wait(patience_s)
    except subprocess.TimeoutExpired:
        kill_group(process)
        return process.wait()


def python(module: str, *arguments: str) -> tuple[str, ...]:
    """The command line of one of our own programs."""
    return (sys.executable, "-m", module, *arguments)
