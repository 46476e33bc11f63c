"""Shows the caretaker how slips look now: pictures over the wire while somebody looks, and no longer.

In a thread of its own: drawing four samples takes longer than a job that has just come may wait.
"""

import base64
import logging
import threading
from collections.abc import Callable

from contracts import messages as m
from contracts.texts import Catalogue
from ticket_printer.looks import Look, Looks
from ticket_printer.samples import slips, small_png

log = logging.getLogger(__name__)

SCREEN = "slip"
MOST_BYTES = 48 * 1024 * 3 // 4 - 3
"""Of a PNG file, so that it is at most 48 kB in base64."""
LOOK_S = 0.5
"""How often the template is looked at while somebody watches."""
AGAIN_S = 5.0
"""How often a picture is sent again that did not change: a desk that was started anew has none."""
LONGEST_MS = 60_000
"""Whatever a Watch says, it has to be repeated this often."""


class Showing:
    """Draws and sends until the last Watch has run out."""

    def __init__(
        self,
        looks: Looks,
        dots: int,
        texts: Catalogue,
        desk_now: Callable[[], int],
        send: Callable[[m.ScreenPicture], object],
    ) -> None:
        """``dots`` is the width of the paper; ``send`` is called in the thread of ``start``."""
        self._looks, self._dots, self._texts = looks, dots, texts
        self._desk_now, self._send = desk_now, send
        self._until, self._ends = 0, False
        self._wake = threading.Event()
        self._drawn: tuple[Look, m.ScreenPicture] | None = None
        self._thread = threading.Thread(target=self._run, name="showing", daemon=True)

    def start(self) -> None:
        """Wait for somebody who looks."""
        self._thread.start()

    def watch(self, watch: m.Watch) -> None:
        """Somebody looks."""
        fresh = not self._wanted()
        self._until = min(watch.until, self._desk_now() + LONGEST_MS)
        if fresh:
            self._wake.set()

    def close(self) -> None:
        """Stop; gives up after two seconds."""
        self._ends = True
        self._wake.set()
        self._thread.join(2)

    def _wanted(self) -> bool:
        return not self._ends and self._desk_now() < self._until

    def _run(self) -> None:
        while not self._ends:
            self._wake.wait()
            self._wake.clear()
            try:
                self._show()
            except Exception:  # a picture for the caretaker is nothing to stop printing for
                log.exception("the sample slips cannot be shown")

    def _show(self) -> None:
        """Send the picture, again when it changes, and again every few seconds."""
        shown, rest_s = None, 0.0
        while self._wanted():
            look = self._looks.now()
            if look is not shown or rest_s <= 0:
                self._send(self._picture(look))
                shown, rest_s = look, AGAIN_S
            rest_s -= LOOK_S
            if self._wake.wait(LOOK_S):  # somebody looks anew
                self._wake.clear()
                rest_s = 0.0

    def _picture(self, look: Look) -> m.ScreenPicture:
        if self._drawn is None or self._drawn[0] is not look:
            picture, data = small_png(slips(look, self._dots, self._texts), MOST_BYTES)
            image = base64.b64encode(data).decode()
            drawn = m.ScreenPicture(
                at=0, screen=SCREEN, width=picture.width, height=picture.height, image=image
            )
            self._drawn = (look, drawn)
        return self._drawn[1].model_copy(update={"at": self._desk_now()})
