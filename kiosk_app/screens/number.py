"""The citizen's number, as large as the screen allows, and what becomes of the slip."""

from typing import Any

from kivy.app import App
from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk_app.flow.pages import SlipPhase
from kiosk_app.flow.screen import Screen
from kiosk_app.present.view import Number
from kiosk_app.screens import fit, measure
from kiosk_app.screens.widgets import Panel, show_button

SLIPS = {
    SlipPhase.PRINTING: ("printer", "brand", "ground"),
    SlipPhase.TAKE: ("check-circle", "good", "good-ground"),
    SlipPhase.WRITE_DOWN: ("camera", "warn", "warn-ground"),
}
"""Icon, ink and ground of the slip's panel."""
CAPTION_U, SERVICE_U, FACT_U, VALUE_U, SLIP_U, HINT_U = 26, 28, 21, 24, 24, 18
NUMBER_SHARE = 0.3
"""On a tall screen the number has at least this part of the body's height."""
COMPACT_STEP = 0.56
"""On a compact screen everything else is small, so that the number is large."""
COMPACT_SHARE = 0.64
"""Part of a compact screen's width that stands beside the number."""
CAPTION_SHARES = 0.36, 0.6
"""Least and most part of a fact's row that its caption takes."""


class FactRow(BoxLayout):
    """A caption and what it is."""

    icon = StringProperty("")
    caption = StringProperty("")
    value = StringProperty("")
    share = NumericProperty(0.5)
    step = NumericProperty(1.0)


class SlipPanel(Panel):
    """What to do about paper."""

    icon = StringProperty("printer")
    ink = StringProperty("brand")
    text = StringProperty("")
    hint = StringProperty("")
    step = NumericProperty(1.0)


class NumberBody(Panel):
    """The number."""

    caption = StringProperty("")
    number = StringProperty("")
    service = StringProperty("")
    slip = StringProperty("")
    hint = StringProperty("")
    slip_icon = StringProperty("printer")
    slip_ink = StringProperty("brand")
    slip_ground = StringProperty("ground")
    step = NumericProperty(1.0)
    terse = BooleanProperty(False)
    """Whether there is no room for the hint."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._shown: Number | None = None
        self.bind(size=self._fit)

    def show(self, number: Number, _screen: Screen) -> None:
        """Draw a number. A button that stays is kept, so that a finger on it is not lost."""
        self.caption, self.number, self.service = number.caption, number.number, number.service
        self.slip, self.hint = number.slip, number.hint
        self.slip_icon, self.slip_ink, self.slip_ground = SLIPS[number.phase]
        rows = self.ids.facts
        if len(rows.children) != len(number.facts):
            rows.clear_widgets()
            for _ in number.facts:
                rows.add_widget(FactRow())
        for row, fact in zip(reversed(rows.children), number.facts, strict=True):
            row.icon, row.caption, row.value = fact.icon, fact.caption, fact.value
        self._show_button(number)
        self._shown = number
        self._fit()

    def _show_button(self, number: Number) -> None:
        """Below the facts, or on a compact screen below the number."""
        places = self.ids.button_place, self.ids.button_left
        compact = App.get_running_app().compact
        show_button(places[not compact], None)
        show_button(places[compact], number.button)

    def _fit(self, *_: Any) -> None:
        app, padding = App.get_running_app(), self.padding
        if self._shown is None or self.width < 100:
            return
        width = self.width - padding[0] - padding[2]
        room = self.height - padding[1] - padding[3]
        if app.wide:
            width = (width - self.spacing) * (COMPACT_SHARE if app.compact else 0.5)
        else:
            room -= self.spacing + self.height * NUMBER_SHARE
        most = COMPACT_STEP if app.compact else 1.0
        self.terse = False
        self.step = fit.largest(lambda step: self._needed(step, width, app), room, most)
        if app.grow > 1:
            self.step = self._grown(self.step, width, room, most * app.grow)
        self.terse = self._needed(self.step, width, app) > room
        for row in self.ids.facts.children:
            row.step, row.share = (
                self.step,
                self._share(self.step, self._across(self.step, width, app), app),
            )

    def _grown(self, plain: float, width: float, room: float, most: float) -> float:
        """The largest step that takes nothing from the number, which is what the screen is about."""
        app = App.get_running_app()
        number_px = self._number_px(plain, width, app)
        steps = (step for step in fit.STEPS if plain <= step <= most + 1e-9)
        for step in steps:
            free = self._number_px(step, width, app) >= number_px
            if free and (not app.wide or self._needed(step, width, app) <= room):
                return step
        return plain

    def _number_px(self, step: float, width: float, app: Any) -> float:
        """How large the number's letters can be."""
        u, number = app.u, self._shown
        across, tall = width, self.height - self.padding[1] - self.padding[3]
        if app.wide:
            across = self.width - self.padding[0] - self.padding[2] - self.spacing - width
            tall *= 1 if app.compact else 0.8
        else:
            tall -= self._needed(step, width, app) + 20 * u * step + 8 * u
        beside = (
            ((number.caption, "regular", CAPTION_U), (number.service, "semibold", SERVICE_U))
            if number
            else ()
        )
        if app.wide:
            for text, font, size in beside:
                tall -= measure.height(text, font, fit.text_u(size, step, app.least_u) * u, across)
            tall -= 12 * u + (52 * u if app.compact and number and number.button else 0)
        wide = measure.width(number.number if number else "", "bold", 1) or 1
        return float(min(across / wide, (tall - 1) / measure.line_share("bold")))

    def _across(self, step: float, width: float, app: Any) -> float:
        """What the words of a row have across: on a compact screen its icon is left out."""
        return float(width - (14 + 44 * step * (not app.compact)) * app.u)

    def _share(self, step: float, across: float, app: Any) -> float:
        """Part of a row for the captions: as much as the longest needs."""
        u: float = app.u
        size = fit.text_u(FACT_U, step, app.least_u) * u
        facts = self._shown.facts if self._shown else ()
        longest = max((measure.width(fact.caption, "regular", size) for fact in facts), default=0.0)
        least, most = CAPTION_SHARES
        wanted = max(least, (longest + 4 * u) / across)
        if wanted <= most:
            return wanted
        tried = (most, 0.54, 0.48, 0.42, least)  # some captions wrap anyway: then as few lines as can be
        return min(tried, key=lambda share: self._facts_height(step, across, share, app))

    def _facts_height(self, step: float, across: float, share: float, app: Any) -> float:
        u: float = app.u
        tall = 0.0
        for fact in self._shown.facts if self._shown else ():
            tall += 20 * u * step + max(
                measure.height(
                    fact.caption, "regular", fit.text_u(FACT_U, step, app.least_u) * u, across * share
                ),
                measure.height(
                    fact.value, "semibold", fit.text_u(VALUE_U, step, app.least_u) * u, across * (1 - share)
                ),
            )
        return tall

    def _needed(self, step: float, width: float, app: Any) -> float:
        """Height of what stands beside the number, or below it."""
        u: float = app.u
        across = self._across(step, width, app)
        tall = self._facts_height(step, across, self._share(step, across, app), app)
        across = width - (2 * 10 * u if app.compact else (2 * 20 + 16) * u + 48 * u * step)
        tall += 24 * u * step + 3 * gap_u(step, app.compact) * u
        tall += measure.height(self.slip, "bold", fit.text_u(SLIP_U, step, app.least_u) * u, across)
        if not self.terse:
            tall += measure.height(self.hint, "regular", fit.text_u(HINT_U, step, app.least_u) * u, across)
        tall += 0 if app.compact else 64 * u
        if not app.wide:
            tall += measure.height(
                self.caption, "regular", fit.text_u(CAPTION_U, step, app.least_u) * u, width
            )
            tall += measure.height(
                self.service, "semibold", fit.text_u(SERVICE_U, step, app.least_u) * u, width
            )
        return tall


def gap_u(step: float, compact: bool) -> float:  # noqa: FBT001 - called from number.kv
    """Between the facts, the slip and the button, in units."""
    return (6 if compact else 20) * step
