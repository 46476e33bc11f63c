"""Large cards, one of which is touched; sheet by sheet where they are many."""

from itertools import zip_longest
from typing import Any

from kivy.app import App
from kivy.clock import Clock
from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk_app.flow.screen import Screen
from kiosk_app.flow.targets import SheetTarget, Target
from kiosk_app.present.view import Choice, Choices
from kiosk_app.screens import layout, measure
from kiosk_app.screens.aside import Aside
from kiosk_app.screens.widgets import Touchable

SIDE_U, SIDE_COMPACT_U, BELOW_U = 120, 60, 64
"""Width of the turning buttons on a wide screen, and height on a tall one."""


class Card(Touchable):
    """One choice; an empty place while there is none."""

    name = StringProperty("")
    detail = StringProperty("")
    icon = StringProperty("")
    key = StringProperty("")
    opens = BooleanProperty(False)
    """Whether it leads to another page."""
    marked = BooleanProperty(False)
    """Whether cards of this screen have a place for that, or for a key."""
    name_u = NumericProperty(24)
    detail_u = NumericProperty(17)

    def show(self, choice: Choice | None, plan: layout.Plan, app: Any) -> None:
        """Draw a choice as planned."""
        self.opacity, self.disabled = (1, False) if choice else (0, True)
        if choice is None or choice.target != self.target:
            self.state = "normal"  # the finger that left meant what was here before
        self.target = choice.target if choice else None
        if choice is None:
            return
        self.open, self.icon, self.key, self.opens = choice.open, choice.icon, choice.key, choice.opens
        self.marked = plan.marked
        self.name_u, self.detail_u = plan.name_u, layout.detail_size(plan.name_u, app.least_u)
        self.name = measure.balanced(choice.name, "semibold", plan.name_u * app.u, plan.room)
        self.detail = layout.shown_detail(choice, self.detail_u * app.u, plan.room, compact=app.compact)


class Turn(Touchable):
    """A button that turns the sheet."""

    text = StringProperty("")
    icon = StringProperty("chevron-right")


class Turns(BoxLayout):
    """Back, which sheet this is, and on."""

    text = StringProperty("")


class ChoicesBody(BoxLayout):
    """The cards of one sheet, equally large, with the largest letters in which every name of all sheets fits."""

    def __init__(self) -> None:
        super().__init__()
        self._choices = Choices(())
        self._focus: Target | None = None
        self._fit_soon = Clock.create_trigger(self._draw, -1)
        self._turns, self._aside = Turns(), Aside()
        self._aside.bind(size=self._fit_soon)
        self.bind(size=self._fit_soon)
        self.listen: Any = lambda _widget: None
        """Called with everything to touch that comes."""

    def show(self, choices: Choices, _screen: Screen, focus: Target | None = None) -> None:
        """Draw the cards, as soon as the room for them is known."""
        self._choices, self._focus = choices, focus
        self._draw()
        self._fit_soon()

    def cards(self) -> list[Card]:
        """In reading order."""
        return list(reversed(self.ids.grid.children))

    def _draw(self, *_: Any) -> None:
        choices, app = self._choices.choices, App.get_running_app()
        if not choices or min(self.size) <= 100:  # no layout yet
            return
        plan = self._plan(choices)
        sheet = min(self._choices.sheet, plan.sheets - 1)
        for index, choice in enumerate(choices):
            if choice.target == self._focus:
                sheet = index // plan.per_sheet
        shown = choices[sheet * plan.per_sheet : (sheet + 1) * plan.per_sheet]
        grid = self.ids.grid
        grid.cols, grid.spacing = plan.cols, app.u * self._area(turned=False).anatomy.gap
        if len(grid.children) != plan.per_sheet:
            grid.clear_widgets()
            for _each in range(plan.per_sheet):
                card = Card()
                grid.add_widget(card)
                self.listen(card)
        for card, shown_choice in zip_longest(self.cards(), shown):
            card.show(shown_choice, plan, app)
            card.focused = self._focus is not None and card.target == self._focus
        self._show_turns(sheet, plan.sheets)

    def _plan(self, choices: tuple[Choice, ...]) -> layout.Plan:
        """The code stands there where the cards need no more sheets for it, and no letters that are too small."""
        app, aside = App.get_running_app(), self._aside
        plan = layout.plan(choices, self._area(turned=False), self._area(turned=True))
        fits = False
        if self._choices.aside:
            aside.say(self._choices.aside, app, self.width)
            room = self._area(turned=False, beside=True), self._area(turned=True, beside=True)
            beside = layout.plan(choices, *room)
            least = room[0].wanted_u * app.grow
            fits = beside.sheets <= plan.sheets and beside.name_u >= min(plan.name_u, least)
            plan = beside if fits else plan
        if fits and aside.parent is None:
            self.add_widget(aside)
        elif not fits and aside.parent is not None:
            self.remove_widget(aside)
        return plan

    def _area(self, *, turned: bool, beside: bool = False) -> layout.Area:
        app = App.get_running_app()
        width, height = self.size
        if beside and app.wide:
            width -= self._aside.width + self.spacing
        elif beside:
            height -= self._aside.height + self.spacing
        if turned and app.wide:
            width -= ((SIDE_COMPACT_U if app.compact else SIDE_U) + 10) * app.u
        elif turned:
            height -= (BELOW_U + 12) * app.u
        marked = any(choice.key or (choice.opens and not app.compact) for choice in self._choices.choices)
        together = self._choices.together
        touch = app.cramped if together else app.touch
        return layout.Area(
            width, height, app.u, touch, app.wide, app.compact, marked, app.least_u, app.grow, together
        )

    def _show_turns(self, sheet: int, sheets: int) -> None:
        turns = self._turns
        if sheets > 1 and turns.parent is None:
            self.add_widget(turns)
            self.listen(turns)
        elif sheets == 1:
            self.remove_widget(turns)
            return
        turns.text = f"{sheet + 1}/{sheets}"
        for button, words, target, there in (
            (turns.ids.back, self._choices.previous, SheetTarget(sheet - 1), sheet > 0),
            (turns.ids.on, self._choices.more, SheetTarget(sheet + 1), sheet + 1 < sheets),
        ):
            button.text, button.target = words, target if there else None
            button.opacity, button.disabled = (1, False) if there else (0, True)
            button.size_hint_y = 1 if there or not App.get_running_app().wide else None
            if not there and App.get_running_app().wide:
                button.height = 0  # the one that is needed takes the whole side
