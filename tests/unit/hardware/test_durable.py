"""A file that is replaced durably is the old one or the new one, and nobody else's to read."""

import os
import stat
from pathlib import Path

import pytest

from hardware.durable import write_durably


def test_a_file_is_replaced_whole_from_its_parts(tmp_path: Path) -> None:
    path = tmp_path / "made" / "file"
    write_durably(path, b"old")
    write_durably(path, b"ne", b"w")
    assert path.read_bytes() == b"new"
    assert [one.name for one in path.parent.iterdir()] == ["file"]


def test_what_was_left_beside_it_lets_nobody_read(tmp_path: Path) -> None:
    left = tmp_path / ".key.new"
    left.write_bytes(b"half")
    left.chmod(0o644)
    write_durably(tmp_path / "key", b"secret")
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600


def test_what_others_are_to_read_they_can_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o077)  # as in the units
    try:
        write_durably(tmp_path / "shared", b"for all", mode=0o644)
        write_durably(tmp_path / "key", b"secret")
    finally:
        os.umask(before)
    modes = [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("shared", "key")]
    assert modes == [0o644, 0o600]


def test_on_a_full_disk_the_old_one_stays_and_no_half_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    write_durably(path, b"old")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_durably(path, b"new")
    assert path.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == ["file"]
