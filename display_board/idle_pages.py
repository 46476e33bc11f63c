"""What takes turns in the big panel while nobody is called."""

from typing import NamedTuple

from display_board.cards import Card
from display_board.slides import Slides


class IdlePages(NamedTuple):
    """Pictures of the office, and what it publishes."""

    slides: Slides = Slides()
    cards: tuple[Card, ...] = ()
