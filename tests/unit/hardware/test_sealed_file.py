"""A seal covers every bit of a file; what was written is what is read; a damaged secret is another one, and told."""

import logging
from pathlib import Path

import pytest

from hardware.seal import ROOM, DamagedFile, sealed, unsealed
from hardware.sealed_file import kept_secret, read_sealed, write_sealed


@pytest.mark.parametrize("content", [b"", b"{}", b"\n\n", bytes(range(256)), "Lệ phí 25.000 đồng".encode()])
def test_what_was_written_is_read(tmp_path: Path, content: bytes):
    write_sealed(tmp_path / "a", content[:3], content[3:])
    assert read_sealed(tmp_path / "a", len(content)) == content


def test_every_flipped_bit_and_every_cut_is_seen():
    content = '{"fee": 25000, "name": "Đăng ký khai sinh"}'.encode()
    whole = sealed(content) + content
    for bit in range(len(whole) * 8):
        flipped = bytearray(whole)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises(DamagedFile):
            unsealed(bytes(flipped))
    for length in range(len(whole)):
        with pytest.raises(DamagedFile):
            unsealed(whole[:length])


def test_a_file_that_is_larger_than_allowed_is_not_read(tmp_path: Path):
    write_sealed(tmp_path / "a", b"12345")
    with pytest.raises(DamagedFile, match="larger"):
        read_sealed(tmp_path / "a", 4)
    assert (tmp_path / "a").stat().st_size == 5 + ROOM


def test_a_secret_is_made_once_and_a_damaged_one_is_replaced_and_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    path = tmp_path / "deep" / "key"
    first = kept_secret(path, 32)
    assert (len(first), kept_secret(path, 32)) == (32, first)
    assert path.stat().st_mode & 0o777 == 0o600
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    with caplog.at_level(logging.WARNING):
        second = kept_secret(path, 32)
    assert second not in (first, bytes(data[ROOM:]))
    assert kept_secret(path, 32) == second
    assert "damaged" in caplog.text
    assert first.hex() not in caplog.text


def test_a_secret_of_another_length_is_none(tmp_path: Path):
    write_sealed(tmp_path / "key", b"short")
    assert len(kept_secret(tmp_path / "key", 32)) == 32
