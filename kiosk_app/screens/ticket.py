"""The citizen's number, as large as the screen allows, and what becomes of the slip."""

from kivy.properties import StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk_app.model import Screen, SlipPhase
from kiosk_app.screens.widgets import Action, Panel
from kiosk_app.view import Fact, Ticket

SLIPS = {
    SlipPhase.PRINTING: ("printer", "brand", "ground"),
    SlipPhase.TAKE: ("check-circle", "good", "good-ground"),
    SlipPhase.WRITE_DOWN: ("camera", "warn", "warn-ground"),
}
"""Icon, ink and ground of the slip's panel."""


class FactRow(BoxLayout):
    """A caption and what it is."""

    icon = StringProperty("")
    caption = StringProperty("")
    value = StringProperty("")


class SlipPanel(Panel):
    """What to do about paper."""

    icon = StringProperty("printer")
    ink = StringProperty("brand")
    text = StringProperty("")
    hint = StringProperty("")


class TicketBody(Panel):
    """The number."""

    caption = StringProperty("")
    number = StringProperty("")
    service = StringProperty("")
    slip = StringProperty("")
    hint = StringProperty("")
    slip_icon = StringProperty("printer")
    slip_ink = StringProperty("brand")
    slip_ground = StringProperty("ground")

    def show(self, ticket: Ticket, _screen: Screen) -> None:
        """Draw a number. A button that stays is kept, so that a finger on it is not lost."""
        self.caption, self.number, self.service = ticket.caption, ticket.number, ticket.service
        self.slip, self.hint = ticket.slip, ticket.hint
        self.slip_icon, self.slip_ink, self.slip_ground = SLIPS[ticket.phase]
        self._show_facts(ticket.facts)
        place = self.ids.button_place
        shown = place.children[0].target_id if place.children else None
        if shown != (ticket.button.id if ticket.button else None):
            place.clear_widgets()
            if ticket.button:
                place.add_widget(Action.of(ticket.button))

    def _show_facts(self, facts: tuple[Fact, ...]) -> None:
        self.ids.facts.clear_widgets()
        for fact in facts:
            self.ids.facts.add_widget(FactRow(icon=fact.icon, caption=fact.caption, value=fact.value))
