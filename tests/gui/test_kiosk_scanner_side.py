"""The way to the scanner: an arrow on its side of the picture, and the same in words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kiosk_app import sample
from kiosk_app.flow.model import Model, Side

if TYPE_CHECKING:
    from tests.gui.kiosk_driver import Driver  # at run time this import starts Kivy

SCREENS = dict(sample.screens())


def drawn(kiosk: Driver, model: Model, at: Side | None) -> tuple[Any, list[float]]:
    """The picture of what to hold where, and the corners of its arrow."""
    from kivy.graphics import Triangle  # noqa: PLC0415 - imports Kivy

    from kiosk_app.screens.scan import Sight  # noqa: PLC0415 - imports Kivy

    kiosk.app.stand_still(replace(model, equipment=replace(model.equipment, reader_at=at)))
    kiosk.frames(6)
    sight = next(widget for widget in kiosk.app.root.walk() if isinstance(widget, Sight))
    arrows = [part.points for part in sight.canvas.after.children if isinstance(part, Triangle)]
    return sight, [point for points in arrows for point in points]


def test_an_arrow_and_a_sentence_show_the_side_of_the_scanner(kiosk: Driver):
    said = {
        Side.BELOW: "Máy quét ở dưới màn hình",
        Side.ABOVE: "Máy quét ở trên màn hình",
        Side.LEFT: "Máy quét ở bên trái màn hình",
        Side.RIGHT: "Máy quét ở bên phải màn hình",
    }
    for side, words in said.items():
        sight, (tip_x, tip_y, *others) = drawn(kiosk, SCREENS["scan"], side)
        assert words in kiosk.words()
        xs, ys = others[::2], others[1::2]
        ahead = {
            Side.BELOW: tip_y < min(ys),
            Side.ABOVE: tip_y > max(ys),
            Side.LEFT: tip_x < min(xs),
            Side.RIGHT: tip_x > max(xs),
        }
        assert ahead == {one: one is side for one in Side}, "it points at the scanner and nowhere else"
        assert all(sight.x <= x <= sight.right for x in (tip_x, *xs))
        assert all(sight.y <= y <= sight.top for y in (tip_y, *ys))


def test_nothing_is_shown_where_nobody_said_where_it_is_or_where_it_is_out_of_order(kiosk: Driver):
    for model, at in ((SCREENS["scan"], None), (SCREENS["scan-broken"], Side.LEFT)):
        assert drawn(kiosk, model, at)[1] == []
        assert not any("màn hình" in words for words in kiosk.words())
