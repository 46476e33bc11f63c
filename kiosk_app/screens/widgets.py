"""Words, glyphs, panels and things to touch: what every screen is made of. The rules are in widgets.kv."""

from typing import Any

from kivy.app import App
from kivy.graphics import Color, RoundedRectangle
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.label import Label

from kiosk_app.present.target_name import target_name
from kiosk_app.present.view import Button
from kiosk_app.screens import measure, theme

BAR_U = 5
"""Width of the bar beside what is being read."""


class Text(Label):
    """Words with a bar beside them while they are being read aloud; ``size_u`` in units of the screen."""

    size_u = NumericProperty(18)
    ink = StringProperty("ink")
    weight = StringProperty("regular")
    read = BooleanProperty(False)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.bind(read=self._bar, pos=self._bar, size=self._bar)

    def _bar(self, *_: Any) -> None:
        """Nothing of it is there while nobody listens: most screens have a hundred words."""
        if not self.read:
            self.canvas.after.clear()
            return
        u = App.get_running_app().u
        self.canvas.after.clear()
        with self.canvas.after:
            Color(*App.get_running_app().paint[self.ink])
            RoundedRectangle(
                pos=(self.center_x - self.texture_size[0] / 2 - BAR_U * 2 * u, self.y),
                size=(BAR_U * u, self.height),
                radius=[BAR_U * u / 2],
            )


class Words(Text):
    """Text that wraps to its width and is as tall as its lines."""

    def texture_update(self, *given: Any) -> None:
        """No line begins with a dash: so it is measured, and so it is drawn."""
        self._label.text = measure.bound(self.text)
        super().texture_update(*given)


class OneLine(Text):
    """Text of one line, as wide as it is."""


class Glyph(Label):
    """An icon."""

    size_u = NumericProperty(28)
    ink = StringProperty("brand")
    icon = StringProperty("information")


class Big(Label):
    """One word as large as its place allows."""

    ink = StringProperty("brand")

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.bind(size=self._fit, text=self._fit)

    def _fit(self, *_: Any) -> None:
        if not self.text or min(self.size) < 2:
            return
        size = min(
            self.width / measure.width(self.text, "bold", 1), (self.height - 1) / measure.line_share("bold")
        )
        self.font_size = int(size)


class Panel(BoxLayout):
    """A surface; ``ground`` names its colour, so that a test can measure the contrast of what stands on it.

    ``edge`` names the colour of its outline, "" for none.
    """

    ground = StringProperty("card")
    ground_alpha = NumericProperty(1.0)
    radius_u = NumericProperty(theme.RADIUS_U)
    edge = StringProperty("")
    raised = BooleanProperty(False)


class Touchable(ButtonBehavior, Panel):
    """A panel to touch. Without a ``target`` it cannot be touched now."""

    target = ObjectProperty(None, allownone=True)
    open = BooleanProperty(True)
    focused = BooleanProperty(False)
    """The keypad is on it."""

    @property
    def target_name(self) -> str:
        """Its target as a word, "" without one."""
        return target_name(self.target) if self.target else ""


class Action(Touchable):
    """A button with an icon and a few words, as wide as they are."""

    text = StringProperty("")
    icon = StringProperty("")
    main = BooleanProperty(False)
    with_icon = BooleanProperty(True)
    most_px = NumericProperty(100000)
    """No wider than this: then the words wrap."""


def show_button(place: Any, button: Button | None, *, wraps: bool = True) -> None:
    """Draw ``button`` in ``place``; one that stays is kept, so that a finger on it is not lost."""
    shown = place.children[0] if place.children else None
    if button is None:
        place.clear_widgets()
    elif shown is not None and shown.target == button.target:
        shown.text, shown.icon, shown.main = button.text, button.icon, button.main
    else:
        place.clear_widgets()
        action = Action(target=button.target, text=button.text, icon=button.icon, main=button.main)
        action.pos_hint = {"center_x": 0.5}
        if wraps:
            action.most_px = place.width
            place.bind(width=action.setter("most_px"))
        place.add_widget(action)


class Tile(Panel):
    """An icon on a tinted square."""

    icon = StringProperty("information")
    ink = StringProperty("brand")
