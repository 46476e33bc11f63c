"""A plain message in the middle of the screen: an icon, a sentence, what to do next."""

from typing import Any

from kivy.app import App
from kivy.clock import Clock
from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk_app.flow.screen import Screen
from kiosk_app.present.view import Notice, Tone
from kiosk_app.screens import fit, measure
from kiosk_app.screens.aside import Aside
from kiosk_app.screens.widgets import Panel, show_button

TONES = {Tone.CALM: "brand", Tone.GOOD: "good", Tone.WARN: "warn", Tone.BAD: "bad"}
"""Ink of the icon, and the tint behind it."""
TITLE_U, TEXT_U, DAYS_U, TIMES_U, TILE_U = 40, 25, 21, 24, 120
WITHOUT_TILE = 0.45
"""Below this step there is no room for the icon."""
DAYS_SHARE = 0.4
"""Part of a small screen's table that the days take."""
GAP_U, GAP_TERSE_U = 22, 2
"""Between what stands below each other at full size; and on a small screen whose table speaks for itself."""


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
    """A message. On a wide screen with room a table stands beside it, else below."""

    icon = StringProperty("information")
    tone_ink = StringProperty("brand")
    title = StringProperty("")
    text = StringProperty("")
    step = NumericProperty(1.0)
    terse = BooleanProperty(False)
    """Whether the table has to speak for itself, because there is no room for the sentence."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._shown: Notice | None = None
        self._table: HoursPanel | None = None
        self._rows: tuple[tuple[str, str], ...] = ()
        """What of the table there is room for."""
        self._aside = Aside()
        self._fit_soon = Clock.create_trigger(self._fit, -1)
        self._aside.bind(size=self._fit_soon)
        self.bind(size=self._fit)

    def show(self, notice: Notice, _screen: Screen) -> None:
        """Draw a notice; what did not change stays, with a finger on it."""
        if notice != self._shown:
            self._shown = notice
            self.icon, self.title, self.text = notice.icon, notice.title, "\n".join(notice.lines)
            self.tone_ink = TONES[notice.tone]
            self._show_table(notice)
            show_button(self.ids.button_place, notice.button)
        self._fit()

    def _show_table(self, notice: Notice) -> None:
        self._rows = notice.table
        if self._table:
            self._table.parent.remove_widget(self._table)
            self._table = None
        if notice.table:
            self._table = HoursPanel(title=notice.table_title)
            (self if self._beside() else self.ids.stack).add_widget(self._table)

    def _show_aside(self, *, there: bool) -> None:
        """The code for phones: beside the message on a wide screen, else below."""
        aside, place = self._aside, self if App.get_running_app().wide else self.ids.stack
        if aside.parent is not None and (aside.parent is not place or not there):
            aside.parent.remove_widget(aside)
        if there and aside.parent is None:
            place.add_widget(aside)

    def _show_rows(self) -> None:
        table = self._table
        if table is None:
            return
        shown = [row for row in reversed(table.children) if isinstance(row, HoursRow)]
        if [(row.days, row.times) for row in shown] != list(self._rows):
            for row in shown:
                table.remove_widget(row)
            for days, times in self._rows:
                table.add_widget(HoursRow(days=days, times=times))
        table.step = self.step
        for row in table.children:
            if isinstance(row, HoursRow):
                row.step = self.step

    def _beside(self) -> bool:
        app = App.get_running_app()
        return bool(app.wide and not app.compact)

    def _fit(self, *_: Any) -> None:
        app, padding = App.get_running_app(), self.padding
        if self._shown is None or self.width < 100:
            return
        room = self.height - padding[1] - padding[3]
        beside = bool(self._shown.table) and self._beside()
        whole = self.width - padding[0] - padding[2]
        width = (whole - self.spacing * beside) / (2 if beside else 1)
        below = 0.0
        if self._shown.aside:
            self._aside.say(self._shown.aside, app, whole)
            width -= (self._aside.width + self.spacing) if app.wide else 0
            below = 0.0 if app.wide else self._aside.height

        def needed(step: float) -> float:
            return self._needed(step, width, app, beside=beside) + (
                below + gap_u(step, terse=False) * app.u if below else 0
            )

        self._show_aside(there=self._shown.aside is not None)
        self.terse, self._rows = False, self._shown.table
        self.step = fit.largest(needed, room, app.grow)
        self.terse = bool(self._shown.table) and needed(self.step) > room
        while len(self._rows) > 1 and needed(self.step) > room:
            self._rows = self._rows[:-1]  # the day that is furthest away
        self._show_rows()

    def _needed(self, step: float, width: float, app: Any, *, beside: bool) -> float:
        u: float = app.u
        gap = gap_u(step, terse=self.terse) * u
        tall = tile_u(step, app.grow) * u + gap
        tall += measure.height(self.title, "bold", fit.text_u(TITLE_U, step, app.least_u) * u, width) + gap
        if not self.terse:
            tall += measure.height(self.text, "regular", fit.text_u(TEXT_U, step, app.least_u) * u, width)
        tall += gap
        if self._shown and self._shown.button:
            tall += (48 if app.compact else 64) * u
        table = self._table_height(step, width, app)
        return max(tall, table) if beside else tall + (table + gap if table else 0)

    def _table_height(self, step: float, width: float, app: Any) -> float:
        notice = self._shown
        if notice is None or not notice.table:
            return 0
        u: float = app.u
        width -= 40 * u
        days, times = (fit.text_u(size, step, app.least_u) * u for size in (DAYS_U, TIMES_U))
        if app.compact:
            return (12 + 10 * step * len(self._rows)) * u + sum(
                max(
                    measure.height(row[0], "regular", days, width * DAYS_SHARE),
                    measure.height(row[1], "semibold", times, width * (1 - DAYS_SHARE)),
                )
                for row in self._rows
            )
        tall = 40 * u * step + measure.height(notice.table_title, "semibold", times, width)
        for row in self._rows:
            tall += 10 * u * step
            tall += measure.height(row[0], "regular", days, width)
            tall += measure.height(row[1], "semibold", times, width)
        return tall


def tile_u(step: float, grow: float) -> float:
    """Side of the icon's ground in units; none where room is scarce, and where large letters say it without."""
    return 0 if step < WITHOUT_TILE or grow > 1 else TILE_U * step


def gap_u(step: float, *, terse: bool) -> float:
    """Between what stands below each other, in units."""
    return GAP_TERSE_U if terse else GAP_U * step
