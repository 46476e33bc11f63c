"""What is said of a fee and a time limit in a few words."""

import pytest

from contracts.amounts import fee_at_a_glance, paid_for, time_at_a_glance


@pytest.mark.parametrize(
    ("published", "glance"),
    [
        ("8.000 đồng/bản sao", "8.000 đồng/bản sao"),
        ("1.000đ/bản", "1.000đ/bản"),
        ("10.000-20.000 đồng.", "10.000-20.000 đồng"),
        ("0,1% giá trị", "0,1% giá trị"),
        (
            "2.000 đồng/trang; từ trang thứ 3 trở lên 1.000 đồng/trang; tối đa 200.000 đồng/bản",
            "2.000 đồng/trang…",
        ),
        ("10.000 đồng/trường hợp (một hoặc nhiều chữ ký)", "10.000 đồng/trường hợp…"),
        ("Theo quy định của Hội đồng nhân dân cấp tỉnh", ""),
        ("Thông tư 85/2019/TT-BTC", ""),
        ("3 dự án", ""),
        ("Mức thu do Hội đồng nhân dân tỉnh quyết định, khoảng 10.000 đồng", ""),
        ("", ""),
    ],
)
def test_a_fee_is_told_with_what_it_is_paid_for(published: str, glance: str):
    assert fee_at_a_glance(published) == glance


@pytest.mark.parametrize(
    ("published", "each", "more"),
    [
        ("8.000 đồng/bản sao", "bản sao", False),
        ("8.000đ/trang; tối đa 200.000 đồng/bản", "trang", True),
        ("8.000 đồng", "", False),
        ("8.000 đồng (giảm một nửa khi nộp trực tuyến)", "", True),
        ("9.000 đồng/bản", "", False),  # of another amount
        ("", "", False),
    ],
)
def test_for_what_an_amount_is_paid(published: str, each: str, *, more: bool):
    assert paid_for(8000, published) == (each, more)


@pytest.mark.parametrize(
    ("published", "glance"),
    [("2-3 ngày.", "2-3 ngày"), ("Trong ngày", "Trong ngày"), ("15 ngày\n20 ngày", ""), ("x" * 41, "")],
)
def test_a_short_time_limit_is_told_as_it_is(published: str, glance: str):
    assert time_at_a_glance(published) == glance
