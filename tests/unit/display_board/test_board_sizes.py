import pytest

from display_board.page.look import look_css, unreadable
from display_board.settings import ScreenSettings
from display_board.sizes import (
    CAP,
    FLOOR,
    LANDSCAPE,
    TALL,
    WIDE,
    Proportions,
    fit,
    frame_of,
    shortfalls,
)

SHAPES = (*TALL, *WIDE)
FRAMES = pytest.mark.parametrize(
    "frame", [frame_of(*shape) for shape in SHAPES], ids=[f"{width}:{height}" for width, height in SHAPES]
)


@FRAMES
@pytest.mark.parametrize("seat_m", [1, 3, 6, 12, 30])
def test_everything_stays_inside_its_frame(frame: Proportions, seat_m: float):
    sizes = fit(43, seat_m, frame)
    aspect = frame.width / frame.height
    for chars in range(1, 10):
        assert sizes.number_for(chars) * chars * 0.74 <= frame.spot_width * aspect
        assert sizes.row_for(chars) * (chars + 3.5) * 0.74 <= frame.list_width * aspect
    assert sizes.row * sizes.rows <= frame.list_height
    assert sizes.target * 7 <= frame.spot_width * aspect
    assert sizes.number * 1.12 + sizes.target * 1.2 + 0.08 <= frame.spot_height


@FRAMES
def test_a_farther_seat_means_fewer_and_larger_rows_never_smaller_ones(frame: Proportions):
    fits = [fit(55, seat_m, frame) for seat_m in (2, 3, 4, 5, 8, 15, 30)]
    assert [s.rows for s in fits] == sorted((s.rows for s in fits), reverse=True)
    assert [s.row for s in fits] == sorted(s.row for s in fits)
    assert fits[0].rows == (6 if frame.width / frame.height < 3 else 4)  # 55 inches of 32:9 are low
    assert fits[-1].rows == 3


def test_the_number_of_a_43_inch_screen_reaches_what_a_ruler_says():
    # 43 inches are 535 mm high; 0.7 degrees at distance d are d / 81.8.
    sizes = fit(43, 6, LANDSCAPE)
    assert sizes.number_reach_m == pytest.approx(sizes.number * CAP * 535.4 * 81.85 / 1000, rel=0.001)
    assert 8 < sizes.number_reach_m < 13


def test_what_cannot_be_read_is_said_with_both_distances():
    small = shortfalls(fit(22, 12, LANDSCAPE), 12)
    assert len(small) == 2
    assert "farthest seat is 12 m" in small[0]
    assert shortfalls(fit(75, 3, LANDSCAPE), 3) == ()


def test_rows_below_the_floor_are_the_fewest_there_are():
    sizes = fit(22, 20, LANDSCAPE)
    assert sizes.row_reach_m * FLOOR / 82 < 20
    assert sizes.rows == 3


def test_shapes_go_from_narrow_to_wide_so_that_the_last_rule_that_applies_is_the_right_one():
    ratios = [width / height for width, height in SHAPES]
    assert ratios == sorted(ratios)


def test_the_style_sheet_knows_every_shape_of_screen():
    css = look_css(43, 6)
    for width, height in SHAPES:
        part = css.partition(f"@media (min-aspect-ratio: {width}/{height})")[2].partition("@media")[0]
        assert "--rows:" in part
        assert '#recent [data-chars="9"]' in part
    assert "--amber: #FFC247" in css


def test_a_television_that_cuts_its_edges_off_gets_a_smaller_page():
    assert "--scale: 0.9940" in look_css(43, 6)
    assert "--scale: 0.8946" in look_css(43, 6, 5)


def test_what_the_settings_say_of_the_screen_is_warned_of():
    far = unreadable(ScreenSettings(inches=22, farthest_seat_m=12, width=1280, height=1024))
    assert len(far) == 2
    assert unreadable(ScreenSettings(inches=75, farthest_seat_m=3)) == ()
    cut = unreadable(ScreenSettings(inches=43, farthest_seat_m=8.2, overscan_percent=10))
    assert len(cut) >= len(unreadable(ScreenSettings(inches=43, farthest_seat_m=8.2)))
