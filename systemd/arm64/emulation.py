"""Programs of another processor on this one: the kernel hands them to ``qemu-user-static`` while this lasts."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

KERNEL = Path("/proc/sys/fs/binfmt_misc")
NAME = "qemu-aarch64"
CARD = Path(f"/usr/lib/binfmt.d/{NAME}.conf")
"""How Debian's package describes the programs that are meant."""


class NoEmulation(Exception):  # noqa: N818 - named by what is wrong, as the errors of hardware.errors
    """The kernel here takes no interpreter for programs of another processor; the text says why."""


@contextmanager
def emulated() -> Iterator[None]:
    """While it lasts, programs for arm64 run here. What was there before stays. Raises NoEmulation."""
    if not (KERNEL / "register").exists():
        mounted = subprocess.run(
            ("mount", "-t", "binfmt_misc", "binfmt_misc", str(KERNEL)),
            check=False,
            capture_output=True,
            text=True,
        )
        if mounted.returncode:
            raise NoEmulation(mounted.stderr.strip())
    ours = not (KERNEL / NAME).exists()
    if ours:
        try:
            (KERNEL / "register").write_text(CARD.read_text("utf-8").strip(), "utf-8")
        except OSError as error:
            raise NoEmulation(str(error)) from error
    try:
        yield
    finally:
        if ours:
            with suppress(OSError):
                (KERNEL / NAME).write_text("-1", "utf-8")
