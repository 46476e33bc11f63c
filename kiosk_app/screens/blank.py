"""A form to look at: a page as large as it can be read, cut into strips where the glass is not as high."""

from math import ceil
from typing import Any

from kivy.app import App
from kivy.clock import Clock
from kivy.core.image import Image
from kivy.graphics.texture import Texture
from kivy.properties import ListProperty, ObjectProperty, StringProperty
from kivy.uix.stencilview import StencilView

from kiosk_app.flow.guide_pages import MOST_STRIPS
from kiosk_app.flow.screen import Screen
from kiosk_app.flow.targets import SheetTarget
from kiosk_app.present.view import Blank
from kiosk_app.screens.choices import Turns
from kiosk_app.screens.widgets import Panel

SHEET_MM, WANTED = 210.0, {False: 0.75, True: 1.2}
"""Width of a sheet of paper, and the part of it that is wanted on the glass, also in large letters."""


def layout(
    room: tuple[float, float], picture: tuple[float, float], wanted: float
) -> tuple[float, float, int]:
    """Width and height at which a page is drawn, and into how many strips it is cut. Pixels.

    All of it as large as there is room, unless that is narrower than ``wanted``: then at least as wide as that, in strips.
    """
    across, tall = room
    slope = picture[1] / picture[0]
    whole = min(across, tall / slope)
    least = min(across, wanted, tall * MOST_STRIPS / slope)
    if whole >= least:
        return whole, whole * slope, 1
    strips = min(MOST_STRIPS, ceil(least * slope / tall))
    width = min(across, strips * tall / slope)  # no larger number of them for it
    return width, width * slope, strips


class BlankPage(StencilView):
    """The part of the page that is looked at."""

    texture = ObjectProperty(None, allownone=True)
    page_pos = ListProperty([0, 0])
    page_size = ListProperty([0, 0])


class BlankBody(Panel):
    """One page of a form, or one strip of it, and the way on and back."""

    broken = StringProperty("")
    """What is said instead of a picture that cannot be drawn."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._shown: Blank | None = None
        self._texture: Texture | None = None
        self._fit_soon = Clock.create_trigger(self._fit, -1)
        self._turns = Turns()
        self.ids.page.bind(size=self._fit_soon, pos=self._fit_soon)
        self.listen: Any = lambda _widget: None
        """Called with everything to touch that comes."""

    def show(self, blank: Blank, _screen: Screen) -> None:
        """Draw it, as soon as the room for it is known."""
        if self._shown is None or self._shown.picture != blank.picture:
            self._texture = _texture(blank.picture)
        self._shown = blank
        self.broken = "" if self._texture else f"{blank.name}\n{blank.broken}"
        self._fit()
        self._fit_soon()

    def _fit(self, *_: Any) -> None:
        page, shown = self.ids.page, self._shown
        if shown is None or min(page.size) < 20:
            return
        strips = 1
        page.texture = self._texture
        if self._texture:
            app = App.get_running_app()
            wanted = WANTED[app.grow > 1] * SHEET_MM / app.mm_px
            width, height, strips = layout(page.size, self._texture.size, wanted)
            strip = min(shown.sheet % MOST_STRIPS, strips - 1)
            down = (height - page.height) * strip / (strips - 1) if strips > 1 else 0
            page.page_size = width, height
            page.page_pos = page.center_x - width / 2, page.top - height + down
        self._show_turns(shown, strips)

    def _show_turns(self, shown: Blank, strips: int) -> None:
        number, strip = divmod(shown.sheet, MOST_STRIPS)
        strip = min(strip, strips - 1)
        first, last = number == 0 and strip == 0, number + 1 == shown.pages and strip + 1 >= strips
        turns, place = self._turns, self.ids.turns
        if first and last:
            place.clear_widgets()
            return
        if turns.parent is None:
            place.add_widget(turns)
            self.listen(turns)
        at = number * MOST_STRIPS
        back = at + strip - 1 if strip else at - 1
        on = at + strip + 1 if strip + 1 < strips else at + MOST_STRIPS
        turns.text = f"{number + 1}/{shown.pages}"
        for button, words, target in (
            (turns.ids.back, shown.previous, None if first else SheetTarget(back)),
            (turns.ids.on, shown.more, None if last else SheetTarget(on)),
        ):
            button.text, button.target = words, target
            button.opacity, button.disabled = (1, False) if target else (0, True)


def _texture(picture: str) -> Texture | None:
    """None where it cannot be drawn: then words stand there."""
    try:
        texture = Image(picture, nocache=True, mipmap=True).texture if picture else None
    except Exception:  # noqa: BLE001 - whatever a picture does to its reader, the screen stays
        return None
    return texture
