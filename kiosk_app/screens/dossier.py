"""How far a dossier has come: the status large, what to do next, the dates below."""

from collections.abc import Callable
from typing import Any

from kivy.app import App
from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk_app.flow.screen import Screen
from kiosk_app.present.view import Dossier, Fact, Tone
from kiosk_app.screens import fit, measure
from kiosk_app.screens.notice import TONES
from kiosk_app.screens.number import FACT_U, VALUE_U, FactRow
from kiosk_app.screens.widgets import Panel, show_button

STATUS_U, NEXT_U, CODE_U, PILL_U, NOTE_U, TILE_U = 38, 24, 20, 20, 18, 92
GROUNDS = {Tone.GOOD: "good-ground", Tone.WARN: "warn-ground", Tone.BAD: "bad-ground"}
COMPACT_STEP = 0.64
TOLD_SHARE = {True: 0.55, False: 0.68}
"""Part of a compact screen's width in which the status stands, with dates beside it and without."""
SHARE = 0.42
"""Part of a row that its caption takes."""
GAP_U, GAP_TERSE_U = 16, 2
"""Between what stands below each other at full size; and where the status would have no room otherwise."""
TOLD_DOWN = 0.46
"""Part of a tall screen's height that the status takes at least: then the dates always begin at one place."""


class LongFact(BoxLayout):
    """A caption, and below it what it is, in a sentence."""

    icon = StringProperty("")
    caption = StringProperty("")
    value = StringProperty("")
    step = NumericProperty(1.0)


class DossierBody(Panel):
    """One dossier. On a wide screen its dates stand beside the status."""

    icon = StringProperty("file-document")
    ink = StringProperty("brand")
    code = StringProperty("")
    place = StringProperty("")
    status = StringProperty("")
    next_step = StringProperty("")
    deadline = StringProperty("")
    deadline_ink = StringProperty("brand")
    deadline_ground = StringProperty("ground")
    as_of = StringProperty("")
    step = NumericProperty(1.0)
    terse = BooleanProperty(False)
    """Whether the parts of the status stand close, because they have no room otherwise."""
    tile_u = NumericProperty(TILE_U)
    """Side of the icon's ground in units at full size; none where room is scarce."""
    told_share = NumericProperty(0.5)
    """Part of a wide screen's width in which the status stands."""
    told_px = NumericProperty(100.0)
    """Height of the status with what belongs to it, on a tall screen."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._shown: Dossier | None = None
        self._facts: tuple[Fact, ...] = ()
        self.bind(size=self._fit)

    def show(self, dossier: Dossier, _screen: Screen) -> None:
        """Draw it."""
        self.icon, self.ink = dossier.icon, TONES[dossier.tone]
        compact = App.get_running_app().compact  # there the head names it
        self.code, self.place = ("", "") if compact else (dossier.code, dossier.place)
        self.status, self.next_step, self.as_of = dossier.status, dossier.next_step, dossier.as_of
        self.deadline, self.deadline_ink = dossier.deadline, TONES[dossier.deadline_tone]
        self.deadline_ground = GROUNDS.get(dossier.deadline_tone, "ground")
        show_button(self.ids.button_place, dossier.button)
        self._shown = dossier
        self.tile_u = 0 if App.get_running_app().grow > 1 else TILE_U  # large words say it without
        self._fit()

    def _fit(self, *_: Any) -> None:
        if self._shown is None or self.width < 100:
            return
        app = App.get_running_app()
        width = self.width - self.padding[0] - self.padding[2]
        room = self.height - self.padding[1] - self.padding[3]
        button = (48 if app.compact else 64) * app.u if self._shown.button else 0.0

        def parts(step: float) -> tuple[float, float]:
            """Height of the status, and of the dates."""
            share = TOLD_SHARE[bool(self._facts)] if app.compact else 0.5
            told_px = (width - self.spacing) * share if app.wide else width
            dates_px = width - self.spacing - told_px if app.wide else width
            told = self._told_height(step, told_px, app) + button
            return told, self._dates_height(step, dates_px, app)

        def needed(step: float) -> float:
            told, dates = parts(step)
            return max(told, dates) if app.wide else told + dates + GAP_U * app.u * step

        for terse in (False, True):
            self.terse = terse
            if self._choose(needed, room, app):
                break
        told, dates = parts(self.step)
        self.told_share = TOLD_SHARE[bool(self._facts)] if app.compact else 0.5
        self.told_px = max(told, min(room * TOLD_DOWN, room - dates - GAP_U * app.u * self.step))
        self._show_facts()

    def _choose(self, needed: Callable[[float], float], room: float, app: Any) -> bool:
        """As many dates, and then as large letters, as there is room for; whether all is as it should be."""
        most = COMPACT_STEP if app.compact else 1.0
        for facts in _fewer(self._shown.facts if self._shown else ()):
            self._facts = facts
            self.step = fit.largest(needed, room, most * app.grow)
            large = app.grow == 1 or self.step >= most  # whoever wants large letters does without some dates
            if needed(self.step) <= room and large:
                return True
        return False

    def _show_facts(self) -> None:
        rows = self.ids.facts
        wanted = [LongFact if fact.long else FactRow for fact in self._facts]
        if [type(row) for row in reversed(rows.children)] != wanted:
            rows.clear_widgets()
            for fact in self._facts:
                rows.add_widget(LongFact() if fact.long else FactRow(share=SHARE))
        for row, fact in zip(reversed(rows.children), self._facts, strict=True):
            row.icon, row.caption, row.value = fact.icon, fact.caption, fact.value
            row.step = self.step

    def _told_height(self, step: float, width: float, app: Any) -> float:
        """Of the icon, the status, the next step and the code."""
        u: float = app.u
        parts = (
            (self.place, "regular", CODE_U),
            (self.status, "bold", STATUS_U),
            (self.next_step, "regular", NEXT_U),
            (self.code, "semibold", CODE_U),
        )
        tall = tile_u(self.tile_u, step) * u
        for text, font, size in parts:
            tall += measure.height(text, font, fit.text_u(size, step, app.least_u) * u, width)
        return tall + gap_u(step, terse=self.terse) * u * (len(parts) + 1)

    def _dates_height(self, step: float, width: float, app: Any) -> float:
        u: float = app.u
        tall = 0.0
        across = width - (14 + 44 * step * (not app.compact)) * u
        for fact in self._facts:
            if fact.long:
                tall += 20 * u * step
                tall += measure.height(
                    fact.caption, "regular", fit.text_u(FACT_U, step, app.least_u) * u, across
                )
                tall += measure.height(
                    fact.value, "semibold", fit.text_u(VALUE_U, step, app.least_u) * u, across
                )
                continue
            tall += 20 * u * step + max(
                measure.height(
                    fact.caption, "regular", fit.text_u(FACT_U, step, app.least_u) * u, across * SHARE
                ),
                measure.height(
                    fact.value, "semibold", fit.text_u(VALUE_U, step, app.least_u) * u, across * (1 - SHARE)
                ),
            )
        if self.deadline:
            tall += measure.height(
                self.deadline, "bold", fit.text_u(PILL_U, step, app.least_u) * u, width - 40 * u
            )
            tall += (20 + GAP_U) * u * step
        tall += measure.height(self.as_of, "regular", fit.text_u(NOTE_U, step, app.least_u) * u, width)
        return tall + GAP_U * u * step


def _fewer(facts: tuple[Fact, ...]) -> tuple[tuple[Fact, ...], ...]:
    """Everything; or, where room is scarce, the dates; or the due date alone; or what was said before."""
    dates = tuple(fact for fact in facts if fact.day)
    return facts, dates, dates[1:2] or dates, ()


def title(dossier: Dossier) -> str:
    """What stands in the head of a compact screen."""
    return dossier.place or dossier.code


def gap_u(step: float, *, terse: bool) -> float:
    """Between the parts of the status, in units."""
    return GAP_TERSE_U if terse else GAP_U * step


def tile_u(full: float, step: float) -> float:
    """Side of the icon's ground in units; none where room is scarce."""
    return 0 if step < 0.65 else full * step
