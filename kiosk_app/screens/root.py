"""What stands around every screen: whose machine it is, the time, a banner, the body, the footer."""

from collections.abc import Callable
from typing import Any

from kivy.app import App
from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from hardware.ports import LivePicture
from kiosk_app.flow.happenings import Corner
from kiosk_app.flow.screen import Screen
from kiosk_app.flow.targets import Target
from kiosk_app.present.view import (
    Blank,
    Choices,
    Dossier,
    Keyboard,
    Notice,
    Number,
    NumberPad,
    Procedure,
    Scan,
    View,
)
from kiosk_app.screens import dossier, fit, keyboard, measure, reading
from kiosk_app.screens.blank import BlankBody
from kiosk_app.screens.choices import ChoicesBody
from kiosk_app.screens.corners import Corners
from kiosk_app.screens.dossier import DossierBody
from kiosk_app.screens.foot import Foot
from kiosk_app.screens.keyboard import Key, KeyboardBody
from kiosk_app.screens.notice import NoticeBody
from kiosk_app.screens.number import NumberBody
from kiosk_app.screens.number_pad import NumberPadBody
from kiosk_app.screens.procedure import ProcedureBody
from kiosk_app.screens.scan import ScanBody
from kiosk_app.screens.widgets import Panel, Touchable

BODIES: dict[type, Callable[[], Any]] = {
    Scan: ScanBody,
    Choices: ChoicesBody,
    Dossier: DossierBody,
    Keyboard: KeyboardBody,
    Notice: NoticeBody,
    NumberPad: NumberPadBody,
    Number: NumberBody,
    Procedure: ProcedureBody,
    Blank: BlankBody,
}


TITLE_U, LONG_TITLE_U = 32, 24
"""Letters of a title; one that needs more than two lines in them has smaller ones."""
CLOCK_U = 60
"""What the time takes of the title's line on a compact screen."""
LONG_LINES, LONG_COMPACT_LINES = 3, 2
"""No title has more: what is missing stands on the page for phones and on paper."""


class Head(BoxLayout):
    """The band on top; ``ground`` as on a Panel."""

    ground = StringProperty("brand")


class Banner(Panel):
    """Something to know before touching."""

    text = StringProperty("")
    icon = StringProperty("alert")


class Root(BoxLayout):
    """Shows views. Every finger that leaves the glass is told, with the target it was on or None."""

    authority = StringProperty("")
    office = StringProperty("")
    time = StringProperty("")
    date = StringProperty("")
    title = StringProperty("")
    hint = StringProperty("")
    hotline = StringProperty("")
    hotline_brief = StringProperty("")
    title_u = NumericProperty(TITLE_U)
    side_px = NumericProperty(0)
    """What is left free at both sides."""
    bare = BooleanProperty(False)
    """Whether nobody's name stands above: on a compact screen a title is there instead, or large letters need the place."""
    timed = BooleanProperty(False)
    """Whether the time stands beside the title of a compact screen; large letters leave the place to the hotline."""
    told = BooleanProperty(False)
    """Whether the hint is needed even where room is scarce."""

    def __init__(
        self,
        touched: Callable[[Target | None], None],
        cornered: Callable[[Corner], None],
        is_ghost: Callable[[float, float], bool],
    ) -> None:
        """``is_ghost``: whether a touch at these pixels is none."""
        super().__init__()
        self._touched, self._is_ghost = touched, is_ghost
        self._corners = Corners(cornered)
        self.screen = Screen.STARTING
        self._body: Any = None
        self._read = ""

    def show(self, view: View) -> None:
        """Draw a view; what did not change is left alone."""
        self.screen = view.screen
        self.authority, self.office = view.header.authority, view.header.office
        self.time, self.date = view.header.time, view.header.date
        self.hotline, self.hotline_brief = view.header.hotline, view.header.hotline_brief
        self.title, self.hint, self.told = view.title, view.hint, view.hint_tells
        app = App.get_running_app()
        if app.compact:
            self.title = _compact_title(view, self.width - 2 * self.side_px, app)
            self.told = self.told and not isinstance(view.body, Keyboard)
        else:
            self._fit_title(view.title)
        self.timed = app.compact and bool(self.title) and not (app.grow > 1 and self.hotline)
        self.bare = app.compact and bool(self.title or (app.grow > 1 and not self.hotline))
        self._show_banner(view.banner, view.banner_icon)
        self._show_body(view)
        foot: Foot = self.ids.foot
        foot.show(view)
        self._listen(foot)
        self._mark(view.focus)
        self._corners.by_ear = view.modes.by_ear
        self._read = ""  # other words may stand there now

    def mark_read(self, sentence: str) -> None:
        """Mark the words that are being read aloud."""
        if sentence != self._read:
            self._read = sentence
            reading.mark(self.walk(), sentence)

    def show_live(self, live: Callable[[], LivePicture | None]) -> None:
        """Show what the reader sees, on the screen that is about it; elsewhere nobody looks."""
        if isinstance(self._body, ScanBody):
            self._body.show_live(live)

    def touchables(self) -> list[Touchable]:
        """Everything that can be touched now."""
        widgets = (widget for widget in self.walk() if isinstance(widget, Touchable))
        return [widget for widget in widgets if widget.target and not widget.disabled]

    def on_touch_down(self, touch: Any) -> bool:
        """A finger came down; what the glass makes up by itself goes no further."""
        if self._is_ghost(touch.x, touch.y):
            touch.ud["ghost"] = True
            return True
        return self._corners.down(touch, self.width) or bool(super().on_touch_down(touch))

    def on_touch_up(self, touch: Any) -> bool:
        """Tell the touch even when no target took it: hammering beside a button is hammering too."""
        if touch.ud.get("ghost"):
            return True
        if touch.grab_current is not None:
            return bool(super().on_touch_up(touch))
        if self._corners.up(touch):
            return True
        held = any(isinstance(ref(), Touchable) for ref in touch.grab_list)
        taken = bool(super().on_touch_up(touch))
        if not held:
            self._touched(None)
        return taken

    def _fit_title(self, title: str) -> None:
        u, around = App.get_running_app().u, App.get_running_app().around
        room = self.width - 64 * u
        sizes = (*(TITLE_U * step for step in fit.STEPS if 1 <= step <= around), LONG_TITLE_U * around)
        fits = (size for size in sizes if room <= 0 or measure.lines(title, "bold", size * u, room) <= 2)
        self.title_u = next(fits, LONG_TITLE_U * around)
        self.title = measure.shortened(title, "bold", self.title_u * u, room, LONG_LINES)

    def _show_banner(self, text: str, icon: str) -> None:
        place = self.ids.banner_place
        if not text:
            place.clear_widgets()
        elif not place.children:
            place.add_widget(Banner(text=text, icon=icon))
        else:
            place.children[0].text, place.children[0].icon = text, icon

    def _show_body(self, view: View) -> None:
        wanted = BODIES[type(view.body)]
        if not isinstance(self._body, wanted):  # type: ignore[arg-type] # the bodies are classes
            self.ids.body.clear_widgets()
            self._body = wanted()
            self.ids.body.add_widget(self._body)
        if isinstance(self._body, ChoicesBody) and isinstance(view.body, Choices):
            self._body.listen = self._listen
            self._body.show(view.body, view.screen, view.focus)
        else:
            if isinstance(self._body, ProcedureBody | BlankBody):
                self._body.listen = self._listen
            self._body.show(view.body, view.screen)
        self._listen(self._body)

    def _mark(self, focus: Target | None) -> None:
        """Show where the keypad is; cards that are drawn later mark themselves."""
        for touchable in self.touchables():
            touchable.focused = focus is not None and touchable.target == focus

    def _listen(self, part: Any) -> None:
        for widget in part.walk():
            if isinstance(widget, Touchable):
                widget.unbind(on_release=self._on_release)
                widget.bind(on_release=self._on_release)
                if isinstance(widget, Key):
                    widget.on_hold = self._touched

    def _on_release(self, touchable: Touchable) -> None:
        if isinstance(touchable, Key) and touchable.was_held():
            return
        self._touched(touchable.target)


def _compact_title(view: View, width: float, app: Any) -> str:
    """Where room is scarce, the head says what its own place on the body would have said."""
    u, least = app.u, app.least_u * app.u
    room = width - (10 + (0 if app.grow > 1 and view.header.hotline else CLOCK_U * app.around)) * u
    match view.body:
        case Keyboard() as body:
            room -= measure.width(view.header.hotline_brief, "semibold", least) + 10 * u
            # a second line would take what the keys need
            told = (view.hint if view.hint_tells else view.title, view.title)
            fits = (text for text in told if measure.lines(text, "bold", least, room) == 1)
            return keyboard.title(body, next(fits, body.example))
        case Dossier() as body:
            room -= measure.width(view.header.hotline_brief, "semibold", least) + 10 * u
            return measure.balanced(dossier.title(body), "bold", fit.HEAD_U * app.around * u, room)
        case NumberPad():
            return ""
        case Procedure() | Blank():
            return measure.shortened(view.title, "bold", least, room, LONG_COMPACT_LINES)
    return view.title
