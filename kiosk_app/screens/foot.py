"""Below the body: the large buttons, the tools, or the warning that the screen will close."""

from typing import Any

from kivy.app import App
from kivy.clock import Clock
from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk_app.screens import measure
from kiosk_app.screens.widgets import Panel, Target, show_button
from kiosk_app.view import Button, Closing, Tool, View

LABEL_U = 14.5
GAP_U = 8
CLOSING_U = 84
"""Height of the warning on a tall screen, at least."""


class ToolButton(Target):
    """A switch; when it is on, a tick says so as well as the colour."""

    text = StringProperty("")
    icon = StringProperty("")
    on = BooleanProperty(False)
    labelled = BooleanProperty(True)


class FootAction(Target):
    """A large button that shares its row: its words wrap, and in a narrow place the icon gives way."""

    text = StringProperty("")
    icon = StringProperty("")
    main = BooleanProperty(False)
    text_px = NumericProperty(100)
    share = NumericProperty(1)
    """Of a tall screen's row, in proportion to those of the others."""
    with_icon = BooleanProperty(True)


class ClosingPanel(Panel):
    """The screen closes: in words, and as a bar that gets shorter. One touch stops it."""

    text = StringProperty("")
    left = NumericProperty(1.0)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.bind(width=self._share)

    def _share(self, *_: Any) -> None:
        """At most half of it is the button."""
        for action in self.ids.button_place.children:
            action.most_px = self.width / 2

    def show(self, closing: Closing, *, brief: bool) -> None:
        """Draw the time that is left."""
        self.text, self.left = closing.brief if brief else closing.text, closing.seconds / closing.of
        show_button(self.ids.button_place, closing.button, wraps=False)
        self._share()


class Buttons(BoxLayout):
    """Actions and tools: two rows on a tall screen, one on a wide one."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._fit_soon = Clock.create_trigger(self._fit, -1)
        self.bind(width=self._fit_soon)

    def show(self, actions: tuple[Button, ...], tools: tuple[Tool, ...]) -> None:
        """Draw them; a button under a finger stays."""
        if [b.id for b in actions] != [a.target_id for a in self.actions()]:
            self.ids.actions.clear_widgets()
            for _ in actions:
                self.ids.actions.add_widget(FootAction())
        if len(tools) != len(self.ids.tools.children):
            self.ids.tools.clear_widgets()
            for _ in tools:
                self.ids.tools.add_widget(ToolButton())
        for action, button in zip(self.actions(), actions, strict=True):
            action.target_id, action.text = button.id, button.text
            action.icon, action.main = button.icon, button.main
        for switch, tool in zip(self.tools(), tools, strict=True):
            switch.target_id, switch.text, switch.icon, switch.on = tool.id, tool.text, tool.icon, tool.on
        self._fit_soon()

    def actions(self) -> list[FootAction]:
        """In reading order."""
        return list(reversed(self.ids.actions.children))

    def tools(self) -> list[ToolButton]:
        """In reading order."""
        return list(reversed(self.ids.tools.children))

    def _fit(self, *_: Any) -> None:
        app = App.get_running_app()
        tools, actions, u = self.tools(), self.actions(), app.u
        gap, side = GAP_U * u, u * (48 if app.compact else 100)
        row = side * len(tools) + gap * max(0, len(tools) - 1) if app.wide else self.width
        self.ids.tools.width = row
        room = (row - gap * max(0, len(tools) - 1)) / max(1, len(tools)) - 6 * u
        longest = max((measure.width(t.text, "semibold", LABEL_U * u) for t in tools), default=0)
        for tool in tools:
            tool.labelled = not app.compact and longest <= room
        free = self.width - (row + gap if app.wide else 0) - gap * (len(actions) - 1)
        for action, room in zip(actions, _rooms(actions, free, u, compact=app.compact), strict=True):
            action.share = room
            _fit_action(action, room, u, compact=app.compact)


def _sizes(u: float, *, compact: bool) -> tuple[float, float, float]:
    """Of an action: its letters, what stands at both sides of them, and its icon."""
    return (15 * u, 20 * u, 30 * u) if compact else (20 * u, 48 * u, 40 * u)


def _rooms(actions: list[FootAction], free: float, u: float, *, compact: bool) -> list[float]:
    """Equal widths; or, where one of them would need a third line, each what it needs and a part of the rest."""
    size, sides, _icon = _sizes(u, compact=compact)
    equal = free / max(1, len(actions))
    least = [_two_lines(action.text.split(), size) + sides for action in actions]
    if all(room <= equal for room in least):
        return [equal] * len(actions)
    return [room + (free - sum(least)) / len(actions) for room in least]


def _two_lines(words: list[str], size: float) -> float:
    """The least width at which these words stand on two lines, in pixels."""
    lines = ((" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words) + 1))
    return min((max(measure.width(line, "semibold", size) for line in two) for two in lines), default=0) + 2


def _fit_action(action: FootAction, room: float, u: float, *, compact: bool) -> None:
    """As wide as it needs to be, but no wider than ``room``: the icon goes before a third line comes."""
    size, sides, icon = _sizes(u, compact=compact)
    line = measure.width(action.text, "semibold", size) + 2
    for extra in (icon, 0):
        place = room - sides - extra
        if measure.lines(action.text, "semibold", size, place) <= 2 or not extra:
            action.with_icon, action.text_px = bool(extra), max(1, min(line, place))
            action.width = action.text_px + sides + extra
            return


class Foot(BoxLayout):
    """What stands below; as tall as its rows, so that the warning takes the place of what it covers."""

    tall_rows = NumericProperty(0)
    """Height in units of what stands here on a tall screen; 0: nothing stands here at all."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._buttons, self._closing = Buttons(), ClosingPanel()

    def show(self, view: View) -> None:
        """Draw it."""
        self._buttons.show(view.actions, view.tools)
        if view.closing:
            brief = App.get_running_app().wide or not view.actions
            self._closing.show(view.closing, brief=brief)
        buttons = bool(view.actions or view.tools)
        rows = [64] * bool(view.actions) + [60] * bool(view.tools)
        tall = sum(rows) + 12 * max(0, len(rows) - 1)
        self.tall_rows = max(tall, CLOSING_U) if view.closing else tall
        wanted = self._closing if view.closing else self._buttons if buttons else None
        if self.children[:1] != [wanted][: wanted is not None]:
            self.clear_widgets()
            if wanted:
                self.add_widget(wanted)
