"""A language of one's own is one file beside the others; what is not recorded of it is said in Vietnamese, clip by clip."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.voice import language as languages
from hardware.voice import sound
from hardware.voice.assembling import Phrase, from_clips
from hardware.voice.language import codes, language
from hardware.voice.recording import prompts
from hardware.voice.sentence import call_tokens

OWN = """name = "Tiếng thử"
machine = ""
numbers = "digits"

[sentences]
call = ["call", "{ticket}", ",", "{place}", "."]
again = ["call", "{ticket}", ",", "{place}", "."]
counter = ["to-counter", "{label}"]
place = ["to", "{label}"]

[carriers]
first = ["{word}", "x"]
middle = ["x", "{word}", "x"]
last = ["x", "{word}"]

[words]
call = "w-call"
to-counter = "w-counter"
to = "w-to"
""" + "".join(f'{digit} = "w{digit}"\n' for digit in range(10))


@pytest.fixture
def _with_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for path in languages.FOLDER.glob("*.toml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "own.toml").write_text(OWN + '\n[letters]\nA = "w-a"\n')
    monkeypatch.setattr(languages, "FOLDER", tmp_path)
    language.cache_clear()
    yield
    language.cache_clear()


def clips(code: str, *names: str) -> dict[str, bytes]:
    return {name: f"<{code}:{name}>".encode() for name in names}


@pytest.mark.usefixtures("_with_a_file")
def test_a_file_is_a_language_that_can_be_recorded():
    assert "own" in codes()
    assert {prompt.clip for prompt in prompts(language("own"))} >= {
        "call",
        "to-counter",
        "letter-A",
        "7",
        "7-final",
    }


@pytest.mark.usefixtures("_with_a_file")
def test_what_is_not_recorded_is_said_in_vietnamese_clip_by_clip():
    way = language("own")
    phrase = Phrase(way, call_tokens(way, "A1", "2"))
    vietnamese = clips("vi", "call", "letter-A", "1", "to-counter", "2")
    said = from_clips(phrase, {"own": clips("own", "call", "1"), "vi": vietnamese})
    assert said is not None
    order = ("<own:call>", "<vi:letter-A>", "<own:1>", "<vi:to-counter>", "<vi:2>")
    places = [said.index(each.encode()) for each in order]
    assert places == sorted(places)
    assert len(said) > sum(map(len, order)) + len(sound.silence(sound.PHRASE_GAP_MS))


@pytest.mark.usefixtures("_with_a_file")
def test_what_nobody_recorded_is_not_said_in_part():
    way = language("own")
    phrase = Phrase(way, call_tokens(way, "A1", "2"))
    assert from_clips(phrase, {"own": clips("own", "call", "1")}) is None
