"""Digits that bystanders must not read: a number pad, a dot for each digit, and the ways on."""

from typing import Any

from kivy.app import App
from kivy.clock import Clock
from kivy.graphics import Color, SmoothEllipse, SmoothLine
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from kiosk_app.flow.screen import Screen
from kiosk_app.present.view import Button, NumberPad
from kiosk_app.screens import fit, measure
from kiosk_app.screens.keyboard import Key, show_key
from kiosk_app.screens.widgets import Touchable

COLUMNS, ROWS = 3, 4
KEYS_SHARE = {True: 0.36, False: 0.44}
"""Part of a wide screen's width in which the number pad stands; a compact one has more to say beside it."""
TIGHT_SHARE = 0.42
"""Of a tall screen's width, where letters are so large that the ways have to stand beside the number pad."""
DIGIT_U = 36
QUESTION_U, NOTE_U = 20, 16
FIELD_U, DOTS_U, PAD_U = 84, 26, 5
"""Height of the field; of the dots, at least; and around them on a compact screen."""
MANY = 8
"""From so many digits on, their dots stand closer."""
TIGHT_KEY_U, WAY_U = 60, 80
"""Height of a key and of a way on with their gaps, below which a tall screen is tight."""
KEY_U = 130
"""Height of a key, at most."""


class Dots(Widget):
    """A ring for each digit, filled once it is typed."""

    typed = NumericProperty(0)
    length = NumericProperty(0)
    paint = ObjectProperty({})
    u = NumericProperty(1.0)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        redraw = Clock.create_trigger(self._draw, -1)
        self.bind(pos=redraw, size=redraw, typed=redraw, length=redraw, paint=redraw, u=redraw)

    def _draw(self, *_: Any) -> None:
        self.canvas.after.clear()
        if not self.length or not self.paint:
            return
        radius = min(self.height * 0.36, self.width * 0.9 / self.length / 3, self.u * 13)
        step = radius * (3.6 if self.length < MANY else 3)
        left = self.center_x - step * (self.length - 1) / 2
        with self.canvas.after:
            for place in range(self.length):
                middle = left + step * place
                Color(*self.paint["ink" if place < self.typed else "ink-soft"])
                if place < self.typed:
                    SmoothEllipse(
                        pos=(middle - radius, self.center_y - radius), size=(radius * 2, radius * 2)
                    )
                else:
                    SmoothLine(circle=(middle, self.center_y, radius * 0.86), width=self.u * 1.2)


class Way(Touchable):
    """A way on, as wide as its place. One that is not ready yet says so by standing back."""

    text = StringProperty("")
    icon = StringProperty("")
    main = BooleanProperty(False)
    ready = BooleanProperty(True)


class NumberPadBody(BoxLayout):
    """On a wide screen the number pad stands beside the dots and the ways on, else between them."""

    typed = NumericProperty(0)
    length = NumericProperty(0)
    question = StringProperty("")
    note = StringProperty("")
    step = NumericProperty(1.0)
    tight = BooleanProperty(False)

    def __init__(self) -> None:
        super().__init__()
        self._shown: NumberPad | None = None
        self._ways = BoxLayout(orientation="vertical", size_hint_y=None)
        self._ways.bind(minimum_height=self._ways.setter("height"))
        fit_soon = Clock.create_trigger(self._fit, -1)
        self.bind(size=fit_soon)
        self._ways.bind(height=fit_soon)

    def show(self, pad: NumberPad, _screen: Screen) -> None:
        """Draw it; keys and ways stay as they are, so that fast fingers lose nothing."""
        self._shown = pad
        self.typed, self.length = pad.typed, pad.length
        grid = self.ids.grid
        if len(grid.children) != len(pad.keys):
            grid.clear_widgets()
            for _ in pad.keys:
                grid.add_widget(Key(size_u=DIGIT_U, quiet=True))
        for widget, key in zip(reversed(grid.children), pad.keys, strict=True):
            show_key(widget, key)
        self._show_ways(pad)
        self._fit()

    def _show_ways(self, pad: NumberPad) -> None:
        app = App.get_running_app()
        place = self.ids.beside if app.wide else self.ids.below
        if self._ways.parent is not place:
            if self._ways.parent:
                self._ways.parent.remove_widget(self._ways)
            place.add_widget(self._ways)
        self._ways.spacing = app.u * (6 if app.compact else 12)
        ways = [way for way in (pad.prove, pad.skip) if way]
        if len(self._ways.children) != len(ways):
            self._ways.clear_widgets()
            for _ in ways:
                self._ways.add_widget(Way())
        for widget, way in zip(reversed(self._ways.children), ways, strict=True):
            _show_way(widget, way, ready=way is not pad.prove or pad.complete)

    def _fit(self, *_: Any) -> None:
        """On a compact screen the question stands here instead of in the head, as large as there is room."""
        app = App.get_running_app()
        if self._shown is None or self.width < 100:
            return
        if not app.compact:
            self.question = self.note = ""
            least_u = FIELD_U + TIGHT_KEY_U * ROWS + WAY_U * len(self._ways.children)
            self.tight = not app.wide and self.height < least_u * app.u
            return
        u, self.question = app.u, self._shown.question
        room = self.height - self._ways.height - (6 + DOTS_U + PAD_U * 2 + 4) * u
        width = (self.width - self.spacing) * (1 - KEYS_SHARE[True]) - 24 * u

        def needed(step: float) -> float:
            return measure.height(self.question, "bold", fit.text_u(QUESTION_U, step, app.least_u) * u, width)

        def with_note(step: float) -> float:
            size = fit.text_u(NOTE_U, step, app.least_u) * u
            return needed(step) + measure.height(
                self._shown.note if self._shown else "", "regular", size, width
            )

        self.step = fit.largest(with_note, room, app.grow)
        large = (
            app.grow == 1 or self.step >= 1
        )  # the question has to grow, even where the note has no room then
        self.note = self._shown.note if with_note(self.step) <= room and large else ""
        if not self.note:
            self.step = fit.largest(needed, room, app.grow)


def _show_way(widget: Way, way: Button, *, ready: bool) -> None:
    widget.target, widget.ready = way.target if ready else None, ready
    widget.text, widget.icon, widget.main = way.text, way.icon, way.main
