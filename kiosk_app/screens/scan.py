"""How to hold a receipt: what the reader sees with a frame to aim at, or a drawing, and three steps."""

from collections.abc import Callable
from functools import partial
from typing import Any

from kivy.app import App
from kivy.clock import Clock
from kivy.graphics import Color, Line, Rectangle, RoundedRectangle, SmoothLine, Triangle
from kivy.graphics.texture import Texture
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from hardware.ports import LivePicture
from kiosk_app.flow.model import Side
from kiosk_app.flow.screen import Screen
from kiosk_app.present.view import Scan
from kiosk_app.screens import fit, measure
from kiosk_app.screens.widgets import Panel

Box = tuple[float, float, float, float]
STEP_U = 24
STEPS_SHARE = 0.56
"""Part of a wide screen's width in which the steps stand."""
AIM_SHARE = 0.62
"""Part of the live picture's sides that the frame to aim at takes."""
ARROW_SHARE = 0.24
"""Part of the shorter side of its panel in which the arrow to the scanner stands."""
PLACE_U = 22
MOST_DOTS = 1_000_000
"""Of a live picture that is drawn: more would hold up the screen."""
BARS = (3, 1, 2, 1, 1, 3, 1, 2, 2, 1, 3, 1, 1, 2, 1, 3, 2, 1, 1, 2, 3, 1, 2)
"""Widths of the drawn barcode's bars and gaps, in turn; no real code."""


class Step(BoxLayout):
    """One thing to do, with its number."""

    number = StringProperty("")
    text = StringProperty("")
    step = NumericProperty(1.0)


class Sight(Panel):
    """The live picture with the frame to aim at; a drawn receipt while there is none; and an arrow to the scanner."""

    texture = ObjectProperty(None, allownone=True)
    works = BooleanProperty(True)
    paint = ObjectProperty({})
    u = NumericProperty(1.0)
    at = ObjectProperty(None, allownone=True)
    """The side on which the scanner is."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        redraw = Clock.create_trigger(self._draw, -1)
        self.bind(pos=redraw, size=redraw, texture=redraw, works=redraw, paint=redraw, u=redraw, at=redraw)

    def show(self, live: LivePicture) -> None:
        """Draw what the reader sees."""
        if live.width * live.height > MOST_DOTS or len(live.rgb) != live.width * live.height * 3:
            return
        size = live.width, live.height
        if self.texture is None or tuple(self.texture.size) != size:
            texture = Texture.create(size=size, colorfmt="rgb")
            texture.flip_vertical()
            texture.blit_buffer(live.rgb, colorfmt="rgb", bufferfmt="ubyte")
            self.texture = texture
        else:
            self.texture.blit_buffer(live.rgb, colorfmt="rgb", bufferfmt="ubyte")
        self.canvas.ask_update()

    def _draw(self, *_: Any) -> None:
        self.canvas.after.clear()
        if min(self.size) < 50 or not self.paint:
            return
        room, arrow = _split((self.x, self.y, self.width, self.height), self.at)
        with self.canvas.after:
            box = self._draw_picture(room) if self.texture else self._draw_receipt(room)
            if self.works:
                self._draw_corners(box)
            if self.at:
                Color(*self.paint["brand"])
                Triangle(points=_arrow(arrow, self.at))

    def _draw_picture(self, room: Box) -> Box:
        x, y, width, height = room
        scale = min(width / self.texture.width, height / self.texture.height)
        wide, tall = self.texture.width * scale, self.texture.height * scale
        left, bottom = x + (width - wide) / 2, y + (height - tall) / 2
        Color(1, 1, 1, 1)
        Rectangle(texture=self.texture, pos=(left, bottom), size=(wide, tall))
        side_x, side_y = wide * AIM_SHARE, tall * AIM_SHARE
        return left + (wide - side_x) / 2, bottom + (tall - side_y) / 2, side_x, side_y

    def _draw_receipt(self, room: Box) -> Box:
        """A sheet with lines and a barcode; the frame stands around the barcode."""
        x, y, width, height = room
        tall = min(height * 0.86, width * 0.62 / 0.78)
        wide = tall * 0.78
        left, bottom = x + (width - wide) / 2, y + (height - tall) / 2
        Color(*self.paint["card"])
        RoundedRectangle(pos=(left, bottom), size=(wide, tall), radius=[self.u * 6])
        Color(*self.paint["ink-soft"])
        SmoothLine(width=self.u, rounded_rectangle=(left, bottom, wide, tall, self.u * 6))
        Color(*self.paint["line"])
        for index, share in enumerate((0.5, 0.76, 0.68, 0.76, 0.6)):
            high = bottom + tall * (0.9 if index == 0 else 0.82 - 0.07 * index)
            across = wide * share
            start = left + (wide - across) / 2 if index == 0 else left + wide * 0.12
            RoundedRectangle(
                pos=(start, high - tall * 0.02), size=(across, tall * 0.025), radius=[self.u * 2]
            )
        Color(*self.paint["ink" if self.works else "ink-soft"])
        module, at = wide * 0.76 / sum(BARS), left + wide * 0.12
        for index, bar in enumerate(BARS):
            if index % 2 == 0:
                Rectangle(pos=(at, bottom + tall * 0.14), size=(bar * module, tall * 0.2))
            at += bar * module
        return left + wide * 0.05, bottom + tall * 0.08, wide * 0.9, tall * 0.32

    def _draw_corners(self, box: Box) -> None:
        left, bottom, wide, tall = box
        arm = min(wide, tall) * 0.25
        Color(*self.paint["amber"])
        for x, along in ((left, 1), (left + wide, -1)):
            for y, up in ((bottom, 1), (bottom + tall, -1)):
                Line(points=(x + arm * along, y, x, y, x, y + arm * up), width=self.u * 2.5, cap="square")


def _split(whole: Box, at: Side | None) -> tuple[Box, Box]:
    """The place of the picture, and that of the arrow on the side of the scanner."""
    x, y, width, height = whole
    side = min(width, height) * ARROW_SHARE
    match at:
        case None:
            return whole, (x, y, 0, 0)
        case Side.BELOW:
            return (x, y + side, width, height - side), (x, y, width, side)
        case Side.ABOVE:
            return (x, y, width, height - side), (x, y + height - side, width, side)
        case Side.LEFT:
            return (x + side, y, width - side, height), (x, y, side, height)
    return (x, y, width - side, height), (x + width - side, y, side, height)


def _arrow(place: Box, at: Side) -> tuple[float, ...]:
    """The corners of a triangle in the middle of its place; the first one points at the scanner."""
    x, y, width, height = place
    deep = min(width, height) * 0.62
    across, middle_x, middle_y = deep * 0.9, x + width / 2, y + height / 2
    along_x = {Side.LEFT: -1, Side.RIGHT: 1}.get(at, 0) * deep / 2
    along_y = {Side.BELOW: -1, Side.ABOVE: 1}.get(at, 0) * deep / 2
    base_x, base_y = middle_x - along_x, middle_y - along_y
    out_x, out_y = (across, 0.0) if along_y else (0.0, across)
    tip = middle_x + along_x, middle_y + along_y
    return *tip, base_x - out_x, base_y - out_y, base_x + out_x, base_y + out_y


class ScanBody(Panel):
    """The sight and the steps: beside each other on a wide screen."""

    place = StringProperty("")
    step = NumericProperty(1.0)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._shown: Scan | None = None
        self._last: LivePicture | None = None
        self.bind(size=self._fit)

    def show(self, scan: Scan, _screen: Screen) -> None:
        """Draw the steps."""
        self.ids.sight.works, self.ids.sight.at, self.place = scan.works, scan.at, scan.place
        if not scan.works:
            self.ids.sight.texture = None
        self._shown = scan
        self._fit()

    def show_live(self, live: Callable[[], LivePicture | None]) -> None:
        """Draw the newest picture, if it is a new one."""
        picture = live() if self._shown and self._shown.works else None
        if picture is not None and picture is not self._last:
            self.ids.sight.show(picture)
        self._last = picture

    def _fit(self, *_: Any) -> None:
        if self._shown is None or self.width < 100:
            return
        app = App.get_running_app()
        width = self.width - self.padding[0] - self.padding[2]
        room = self.height - self.padding[1] - self.padding[3]
        texts = self._shown.steps
        width = (width - self.spacing) * STEPS_SHARE if app.wide else width
        room = room if app.wide else room * 0.45
        for count in range(len(self._shown.steps), 0, -1):
            texts = self._shown.steps[:count]
            needed = partial(_needed, texts, width, app)
            self.step = fit.largest(needed, room, app.grow)
            if needed(self.step) <= room:
                break
        self._show_steps(texts, numbered=len(self._shown.steps) > 1)

    def _show_steps(self, texts: tuple[str, ...], *, numbered: bool) -> None:
        place = self.ids.steps
        if len(place.children) != len(texts):
            place.clear_widgets()
            for _ in texts:
                place.add_widget(Step())
        for index, (row, text) in enumerate(zip(reversed(place.children), texts, strict=True), 1):
            row.number, row.text, row.step = str(index) if numbered else "", text, self.step


def _needed(texts: tuple[str, ...], width: float, app: Any, step: float) -> float:
    u: float = app.u
    size = fit.text_u(STEP_U, step, app.least_u) * u
    across = width - mark_u(step) * u - 14 * u
    tall = sum(max(measure.height(text, "semibold", size, across), mark_u(step) * u) for text in texts)
    return tall + 16 * u * step * len(texts)


def mark_u(step: float) -> float:
    """Side of a step's number in units."""
    return max(26.0, 44 * step)
