"""Recordings in a folder become a pack that the board reads."""

import io
import math
import os
import sys
import wave
from array import array
from pathlib import Path

import pytest

from hardware.errors import PackUnusable
from hardware.voice import __main__ as command
from hardware.voice import sound
from hardware.voice.language import language
from hardware.voice.making import MOST_FILE_BYTES, look_at, taken, write
from hardware.voice.pack import read_pack
from tests.packs import all_clips

VI = language("vi")
ABOUT = {
    "voice": "Chị Lan",
    "region": "north",
    "licence": 'chỉ dùng "tại đây"',
    "consent": "đồng ý 23/11/2026",
}


def recorded(rate: int = 48_000, channels: int = 2, seconds: float = 0.3) -> bytes:
    turn, out = 2 * math.pi * 300 / rate, io.BytesIO()
    tenth = rate // 10 * channels  # thirty whole waves: they join
    samples = array("h", [round(5000 * math.sin(turn * (n // channels))) for n in range(tenth)])
    samples *= round(10 * seconds)
    with wave.open(out, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.tobytes())
    return out.getvalue()


@pytest.mark.parametrize("rate", [8000, 22_050, 24_000, 44_100, 48_000])
@pytest.mark.parametrize("channels", [1, 2])
def test_a_recording_of_any_usual_shape_is_taken(rate: int, channels: int):
    assert len(taken(recorded(rate, channels))) == pytest.approx(0.3 * sound.RATE, abs=10)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "not a WAV"),
        (b"RIFFxxxx", "not a WAV"),
        (recorded(seconds=21), "21 s long"),
        (recorded(6000), "6000 a second"),
    ],
)
def test_what_is_no_recording_is_told(tmp_path: Path, data: bytes, why: str):
    (tmp_path / "0.wav").write_bytes(data)
    found = look_at(tmp_path, VI)
    assert why in found.wrong["0.wav"]
    assert found.clips == {}


def test_a_named_pipe_and_a_file_without_end_are_told(tmp_path: Path):
    os.mkfifo(tmp_path / "0.wav")
    with (tmp_path / "1.wav").open("wb") as file:
        file.truncate(MOST_FILE_BYTES + 1)
    found = look_at(tmp_path, VI)
    assert "is no regular file" in found.wrong["0.wav"]
    assert f"is larger than {MOST_FILE_BYTES} bytes" in found.wrong["1.wav"]


def test_a_folder_becomes_a_pack_and_what_is_missing_is_told(tmp_path: Path):
    for name in ("0.wav", "0-final.wav", "call.wav", "hello.wav", "notes.txt"):
        (tmp_path / name).write_bytes(recorded())
    found = look_at(tmp_path, VI)
    assert set(found.clips) == {"0", "0-final", "call"}
    assert set(found.wrong) == {"hello.wav"}
    assert found.missing["to-counter"] == "đến quầy số"
    assert set(found.missing) == set(VI.words) - {"0", "call"}
    write(tmp_path / "vi.zip", found, VI, ABOUT)
    pack = read_pack(tmp_path / "vi.zip")
    assert set(pack.clips) == set(found.clips)
    assert (pack.manifest.licence, pack.manifest.clips["0-final"].text) == ('chỉ dùng "tại đây"', "không")
    assert not list(tmp_path.glob("*.new"))


def test_without_consent_no_pack_is_made_and_the_old_one_stays(tmp_path: Path):
    (tmp_path / "0.wav").write_bytes(recorded())
    out = tmp_path / "vi.zip"
    out.write_bytes(b"old")
    with pytest.raises(PackUnusable, match="consent"):
        write(out, look_at(tmp_path, VI), VI, {**ABOUT, "consent": " "})
    assert out.read_bytes() == b"old"


def test_the_command_makes_a_pack_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    folder = tmp_path / "recordings"
    folder.mkdir()
    out = tmp_path / "vi.zip"
    about = ["--voice", "Chị Lan", "--licence", "nội bộ", "--consent", "đồng ý"]
    monkeypatch.setattr(sys, "argv", ["voice", str(folder), "--out", str(out), *about])
    assert command.main() == 1
    assert "call.wav\txin mời số" in capsys.readouterr().out
    for clip, data in all_clips().items():
        (folder / f"{clip}.wav").write_bytes(data)
    assert command.main() == 0
    said = capsys.readouterr().out
    assert "Đã tạo" in said
    assert "thiếu" not in said
    assert set(read_pack(out).clips) == set(VI.words)
    monkeypatch.setattr(sys, "argv", ["voice", str(tmp_path / "gone"), *about])
    assert command.main() == 1
    assert "Không tạo được" in capsys.readouterr().out
