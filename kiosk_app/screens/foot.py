"""Below the body: the large buttons, the tools, or the warning that the screen will close."""

from typing import Any

from kivy.app import App
from kivy.clock import Clock
from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk_app.flow.screen import Screen
from kiosk_app.present.view import Button, Closing, Switch, View
from kiosk_app.screens import foot_shares, measure
from kiosk_app.screens.foot_shares import GAP_U, Cut
from kiosk_app.screens.widgets import Panel, Touchable, show_button

MOST_LINES = 2
"""Of a tool's label."""
TOOLS_U = 68
"""Height of the row of tools on a tall screen: an icon and two lines."""
CLOSING_GROWS = 1.1
"""How much larger the warning's letters become at most: it has the place that it has."""
CLOSING_U = 84
"""Height of the warning, at least."""
KEPT_U = 70
"""Height of the place that is kept for it elsewhere."""
PLACE_U = 250
"""Width of the warning where it stands in the place of the tools."""


class ToolButton(Touchable):
    """A switch; when it is on, a tick says so as well as the colour."""

    text = StringProperty("")
    icon = StringProperty("")
    on = BooleanProperty(False)
    labelled = BooleanProperty(True)
    two_lines = BooleanProperty(False)
    """Whether some label of the row needs two: then all their icons are smaller."""


class FootAction(Touchable):
    """A large button that shares its row: its words wrap, and in a narrow place the icon gives way."""

    text = StringProperty("")
    icon = StringProperty("")
    main = BooleanProperty(False)
    text_px = NumericProperty(100)
    size_u = NumericProperty(20)
    share = NumericProperty(1)
    """Of a tall screen's row, in proportion to those of the others."""
    with_icon = BooleanProperty(True)
    ready = BooleanProperty(True)
    """Whether it can be touched; one that cannot stands back."""


class ClosingPanel(Panel):
    """The screen closes: in words, and as a bar that gets shorter. One touch stops it."""

    text = StringProperty("")
    left = NumericProperty(1.0)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.bind(width=self._share)

    def _share(self, *_: Any) -> None:
        """At most half of it is the button; where there is little room, without an icon."""
        for action in self.ids.button_place.children:
            action.with_icon = self.width > (PLACE_U + 1) * App.get_running_app().u
            action.most_px = self.width / 2

    def show(self, closing: Closing, *, brief: bool) -> None:
        """Draw the time that is left."""
        self.text, self.left = closing.brief if brief else closing.text, closing.seconds / closing.of
        show_button(self.ids.button_place, closing.button, wraps=False)
        self._share()


class Buttons(BoxLayout):
    """Actions and tools: two rows on a tall screen, one on a wide one."""

    gap_u = NumericProperty(GAP_U)
    """Between two actions, and on a wide screen before the tools."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._fit_soon = Clock.create_trigger(self._fit, -1)
        self._closing: ClosingPanel | None = None
        self._tools = self.ids.tools.__self__  # an id alone would not keep it while it is not shown
        self.bind(width=self._fit_soon)

    def show(self, actions: tuple[Button, ...], tools: tuple[Switch, ...]) -> None:
        """Draw them; a button under a finger stays."""
        if [b.target for b in actions] != [a.target for a in self.actions()]:
            self.ids.actions.clear_widgets()
            for _ in actions:
                self.ids.actions.add_widget(FootAction())
        if len(tools) != len(self._tools.children):
            self._tools.clear_widgets()
            for _ in tools:
                self._tools.add_widget(ToolButton())
        for action, button in zip(self.actions(), actions, strict=True):
            action.target, action.text = button.target, button.text
            action.icon, action.main, action.ready = button.icon, button.main, button.target is not None
        for switch, tool in zip(self.tools(), tools, strict=True):
            switch.target, switch.text, switch.icon, switch.on = tool.target, tool.text, tool.icon, tool.on
        self._fit_soon()

    def show_closing(self, panel: ClosingPanel | None) -> None:
        """Draw the warning in the place of the tools, or the tools."""
        place = self.ids.tools_place
        wanted = panel or self._tools
        self._closing = panel
        if place.children[:1] != [wanted]:
            place.clear_widgets()
            place.add_widget(wanted)
        self._fit_soon()

    def actions(self) -> list[FootAction]:
        """In reading order."""
        return list(reversed(self.ids.actions.children))

    def tools(self) -> list[ToolButton]:
        """In reading order."""
        return list(reversed(self._tools.children))

    def _fit(self, *_: Any) -> None:
        app = App.get_running_app()
        tools, actions, u = self.tools(), self.actions(), app.u
        words = [action.text for action in actions]
        main = next((at for at, action in enumerate(actions) if action.main), None)
        between = self._tools.spacing
        sides = foot_shares.sides([tool.text for tool in tools], words, main, self.width, between, app)
        row = sum(sides) + between * max(0, len(tools) - 1) if app.wide else self.width
        if self._closing:
            row = PLACE_U * u
        self._tools.width = row
        room = (row - between * max(0, len(tools) - 1)) / max(1, len(tools)) - 6 * u
        label = app.least_u * u
        lines = max((measure.lines(tool.text, "semibold", label, room) for tool in tools), default=1)
        labelled = (
            sum(sides) > len(tools) * foot_shares.least_side(app) if app.compact else lines <= MOST_LINES
        )
        for tool, side in zip(tools, sides, strict=True):
            tool.labelled, tool.two_lines, tool.size_hint_x = labelled, lines > 1 and not app.compact, side
        across = self.width - (row if app.wide else 0)
        cut = foot_shares.cut_of(words, main, across, app)
        self.gap_u = cut.gap
        free = across - cut.gaps(len(actions), wide=app.wide) * u
        rooms = foot_shares.rooms(words, main, free, cut, app)
        for action, room in zip(actions, rooms, strict=True):
            action.share = room
            _fit_action(action, room, cut, u)
        if main is not None:
            widest = max(action.width for action in actions)
            actions[main].width = max(actions[main].width, min(rooms[main], widest))


def _fit_action(action: FootAction, room: float, cut: Cut, u: float) -> None:
    """As wide as it needs to be, but no wider than ``room``: the icon, and then larger letters, go before a third line."""
    size, sides, icon = cut.letters * u, cut.sides * u, cut.icon * u
    around = 1.0 if App.get_running_app().compact else App.get_running_app().around  # there the cut has grown
    tries = ((around, icon), (around, 0), (1.0, icon), (1.0, 0)) if around > 1 else ((1.0, icon), (1.0, 0))
    for grown, extra in tries:
        place = room - sides - extra
        if measure.lines(action.text, "semibold", size * grown, place) <= 2 or (grown, extra) == tries[-1]:
            line = measure.width(action.text, "semibold", size * grown) + 2
            action.size_u = size * grown / u
            action.with_icon, action.text_px = bool(extra), max(1, min(line, place))
            action.width = max(App.get_running_app().touch, action.text_px + sides + extra)
            return


class Foot(BoxLayout):
    """What stands below; as tall as its rows, so that the warning takes the place of what it covers.

    It covers no button of a screen that closes soon after it came: there a place is kept for it.
    """

    tall_rows = NumericProperty(0)
    """Height in units of what stands here on a tall screen; 0: nothing stands here at all."""

    kept_u = NumericProperty(0)
    """Height in units of the place that is kept for the warning."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._buttons, self._closing = Buttons(), ClosingPanel()
        self._stack, self._place = BoxLayout(orientation="vertical"), BoxLayout(size_hint_y=None)
        self._stack.add_widget(self._place)

    def show(self, view: View) -> None:
        """Draw it."""
        app = App.get_running_app()
        beside = view.screen is Screen.DOSSIER
        self.kept_u = KEPT_U * app.around + GAP_U if beside and not app.compact else 0
        self._buttons.show(view.actions, view.tools)
        if view.closing:
            self._closing.show(view.closing, brief=app.wide or not view.actions)
        rows = [64] * bool(view.actions) + [TOOLS_U] * bool(view.tools)
        tall = sum(rows) + 12 * max(0, len(rows) - 1)
        if beside:
            self.tall_rows = tall
            self._show_beside(self._closing if view.closing else None, compact=app.compact)
            return
        self._buttons.show_closing(None)
        self.tall_rows = max(tall, CLOSING_U) if view.closing else tall
        self._put(self._closing if view.closing else self._buttons if rows else None)

    def _show_beside(self, closing: ClosingPanel | None, *, compact: bool) -> None:
        """The buttons stay, and the warning has a place of its own."""
        self._place.height = KEPT_U * App.get_running_app().around * App.get_running_app().u
        _fill(self._place, None if compact else closing)
        if not compact:
            self._buttons.show_closing(None)
        if self._buttons.parent is not self._stack:
            _fill(self, self._stack)
            if self._buttons.parent:
                self._buttons.parent.remove_widget(self._buttons)
            self._stack.add_widget(self._buttons)
        self._stack.spacing = 0 if compact else GAP_U * App.get_running_app().u
        if compact:
            self._place.height = 0
            self._buttons.show_closing(closing)

    def _put(self, wanted: Buttons | ClosingPanel | None) -> None:
        if wanted and wanted.parent and wanted.parent is not self:
            wanted.parent.remove_widget(wanted)
        _fill(self, wanted)


def _fill(place: BoxLayout, wanted: BoxLayout | None) -> None:
    """Only ``wanted`` stands in ``place``; what stays is left alone, with a finger on it."""
    if place.children[:1] == [wanted][: wanted is not None]:
        return
    place.clear_widgets()
    if wanted:
        if wanted.parent:
            wanted.parent.remove_widget(wanted)
        place.add_widget(wanted)
