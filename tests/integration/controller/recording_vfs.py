"""Every write, sync and truncation that SQLite really asks the kernel for: a shim over its "unix" VFS.

ctypes and the very library that the sqlite3 module uses; the structures are those of sqlite3.h (version 3).
What happens to the ``-shm`` file is not recorded: it is shared memory, and is built anew after a power cut.
"""

import contextlib
import ctypes as ct
from collections.abc import Iterator
from ctypes import CFUNCTYPE, POINTER, c_char_p, c_int, c_int64, c_void_p
from dataclasses import dataclass, field
from pathlib import Path

OK = 0
OPEN = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, c_void_p)
DELETE = CFUNCTYPE(c_int, c_void_p, c_char_p, c_int)
WRITE = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
TRUNCATE = CFUNCTYPE(c_int, c_void_p, c_int64)
SYNC = CFUNCTYPE(c_int, c_void_p, c_int)


class _Vfs(ct.Structure):
    _fields_ = (
        ("iVersion", c_int),
        ("szOsFile", c_int),
        ("mxPathname", c_int),
        ("pNext", c_void_p),
        ("zName", c_char_p),
        ("pAppData", c_void_p),
        ("xOpen", OPEN),
        ("xDelete", DELETE),
        ("others", c_void_p * 14),
    )


class _Methods(ct.Structure):
    _fields_ = (
        ("iVersion", c_int),
        ("xClose", c_void_p),
        ("xRead", c_void_p),
        ("xWrite", WRITE),
        ("xTruncate", TRUNCATE),
        ("xSync", SYNC),
        ("others", c_void_p * 13),
    )


class _File(ct.Structure):
    _fields_ = (("pMethods", POINTER(_Methods)),)


@dataclass(frozen=True)
class Op:
    """One thing that was asked of the disk, or (``ack``) told to a citizen."""

    kind: str
    file: str = ""
    at: int = 0
    data: bytes = b""


@dataclass
class Recorder:
    """The operations of one recording, in order."""

    ops: list[Op] = field(default_factory=list)
    _names: dict[int, str] = field(default_factory=dict)
    _patched: dict[int, _Methods] = field(default_factory=dict)

    def ack(self, number: str) -> None:
        """A citizen has seen this number."""
        self.ops.append(Op("ack", number))

    def methods(self, original: _Methods, address: int) -> _Methods:
        """The original methods with ours in three places; kept, because SQLite keeps pointing to them."""
        if address not in self._patched:
            self._patched[address] = self._patch(original)
        return self._patched[address]

    def opened(self, file: int, name: str) -> None:
        """Remember whose writes will come through this file."""
        self._names[file] = name

    def _patch(self, original: _Methods) -> _Methods:
        write, truncate, sync = original.xWrite, original.xTruncate, original.xSync
        patched = _Methods.from_buffer_copy(original)

        def x_write(file: int, data: int, amount: int, at: int) -> int:
            done: int = write(file, data, amount, at)
            if done == OK:
                self.ops.append(Op("write", self._names[file], at, ct.string_at(data, amount)))
            return done

        def x_truncate(file: int, size: int) -> int:
            self.ops.append(Op("truncate", self._names[file], size))
            return int(truncate(file, size))

        def x_sync(file: int, flags: int) -> int:
            done: int = sync(file, flags)
            self.ops.append(Op("sync", self._names[file]))
            return done

        patched.xWrite, patched.xTruncate, patched.xSync = WRITE(x_write), TRUNCATE(x_truncate), SYNC(x_sync)
        return patched


def library() -> ct.CDLL | None:
    """The SQLite that the sqlite3 module uses; None where it is built into the interpreter."""
    maps = Path("/proc/self/maps").read_text("ascii", "replace").splitlines()
    loaded = next((line.split()[-1] for line in maps if "libsqlite3.so" in line), None)
    return ct.CDLL(loaded) if loaded else None


@contextlib.contextmanager
def recording(sqlite: ct.CDLL) -> Iterator[Recorder]:
    """Whatever is opened inside the block is recorded for as long as it stays open."""
    sqlite.sqlite3_vfs_find.restype = POINTER(_Vfs)
    sqlite.sqlite3_vfs_register.argtypes = (c_void_p, c_int)
    sqlite.sqlite3_vfs_unregister.argtypes = (c_void_p,)
    unix: _Vfs = sqlite.sqlite3_vfs_find(None).contents
    recorder, x_open, x_delete = Recorder(), unix.xOpen, unix.xDelete

    def our_open(vfs: int, name: int | None, file: int, flags: int, out: int | None) -> int:
        # The name as the pointer that it is: SQLite keeps it for the -shm file, and a copy of ours would be gone by then.
        done: int = x_open(vfs, name, file, flags, out)
        inner = ct.cast(file, POINTER(_File)).contents
        if done == OK and inner.pMethods and name:
            address = ct.cast(inner.pMethods, c_void_p).value or 0
            recorder.opened(file, Path(ct.string_at(name).decode()).name)
            inner.pMethods = ct.pointer(recorder.methods(inner.pMethods.contents, address))
        return done

    def our_delete(vfs: int, name: bytes, sync: int) -> int:
        recorder.ops.append(Op("delete", Path(name.decode()).name))
        return int(x_delete(vfs, name, sync))

    ours = _Vfs.from_buffer_copy(unix)
    ours.zName, ours.xOpen, ours.xDelete = b"recording", OPEN(our_open), DELETE(our_delete)
    sqlite.sqlite3_vfs_register(ct.byref(ours), 1)
    try:
        yield recorder
    finally:
        sqlite.sqlite3_vfs_unregister(ct.byref(ours))
        sqlite.sqlite3_vfs_register(ct.byref(unix), 1)
