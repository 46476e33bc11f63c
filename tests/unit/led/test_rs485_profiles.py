"""Data files that describe boards: the shipped ones, and whatever people write."""

from pathlib import Path

import pytest

from hardware.drivers.rs485.profile import ProfileError, RegisterText, load, names
from hardware.drivers.rs485.raw_frame import TemplateError, raw_frame
from hardware.drivers.rs485.sign import _values
from hardware.drivers.rs485.wording import padded, worded
from hardware.host.toml_file import MOST_BYTES
from hardware.ports import SignText

HEAD = 'title = "a"\nsource = "b"\nletters = " -0123456789A"\n'


def a_text(name: str, register: int, places: int = 6, **more: object) -> str:
    values = {"name": name, "register": register, "places": places, "encoding": "letter", **more}
    return "[[texts]]\n" + "".join(
        f"{key} = {value!r}\n" if isinstance(value, int) else f'{key} = "{value}"\n'
        for key, value in values.items()
    )


def written(folder: Path, text: str | bytes) -> str:
    path = folder / "board.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return str(path)


@pytest.mark.parametrize("name", names())
def test_every_shipped_profile_is_whole_and_says_where_it_is_from(name: str):
    profile = load(name)
    assert len(profile.source) > 10
    assert (
        worded(SignText("012"), profile.letters, profile.places, digits_only=profile.digits_only).text
        == "012"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD + a_text("line 1", 0) + a_text("line 2", 5), "line 1 and line 2 overlap in register 0x0005"),
        (
            HEAD + a_text("line 1", 10) + '[[values]]\nname = "mode"\nregister = 12\nvalue = 1\n',
            "line 1 and mode overlap in register 0x000c",
        ),
        (HEAD + a_text("line 1", 0xFFFF), "line 1 ends at register 0x10004; the last one is 0xffff"),
        (HEAD + a_text("line 1", 0, places=200), "200 registers in one write; 123 are possible"),
        (HEAD + a_text("n", 0, encoding="number"), "a register holds numbers of 4 digits, not of 6"),
        (
            HEAD + a_text("n", 0, places=4, encoding="number"),
            "n holds a number, so the board shows digits and the blank only, not '-A'",
        ),
        (HEAD + a_text("line 1", 0, shows="counter"), 'must be for shows = "text"'),
        (HEAD, "either [[texts]] (registers) or [raw]"),
        (HEAD + a_text("line 1", 0) + '[raw]\nframe = "{text}"\nplaces = 4\n', "and not both"),
        (HEAD + '[raw]\nframe = "02 {address} 03"\nplaces = 4\n', "never says {text}"),
        (HEAD + '[raw]\nframe = "02 {txet}"\nplaces = 4\n', "no field {txet}; known: address"),
        (HEAD + '[raw]\nframe = "02 zz {text}"\nplaces = 4\n', "cannot read 'zz {text}' at character 3"),
        (HEAD.replace(" -", "-") + a_text("line 1", 0), "the pad ' ' is not among the letters"),
        (HEAD + a_text("line 1", 0) + "colour = 3\n", "texts.0.colour"),
        (HEAD + "[[texts]]\n", "texts.0.name"),
        ("title = ", "board.toml"),
        (b"\xff\xfe\x00", "board.toml"),
        ("#" * (MOST_BYTES + 1), f"is larger than {MOST_BYTES} bytes"),
        ("a = " + "[" * 3000, "is not valid TOML"),
    ],
)
def test_a_wrong_profile_is_told_with_file_and_place(tmp_path: Path, text: str | bytes, said: str):
    with pytest.raises(ProfileError) as told:
        load(written(tmp_path, text))
    assert said in str(told.value)
    assert "board.toml" in str(told.value)


def test_a_profile_that_is_not_there_is_told():
    with pytest.raises(ProfileError, match="no profile 'led-4850'; known: dm-digits"):
        load("led-4850")
    with pytest.raises(ProfileError, match="No such file"):
        load("missing.toml")
    with pytest.raises(ProfileError, match="null byte"):
        load("board\0.toml")


@pytest.mark.parametrize(
    ("template", "checked_from", "frame"),
    [
        ("02 {address} {text} {sum8} 03", 1, b"\x02\x07A1" + bytes(((7 + 0x41 + 0x31) % 256,)) + b"\x03"),
        ("{length}{text}{xor8}", 0, b"\x02A1" + bytes((2 ^ 0x41 ^ 0x31,))),
        (
            "'!' {address-ascii} {text} {neg8}",
            0,
            b"!07A1" + bytes((-(0x21 + 0x30 + 0x37 + 0x41 + 0x31) % 256,)),
        ),
        ("{text} {sum8-ascii} 0D 0A", 0, b"A172\r\n"),
        ("{text} {xor8-ascii}", 0, b"A170"),
        ("01 06 00 00 00 32 {crc16} {text}", 0, bytes.fromhex("01060000 0032 081f") + b"A1"),
        ("01 06 00 00 00 32 {crc16-high-first} {text}", 0, bytes.fromhex("01060000 0032 1f08") + b"A1"),
        ("'a b' 0d", 0, b"a b\r"),
    ],
)
def test_templates_become_bytes(template: str, checked_from: int, frame: bytes):
    assert raw_frame(template, 7, b"A1", checked_from) == frame


@pytest.mark.parametrize("template", ["0", "0D0A", "{text", "'abc", "'Quầy'", "{}"])
def test_templates_that_cannot_be_read_are_refused(template: str):
    with pytest.raises(TemplateError):
        raw_frame(template, 1, b"")


@pytest.mark.parametrize(
    ("sign", "text", "trouble"),
    [
        (SignText("A012", counter="4"), "A012", ""),
        (SignText("b12"), "B12", ""),
        (SignText("Quầy 4", counter="4"), "4", ""),
        (SignText("Tạm nghỉ", counter="4"), "4", ""),
        (SignText("----"), "----", ""),
        (SignText("A012345", counter="4"), "----", "'A012345' needs 7 places, the board has 6"),
        (SignText("K012", counter="4"), "----", "the board has no letter for 'K' of 'K012'"),
        (SignText(""), "", ""),
    ],
)
def test_words_for_a_board_of_six_places(sign: SignText, text: str, trouble: str):
    assert worded(sign, " -0123456789AB", 6) == (text, trouble)


def test_a_board_of_digits_gets_the_digits():
    assert worded(SignText("K012"), "0123456789", 4, digits_only=True) == ("012", "")


def test_every_place_is_filled():
    assert (padded("12", 4, " ", "right"), padded("12", 4, "0", "left")) == ("  12", "1200")


@pytest.mark.parametrize(
    ("letters", "places", "shown"),
    [
        ("TẠMNGHIỈ tạmnghiỉ", 8, "Tạm nghỉ"),
        (" -0123456789GHIN", 6, "NGHI"),
        (" -0123456789GHIN", 3, "---"),
        (" -0123456789", 6, "----"),
        ("0123456789", 4, ""),
    ],
)
def test_a_resting_counter_says_so_in_the_letters_that_a_board_has(letters: str, places: int, shown: str):
    assert worded(SignText("Tạm nghỉ", counter="4", short="NGHI"), letters, places) == (shown, "")


@pytest.mark.parametrize("said", ["  12", "", "    ", "0012"])
def test_a_number_in_a_register_may_be_padded_with_blanks(said: str):
    """A blank pad was once an error that ended the sign."""
    field = RegisterText(name="n", register=7, places=4, encoding="number")
    assert _values(field, said.encode()) == (int(said.strip() or 0),)
