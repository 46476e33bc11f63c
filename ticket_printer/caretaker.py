"""Shows the caretaker how slips look now: pictures over the wire while somebody looks, and no longer.

In a thread of its own: drawing four samples takes longer than a job that has just come may wait.
"""

import base64
import logging
import threading
from collections.abc import Callable
from typing import NamedTuple

from contracts import messages as m
from contracts.messages.devices import LONGEST_WATCH_MS, PICTURE_BYTES
from contracts.texts import Catalogue
from ticket_printer.live_template import LiveTemplate, Look
from ticket_printer.samples import slips, small_png

log = logging.getLogger(__name__)

SCREEN = "slip"
MOST_BYTES = PICTURE_BYTES * 3 // 4 - 3
"""Of a PNG file, so that it has room on the wire in base64."""
LOOK_S = 0.5
"""How often the template is looked at while somebody watches."""
AGAIN_S = 5.0
"""How often a picture is sent again that did not change: a desk that was started anew has none."""


class Asked(NamedTuple):
    """How slips are to be shown, and with which words."""

    look: Look
    words: m.SlipWords | None


class Caretaker:
    """Draws and sends until the last Watch has run out."""

    def __init__(
        self,
        template: LiveTemplate,
        dots: int,
        texts: Catalogue,
        desk_now: Callable[[], int],
        send: Callable[[m.ScreenPicture], object],
    ) -> None:
        """``dots`` is the width of the paper; ``send`` is called in the thread of ``start``."""
        self._template, self._dots, self._texts = template, dots, texts
        self._desk_now, self._send = desk_now, send
        self._until = 0
        self._ends = threading.Event()
        self._words: m.SlipWords | None = None
        self._drawn: tuple[Asked, m.ScreenPicture] | None = None
        self._thread = threading.Thread(target=self._run, name="caretaker", daemon=True)

    def start(self) -> None:
        """Wait for somebody who looks."""
        self._thread.start()

    def watch(self, watch: m.Watch) -> None:
        """Somebody looks."""
        self._words = watch.words
        self._until = min(watch.until, self._desk_now() + LONGEST_WATCH_MS)

    def close(self) -> None:
        """Stop; gives up after two seconds."""
        self._ends.set()
        self._thread.join(2)

    def _run(self) -> None:
        """Send the picture while somebody looks: when it changes, and again every few seconds."""
        shown, rest_s = None, 0.0
        while not self._ends.wait(LOOK_S):
            rest_s -= LOOK_S
            if self._desk_now() >= self._until:
                shown = None
                continue
            try:
                asked = Asked(self._template.now(), self._words)
                if asked != shown or rest_s <= 0:
                    shown, rest_s = asked, AGAIN_S
                    self._send(self._picture(asked))
            except Exception:  # nothing to stop printing for; it is tried again
                log.exception("the sample slips cannot be shown")

    def _picture(self, asked: Asked) -> m.ScreenPicture:
        if self._drawn is None or self._drawn[0] != asked:
            samples = slips(asked.look, self._dots, self._texts, asked.words)
            picture, data = small_png(samples, MOST_BYTES)
            image = base64.b64encode(data).decode()
            drawn = m.ScreenPicture(
                at=0,
                screen=SCREEN,
                width=picture.width,
                height=picture.height,
                image=image,
                words=asked.words,
            )
            self._drawn = (asked, drawn)
        return self._drawn[1].model_copy(update={"at": self._desk_now()})
