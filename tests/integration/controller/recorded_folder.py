"""A folder under a power cut: what SQLite and Python asked of its files and names, and what may be left of that.

Files are told apart from their names. What was written to a file is sure after a sync of the file; what was done to names,
after a sync of the folder. Of the rest anything may be there: of writes any choice, torn at sectors; of names, as file
systems with a journal do it, a beginning.
"""

import contextlib
import ctypes as ct
import os
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.integration.controller.recording_vfs import Op, Recorder, recording

SECTOR = 512
NAMES = frozenset({"rename", "link", "unlink", "delete"})
DATA = frozenset({"write", "truncate"})
Files = dict[str, bytes]


@dataclass
class Disk:
    """What is on it: files by number, and their names."""

    content: dict[int, bytearray] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=dict)

    def file(self, name: str) -> int:
        """The file of a name, made where there is none."""
        if name not in self.names:
            self.names[name] = len(self.content)
            self.content[self.names[name]] = bytearray()
        return self.names[name]

    def write(self, file: int, op: Op, data: bytes) -> None:
        """What one write, or what arrived of it, changes."""
        content = self.content[file]
        if op.kind == "truncate":
            del content[op.at :]
            return
        content.extend(b"\0" * (op.at + len(data) - len(content)))
        content[op.at : op.at + len(data)] = data

    def name(self, op: Op) -> None:
        """What is done to names."""
        source, target = op.file, op.data.decode()
        if op.kind in ("unlink", "delete"):
            self.names.pop(source, None)
        elif source in self.names:
            self.names[target] = self.names[source]
            if op.kind == "rename":
                del self.names[source]


@contextlib.contextmanager
def recorded(folder: Path, sqlite: ct.CDLL) -> Iterator[Recorder]:
    """Whatever is done in the folder inside the block, also by Python's own calls."""
    real = {name: getattr(os, name) for name in ("fsync", "replace", "link", "unlink")}
    copy = shutil.copyfile
    with recording(sqlite) as recorder, pytest.MonkeyPatch.context() as patch:

        def note(kind: str, path: Any, data: bytes = b"") -> None:
            if Path(path).parent == folder:
                recorder.ops.append(Op(kind, Path(path).name, 0, data))

        def fsync(handle: int) -> None:
            real["fsync"](handle)
            path = Path(f"/proc/self/fd/{handle}").readlink()
            recorder.ops.append(Op("sync-names") if path == folder else Op("sync", path.name))

        def replace(source: Any, target: Any) -> None:
            real["replace"](source, target)
            note("rename", source, Path(target).name.encode())

        def link(source: Any, target: Any) -> None:
            real["link"](source, target)
            note("link", source, Path(target).name.encode())

        def unlink(path: Any) -> None:
            real["unlink"](path)
            note("unlink", path)

        def copyfile(source: Any, target: Any) -> Any:
            done = copy(source, target)
            note("write", target, Path(target).read_bytes())
            return done

        for name, ours in (("fsync", fsync), ("replace", replace), ("link", link), ("unlink", unlink)):
            patch.setattr(os, name, ours)
        patch.setattr(shutil, "copyfile", copyfile)
        yield recorder


def image(before: Files, past: list[Op], luck: random.Random) -> Files:
    """What may be in the folder after a power cut at the end of ``past``."""
    now, left = Disk(), Disk()
    for name, content in before.items():
        for disk in (now, left):
            disk.content[disk.file(name)].extend(content)
    files = _files(now, past)
    sure = {files[place]: place for place, op in enumerate(past) if op.kind == "sync"}
    sure_names = max((place for place, op in enumerate(past) if op.kind == "sync-names"), default=-1)
    until = luck.choice(
        [sure_names, *(p for p, op in enumerate(past) if op.kind in NAMES and p > sure_names)]
    )
    mood = luck.choice(("none", "all", "prefix", "some"))
    open_ops = [p for p, op in enumerate(past) if op.kind in DATA and p > sure.get(files[p], -1)]
    cut = luck.choice(open_ops) if open_ops else 0
    left.content = {number: left.content.get(number, bytearray()) for number in now.content}
    for place, op in enumerate(past):
        if op.kind in DATA:
            left.names.setdefault(op.file, files[place])
            is_sure = place <= sure.get(files[place], -1)
            if is_sure or {"none": False, "all": True, "prefix": place < cut}.get(mood, luck.random() < 0.5):
                whole = is_sure or luck.random() < 0.7
                left.write(files[place], op, op.data if whole else _torn(op.data, luck))
        elif op.kind in NAMES and place <= until:
            left.name(op)
    return {name: bytes(left.content[file]) for name, file in left.names.items()}


def _files(disk: Disk, past: list[Op]) -> dict[int, int]:
    """Which file each operation was on, by its place."""
    found = {}
    for place, op in enumerate(past):
        if op.kind in NAMES:
            disk.name(op)
        elif op.file:
            found[place] = disk.file(op.file)
    return found


def _torn(data: bytes, luck: random.Random) -> bytes:
    return data[: luck.randrange(0, len(data) + 1, SECTOR)] if len(data) >= SECTOR else data
