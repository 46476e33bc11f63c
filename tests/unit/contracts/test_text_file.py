"""Bytes that editors of all machines make of one text."""

import codecs
import contextlib
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.text_file import NotTextError, text_of

TEXT = 'title = "Phường Nguyễn Du"\nlabel = "Quầy 1"\n'
WAYS = {
    "utf-8": TEXT.encode(),
    "utf-8 with mark": codecs.BOM_UTF8 + TEXT.encode(),
    "utf-16 of Notepad": codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
    "utf-16 of a Mac": codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
    "utf-16 without mark, little": TEXT.encode("utf-16-le"),
    "utf-16 without mark, big": TEXT.encode("utf-16-be"),
    "utf-32": codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"),
    "crlf": TEXT.replace("\n", "\r\n").encode(),
    "cr of an old Mac": TEXT.replace("\n", "\r").encode(),
    "crlf in utf-16": codecs.BOM_UTF16_LE + TEXT.replace("\n", "\r\n").encode("utf-16-le"),
    "decomposed": unicodedata.normalize("NFD", TEXT).encode(),
    "two marks": codecs.BOM_UTF8 * 2 + TEXT.encode(),
    "end of file of old": TEXT.encode() + b"\x1a",
    "end of file of old, and a line end": TEXT.replace("\n", "\r\n").encode() + b"\x1a\r\n",
}


@pytest.mark.parametrize("way", WAYS)
def test_one_text_is_read_however_it_was_written(way: str):
    assert text_of(WAYS[way]) == TEXT


@pytest.mark.parametrize("encoding", ["cp1258", "cp1252", "latin-1"])
def test_what_is_not_unicode_is_refused_by_name_with_its_place_and_the_remedy(encoding: str):
    data = f"a = 1\nb = '{'é' if encoding != 'cp1258' else 'ư'}'\n".encode(encoding)
    with pytest.raises(NotTextError, match=r"is not in UTF-8: byte [0-9A-F]{2} in line 2 .*UTF-8") as caught:
        text_of(data)
    assert caught.value.line == 2


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"a = 1\nb\0c", "a zero byte in line 2"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le")[:-1], "cut off or damaged: not UTF-16-LE"),
        (b"PK\x03\x04\x14\0\x06\0", "zero byte"),
        (b"\x89PNG\r\n\x1a\n\0\0", "byte 89 in line 1"),
    ],
)
def test_what_is_no_text_is_refused_by_name(data: bytes, what: str):
    with pytest.raises(NotTextError, match=what):
        text_of(data)


def test_an_empty_file_is_an_empty_text():
    assert text_of(b"") == text_of(codecs.BOM_UTF8) == text_of(codecs.BOM_UTF16_LE) == ""


@given(st.binary(max_size=60))
def test_no_bytes_make_it_do_anything_else_than_read_or_refuse(data: bytes):
    with contextlib.suppress(NotTextError):
        text = text_of(data)
        assert "\r" not in text
        assert "\0" not in text
        assert unicodedata.is_normalized("NFC", text)
