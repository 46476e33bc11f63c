"""Large cards, one of which is touched; sheet by sheet where they are many."""

from typing import Any

from kivy.app import App
from kivy.clock import Clock
from kivy.properties import NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk_app.flow.model import Screen
from kiosk_app.present.view import Card, Choice
from kiosk_app.screens import layout, measure
from kiosk_app.screens.widgets import Target

SIDE_U, SIDE_COMPACT_U, BELOW_U = 120, 84, 64
"""Width of the turning buttons on a wide screen, and height on a tall one."""


class CardWidget(Target):
    """One choice."""

    name = StringProperty("")
    detail = StringProperty("")
    icon = StringProperty("")
    key = StringProperty("")
    name_u = NumericProperty(24)
    detail_u = NumericProperty(17)

    def show(self, card: Card, plan: layout.Plan, u: float, *, compact: bool) -> None:
        """Draw a card as planned."""
        self.target_id, self.open = card.id, card.open
        self.name_u, self.detail_u = plan.name_u, layout.detail_size(plan.name_u)
        self.name = measure.balanced(card.name, "semibold", plan.name_u * u, plan.room)
        self.detail = layout.shown_detail(card, plan.name_u * u, u, plan.room, compact=compact)
        self.icon, self.key = card.icon, card.key


class Turn(Target):
    """A button that turns the sheet."""

    text = StringProperty("")
    icon = StringProperty("chevron-right")


class Turns(BoxLayout):
    """Back, which sheet this is, and on."""

    text = StringProperty("")


class ChoiceBody(BoxLayout):
    """The cards of one sheet, equally large, with the largest letters in which every name of all sheets fits."""

    def __init__(self) -> None:
        super().__init__()
        self._choice, self._focus = Choice(()), ""
        self._fit_soon = Clock.create_trigger(self._draw, -1)
        self._turns = Turns()
        self.bind(size=self._fit_soon)
        self.listen: Any = lambda _widget: None
        """Called with every target that comes."""

    def show(self, choice: Choice, _screen: Screen, focus: str = "") -> None:
        """Draw the cards, as soon as the room for them is known."""
        self._choice, self._focus = choice, focus
        self._draw()
        self._fit_soon()

    def cards(self) -> list[CardWidget]:
        """In reading order."""
        return list(reversed(self.ids.grid.children))

    def _draw(self, *_: Any) -> None:
        cards, app = self._choice.cards, App.get_running_app()
        if not cards or min(self.size) <= 100:  # no layout yet
            return
        plan = layout.plan(cards, self._area(turned=False), self._area(turned=True))
        sheet = min(self._choice.sheet, plan.sheets - 1)
        for index, card in enumerate(cards):
            if card.id == self._focus:
                sheet = index // plan.per_sheet
        shown = cards[sheet * plan.per_sheet : (sheet + 1) * plan.per_sheet]
        grid = self.ids.grid
        grid.cols, grid.spacing = plan.cols, app.u * self._area(turned=False).anatomy.gap
        if len(grid.children) != plan.per_sheet:
            grid.clear_widgets()
            for _each in range(plan.per_sheet):
                card_widget = CardWidget()
                grid.add_widget(card_widget)
                self.listen(card_widget)
        for place, widget in enumerate(self.cards()):
            widget.opacity, widget.disabled = (1, False) if place < len(shown) else (0, True)
            card = shown[place] if place < len(shown) else Card("", "", "", "")
            widget.show(card, plan, app.u, compact=app.compact)
            widget.focused = bool(self._focus) and widget.target_id == self._focus
        self._show_turns(sheet, plan.sheets)

    def _area(self, *, turned: bool) -> layout.Area:
        app, choice = App.get_running_app(), self._choice
        width, height = self.size
        if turned and app.wide:
            width -= ((SIDE_COMPACT_U if app.compact else SIDE_U) + 10) * app.u
        elif turned:
            height -= (BELOW_U + 12) * app.u
        keys = any(card.key for card in choice.cards)
        return layout.Area(width, height, app.u, app.touch, app.wide, app.compact, keys, app.grow)

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
            (turns.ids.back, self._choice.previous, f"sheet-{sheet - 1}", sheet > 0),
            (turns.ids.on, self._choice.more, f"sheet-{sheet + 1}", sheet + 1 < sheets),
        ):
            button.text, button.target_id = words, target if there else ""
            button.opacity, button.disabled = (1, False) if there else (0, True)
            button.size_hint_y = 1 if there or not App.get_running_app().wide else None
            if not there and App.get_running_app().wide:
                button.height = 0  # the one that is needed takes the whole side
