"""Large cards, one of which is touched."""

from typing import Any

from kivy.app import App
from kivy.clock import Clock
from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.gridlayout import GridLayout

from kiosk_app.model import Screen
from kiosk_app.screens.widgets import Target, text_height
from kiosk_app.view import Card, Choice

NAME_U = range(38, 16, -1)
"""Sizes that a name may take, largest first. 17 units on a 27 inch portrait panel are capitals of 7 mm."""
TILE_SHARE, TILE_U = 0.64, 96
CARD_SIDES_U, CARD_ENDS_U = 22 + 20 + 20 + 34 + 22, 30
"""What a card of choice.kv needs beside its words, and should have above and below them."""


class CardWidget(Target):
    """One choice."""

    name = StringProperty("")
    detail = StringProperty("")
    icon = StringProperty("")
    name_u = NumericProperty(24)
    detail_u = NumericProperty(17)

    def show(self, card: Card) -> None:
        """Draw a card."""
        self.target_id, self.open = card.id, card.open
        self.name, self.detail, self.icon = card.name, card.detail, card.icon


class ChoiceBody(GridLayout):
    """All cards, equally large, with the largest letters in which every name fits."""

    wide = BooleanProperty(False)

    def __init__(self) -> None:
        super().__init__(cols=1)
        self.fit_soon = Clock.create_trigger(self._fit, -1)

    def show(self, choice: Choice, _screen: Screen) -> None:
        """Draw the cards; the widgets stay while their number does."""
        if len(self.children) != len(choice.cards):
            self.clear_widgets()
            for _ in choice.cards:
                self.add_widget(CardWidget())
        for widget, card in zip(self.cards(), choice.cards, strict=True):
            widget.show(card)
        self.fit_soon()

    def cards(self) -> list[CardWidget]:
        """In reading order."""
        return list(reversed(self.children))

    def _fit(self, *_: Any) -> None:
        cards = self.cards()
        if cards:
            layouts = [(self._largest(cards, cols), -cols) for cols in columns(len(cards), wide=self.wide)]
            size, cols = max(layouts)
            self.cols = -cols
            for card in cards:
                card.name_u, card.detail_u = size, detail_size(size)

    def _largest(self, cards: list[CardWidget], cols: int) -> int:
        """The largest size at which every card's words fit, or 0."""
        u, gap = App.get_running_app().u, self.spacing[0]
        rows = -(-len(cards) // cols)
        width = (self.width - gap * (cols - 1)) / cols
        height = (self.height - gap * (rows - 1)) / rows
        tile = min(height * TILE_SHARE, TILE_U * u)
        room = (width - tile - u * CARD_SIDES_U, height - u * CARD_ENDS_U)
        return next((size for size in NAME_U if _fit_at(cards, size, u, room)), 0) or NAME_U[-1]


def _fit_at(cards: list[CardWidget], size: int, u: float, room: tuple[float, float]) -> bool:
    width, height = room
    line = text_height("Ặ", "semibold", size * u, width)
    lines = 3 if size == NAME_U[-1] else 2
    for card in cards:
        tall = text_height(card.name, "semibold", size * u, width)
        detail = detail_size(size) * u
        if card.detail:
            lines_of_detail = text_height(card.detail, "regular", detail, width)
            if lines_of_detail > text_height("Ặ", "regular", detail, width):
                return False
            tall += lines_of_detail
        longest = max(card.name.split(), key=len, default="")
        if text_height(card.name, "semibold", size * u, width) > lines * line + 1:
            return False
        if tall > height or text_height(longest, "semibold", size * u, width) > line:
            return False
    return True


def columns(count: int, *, wide: bool) -> tuple[int, ...]:
    """How many columns may be tried: few, so that cards stay easy to hit."""
    if wide:
        return (1,) if count <= 2 else (2, 3)
    return (1,) if count <= 6 else (1, 2)


def detail_size(name_size: float) -> float:
    """The second line is smaller, but never small: capitals of 5.9 mm on a 27 inch portrait panel."""
    return max(14.5, name_size * 0.66)
