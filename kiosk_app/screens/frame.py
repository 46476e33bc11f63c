"""The frame around every screen: whose machine it is, the time, a banner, the body, the footer."""

from collections.abc import Callable
from typing import Any

from kivy.properties import StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from kiosk_app.screens.choice import ChoiceBody
from kiosk_app.screens.notice import NoticeBody
from kiosk_app.screens.ticket import TicketBody
from kiosk_app.screens.widgets import Action, Panel, Target
from kiosk_app.view import Button, Choice, Notice, Ticket, View

BODIES: dict[type, Callable[[], Any]] = {Choice: ChoiceBody, Notice: NoticeBody, Ticket: TicketBody}


class Head(BoxLayout):
    """The band on top; ``ground`` as on a Panel."""

    ground = StringProperty("brand")


class Banner(Panel):
    """Something to know before touching."""

    text = StringProperty("")


class Frame(BoxLayout):
    """Shows views. Every finger that leaves the glass is told, with the target it was on or ""."""

    authority = StringProperty("")
    office = StringProperty("")
    time = StringProperty("")
    date = StringProperty("")
    title = StringProperty("")
    hint = StringProperty("")

    def __init__(self, touched: Callable[[str], None]) -> None:
        super().__init__()
        self._touched = touched
        self.screen = ""
        self._body: Any = None
        self._footer: tuple[Button, ...] = ()

    def show(self, view: View) -> None:
        """Draw a view; what did not change is left alone."""
        self.screen = str(view.screen)
        self.authority, self.office = view.header.authority, view.header.office
        self.time, self.date = view.header.time, view.header.date
        self.title, self.hint = view.title, view.hint
        self._show_banner(view.banner)
        self._show_body(view)
        self._show_footer(view)

    def targets(self) -> list[Target]:
        """Everything that can be touched now."""
        return [widget for widget in self.walk() if isinstance(widget, Target)]

    def on_touch_up(self, touch: Any) -> bool:
        """Tell the touch even when no target took it: hammering beside a button is hammering too."""
        if touch.grab_current is not None:
            return bool(super().on_touch_up(touch))
        held = any(isinstance(ref(), Target) for ref in touch.grab_list)
        taken = bool(super().on_touch_up(touch))
        if not held:
            self._touched("")
        return taken

    def _show_banner(self, text: str) -> None:
        place = self.ids.banner_place
        if text and place.children:
            place.children[0].text = text
        elif text:
            place.add_widget(Banner(text=text))
        else:
            place.clear_widgets()

    def _show_body(self, view: View) -> None:
        wanted = BODIES[type(view.body)]
        if not isinstance(self._body, wanted):  # type: ignore[arg-type] # the bodies are classes
            self.ids.body.clear_widgets()
            self._body = wanted()
            self.ids.body.add_widget(self._body)
        self._body.show(view.body, view.screen)
        self._listen(self._body)

    def _show_footer(self, view: View) -> None:
        if view.footer == self._footer:
            return  # a button under a finger stays
        footer, self._footer = self.ids.footer, view.footer
        footer.clear_widgets()
        for index, button in enumerate(view.footer):
            if index:
                footer.add_widget(Widget())
            footer.add_widget(Action.of(button))
        self._listen(footer)

    def _listen(self, part: Any) -> None:
        for widget in part.walk():
            if isinstance(widget, Target):
                widget.unbind(on_release=self._on_release)
                widget.bind(on_release=self._on_release)

    def _on_release(self, target: Target) -> None:
        self._touched(target.target_id)
