"""One normal form of a code, however it came: typed, pasted, scanned, out of a file or of a main system."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from contracts.dossiers import (
    KNOWN_SHAPE,
    LONGEST,
    MOST_CODES,
    DossierCode,
    NoCode,
    as_code,
    codes_in,
    why_no_code,
)
from contracts.letters import plain, unaccented

CODE, OTHER = DossierCode("000.12.34.H40-260118-0007"), DossierCode("000.12.34.H40-260118-0008")
LINK = "https://dichvucong.tinh.example.gov.vn/vi/tra-cuu"
EVERY_DASH = "\u00ad\u058a\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u2e3a\u301c\ufe58\ufe63\uff0d"
INVISIBLE = "\ufeff\u200b\u200c\u200d\u200e\u200f\u202a\u202c\u2060\u2066\u2069\u034f\ufe0f\u180e"
BLANKS = "\u00a0\u1680\u2003\u2007\u2009\u202f\u205f\u3000\t\n\r"


@pytest.mark.parametrize("dash", EVERY_DASH)
def test_every_dash_is_a_dash(dash: str):
    assert as_code(CODE.replace("-", dash)) == CODE
    assert as_code(CODE.replace("-", f" {dash} ")) == CODE


@pytest.mark.parametrize("sign", INVISIBLE)
def test_what_nobody_sees_is_not_there(sign: str):
    assert as_code(sign + CODE + sign) == CODE
    assert as_code(sign.join(CODE)) == CODE


@pytest.mark.parametrize("blank", BLANKS)
def test_no_blank_belongs_to_a_code(blank: str):
    assert as_code(blank + CODE + blank) == CODE
    assert as_code(CODE.replace(".", f".{blank}").replace("-", f"{blank}-")) == CODE


def test_a_soft_hyphen_is_a_dash_where_it_was_one_and_nothing_where_a_line_was_broken():
    assert as_code("000.12.34.H40\u00ad260118\u00ad0007") == CODE
    assert as_code("000.12\u00ad.34.H40-2601\u00ad18-0007") == CODE


@pytest.mark.parametrize(
    "text",
    [
        "０００．１２．３４．Ｈ４０－２６０１１８－０００７",
        "𝟶𝟶𝟶.𝟷𝟸.𝟹𝟺.𝙷𝟺𝟶-𝟸𝟼𝟶𝟷𝟷𝟾-𝟶𝟶𝟶𝟽",
        "000.12.34.Н40-260118-0007",
        "000.12.34.Η40-260118-0007",
        "000.12.34.н40-260118-0007",
        "000.12.34.h40-260118-0007",
    ],
)
def test_letters_that_look_the_same_are_the_same(text: str):
    assert as_code(text) == CODE


@pytest.mark.parametrize(
    "around",
    [
        "Mã hồ sơ: {}",
        "MÃ SỐ HỒ SƠ：{}",
        "Ma\u0303 ho\u0302\u0300 so\u031b: {}",
        "Mã hồ sơ\n{}",
        "Số hồ sơ: {}.",
        "Mã hồ sơ {} nộp ngày 18/01/2026",
        "Mã hồ sơ: {} - Số phiếu: 26.10229",
        '"{}"',
        "'{}",
        '="{}"',
        "({})",
        "[{}]",
        "“{}”",
        "*{}*",
        "{};",
        "\x02{}\x03",
        '{{"maHoSo":"{}"}}',
        "MHS={}",
        LINK + "?code={}",
        LINK + "?SGT=001203004567&MHS={}",
        LINK + "?ma_ho_so={}&x=1",
        LINK + "?q=a#maHoSo={}",
        LINK + "/#/ho-so/{}",
        LINK + "/{}.html",
        LINK + "/{}/chi-tiet",
        "dvc.tinh.example.gov.vn/ho-so/{}",
        "Xem tại " + LINK + "?MHS={} trước 17 giờ",
        "(" + LINK + "/{})",
    ],
)
def test_labels_and_links_around_a_code_are_dropped(around: str):
    assert as_code(around.format(CODE)) == CODE


def test_a_link_in_percent_signs_is_read():
    assert as_code(f"{LINK}?MHS=%20{CODE.replace('-', '%E2%80%93')}%20") == CODE
    assert as_code(f"{LINK}%2F{CODE}") == CODE


@pytest.mark.parametrize("code", ["673810079", "00673810079", "26.10229", "HS-0001-22", "03706/2026/07906"])
def test_codes_of_other_shapes_are_taken_whole_and_behind_a_label_and_under_a_key(code: str):
    assert as_code(code) == as_code(f" {code.lower()}\u200b") == as_code(f"Mã hồ sơ: {code}") == code
    assert as_code(f"{LINK}?MaHoSo={code}&SoDinhDanh=001203004567") == code


def test_a_line_end_inside_a_narrow_cell_is_no_end():
    assert as_code("000.12.34.H40-\n260118-0007") == as_code("000.12.34.\r\nH40-260118\n-0007") == CODE


@pytest.mark.parametrize("between", [",", "; ", "\n", "\x1d", " ", " và ", "\u2028"])
def test_several_codes_stay_in_order_and_are_none_where_one_is_wanted(between: str):
    both = f"{CODE}{between}{OTHER}"
    assert codes_in(both) == (CODE, OTHER)
    assert as_code(both) is None
    assert why_no_code(both) is NoCode.SEVERAL
    assert as_code(f"{CODE}{between}{CODE}") == CODE


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", NoCode.SHAPE),
        ("A001", NoCode.SHAPE),
        ("ABCDEFGH", NoCode.SHAPE),
        ("000.12.34.H40-260118-", NoCode.SHAPE),
        ("-260118-0007", NoCode.SHAPE),
        ("2.6E+14", NoCode.SHAPE),
        ("2,60118E+14", NoCode.SHAPE),
        ("2.6E14", NoCode.SHAPE),
        ("9" * 5000, NoCode.SHAPE),
        ("000.12.34.Đ40-260118-0007", NoCode.MARKS),
        ("Đ00.12.34.H40-260118-0007", NoCode.MARKS),
        ("000.12.34.Ư40-260118-0007", NoCode.MARKS),
        ("000.12.34.h\u030340-260118-0007", NoCode.MARKS),
        ("000.12.34.H40-260118-0007\u0323", NoCode.MARKS),
        ("000.12.З4.H40-260118-0007", NoCode.MARKS),
        ("000.12.34.H40-260118-0007²", NoCode.MARKS),
        ("000.12.34.H40-260118-000①", NoCode.MARKS),
        ("٠٠٠.12.34.H40-260118-0007", NoCode.MARKS),
        ("straße-22", NoCode.MARKS),
    ],
)
def test_what_is_no_code_is_not_made_one_and_it_is_known_why(text: str, why: NoCode):
    assert as_code(text) is None
    assert why_no_code(text) is why


@given(st.text(max_size=80) | st.text("0123456789ABHÐđĐơƠſıßК.-/: \u0301\u200b\n=?&", max_size=80))
@example("ı23456ſ")
@example("http://[")
@example(f"{LINK}/%zz?MHS=%ff%00")
def test_no_text_breaks_it_and_every_code_is_its_own_normal_form(text: str):
    found = codes_in(text)
    assert len(found) <= MOST_CODES
    assert all(as_code(code) == code and code.isascii() for code in found)


@given(st.text(max_size=10), st.text(max_size=10))
def test_letters_beside_a_known_shape_never_make_it_another_code(before: str, after: str):
    found = codes_in(before + CODE + after)
    own = [sign for sign in before[-1:] + after[:1] if sign.isalnum()]
    if own and not any(sign in plain(before + after) for sign in "./-_=?&#\n,;:"):
        assert all(code == CODE or not KNOWN_SHAPE.fullmatch(code) or len(code) > len(CODE) for code in found)


@pytest.mark.parametrize("layers", [9, 400, 2047])
def test_a_text_that_was_escaped_without_end_has_no_code_and_breaks_nothing(layers: int):
    escaped = f"000.12.34.H40%{'25' * layers}2D260118"[:LONGEST]
    assert codes_in(escaped) == ()
    assert why_no_code(escaped) is NoCode.SHAPE


def test_words_are_compared_without_case_marks_and_blanks():
    assert unaccented("  MÃ\u00a0Hồ\n Sơ ") == unaccented("Ma\u0303 ho\u0302\u0300 so\u031b") == "ma ho so"
    assert unaccented("Đăng ký") == "dang ky"


@pytest.mark.parametrize(
    "text",
    [
        "000.12.34.H40%2D260118%2D0007",
        "000%2E12%2E34%2EH40-260118-0007",
        "000.12.34.H40%252D260118%252D0007",
        "000.12.34.H40%E2%80%93260118%E2%80%930007",
        "Mã hồ sơ%3A%20000.12.34.H40-260118-0007",
        "000&#46;12&#46;34&#46;H40&#45;260118&#45;0007",
        "000&#x2e;12&#X2E;34.H40&#x2D;260118-0007",
        "000.12.34.H40&ndash;260118&ndash;0007",
        "&#48;00.12.34.H40-260118-0007",
        "M&atilde; h&#7891; s&#417;: 000.12.34.H40-260118-0007",
    ],
)
def test_a_code_that_was_escaped_for_a_link_or_a_page_is_that_code(text: str):
    assert as_code(text) == CODE


@pytest.mark.parametrize(
    "text",
    [
        "000.12.34.H40 260118 0007",
        "000.12.34.H40 - 260118 0007",
        "000.12.34.H40--260118--0007",
        "000.12.34.H40 – – 260118\t0007",
        "  000.12.34.h40  260118  0007.",
    ],
)
def test_blanks_and_too_many_dashes_where_a_national_code_has_its_dashes_are_those_dashes(text: str):
    assert as_code(text) == CODE


def test_an_escape_that_is_none_changes_nothing():
    assert as_code("100%") is None
    assert as_code("A%ZZ1") is None
    assert as_code("AT&T-2026-0001") is None
