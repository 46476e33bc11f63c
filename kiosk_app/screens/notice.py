"""A plain message in the middle of the screen: an icon, a sentence, what to do next."""

from kivy.properties import StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk_app.model import Screen
from kiosk_app.screens.widgets import Action, Panel
from kiosk_app.view import Notice, Tone

TONES = {Tone.CALM: "brand", Tone.GOOD: "good", Tone.WARN: "warn", Tone.BAD: "bad"}
"""Ink of the icon, and the tint behind it."""


class HoursPanel(Panel):
    """A small table under its own title."""

    title = StringProperty("")


class HoursRow(BoxLayout):
    """Days on the left, times on the right."""

    days = StringProperty("")
    times = StringProperty("")


class NoticeBody(Panel):
    """A message."""

    icon = StringProperty("information")
    tone_ink = StringProperty("brand")
    title = StringProperty("")
    text = StringProperty("")
    _shown: Notice | None = None

    def show(self, notice: Notice, _screen: Screen) -> None:
        """Draw a notice; what did not change stays, with a finger on it."""
        if notice == self._shown:
            return
        self._shown = notice
        self.icon, self.title, self.text = notice.icon, notice.title, "\n".join(notice.lines)
        self.tone_ink = TONES[notice.tone]
        self.ids.table_place.clear_widgets()
        if notice.table:
            self.ids.table_place.add_widget(_hours(notice))
        self.ids.button_place.clear_widgets()
        if notice.button:
            action = Action.of(notice.button)
            action.pos_hint = {"center_x": 0.5}
            self.ids.button_place.add_widget(action)


def _hours(notice: Notice) -> HoursPanel:
    panel = HoursPanel(title=notice.table_title)
    for days, times in notice.table:
        panel.add_widget(HoursRow(days=days, times=times))
    return panel
