"""Procedures are found by what people type, in whatever way they type it."""

from collections.abc import Iterator, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.catalogue import everyday
from controller.catalogue.everyday import EverydayWordsError
from controller.catalogue.reading import read
from controller.catalogue.search import Index
from controller.catalogue.spelling import Spelling
from tests.unit.catalogue.records import BIRTH, DEATH, LAND

NAMES = {
    "code": "code",
    "name_vi": "name",
    "short_name_vi": "short",
    "name_en": "name_en",
    "required_documents": "papers",
}


def index_of(*given: Mapping[str, object]) -> Index:
    renamed = [{NAMES[key]: value for key, value in one.items() if key in NAMES} for one in given]
    return Index(read(enumerate(renamed), {}).procedures, everyday.load())


@pytest.fixture(scope="module")
def index() -> Iterator[Index]:
    made = index_of(BIRTH, DEATH, LAND)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("giấy khai sinh", "Đăng ký khai sinh"),
        ("GIAY KHAI SINH", "Đăng ký khai sinh"),
        ("giaasy khai sinh", "Đăng ký khai sinh"),
        ("gia61y khai sinh", "Đăng ký khai sinh"),
        ("khaisinh", "Đăng ký khai sinh"),
        ("khia sinh", "Đăng ký khai sinh"),
        ("khai si", "Đăng ký khai sinh"),
        ("tôi muốn làm khai sinh cho con", "Đăng ký khai sinh"),
        ("birth certificate", "Đăng ký khai sinh"),
        ("báo tử", "Đăng ký khai tử"),
        ("dang ky khai tu", "Đăng ký khai tử"),
        ("mất sổ đỏ", "Cấp lại Giấy chứng nhận do bị mất"),
        ("maats soor ddor", "Cấp lại Giấy chứng nhận do bị mất"),
        ("1.012786", "Cấp lại Giấy chứng nhận do bị mất"),
        (" 1012786 ", "Cấp lại Giấy chứng nhận do bị mất"),
    ],
)
def test_the_first_hit_is_what_was_meant(index: Index, typed: str, title: str):
    assert index.find(typed)[0].title == title


@pytest.mark.parametrize("typed", ["", "   ", "?!", "zzzz", '"', "NEAR(", "a OR", "*", "khai -", "9.999999"])
def test_what_fits_nothing_finds_nothing_and_breaks_nothing(index: Index, typed: str):
    index.find(typed)


@given(st.text(max_size=300))
def test_no_text_whatever_breaks_the_search(index: Index, typed: str):
    assert len(index.find(typed)) <= 3


def test_an_empty_catalogue_can_be_searched():
    assert index_of().find("khai sinh") == ()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("khai", ("khai",)),
        ("khaii", ("khai",)),
        ("kahi", ("khai",)),
        ("ddaats", ("dat",)),
        ("d9a61t", ("dat",)),
        ("khaidat", ("khai", "dat")),
        ("xq", ()),
    ],
)
def test_a_word_stands_for_those_that_the_catalogue_has(typed: str, meant: tuple[str, ...]):
    spelling = Spelling()
    spelling.learn(["khai", "dat"])
    assert spelling.meant(typed) == meant


@pytest.mark.parametrize("content", ["[[words]]", "words = 1", "[[words]]\nlaw = 3\npeople = []", "no toml"])
def test_a_file_of_everyday_words_with_mistakes_is_refused_by_name(
    tmp_path_factory: pytest.TempPathFactory, content: str
):
    path = tmp_path_factory.mktemp("words") / "everyday_words.toml"
    path.write_text(content, "utf-8")
    with pytest.raises(EverydayWordsError, match=r"everyday_words\.toml"):
        everyday.load(path)
