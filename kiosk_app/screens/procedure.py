"""What a procedure needs: fee, time and place in large letters, and a list of papers to tick, sheet by sheet."""

from math import ceil
from typing import Any

from kivy.app import App
from kivy.clock import Clock
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk_app.flow.screen import Screen
from kiosk_app.flow.targets import SheetTarget
from kiosk_app.present.view import Fact, Paper, Procedure
from kiosk_app.screens import fit, measure, procedure_side
from kiosk_app.screens.notice import TONES
from kiosk_app.screens.procedure_papers import Space, cut, height, rows, sheets
from kiosk_app.screens.procedure_sizes import (
    A_SHEET,
    LEAST_LINES,
    PAPER_U,
    ROW_U,
    SIDE,
    SIDE_DOWN,
    TITLE_U,
    TURN_U,
    TURNS_U,
    text_u,
    turns_height,
    turns_take,
)
from kiosk_app.screens.widgets import Panel


class BigFact(BoxLayout):
    """A caption, and below it what it is, large."""

    icon = StringProperty("")
    caption = StringProperty("")
    value = StringProperty("")
    step = NumericProperty(1.0)
    large = BooleanProperty(False)
    """The fee: it is what most people ask for."""


class PaperRow(BoxLayout):
    """A box to tick, something to bring, and how many of it; or the number of a step, and who does it."""

    mark = StringProperty("")
    text = StringProperty("")
    count = StringProperty("")
    step = NumericProperty(1.0)


class Phone(BoxLayout):
    """The code for phones with its caption."""

    address = StringProperty("")
    phone = StringProperty("")


class PaperTurns(BoxLayout):
    """Back, which sheet of papers this is, and on."""

    text = StringProperty("")


class ProcedureBody(Panel):
    """One procedure. On a wide screen the papers stand beside what it costs."""

    title = StringProperty("")
    note = StringProperty("")
    unknown = StringProperty("")
    """What is said where the papers would stand, if none are known."""
    elsewhere = StringProperty("")
    told = StringProperty("")
    told_ink = StringProperty("good")
    step = NumericProperty(1.0)
    """Of what it costs, how long and where."""
    paper_step = NumericProperty(1.0)
    grow = NumericProperty(1.0)
    phone = ObjectProperty(None)
    turns_u = NumericProperty(0)
    alone = BooleanProperty(False)
    """Whether papers have the whole of a compact or tall screen: from the second sheet on what it costs is known."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._shown: Procedure | None = None
        self.facts: tuple[Fact, ...] = ()
        self._fit_soon = Clock.create_trigger(self._fit, -1)
        self.phone, self._turns = Phone(), PaperTurns()
        self._side = self.ids.side.__self__  # ids hold nothing: while papers stand alone nobody else does
        self.ids.place.bind(size=self._fit_soon)
        self.phone.bind(size=self._fit_soon)
        self.bind(size=self._fit_soon)
        self.listen: Any = lambda _widget: None
        """Called with everything to touch that comes."""

    def show(self, procedure: Procedure, _screen: Screen) -> None:
        """Draw it, as soon as the room for it is known."""
        app = App.get_running_app()
        self._shown, self.step, self.grow = procedure, app.grow, app.grow
        self.elsewhere = procedure.elsewhere
        self.note = procedure.note if procedure.papers else ""
        self.told, self.told_ink = procedure.told, TONES[procedure.told_tone]
        self._show_facts(procedure.facts)
        self._fit()
        self._fit_soon()

    def _show_facts(self, facts: tuple[Fact, ...]) -> None:
        place = self.ids.facts
        if len(place.children) != len(facts):
            place.clear_widgets()
            for _ in facts:
                place.add_widget(BigFact())
        for widget, fact in zip(reversed(place.children), facts, strict=True):
            widget.icon, widget.caption, widget.value = fact.icon, fact.caption, fact.value
            widget.step, widget.large = self.step, fact is facts[0]

    def _show_phone(self, procedure: Procedure, *, there: bool) -> None:
        phone, app = self.phone, App.get_running_app()
        phone.address, phone.phone = procedure.address, procedure.phone
        wanted = self.ids.below_facts if app.wide else self.ids.top
        if phone.parent is not None and (phone.parent is not wanted or not there):
            phone.parent.remove_widget(phone)
        if there and phone.parent is None:
            wanted.add_widget(phone)

    def _fit(self, *_: Any) -> None:
        place, shown = self.ids.place, self._shown
        if shown is None or min(self.width, self.height, *place.size) < 50:
            return
        self._fit_side(shown)
        app = App.get_running_app()
        alone, first, later = self._spaces(shown, place.width)
        listed = rows(shown.papers, app)

        def tallest(step: float) -> float:
            return max((height(paper, first.width, step, app) for paper in listed), default=0)

        size = text_u(PAPER_U, 0, app) * app.u
        if self.note and shown.papers and first.height < LEAST_LINES * measure.line_height("regular", size):
            self.note = ""  # the title counts them all; and then there is another fit
        papers = listed
        for most in (step for step in fit.STEPS if step == 1 or 1 < step <= app.grow):
            self.paper_step = fit.largest(tallest, first.height, most)
            papers = tuple(cut(paper, first, self.paper_step, app) for paper in listed)
            if len(sheets(papers, first, later, self.paper_step, app)) <= ceil(len(papers) / A_SHEET):
                break
        whole = sheets(papers, alone, later, self.paper_step, app)
        if len(whole) > 1 or shown.steps:
            whole = sheets(papers, first, later, self.paper_step, app)
        steps = tuple(cut(step, later, self.paper_step, app) for step in rows(shown.steps, app))
        self._turn_to(shown, whole, sheets(steps, later, later, self.paper_step, app) if steps else [])

    def _turn_to(
        self, shown: Procedure, papers: list[tuple[Paper, ...]], steps: list[tuple[Paper, ...]]
    ) -> None:
        """The sheet that is wanted: those of the steps come behind those of the papers."""
        app, whole = App.get_running_app(), [*papers, *steps]
        sheet = min(shown.sheet, len(whole) - 1)
        self.title = shown.title if sheet < len(papers) else shown.steps_title
        self.unknown = "" if shown.papers or sheet else shown.note
        self._show_side(there=sheet == 0 or (app.wide and not app.compact))
        self._show_papers(whole[sheet])
        self._show_turns(shown, sheet, len(whole))

    def _spaces(self, shown: Procedure, width: float) -> tuple[Space, Space, Space]:
        """What papers have that stand on one sheet, on the first of several, and on the others: the same from each of them."""
        app, heading = App.get_running_app(), self.ids.heading
        if app.compact:
            whole = self.width - self.padding[0] - self.padding[2]
            beside, tall = (whole - self.spacing) * (1 - SIDE), self.ids.place.height + heading.parent.height

            def space(across: float, buttons: int) -> Space:
                return Space(across, tall - self._head_height(shown.title, across, buttons))

            return space(beside, 0), space(beside, 1), space(whole, 2)
        room = self.ids.place.height + (turns_height(app) if self._turns.parent else 0)
        room -= self._side_down() if self.alone and not app.wide else 0
        turned = room - turns_height(app)
        return (
            Space(width, room),
            Space(width, turned),
            Space(width, turned + (0 if app.wide else self._side_down())),
        )

    def _head_height(self, title: str, across: float, buttons: int) -> float:
        """Of the heading of a compact screen, beside so many buttons that turn the sheets."""
        app = App.get_running_app()
        words = across - (app.u * (TURNS_U + TURN_U * buttons) if buttons else 0)
        size = text_u(TITLE_U, self.grow, app) * app.u
        return max(measure.height(title, "bold", size, words), turns_height(app) if buttons else 0)

    def _side_down(self) -> float:
        """What the side takes from the height of a tall screen."""
        return float(self.ids.side.height) + float(self.spacing)

    def _show_side(self, *, there: bool) -> None:
        side = self._side
        self.alone = not there
        if there and side.parent is None:
            self.add_widget(side, index=len(self.children))
        elif not there and side.parent is not None:
            self.remove_widget(side)

    def _fit_side(self, shown: Procedure) -> None:
        """Fee, time and place in letters as large as there is room; where it is scarce they go before the code."""
        app = App.get_running_app()
        width = self.width - self.padding[0] - self.padding[2]
        room = self.height - self.padding[1] - self.padding[3]
        side = (width - self.spacing) * SIDE if app.wide else width
        for facts, phone in procedure_side.fewer(shown):
            self.facts = facts
            self._show_phone(shown, there=phone)
            beside = 0.0 if app.wide or not phone else self.phone.width + self.ids.top.spacing
            if app.wide:
                wanted = most = room - (self.phone.height if phone else 0)
            else:
                most = room - self._least_below(shown, width, phone=phone)
                wanted = min(most, room * SIDE_DOWN[app.grow > 1])

            def needed(step: float, across: float = side - beside, facts: tuple[Fact, ...] = facts) -> float:
                return procedure_side.height(shown, facts, step, across, side, app)

            self.step = fit.largest(needed, wanted, app.grow)
            if needed(self.step) <= most:
                break
        self._show_facts(self.facts)

    def _least_below(self, shown: Procedure, width: float, *, phone: bool) -> float:
        """What papers need below the side of a tall screen: two of them, where there could be the code instead."""
        app = App.get_running_app()
        papers = shown.papers[: A_SHEET if phone else 1]
        tall = sum(height(paper, width, 1, app) for paper in papers)
        least = A_SHEET * measure.line_height("regular", text_u(PAPER_U, 1, app) * app.u) + ROW_U * app.u
        heading = float(self.ids.heading.height)
        return (
            (tall if phone else min(tall, least))
            + heading
            + turns_take(app, heading)
            + 2 * float(self.spacing)
        )

    def _show_papers(self, papers: tuple[Paper, ...]) -> None:
        rows = self.ids.papers
        if len(rows.children) != len(papers):
            rows.clear_widgets()
            for _ in papers:
                rows.add_widget(PaperRow())
        for row, paper in zip(reversed(rows.children), papers, strict=True):
            row.mark, row.text, row.count, row.step = paper.mark, paper.text, paper.count, self.paper_step

    def _show_turns(self, shown: Procedure, sheet: int, sheets: int) -> None:
        turns = self._turns
        place = self.ids.turns_above if App.get_running_app().compact else self.ids.turns_place
        if sheets == 1:
            place.clear_widgets()
            return
        if turns.parent is None:
            place.add_widget(turns)
            self.listen(turns)
        turns.text = f"{sheet + 1}/{sheets}"
        for button, words, target, there in (
            (turns.ids.back, shown.previous, SheetTarget(sheet - 1), sheet > 0),
            (turns.ids.on, shown.more, SheetTarget(sheet + 1), sheet + 1 < sheets),
        ):
            button.text, button.target = words, target if there else None
            button.opacity, button.disabled = (1, False) if there else (0, True)
            button.size_hint_x = 1 if there or not App.get_running_app().compact else None
            button.width = button.width if there else 0
        self.turns_u = TURNS_U + TURN_U * ((sheet > 0) + (sheet + 1 < sheets))
