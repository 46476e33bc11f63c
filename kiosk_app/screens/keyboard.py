"""A keyboard on the glass: digits, letters and the signs of a dossier's code, in rows of ten."""

from collections.abc import Callable
from typing import Any

from kivy.app import App
from kivy.clock import Clock
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk_app.flow.screen import Screen
from kiosk_app.flow.targets import DELETE, Target
from kiosk_app.present.view import Button, Keyboard
from kiosk_app.screens import measure
from kiosk_app.screens.widgets import Touchable

HOLD_S = 0.55
"""A finger that stays so long on a letter wants its marks."""
COLUMNS, ROWS = 10, 4
FIELD_U = 34
"""Letters of what is typed, at most."""
DELETE_U = 132
"""Width of the key that deletes, beside what is typed."""
KEY_U = 112
"""Height of a key, at most."""
GAP_U = 8
"""Between two keys, at most."""
FIELD_TALL_U, FIELD_LEAST_U = 84, 48
"""Height of the place of what is typed, and the height down to which it gives way to the keys."""
BETWEEN_U = 26
"""Height of what is left free between that place and the keys, and below them."""
CLOSE = 0.5
"""So much of all that is left free remains where the keys would be too small to hit otherwise."""


class Key(Touchable):
    """One key. Held down it may mean something else: ``holds``."""

    text = StringProperty("")
    icon = StringProperty("")
    """Stands for the words where there is one; they are what is read aloud."""
    size_u = NumericProperty(28)
    deletes = BooleanProperty(False)
    """Says so; in a narrow place an arrow to the left does."""
    arrow = BooleanProperty(False)
    quiet = BooleanProperty(False)
    """Looks the same under a finger, so that a picture of the screen does not tell which it was."""
    holds = ObjectProperty(None, allownone=True)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._held = False
        self._timer = Clock.create_trigger(self._hold, HOLD_S)
        self.on_hold: Callable[[Target | None], None] = lambda _target: None

    def on_press(self) -> None:
        """A finger came down; it may leave at once, or stay."""
        self._held = False
        if self.holds:
            self._timer()

    def on_touch_up(self, touch: Any) -> bool:
        """The finger left, here or elsewhere."""
        self._timer.cancel()
        return bool(super().on_touch_up(touch))

    def was_held(self) -> bool:
        """Whether the finger that leaves had stayed until it meant something else."""
        held, self._held = self._held, False
        return held

    def _hold(self, *_: Any) -> None:
        self._held = True
        self.on_hold(self.holds)


class KeyboardBody(BoxLayout):
    """What is typed, and the keys. On a compact screen the head shows what is typed."""

    typed = StringProperty("")
    empty = BooleanProperty(True)
    field_u = NumericProperty(FIELD_U)
    field_px = NumericProperty(FIELD_TALL_U)
    spread = NumericProperty(1.0)
    """Part of the designed distances that remains."""

    def __init__(self) -> None:
        super().__init__()
        self.bind(size=self._fit)

    def show(self, keyboard: Keyboard, _screen: Screen) -> None:
        """Draw them; keys stay as they are, so that fast fingers lose nothing."""
        self.empty, self.typed = not keyboard.typed, keyboard.typed or keyboard.example
        self._show_keys(keyboard.keys)
        self._fit()

    def _show_keys(self, keys: tuple[Button, ...]) -> None:
        """With room, what deletes stands wide beside what is typed."""
        grid, place = self.ids.grid, self.ids.delete_place
        if not App.get_running_app().compact:
            delete, keys = keys[-1], tuple(key for key in keys[:-1] if key.target)
            if not place.children:
                place.add_widget(Key())
            show_key(place.children[0], delete)
        elif place.children:
            place.clear_widgets()
        if len(grid.children) != len(keys):
            grid.clear_widgets()
            for _ in keys:
                grid.add_widget(Key())
        for widget, key in zip(reversed(grid.children), keys, strict=True):
            show_key(widget, key)

    def _fit(self, *_: Any) -> None:
        app = App.get_running_app()
        room = self.width - (40 + DELETE_U + 12) * app.u
        if room > 0 and self.typed:
            wanted = room / measure.width(self.typed, "semibold", app.u)
            self.field_u = max(app.least_u, min(FIELD_U * app.around, wanted))
        if app.compact:
            return
        keys, free = ROWS * app.touch, (BETWEEN_U + (ROWS - 1) * GAP_U) * app.u
        least = max(app.touch, FIELD_LEAST_U * app.u)
        self.spread = 1.0 if least + free + keys <= self.height else CLOSE
        left = self.height - free * self.spread - keys  # keys come first: each must be hit
        self.field_px = max(least, min(FIELD_TALL_U * app.u, left))


def show_key(widget: Key, key: Button) -> None:
    """Draw one key, or a gap."""
    widget.target, widget.deletes = key.target, key.target == DELETE
    widget.text, widget.icon, widget.holds = key.text, key.icon, key.holds
    widget.opacity = 1 if key.target else 0


def title(keyboard: Keyboard, words: str) -> str:
    """What stands in the head of a compact screen: the end of what is typed, or ``words``."""
    longest = 28
    if not keyboard.typed:
        return words
    return keyboard.typed if len(keyboard.typed) <= longest else f"…{keyboard.typed[-longest:]}"
