"""A plain message in the middle of the screen: an icon, a sentence, what to do next."""

from typing import Any

from kivy.app import App
from kivy.properties import NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk_app.model import Screen
from kiosk_app.screens import fit, measure
from kiosk_app.screens.widgets import Action, Panel
from kiosk_app.view import Notice, Tone

TONES = {Tone.CALM: "brand", Tone.GOOD: "good", Tone.WARN: "warn", Tone.BAD: "bad"}
"""Ink of the icon, and the tint behind it."""
TITLE_U, TEXT_U, DAYS_U, TIMES_U, TILE_U = 40, 25, 21, 24, 120
WITHOUT_TILE = 0.45
"""Below this step there is no room for the icon."""


class HoursPanel(Panel):
    """A small table under its own title."""

    title = StringProperty("")
    step = NumericProperty(1.0)


class HoursRow(BoxLayout):
    """Days, and the times below them."""

    days = StringProperty("")
    times = StringProperty("")
    step = NumericProperty(1.0)


class NoticeBody(Panel):
    """A message. On a wide screen a table stands beside it, else below."""

    icon = StringProperty("information")
    tone_ink = StringProperty("brand")
    title = StringProperty("")
    text = StringProperty("")
    step = NumericProperty(1.0)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._shown: Notice | None = None
        self.bind(size=self._fit)

    def show(self, notice: Notice, _screen: Screen) -> None:
        """Draw a notice; what did not change stays, with a finger on it."""
        if notice != self._shown:
            self._shown = notice
            self.icon, self.title, self.text = notice.icon, notice.title, "\n".join(notice.lines)
            self.tone_ink = TONES[notice.tone]
            self._show_table(notice)
            self._show_button(notice)
        self._fit()

    def _show_table(self, notice: Notice) -> None:
        place = self.ids.table_place
        place.clear_widgets()
        if notice.table:
            panel = HoursPanel(title=notice.table_title)
            for days, times in notice.table:
                panel.add_widget(HoursRow(days=days, times=times))
            place.add_widget(panel)

    def _show_button(self, notice: Notice) -> None:
        place = self.ids.button_place
        if not notice.button:
            place.clear_widgets()
        elif place.children and place.children[0].target_id == notice.button.id:
            place.children[0].text = notice.button.text
        else:
            place.clear_widgets()
            action = Action.of(notice.button)
            action.pos_hint = {"center_x": 0.5}
            place.add_widget(action)

    def _fit(self, *_: Any) -> None:
        app, padding = App.get_running_app(), self.padding
        if self._shown is None or self.width < 100:
            return
        room = self.height - padding[1] - padding[3]
        beside = bool(self._shown.table) and app.wide
        width = (self.width - padding[0] - padding[2] - self.spacing * beside) / (2 if beside else 1)
        self.step = fit.largest(lambda step: self._needed(step, width, app, beside=beside), room)
        for panel in self.ids.table_place.children:
            for part in (panel, *panel.children):
                if isinstance(part, HoursPanel | HoursRow):
                    part.step = self.step

    def _needed(self, step: float, width: float, app: Any, *, beside: bool) -> float:
        u: float = app.u
        gap = 22 * u * step
        tall = tile_u(step) * u + gap
        tall += measure.height(self.title, "bold", fit.text_u(TITLE_U, step) * u, width) + gap
        tall += measure.height(self.text, "regular", fit.text_u(TEXT_U, step) * u, width)
        if self._shown and self._shown.button:
            tall += gap + (48 if app.compact else 64) * u
        table = self._table_height(step, u, width)
        return max(tall, table) if beside else tall + (table + gap if table else 0)

    def _table_height(self, step: float, u: float, width: float) -> float:
        notice = self._shown
        if notice is None or not notice.table:
            return 0
        width -= 40 * u
        days, times = fit.text_u(DAYS_U, step) * u, fit.text_u(TIMES_U, step) * u
        tall = 40 * u * step + measure.height(notice.table_title, "semibold", times, width)
        for row in notice.table:
            tall += 10 * u * step
            tall += measure.height(row[0], "regular", days, width)
            tall += measure.height(row[1], "semibold", times, width)
        return tall


def tile_u(step: float) -> float:
    """Side of the icon's ground in units."""
    return 0 if step < WITHOUT_TILE else TILE_U * step
