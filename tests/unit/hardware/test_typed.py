"""What hand scanners type, however they are set: one text, the right one, or one that is surely no code."""

import ctypes
import string
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.dossiers import DossierCode
from contracts.scanned import DossierCodes, Rubbish, classify
from hardware.drivers.key_codes import TYPING
from hardware.drivers.keyboards import LAYOUTS, UNKNOWN, Keyboard
from hardware.drivers.serial_scanner import Framed
from hardware.drivers.typed import Typed

CODE = DossierCode("000.12.34.H40-260118-0007")
URL = f"https://dvc.x.gov.vn/tra-cuu?maHoSo={CODE}&x=1_2#a"
SHIFT, CTRL, ALT, ALT_GR, CAPS, NUM, ENTER, TAB, F10, DOWN = 42, 29, 56, 100, 58, 69, 28, 15, 68, 108
KEYPAD = {str(digit): code for digit, code in enumerate((82, 79, 80, 81, 75, 76, 77, 71, 72, 73))}


class Hand:
    """Presses keys, a millisecond each, and keeps what comes of it."""

    def __init__(self, layout: str = "us") -> None:
        self.typed, self.texts, self.at = Typed(layout=layout), list[str](), 100.0

    def key(self, code: int, value: int) -> None:
        self.at += 0.001
        self.texts += self.typed.key(self.at, 1, code, value)

    def press(self, code: int, *held: int) -> None:
        for key in held:
            self.key(key, 1)
        self.key(code, 1)
        self.key(code, 0)
        for key in reversed(held):
            self.key(key, 0)

    def type(self, text: str, layout: str = "us") -> None:
        keys = Keyboard(layout).keys()
        for sign in text:
            code, shift, altgr = keys[sign]
            self.press(code, *[SHIFT] * shift, *[ALT_GR] * altgr)

    def control(self, text: str) -> None:
        for sign in text:
            self.press(Keyboard("us").keys()[chr(ord(sign) | 0x60)][0], CTRL)

    def number(self, text: str, zero: str = "") -> None:
        for sign in text:
            self.key(ALT, 1)
            for digit in zero + str(ord(sign)):
                self.press(KEYPAD[digit])
            self.key(ALT, 0)

    def end(self) -> list[str]:
        return self.texts + self.typed.silence()


def only(texts: Iterable[str]) -> str:
    (text,) = texts
    return text


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_scanner_and_a_kiosk_that_are_set_alike_understand_each_other(layout: str):
    hand = Hand(layout)
    hand.type(URL, layout)
    hand.press(ENTER)
    assert hand.texts == [URL]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("code", [CODE, "H57.132-260804-0583", "Y12.9-260804-0583", "H57.1Z-260804-0583"])
def test_a_scanner_that_is_set_otherwise_gives_the_right_code_or_none(layout: str, code: DossierCode):
    hand = Hand("us")
    hand.type(code, layout)
    found = classify(only(hand.end()))
    assert found in {DossierCodes((code,)), Rubbish()}


@given(
    st.sampled_from(LAYOUTS),
    st.sampled_from(LAYOUTS),
    st.from_regex(
        r"[A-Y]\d\d\.\d{1,3}-2\d(0[1-9]|1[0-2])([01][1-9]|2[0-8])-\d{4}",
        fullmatch=True,
        alphabet=string.ascii_uppercase + string.digits + ".-",
    ),
)
def test_no_two_layouts_make_one_code_of_another(scanner: str, kiosk: str, code: str):
    hand = Hand(kiosk)
    hand.type(code, scanner)
    found = [classify(text) for text in hand.end()]
    assert all(each in {DossierCodes((DossierCode(code),)), Rubbish()} for each in found)


def test_control_letters_around_a_code():
    hand = Hand()
    hand.control("\x02")
    hand.type(CODE)
    hand.control("\x03")
    hand.type(CODE)
    hand.control("\n")
    hand.type(CODE)
    hand.control("\r")
    assert [classify(text) for text in hand.texts] == [DossierCodes((CODE,))] * 3


def test_a_group_separator_between_two_codes_stays_one():
    hand = Hand()
    hand.type(CODE)
    hand.press(Keyboard("us").keys()["]"][0], CTRL)
    hand.type("H57.132-260804-0583")
    found = classify(only(hand.end()))
    assert found == DossierCodes((CODE, DossierCode("H57.132-260804-0583")))


@pytest.mark.parametrize("zero", ["", "0"])
def test_a_code_typed_as_numbers_on_the_keypad(zero: str):
    hand = Hand()
    hand.press(NUM)
    hand.number(URL, zero)
    hand.number("\r")
    assert hand.texts == [URL]


def test_letters_beyond_ascii_as_numbers():
    hand = Hand()
    hand.number("Nguyễn Thị")
    assert only(hand.end()) == "Nguyễn Thị"
    other = Hand()
    other.number("é" * 4, "0")
    assert only(other.end()) == "éééé"


@pytest.mark.parametrize("shift", [True, False])
def test_capitals_between_two_caps_locks(shift: bool):  # noqa: FBT001 - a parameter
    hand = Hand()
    hand.press(CAPS)
    for sign in CODE:
        code, shifted, _ = Keyboard("us").keys()[sign.lower() if not shift else sign]
        hand.press(code, *[SHIFT] * (shifted and not sign.isalpha()))
    hand.press(CAPS)
    hand.type("abc")
    hand.press(ENTER)
    assert hand.texts == [CODE + "abc"]


@pytest.mark.parametrize(("layout", "typed"), [("cz", "H57.132"), ("de", "?ß"), ("tr", "İIiı")])
def test_capitals_lock_changes_letters_only(layout: str, typed: str):
    keys = Keyboard(layout).keys()
    hand = Hand(layout)
    hand.press(CAPS)
    for sign in typed:
        code, shifted, _ = keys[sign]
        hand.press(code, *[SHIFT] * (shifted ^ (sign.isalpha() and sign != "ß")))
    hand.press(ENTER)
    assert hand.texts == [typed]


def test_french_capitals_lock_reaches_the_digits():
    hand = Hand("fr")
    hand.press(CAPS)
    for digit in "1234567890":
        hand.press(Keyboard("fr").keys()[digit][0])
    hand.press(CAPS)
    assert only(hand.end()) == "1234567890"


@pytest.mark.parametrize("key", [ENTER, 96, TAB, F10, 59, 88, DOWN, 103, 106, 107, 1, 183])
def test_any_key_may_end_or_begin_a_text(key: int):
    hand = Hand()
    hand.press(key)
    hand.type(CODE)
    hand.press(key)
    hand.press(key)
    assert hand.texts == [CODE]


@pytest.mark.parametrize("before", ["]C0", "]C1", "]Q1", "]A0", "j", "D"])
def test_what_says_which_symbology_it_was_is_no_part_of_the_code(before: str):
    hand = Hand()
    hand.type(before + CODE)
    assert classify(only(hand.end())) == DossierCodes((CODE,))


def test_digits_of_the_keypad_are_digits():
    hand = Hand()
    for digit in "00673810079":
        hand.press(KEYPAD[digit])
    assert only(hand.end()) == "00673810079"


def test_the_keys_of_the_desktop_type_nothing_and_what_alt_does_is_unknown():
    hand = Hand()
    hand.press(125)
    hand.type("ABCD")
    hand.press(30, ALT)
    assert only(hand.end()) == "ABCD" + UNKNOWN


def test_lost_events_spoil_the_text_and_let_no_key_stick():
    hand = Hand()
    hand.key(CTRL, 1)
    hand.key(ALT, 1)
    hand.press(KEYPAD["1"])
    assert hand.typed.key(hand.at, 0, 3, 0) == []
    hand.press(ENTER)
    hand.type(CODE)
    assert only(hand.end()) == CODE


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(0, 2)), max_size=60))
def test_no_keys_break_it(keys: list[tuple[int, int]]):
    hand = Hand()
    for code, value in keys:
        hand.key(code, value)
    assert all(isinstance(text, str) for text in hand.end())


class Names(ctypes.Structure):
    _fields_ = [(name, ctypes.c_char_p) for name in ("rules", "model", "layout", "variant", "options")]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_layouts_are_those_of_the_system(layout: str):
    xkb = ctypes.CDLL("libxkbcommon.so.0")
    xkb.xkb_context_new.restype = xkb.xkb_keymap_new_from_names.restype = ctypes.c_void_p
    names = Names(b"evdev", b"pc105", layout.encode(), b"", b"")
    context = ctypes.c_void_p(xkb.xkb_context_new(0))
    keymap = ctypes.c_void_p(xkb.xkb_keymap_new_from_names(context, ctypes.byref(names), 0))
    ours, syms, differing = Keyboard(layout), ctypes.POINTER(ctypes.c_uint32)(), set()
    for code in TYPING:
        for level in (0, 1):
            count = xkb.xkb_keymap_key_get_syms_by_level(keymap, code + 8, 0, level, ctypes.byref(syms))
            theirs = chr(xkb.xkb_keysym_to_utf32(syms[0])) if count else ""
            if theirs > "\0" and ours.character(code, shift=level == 1) != theirs:
                differing.add((code, level))
    assert differing <= {(57, 1)}


@pytest.mark.parametrize("cut", range(1, len(CODE)))
def test_a_scanner_that_ends_with_enter_and_stalls_within_a_code_says_one_code(cut: int):
    hand = Hand()
    hand.type(URL)
    hand.press(ENTER)
    hand.type(CODE[:cut])
    hand.at += 0.6
    hand.type(CODE[cut:])
    hand.press(ENTER)
    assert hand.texts == [URL, CODE]


def test_a_scanner_that_was_set_to_end_without_a_key_is_heard_and_from_then_on_at_once():
    hand = Hand()
    hand.type("A")
    hand.press(ENTER)
    patient = hand.typed.patience_s
    hand.type(CODE)
    hand.at += patient + 0.1
    hand.type(CODE)
    assert hand.texts[-1:] == [CODE]
    assert hand.typed.patience_s < patient
    hand.at += 0.2
    hand.type(CODE)
    assert hand.texts[-2:] == [CODE, CODE]


def test_a_serial_scanner_is_waited_for_in_the_same_way():
    framed = Framed()
    at_once = framed.patience_s
    assert framed.feed(b"12345\r\n") == ["12345"]
    patient = framed.patience_s
    assert patient > 5 * at_once
    assert framed.feed(b"67890") == []
    assert framed.silence() == ["67890"]
    assert framed.patience_s == at_once
