"""Where lines end: never before a dash; in words that are none, at a joint or with a hyphen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kiosk_app import sample

if TYPE_CHECKING:
    from tests.gui.kiosk_driver import Driver  # at run time this import starts Kivy

ADDRESS = "https://dichvucong.gov.vn/p/home/dvc-tthc-thu-tuc-hanh-chinh-chi-tiet.html"
SIZE, ROOM = 20.0, 240.0


def lines_of(text: str) -> list[str]:
    from kiosk_app.screens import measure  # noqa: PLC0415 - imports Kivy

    drawn = measure.balanced(text, "semibold", SIZE, ROOM).split("\n")
    assert len(drawn) == measure.lines(text, "semibold", SIZE, ROOM), "what is drawn is what was measured"
    assert all(measure.width(line, "semibold", SIZE) <= ROOM for line in drawn)
    return drawn


@pytest.mark.usefixtures("kiosk")
def test_no_line_begins_with_a_dash_or_a_dot():
    for text in (
        "Lao động và Việc làm – Thương binh và Xã hội",
        "Quầy tiếp nhận hồ sơ số 1 · Quầy 2 · Quầy 3",
    ):
        lines = lines_of(text)
        assert len(lines) > 1
        assert not any(line.startswith(("–", "·")) for line in lines)


@pytest.mark.usefixtures("kiosk")
def test_an_address_ends_its_lines_at_joints_and_a_long_name_with_a_hyphen():
    whole = lines_of(f"Xem {ADDRESS} hoặc hỏi quầy")
    assert whole[0] == "Xem"
    assert ADDRESS in "".join(whole[1:]).replace("hoặc", " ").replace(" ", "", 1), (
        "no letter is lost or added"
    )
    long = lines_of("Đăngkýbiếnđộngquyềnsửdụngđấtvàtàisảngắnliềnvớiđất")
    assert all(line.endswith("-") for line in long[:-1])
    assert not long[-1].endswith("-")


@pytest.mark.usefixtures("kiosk")
def test_an_ordinary_word_is_never_broken():
    from kiosk_app.screens import measure  # noqa: PLC0415 - imports Kivy

    assert measure.lines("Administrative", "semibold", SIZE, 60) == measure.TOO_LONG
    assert measure.lines("", "semibold", SIZE, ROOM) <= 1
    assert measure.lines("a" * 3000, "semibold", SIZE, 0.5) == measure.TOO_LONG


def test_words_on_the_glass_keep_their_dash_and_their_dot(kiosk: Driver):
    kiosk.app.stand_still(dict(sample.screens())["procedure"])
    kiosk.frames(6)
    value = next(label for label in kiosk.labels() if "Quầy" in label.text)
    for text in (value.text, "Buổi sáng: 07:00 – 11:00 · 13:30 – 16:30"):
        assert {"–", "·"} <= set(text)
        value.text = text
        for width in range(170, 400, 10):
            value.text_size = (width, None)
            value.texture_update()
            lines = [" ".join(word.text for word in line.words) for line in value._label._cached_lines]
            assert not any(line.startswith(("–", "·")) for line in lines), f"{width}: {lines}"
