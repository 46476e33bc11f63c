"""What a procedure needs: fee, time and place in large letters, and a list of papers to tick, sheet by sheet."""

from dataclasses import replace
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
from kiosk_app.screens.procedure_sizes import (
    A_SHEET,
    BOX_COMPACT_U,
    BOX_U,
    LEAST_LINES,
    PAPER_U,
    ROW_COMPACT_U,
    ROW_U,
    SIDE,
    SIDE_DOWN,
    TURN_U,
    TURNS_U,
    text_u,
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
    """A box to tick, something to bring, and how many of it."""

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
        self.title, self.elsewhere = procedure.title, procedure.elsewhere
        self.note, self.unknown = (procedure.note, "") if procedure.papers else ("", procedure.note)
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
        app, turns = App.get_running_app(), self._turns
        heading = self.ids.heading.height
        room = place.height + (turns_take(app, heading) if turns.parent else 0)
        if not app.wide and self.alone:
            room -= self._side_down()
        turned = room - turns_take(app, heading)
        widths = self._widths(place.width)
        listed = tuple(map(_in_line, shown.papers)) if app.compact else shown.papers

        def tallest(step: float) -> float:
            return max((self._paper_height(paper, widths[0], step) for paper in listed), default=0)

        size = text_u(PAPER_U, 0, app) * app.u
        if self.note and shown.papers and turned < LEAST_LINES * measure.line_height("regular", size):
            self.note = ""  # the title counts them all; and then there is another fit
        papers = listed
        for most in (step for step in fit.STEPS if step == 1 or 1 < step <= app.grow):
            self.paper_step = fit.largest(tallest, turned, most)
            papers = tuple(self._cut(paper, widths[0], turned) for paper in listed)
            if len(self._sheets(papers, widths, turned)) <= ceil(len(papers) / A_SHEET):
                break
        sheets = self._sheets(papers, widths, room)
        if len(sheets) > 1:
            sheets = self._sheets(papers, widths, turned)
        sheet = min(shown.sheet, len(sheets) - 1)
        self._show_side(there=sheet == 0 or (app.wide and not app.compact))
        self._show_papers(sheets[sheet])
        self._show_turns(shown, sheet, len(sheets))

    def _widths(self, now: float) -> tuple[float, float]:
        """What papers have across on the first sheet, and on the others."""
        app = App.get_running_app()
        if not app.compact:
            return now, now
        whole = self.width - self.padding[0] - self.padding[2]
        return (whole - self.spacing) * (1 - SIDE), whole

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
        tall = sum(self._paper_height(paper, width, 1) for paper in papers)
        least = A_SHEET * measure.line_height("regular", text_u(PAPER_U, 1, app) * app.u) + ROW_U * app.u
        heading = float(self.ids.heading.height)
        return (
            (tall if phone else min(tall, least))
            + heading
            + turns_take(app, heading)
            + 2 * float(self.spacing)
        )

    def _sheets(
        self, papers: tuple[Paper, ...], widths: tuple[float, float], room: float
    ) -> list[tuple[Paper, ...]]:
        """As many papers on each sheet as fit, in their order."""
        sheets: list[list[Paper]] = [[]]
        tall = 0.0
        for paper in papers:
            height = self._paper_height(paper, widths[len(sheets) > 1], self.paper_step)
            if sheets[-1] and tall + height > (
                room if len(sheets) == 1 else room + (0 if App.get_running_app().wide else self._side_down())
            ):
                sheets.append([])
                tall, height = 0.0, self._paper_height(paper, widths[1], self.paper_step)
            sheets[-1].append(paper)
            tall += height
        return [tuple(sheet) for sheet in sheets]

    def _cut(self, paper: Paper, width: float, room: float) -> Paper:
        """What of a paper fits on a sheet of its own; the page for phones and the checklist have the rest."""
        app = App.get_running_app()
        if self._paper_height(paper, width, self.paper_step) <= room:
            return paper
        size = text_u(PAPER_U, self.paper_step, app) * app.u
        across = width - app.u * (BOX_COMPACT_U if app.compact else BOX_U)
        rest = self._paper_height(replace(paper, text=""), width, self.paper_step)
        most = max(1, int((room - rest) / measure.line_height("regular", size)))
        return replace(paper, text=measure.shortened(paper.text, "regular", size, across, most))

    def _paper_height(self, paper: Paper, width: float, step: float) -> float:
        app = App.get_running_app()
        across = width - app.u * (BOX_COMPACT_U if app.compact else BOX_U)
        size = text_u(PAPER_U, step, app) * app.u
        words = measure.height(paper.text, "regular", size, across)
        counts = measure.height(paper.count, "semibold", size, across) if paper.count else 0
        return words + counts + float(app.u) * (ROW_COMPACT_U if app.compact else ROW_U)

    def _show_papers(self, papers: tuple[Paper, ...]) -> None:
        rows = self.ids.papers
        if len(rows.children) != len(papers):
            rows.clear_widgets()
            for _ in papers:
                rows.add_widget(PaperRow())
        for row, paper in zip(reversed(rows.children), papers, strict=True):
            row.text, row.count, row.step = paper.text, paper.count, self.paper_step

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


def _in_line(paper: Paper) -> Paper:
    """A paper and its count in one sentence, where lines are few."""
    return Paper(f"{paper.text} · {paper.count}") if paper.count else paper
