"""Work on a file that a stranger made, in a process of its own: a small file can ask for all the memory and time that there is."""

import asyncio
import contextlib
import os
import resource
import signal
import sys

MEMORY, SECONDS = 1 << 30, 60
"""Bytes and processor time that a file may take."""
PATIENCE_S = 120.0
"""However busy the machine is: a person waits before the page."""


class TooCostly(Exception):  # noqa: N818 - named by what is wrong
    """A file took more than it may; nothing is known of it."""


async def asked_beside(module: str, *given: str, said: bytes = b"") -> bytes:
    """What ``python -m MODULE GIVEN...`` answers to what it is told. It ends with us, and whatever it began.

    Raises TooCostly, and OSError when no process can start.
    """
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", module, *given),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,  # its words could be a whole file
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(PATIENCE_S):
            answer, _ = await process.communicate(said)
    except TimeoutError:
        raise TooCostly from None
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
    if process.returncode != 0:
        raise TooCostly
    return answer


def bound_oneself() -> None:
    """What such a process does first."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
