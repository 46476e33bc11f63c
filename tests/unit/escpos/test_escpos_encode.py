"""Pictures become bytes that print the same picture on any printer, and nothing else."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.drivers.escpos.commands import scrub
from hardware.drivers.escpos.encode import Dialect, encode_slip, filler
from hardware.drivers.escpos.profile import load_profile, profile_names
from hardware.ports import Raster
from hardware.sim.escpos.faults.specimen import draw
from tests.unit.escpos.escpos_pictures import GOLDEN, a_sign, golden_text, speckled
from tests.unit.escpos.paper_side import print_stream, real_time_codes

DIALECTS = (
    Dialect(),
    Dialect(units_per_row=0, band_rows=64, watched=True),
    Dialect(units_per_row=2, cut="none", feed_rows=80),
    Dialect("columns", units_per_row=1),
    Dialect("columns", units_per_row=0),
    Dialect("columns", units_per_row=2, cut="full", feed_rows=10),
)
dialects = pytest.mark.parametrize(
    "dialect", DIALECTS, ids=lambda d: f"{d.picture}-{d.units_per_row}-{d.cut}"
)


def assert_same(stream: bytes, picture: Raster, dialect: Dialect):
    """The same dots, but for those that scrubbing adds."""
    paper = print_stream(stream, picture.width, dialect.units_per_row or 1)
    size = max(len(picture.rows), len(paper.dots))
    want = int.from_bytes(picture.rows.ljust(size, b"\0"))
    got = int.from_bytes(paper.dots.ljust(size, b"\0"))
    assert not want & ~got, "a dot is missing"
    wider = 6 if dialect.picture == "columns" else 1
    added = sum(stream.count(bytes((0x18, n))) for n in (4, 5, 0x14))
    assert (got & ~want).bit_count() <= wider * added
    return paper


@dialects
@given(
    width=st.sampled_from((16, 64, 384)),
    height=st.integers(0, 150),
    seed=st.integers(0, 10_000),
    ink=st.sampled_from((0.0, 0.05, 0.5, 1.0)),
)
def test_any_picture_comes_out_as_it_was(dialect: Dialect, width: int, height: int, seed: int, ink: float):
    picture = speckled(width, height, seed, ink)
    paper = assert_same(encode_slip(picture, dialect), picture, dialect)
    assert paper.largest_band <= dialect.band_rows


@cache
def a_slip(n: int, dots: int) -> Raster:
    return draw(f"{'ABCDEF'[n % 6]}{n:03}", 1 + n % 2, dots).picture


@dialects
@pytest.mark.parametrize("dots", [384, 576])
def test_a_slip_comes_out_as_it_was_drawn(dialect: Dialect, dots: int):
    picture = a_slip(7, dots)
    paper = assert_same(encode_slip(picture, dialect), picture, dialect)
    cut = [c for c in paper.commands if c.startswith(b"\x1dV")]
    assert paper.commands[0] == b"\x1b@"
    assert (paper.commands[-1:] == cut) if dialect.cut != "none" else not cut


@pytest.mark.slow
def test_no_slip_of_two_hundred_holds_a_real_time_code():
    found = 0
    for n in range(200):
        dots = 384 if n % 2 else 576
        # A dithered logo, say: the plain letters of these slips hold no code.
        picture = Raster(dots, a_slip(n, dots).rows + speckled(dots, 8, n, ink=0.2).rows)
        found += any(True for _ in real_time_codes(picture.rows))
        for dialect in (DIALECTS[1], DIALECTS[3]) if n % 10 == 0 else (DIALECTS[1],):
            assert not list(real_time_codes(encode_slip(picture, dialect))), n
    assert found, "no slip had one to begin with: this test shows nothing"


@given(st.binary(max_size=200).map(lambda data: data.replace(b"\x00", b"\x10").replace(b"\x01", b"\x04")))
def test_scrubbing_leaves_no_code_and_adds_one_dot_for_each(dots: bytes):
    clean = scrub(dots)
    assert not list(real_time_codes(clean))
    changed = [(a, b) for a, b in zip(dots, clean, strict=True) if a != b]
    assert set(changed) <= {(0x10, 0x18)}
    assert len(changed) == sum(dots.count(bytes((0x10, n))) for n in (4, 5, 0x14))


def in_squares(picture: Raster) -> Raster:
    """Each dot as a square of two by two."""
    stride = picture.width // 8
    rows = [picture.rows[at : at + stride] for at in range(0, len(picture.rows), stride)]
    doubled = (
        int("".join(bit * 2 for bit in f"{int.from_bytes(row):0{picture.width}b}"), 2).to_bytes(2 * stride)
        for row in rows
    )
    return Raster(2 * picture.width, b"".join(row * 2 for row in doubled))


@dialects
@given(
    height=st.integers(0, 60),
    seed=st.integers(0, 10_000),
    ink=st.sampled_from((0.05, 0.5, 1.0)),
    odd=st.integers(0, 9),
)
def test_what_is_drawn_in_squares_comes_out_as_it_was(
    dialect: Dialect, height: int, seed: int, ink: float, odd: int
):
    squares = in_squares(speckled(192, height, seed, ink))
    picture = Raster(384, speckled(384, odd, seed).rows + squares.rows + speckled(384, odd, seed + 1).rows)
    stream = encode_slip(picture, dialect)
    paper = print_stream(stream, picture.width, dialect.units_per_row or 1)
    size = max(len(picture.rows), len(paper.dots))
    want, got = (int.from_bytes(dots.ljust(size, b"\0")) for dots in (picture.rows, paper.dots))
    assert not want & ~got
    assert (got & ~want).bit_count() <= 4 * sum(stream.count(bytes((0x18, n))) for n in (4, 5, 0x14))
    assert paper.largest_band <= dialect.band_rows


def test_what_is_drawn_in_squares_costs_a_quarter_unless_the_printer_cannot_enlarge():
    picture = in_squares(speckled(288, 60, 1, ink=1.0))
    small, plain = encode_slip(picture, Dialect()), encode_slip(picture, Dialect(enlarges=False))
    assert len(small) < 0.3 * len(plain)
    assert b"\x1dv0\x03" in small
    assert b"\x1dv0\x03" not in plain


def test_lines_of_columns_send_white_and_squares_small():
    square = in_squares(speckled(288, 60, 1, ink=0.5))
    assert len(encode_slip(square, DIALECTS[3])) < 0.55 * len(square.rows)
    far_apart = Raster(576, (b"\xf5" + bytes(70) + b"\xaf") * 24)
    assert len(encode_slip(far_apart, DIALECTS[3])) < 2 * 24 + 71 * 4 + 30
    text = a_slip(7, 576)
    assert len(encode_slip(text, DIALECTS[3])) < 1.5 * len(encode_slip(text, DIALECTS[0]))


def test_lines_of_columns_send_rules_and_qr_codes_as_dots_of_three_rows():
    rule = Raster(576, b"\xff" * 72 * 3)
    assert len(encode_slip(rule, DIALECTS[3])) < 576 // 2 + 30
    code = Raster(288, b"".join(((b"\xfc\x0f\xc0" * 12) if row % 12 < 6 else bytes(36)) for row in range(96)))
    stream = encode_slip(code, DIALECTS[3])
    assert len(stream) < 4 * 288 // 2 + 60
    assert_same(stream, code, DIALECTS[3])


@pytest.mark.parametrize(("above", "lines"), [(40, 1), (21, 1), (0, 2)])
def test_letters_are_not_cut_in_two_where_the_line_above_may_begin_earlier(above: int, lines: int):
    comma, word = b"\xa5" + bytes(7), b"\xa5" * 8
    picture = Raster(64, bytes(8 * above) + comma * 3 + bytes(8 * 6) + word * 24)
    stream = encode_slip(picture, DIALECTS[3])
    assert stream.count(b"\x1b*!\x40\x00") == lines
    assert_same(stream, picture, DIALECTS[3])


@pytest.mark.parametrize("units", [0, 1, 2])
def test_a_printer_without_raster_is_sent_none_whatever_its_units(units: int):
    picture = Raster(64, b"\xff" * 8 + bytes(8 * 300) + b"\xff" * 8)
    stream = encode_slip(picture, Dialect("columns", units_per_row=units, cut="partial", feed_rows=100))
    assert b"\x1dv0" not in stream
    assert len(stream) < 400
    paper = print_stream(stream, 64, units or 1)
    assert 402 <= len(paper.rows) <= 450


def test_rows_of_unlike_width_are_parted_but_no_band_is_lower_than_four_rows():
    wide, short = b"\xff" * 72, b"\xff" + bytes(71)
    stream = encode_slip(Raster(576, wide * 10 + short * 10 + wide * 10), Dialect())
    assert len(stream) < 20 * 72 + 10 + 60
    rows = wide + short
    found = encode_slip(Raster(576, rows * 12), Dialect())
    heights = [
        int.from_bytes(found[at + 6 : at + 8], "little")
        for at in range(len(found))
        if found[at : at + 3] == b"\x1dv0"
    ]
    assert min(heights[:-1]) >= 4


def test_blank_rows_and_the_white_right_edge_cost_next_to_nothing():
    picture = a_slip(3, 576)
    plain = len(picture.rows)
    assert len(encode_slip(picture, Dialect())) < 0.75 * plain
    assert len(encode_slip(Raster(576, bytes(72 * 400)), Dialect())) < 20


@pytest.mark.parametrize("profile", profile_names())
def test_the_bytes_of_each_profile_are_the_golden_ones(profile: str):
    assert golden_text(profile) == (GOLDEN / f"{profile}.hex").read_text()


def test_the_golden_picture_is_what_the_golden_bytes_print():
    for name in profile_names():
        dialect = load_profile(name).dialect
        stream = bytes.fromhex((GOLDEN / f"{name}.hex").read_text())
        assert_same(stream, a_sign(64), dialect)


@dialects
def test_zeros_end_any_picture_that_was_broken_off(dialect: Dialect):
    stream, zeros = encode_slip(speckled(64, 60, 1, ink=0.8), dialect), filler(64, dialect)
    for at in range(len(stream)):
        rest = _after_break(stream[:at] + zeros, 64)
        assert rest.strip(b"\0") == b"", f"at byte {at} the printer waits for more"


def _after_break(stream: bytes, width: int) -> bytes:
    """What of a stream that was broken off and filled up is left when every command has had its bytes."""
    at = 0
    while at < len(stream) and stream[at] != 0:
        match stream[at : at + 2]:
            case b"\x1dv":
                head = stream[at + 4 : at + 8]
                at += 8 + int.from_bytes(head[:2], "little") * int.from_bytes(head[2:], "little")
            case b"\x1b*":
                deep = 3 if stream[at + 2] >= 32 else 1
                at += 5 + deep * int.from_bytes(stream[at + 3 : at + 5], "little")
            case b"\x1bJ" | b"\x1da":
                at += 3
            case b"\x1dV":
                at += 4 if stream[at + 2] in (65, 66) else 3
            case _:
                at += 2
    assert at <= len(stream), f"{at - len(stream)} bytes short on paper of {width}"
    return stream[at:]
