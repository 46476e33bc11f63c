"""Text catalogues: Vietnamese first, English where it is, and an error that names what is missing."""

import tomllib
import unicodedata
from pathlib import Path

import pytest

from contracts.texts import Catalogue, TextError, load_catalogue

HOUSE = Path(__file__).parents[3]
CATALOGUES = sorted({path.parent for path in HOUSE.glob("*/**/texts/vi.toml") if ".venv" not in path.parts})


def catalogue(folder: Path, **files: str) -> Catalogue:
    for language, text in files.items():
        (folder / f"{language}.toml").write_text(text, "utf-8")
    return load_catalogue(folder)


def test_a_sentence_is_said_in_the_language_asked_for(tmp_path: Path):
    texts = catalogue(
        tmp_path, vi='[wait]\nabout = "khoảng {minutes} phút"', en='[wait]\nabout = "{minutes} min"'
    )
    assert texts.say("vi", "wait.about", minutes=5) == "khoảng 5 phút"
    assert texts.say("en", "wait.about", minutes=5) == "5 min"


@pytest.mark.parametrize("lang", ["en", "fr", ""])
def test_what_a_language_lacks_is_said_in_vietnamese(tmp_path: Path, lang: str):
    texts = catalogue(tmp_path, vi='title = "Lấy số"\nhint = "Chạm"', en='title = ""')
    assert texts.say(lang, "title") == "Lấy số"
    assert texts.say(lang, "hint") == "Chạm"


def test_english_alone_is_not_known(tmp_path: Path):
    texts = catalogue(tmp_path, vi='title = "Lấy số"', en='extra = "only here"')
    assert texts.has("title")
    assert not texts.has("extra")
    with pytest.raises(TextError, match="hint"):
        texts.say("vi", "hint")


def test_a_missing_fact_is_named(tmp_path: Path):
    texts = catalogue(tmp_path, vi='at = "Mở lúc {opens_at}"\nfirst = "{}"')
    with pytest.raises(TextError, match=r"'at' \(vi\) needs the fact 'opens_at'"):
        texts.say("vi", "at", number="A001")
    with pytest.raises(TextError, match="'first'"):
        texts.say("vi", "first")


def test_a_fact_may_have_any_name_and_more_facts_than_needed_do_no_harm(tmp_path: Path):
    texts = catalogue(tmp_path, vi='at = "{key} {lang} {self}"')
    facts = {"key": "a", "lang": "b", "self": "c", "other": "d"}
    assert texts.say("vi", "at", **facts) == "a b c"


def test_a_sentence_with_an_open_brace_is_named(tmp_path: Path):
    with pytest.raises(TextError, match="'at'"):
        catalogue(tmp_path, vi='at = "Mở lúc {opens_at"').say("vi", "at", opens_at="07:30")


def test_text_becomes_nfc(tmp_path: Path):
    decomposed = unicodedata.normalize("NFD", "Hộ tịch – Đất đai")
    texts = catalogue(tmp_path, vi=f'name = "{decomposed}"')
    assert texts.say("vi", "name") == "Hộ tịch – Đất đai"


def test_a_folder_without_vietnamese_is_refused(tmp_path: Path):
    with pytest.raises(TextError, match=r"no vi\.toml"):
        catalogue(tmp_path, en='title = "Take a number"')


@pytest.mark.parametrize(
    "bad", ["title = ", "title = 7", 'title = ["a"]', '[a]\nb = ["c"]', 'a = "x"\na = "y"']
)
def test_a_file_that_is_no_table_of_sentences_is_named(tmp_path: Path, bad: str):
    with pytest.raises(TextError, match=r"vi\.toml"):
        catalogue(tmp_path, vi=bad)


def test_a_file_that_is_not_utf8_or_cannot_be_read_is_named(tmp_path: Path):
    (tmp_path / "vi.toml").write_bytes('title = "Lấy số"'.encode("cp1252", "replace").replace(b"?", b"\xe1"))
    with pytest.raises(TextError, match=r"vi\.toml"):
        load_catalogue(tmp_path)
    (tmp_path / "vi.toml").unlink()
    (tmp_path / "vi.toml").mkdir()
    with pytest.raises(TextError, match=r"vi\.toml"):
        load_catalogue(tmp_path)


@pytest.mark.parametrize("folder", CATALOGUES, ids=lambda folder: "-".join(folder.parts[-3:-1]))
def test_our_own_catalogues_load_and_english_never_says_what_vietnamese_does_not(folder: Path):
    languages = load_catalogue(folder).languages
    for language, sentences in languages.items():
        assert set(sentences) <= set(languages["vi"]), f"{language} has keys that Vietnamese lacks"
        for key, sentence in sentences.items():
            assert facts_of(sentence) <= facts_of(languages["vi"][key]), f"{language}: {key}"


def facts_of(sentence: str) -> set[str]:
    """The names in braces."""
    return {part.split("}")[0].split(":")[0] for part in sentence.split("{")[1:]}


def test_our_own_catalogues_are_written_in_nfc():
    assert len(CATALOGUES) >= 4
    for path in (path for folder in CATALOGUES for path in folder.glob("*.toml")):
        text = path.read_text("utf-8")
        assert unicodedata.is_normalized("NFC", text), path
        assert tomllib.loads(text), path
