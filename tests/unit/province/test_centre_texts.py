"""The centre's words: both languages have every key, with the same facts; every fault and state has its words."""

import re
from pathlib import Path

import pytest

from contracts.forms.words import TEXTS as FORM_TEXTS
from contracts.province import Why
from contracts.texts import load_catalogue
from province.compare import Standing
from province.fleet import Concern
from province.opinions import View
from province.web import pages
from province.web.language import SECOND, number, read_cookie, reads
from province.web.now import State

OWN = Path(pages.__file__).parent / "texts"
FACT = re.compile(r"{([a-z]+)}")


@pytest.mark.parametrize("folder", [OWN, FORM_TEXTS], ids=["pages", "forms"])
def test_both_languages_have_every_key_with_the_same_facts(folder: Path):
    first, second = (load_catalogue(folder).languages[lang] for lang in ("vi", SECOND))
    assert set(first) == set(second)
    assert [key for key in first if set(FACT.findall(first[key])) != set(FACT.findall(second[key]))] == []
    assert [key for key, said in second.items() if not said.strip()] == []


def test_every_word_that_pages_say_by_its_code_is_there():
    texts = load_catalogue(OWN)
    said = [("why", Why), ("standing", Standing), ("view", View), ("concern", Concern), ("state", State)]
    assert [f"{part}.{one}" for part, codes in said for one in codes if not texts.has(f"{part}.{one}")] == []


@pytest.mark.parametrize(
    ("header", "lang"),
    [
        ("", "vi"),
        ("motcua-language=en", "en"),
        ("a=b; motcua-language=en; c=d", "en"),
        ("motcua-language=xx", "vi"),
        ("motcua-language=../..", "vi"),
        ("\x00;;=;\xff", "vi"),
    ],
    ids=map(str, range(6)),
)
def test_a_cookie_says_the_language_and_anything_else_is_vietnamese(header: str, lang: str):
    read_cookie(header)
    try:
        assert reads() == lang
        assert number(12345) == {"vi": "12.345", "en": "12,345"}[lang]
    finally:
        read_cookie("")
