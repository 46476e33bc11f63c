"""What a sign says -> dots; and what is said instead of being shown in part."""

from itertools import combinations

import pytest

from hardware.led.frame import DotFrame, unpacked
from hardware.led.layout import drawn
from hardware.led.numerals import SMALLEST, _fits, _set, largest
from hardware.ports import SignText

LOW, USUAL, LARGE = (32, 8), (64, 16), (128, 32)


@pytest.mark.parametrize("text", ["A012", "H999", "K100", "W888", "A0123"])
def test_a_number_fills_the_sign_and_is_whole(text: str):
    frame, trouble = drawn(SignText(text), USUAL)
    rows, columns = {y for _, y in frame.lit}, {x for x, _ in frame.lit}
    assert trouble == ""
    assert max(rows) - min(rows) + 1 >= 11
    assert (min(columns) >= 1, max(columns) <= 62) == (True, True)


def test_digits_differ_by_more_than_a_dying_dot_on_every_sign():
    for size in (LOW, USUAL, LARGE):
        frames = [drawn(SignText(digit), size).frame for digit in "0123456789"]
        assert all(len(one.lit ^ other.lit) > 4 for one, other in combinations(frames, 2)), size


def test_inverting_lights_exactly_the_other_dots():
    plain, turned = (drawn(SignText("A012", inverted=inverted), USUAL).frame for inverted in (False, True))
    assert not plain.lit & turned.lit
    assert len(plain.lit | turned.lit) == 64 * 16


def test_no_text_lights_nothing():
    assert drawn(SignText(""), USUAL) == (DotFrame(64, 16), "")


def test_eight_rows_show_number_arrow_and_counter_only():
    assert drawn(SignText("Quầy 4", counter="4"), LOW) == drawn(SignText("4"), LOW)
    assert drawn(SignText("A012", counter="4"), LOW, "→") == drawn(SignText("A012→4"), LOW)
    assert drawn(SignText("Quầy 4", counter="4"), LOW).trouble == ""


def test_where_number_and_counter_do_not_fit_together_the_number_stays():
    assert drawn(SignText("A0123", counter="12"), LOW, "→") == drawn(SignText("A0123"), LOW)


@pytest.mark.parametrize(("size", "text"), [(LOW, "A012345"), (USUAL, "A012345678"), (USUAL, "9" * 10_000)])
def test_a_number_that_is_longer_than_the_sign_is_never_shown_in_part(size: tuple[int, int], text: str):
    frame, trouble = drawn(SignText(text, counter="4"), size)
    assert frame == drawn(SignText("--"), size).frame
    assert (
        trouble
        == f"{text[:20]!r} has no room on {size[0]} x {size[1]} dots: use a wider sign, or shorter numbers"
    )


def test_a_word_that_is_too_long_gives_way_to_the_counter_and_is_told():
    frame, trouble = drawn(SignText("Quầy tiếp nhận hồ sơ", counter="4"), USUAL)
    assert frame == drawn(SignText("4"), USUAL).frame
    assert trouble == "'Quầy tiếp nhận hồ sơ' has no room on 64 x 16 dots: it shows '4' instead"


def test_letters_that_no_font_has_are_told():
    assert "no letter for '漢'" in drawn(SignText("漢 x"), USUAL).trouble


def test_marks_that_stand_by_themselves_are_put_together():
    assert drawn(SignText("Qua\u0302\u0300y 4"), USUAL) == drawn(SignText("Quầy 4"), USUAL)


def test_a_long_name_takes_two_lines_where_there_are_two():
    frame, trouble = drawn(SignText("Quầy 4 tạm nghỉ", counter="4"), (64, 32))
    assert trouble == ""
    assert {y < 16 for _, y in frame.lit} == {True, False}


@pytest.mark.parametrize("size", [(8, 8), (12, 8), (64, 16), (67, 31), (192, 64)])
def test_a_packed_frame_is_the_same_frame(size: tuple[int, int]):
    frame = drawn(SignText("A012", inverted=True), size).frame
    assert unpacked(*size, frame.packed()) == frame


@pytest.mark.parametrize("wrong", [(0, 8, b""), (8, 8, b"1234567"), (9, 8, b"12345678")])
def test_bytes_that_are_no_frame_are_refused(wrong: tuple[int, int, bytes]):
    with pytest.raises(ValueError, match="are no frame of"):
        unpacked(*wrong)


def test_a_dot_outside_is_refused():
    with pytest.raises(ValueError, match="lies outside"):
        DotFrame(8, 8, frozenset({(8, 0)}))


RESTING = SignText("Tạm nghỉ", counter="4", short="NGHI")


def test_a_resting_counter_says_so_as_well_as_its_sign_can():
    assert drawn(RESTING, (64, 16)) == drawn(SignText("Tạm nghỉ"), (64, 16))
    assert drawn(RESTING, (48, 16)) == drawn(SignText("NGHI"), (48, 16))
    assert drawn(RESTING, LOW) == drawn(SignText("NGHI"), LOW)
    assert drawn(RESTING, (16, 8)).frame == drawn(SignText("--"), (16, 8)).frame
    assert not any(drawn(RESTING, size).trouble for size in ((64, 16), (48, 16), LOW, (16, 8), (8, 8)))
    assert drawn(RESTING, LOW).frame != drawn(SignText("4"), LOW).frame


@pytest.mark.parametrize(
    "size", [pytest.param((512, 128), marks=pytest.mark.slow), (256, 64), (64, 16), (24, 16)]
)
@pytest.mark.parametrize("text", ["A012", "1", "W888", "NGHI", "A0123"])
def test_no_larger_number_would_fit(size: tuple[int, int], text: str):
    """Found by halving, because a large sign has hundreds of sizes to try."""
    shown = largest(text, size)
    fitting = [
        points
        for points in range(SMALLEST, 2 * size[1] + 1)
        if _fits(text, points, (size[0] - 2, size[1] - 2))
    ]
    assert (shown is None) == (not fitting)
    if shown is not None:
        rows = {y for _, y in shown}
        columns = {x for x, _ in shown}
        _, wide, tall = _set(text, max(fitting))
        assert (max(columns) - min(columns) + 1 <= wide, max(rows) - min(rows) + 1) == (True, tall)
