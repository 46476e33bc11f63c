"""Languages whose words we do not know: a person says what the Vietnamese words mean; the rest is said in Vietnamese."""

from pathlib import Path

import pytest

from contracts.texts import FIRST
from display_board.settings import BoardSettings
from display_board.voice.lineup import Manner
from display_board.voice.speech import Speech, Style
from hardware.host.settings_file import SettingsError, load_settings
from hardware.voice.language import codes, language
from tests.packs import all_clips, write_pack
from tests.unit.display_board.board_builders import a_call

BY_MEANING = [code for code in codes() if language(code).meanings]


@pytest.mark.parametrize("code", BY_MEANING)
def test_its_words_are_the_vietnamese_ones_and_nothing_of_their_grammar(code: str):
    way, vietnamese = language(code), language(FIRST)
    assert way.meanings == FIRST
    assert way.name not in {vietnamese.name, *(language(other).name for other in BY_MEANING if other != code)}
    assert way.words.items() < vietnamese.words.items()
    assert {str(digit) for digit in range(10)} < way.words.keys()
    assert not {"ten", "tens", "hundred", "odd", "one-after-tens"} & way.words.keys()
    assert (way.machine, way.numbers) == ("", "digits")


def test_there_are_the_languages_that_offices_asked_for():
    assert {"hmn", "blt", "bru"} <= set(BY_MEANING)


def said(
    folder: Path, *, lang: str = "vi", how: Manner | None = None, always: tuple[str, ...] = ("hmn",)
) -> list[str]:
    speech = Speech(Style(folder, always=always, languages=("vi", "en", "blt")), lambda *_: [])  # type: ignore[arg-type] # asked only for what the machine speaks
    speech.refresh()
    return [
        phrase.language.code
        for phrase in speech.phrases(a_call("A1").model_copy(update={"lang": lang}), how or Manner())
    ]


def test_each_call_is_said_as_well_in_the_language_of_the_hall(tmp_path: Path):
    write_pack(tmp_path / "hmn.zip", {"1": all_clips("hmn")["1"]}, lang="hmn")
    assert said(tmp_path) == ["vi", "hmn"]
    assert said(tmp_path, lang="en") == ["vi", "hmn", "en"]
    assert said(tmp_path, lang="hmn") == ["vi", "hmn"], "once"
    assert said(tmp_path, how=Manner(other_language=False)) == ["vi"], "not while many wait to be called"


def test_what_nobody_recorded_is_not_said_in_vietnamese_a_second_time(tmp_path: Path):
    assert said(tmp_path) == ["vi"]
    assert said(tmp_path, lang="blt") == ["vi"]


def test_what_is_missing_of_it_comes_from_the_vietnamese_voice(tmp_path: Path):
    write_pack(tmp_path / "vi.zip", all_clips())
    write_pack(tmp_path / "hmn.zip", {"1": all_clips("hmn")["1"]}, lang="hmn")
    plain = Speech(Style(tmp_path, twice=False, machine=False)).announcement(a_call("A1"), Manner())
    both = Speech(Style(tmp_path, twice=False, machine=False, always=("hmn",))).announcement(
        a_call("A1"), Manner()
    )
    assert both.samples.startswith(plain.samples)
    assert len(both.samples) > 1.5 * len(plain.samples)
    assert both.words == f"{plain.words} (Tiếng H’Mông) {plain.words}"


def test_a_language_that_nobody_knows_is_told_with_those_that_there_are(tmp_path: Path):
    file = tmp_path / "board.toml"
    file.write_text(
        'site = "test"\ndevice = "board-1"\n[[voices]]\nalways = ["tlh"]\n[voices.loudspeaker]\ndriver = "aplay"\n'
    )
    with pytest.raises(SettingsError, match=r"voices\.0\.always.*'tlh'.*hmn") as told:
        load_settings(file, BoardSettings)
    assert "blt" in str(told.value)
