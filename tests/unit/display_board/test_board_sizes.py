import pytest

from display_board.page.look import look_css
from display_board.sizes import CAP, FLOOR, LANDSCAPE, PORTRAIT, Proportions, fit, shortfalls

FRAMES = pytest.mark.parametrize("frame", [LANDSCAPE, PORTRAIT], ids=["landscape", "portrait"])


@FRAMES
@pytest.mark.parametrize("seat_m", [1, 3, 6, 12, 30])
def test_everything_stays_inside_its_frame(frame: Proportions, seat_m: float):
    sizes = fit(43, seat_m, frame)
    aspect = frame.width / frame.height
    for chars in range(1, 10):
        assert sizes.number_for(chars) * chars * 0.74 <= frame.spot_width * aspect
    assert sizes.row * sizes.rows <= frame.list_height


@FRAMES
def test_a_farther_seat_means_fewer_and_larger_rows_never_smaller_ones(frame: Proportions):
    fits = [fit(55, seat_m, frame) for seat_m in (2, 3, 4, 5, 8, 15, 30)]
    assert [s.rows for s in fits] == sorted((s.rows for s in fits), reverse=True)
    assert [s.row for s in fits] == sorted(s.row for s in fits)
    assert fits[0].rows == 6
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


def test_the_style_sheet_hides_rows_that_do_not_fit_and_knows_both_ways_of_hanging():
    landscape, portrait = fit(43, 6, LANDSCAPE), fit(43, 6, PORTRAIT)
    css = look_css(landscape, portrait)
    upright = css.partition("@media (orientation: portrait)")[2]
    assert f"nth-child(n + {landscape.rows + 1})" in css.partition("@media")[0]
    assert f"--row: {portrait.row * 100:.2f}vh" in upright
    assert "--amber: #FFC247" in css
