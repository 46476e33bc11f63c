"""A code for phones beside what a screen is about, with what it is for."""

from typing import Any

from kivy.properties import StringProperty

from kiosk_app.present import view as v
from kiosk_app.screens.widgets import Panel


class Aside(Panel):
    """On a wide screen at the right of it, on a tall one below."""

    address = StringProperty("")
    words = StringProperty("")

    def say(self, aside: v.Aside, app: Any, width: float) -> None:
        """Draw it; to be measured before it stands below something, for a place of so many pixels."""
        self.address, self.words = aside.address, aside.brief if app.compact else aside.words
        if not app.wide and self.parent is None:
            self.width = width
