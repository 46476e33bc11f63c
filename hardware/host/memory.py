"""How a small machine gets back the memory that was needed once (glibc's mallopt(3) and malloc_trim(3))."""

import contextlib
import ctypes
import gc
from collections.abc import Iterator

_M_MMAP_THRESHOLD = -3
_BIG = 1024 * 1024


def return_big_blocks() -> None:
    """From now on a freed block of a megabyte or more goes back at once: a PIN check takes 19 MB.

    Without this glibc learns from the first big block to keep the next ones. Nothing with another C library.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_MMAP_THRESHOLD, _BIG)


def give_memory_back() -> None:
    """Return what importing and building left over."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


@contextlib.contextmanager
def nothing_is_rubbish() -> Iterator[None]:
    """Do not look for rubbish while very many objects are made that all stay: each look would go through them all."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
