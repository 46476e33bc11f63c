"""Packs that are whole, and packs that are wrong in one place: each a sentence, and nothing of it is used."""

import hashlib
import io
import wave
import zipfile
from pathlib import Path

import pytest

from hardware.errors import PackUnusable
from hardware.voice import pack as packs
from hardware.voice import sound
from hardware.voice.pack import MANIFEST, read_pack, samples_of, wav_of
from tests.packs import HEAD, all_clips, tone, write_pack

WORD = wav_of(sound.to_bytes(tone(300)))


def wav(rate: int = sound.RATE, channels: int = 1, width: int = 2, frames: int = 100) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(bytes(frames * channels * width))
    return out.getvalue()


def why(path: Path) -> str:
    with pytest.raises(PackUnusable) as error:
        read_pack(path)
    assert error.value.remedy.startswith("Ghi âm")
    return str(error.value)


def test_a_whole_pack_is_levelled_and_trimmed(tmp_path: Path):
    pack = read_pack(write_pack(tmp_path / "vi.zip", {"0": wav_of(sound.to_bytes(tone(300, 0.3, 0.02)))}))
    assert pack.manifest.voice == "Giọng thử"
    assert sound.speech_rms(sound.from_bytes(pack.clips["0"])) == pytest.approx(sound.SPEECH_RMS, rel=0.05)


def test_a_pack_of_a_whole_language_is_read(tmp_path: Path):
    assert set(read_pack(write_pack(tmp_path / "vi.zip", all_clips())).clips) == set(all_clips())


def test_no_pack_is_no_error_of_the_pack(tmp_path: Path):
    with pytest.raises(FileNotFoundError):
        read_pack(tmp_path / "vi.zip")


def test_a_missing_clip(tmp_path: Path):
    path = write_pack(tmp_path / "vi.zip", {"0": WORD, "1": WORD}, left_out=["1"])
    assert "vi.zip: 1.wav is missing" in why(path)


def test_a_wrong_hash(tmp_path: Path):
    line = f'file = "0.wav", text = "không", sha256 = "{hashlib.sha256(b"other").hexdigest()}"'
    assert "clips.0: 0.wav is not the file that was recorded" in why(
        write_pack(tmp_path / "vi.zip", {"0": WORD}, changed={"0": line})
    )


@pytest.mark.parametrize(
    "name",
    ["../0.wav", "/etc/passwd.wav", "a/b.wav", "..\\\\0.wav", ".0.wav", "0.mp3", "C:0.wav", ""],
)
def test_a_file_outside_the_pack(tmp_path: Path, name: str):
    line = f'file = "{name}", text = "không", sha256 = "{"0" * 64}"'
    assert "clips.0.file" in why(write_pack(tmp_path / "vi.zip", {"0": WORD}, changed={"0": line}))


@pytest.mark.slow
def test_a_clip_of_three_hours(tmp_path: Path):
    hours = wav(frames=3 * 3600 * sound.RATE)
    path = write_pack(tmp_path / "vi.zip", {"0": hours})
    assert path.stat().st_size < 1_000_000, "silence is small in a zip file"
    assert "0.wav is larger than" in why(path)
    assert "at most 20 s" in why(path)


def test_a_clip_that_is_a_little_too_long(tmp_path: Path):
    long = wav(frames=packs.LONGEST_S * sound.RATE + 1)
    assert "20 s long; allowed: at most 20 s" in why(write_pack(tmp_path / "vi.zip", {"0": long}))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (wav(rate=8000), "8000 samples a second; allowed: 24000"),
        (wav(rate=48_000), "48000 samples a second; allowed: 24000"),
        (wav(channels=2), "2 channels of 2 bytes"),
        (wav(width=1), "1 channels of 1 bytes"),
        (wav(), "nothing is heard in it"),
        (wav(frames=0), "nothing is heard in it"),
        (b"RIFF", "not a WAV file"),
        (b"", "not a WAV file"),
        (b"ID3 and then an mp3", "not a WAV file"),
    ],
)
def test_a_clip_that_is_none(tmp_path: Path, data: bytes, said: str):
    assert f"clips.0: 0.wav: {said}" in why(write_pack(tmp_path / "vi.zip", {"0": data}))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("rate = 24000", "rate = 8000", "rate"),
        ("format = 1", "format = 2", "format"),
        ('licence = "CC0-1.0"', "", "licence"),
        ('consent = "no person: tones"', 'consent = ""', "consent"),
        ('lang = "{lang}"', 'lang = "tiếng Việt"', "lang"),
        ("format = 1", "format = 1\nmood = 3", "mood"),
        ("format = 1", "format = [", "not TOML"),
        ("format = 1", "format = " + "[" * 5000, "not TOML"),
    ],
)
def test_a_wrong_line_in_pack_toml(tmp_path: Path, old: str, new: str, said: str):
    path = write_pack(tmp_path / "vi.zip", {"0": WORD}, head=HEAD.replace(old, new))
    assert f"vi.zip: {MANIFEST}: {said}" in why(path)


def test_what_is_no_zip_file_or_a_broken_one(tmp_path: Path):
    path = tmp_path / "vi.zip"
    for data in (b"", b"PK\x03\x04", b"<html>", bytes(1000)):
        path.write_bytes(data)
        assert "not a zip file that can be read" in why(path)
    whole = write_pack(path, all_clips()).read_bytes()
    for at in range(0, len(whole), len(whole) // 40):
        path.write_bytes(whole[:at])
        assert why(path)


def test_one_flipped_byte_anywhere_is_a_sentence_or_nothing_that_is_heard(tmp_path: Path):
    path = write_pack(tmp_path / "vi.zip", {"0": WORD, "1": wav_of(sound.to_bytes(tone(500)))})
    whole, clips = path.read_bytes(), read_pack(path).clips
    for at in range(0, len(whole), 97):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        assert heard_or_told(path) in (clips, "told")


def heard_or_told(path: Path) -> object:
    try:
        return read_pack(path).clips
    except PackUnusable as error:
        return "told" if str(error).startswith("vi.zip: ") else str(error)


def test_a_zip_of_very_many_files_and_one_without_pack_toml(tmp_path: Path):
    path = tmp_path / "vi.zip"
    with zipfile.ZipFile(path, "w") as pack:
        for number in range(packs.MOST_CLIPS + 2):
            pack.writestr(f"{number}.wav", b"")
    assert "502 files; allowed: at most 501" in why(path)
    with zipfile.ZipFile(path, "w") as pack:
        pack.writestr("0.wav", WORD)
    assert "pack.toml is missing" in why(path)


def test_a_clip_is_the_same_after_writing_it():
    assert samples_of(wav_of(sound.to_bytes(tone(300)))) == tone(300)
