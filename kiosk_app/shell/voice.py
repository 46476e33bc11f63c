"""Reads screens aloud with a speaker, if there is one: sentence by sentence, so that the one being read can be marked."""

from collections import deque

from hardware.ports.speaker import Speaker
from kiosk_app.present.spoken import Aloud, moment_of
from kiosk_app.present.view import View


class Voice:
    """Follows what is shown."""

    def __init__(self, speaker: Speaker | None) -> None:
        self._speaker, self._aloud = speaker, Aloud()
        self._left: deque[str] = deque()
        self._moment, self._lang = "", ""
        self.reading = ""
        """The sentence that is being read; "" while there is silence."""

    def follow(self, view: View) -> None:
        """Begin with what is new of it, be silent, or let the voice go on."""
        words = self._aloud.next(view)
        if self._speaker is None or words is None:
            return
        self._left = deque(view.lines if words else ())
        self._moment, self._lang = moment_of(view), view.lang
        if self._left:
            self._say(self._speaker)
        else:
            self.reading = ""
            self._speaker.stop()

    def go_on(self) -> None:
        """The next sentence, once the one before was said."""
        if self._speaker is None or not self.reading or self._speaker.speaking():
            return
        if self._left:
            self._say(self._speaker)
        else:
            self.reading = ""

    def _say(self, speaker: Speaker) -> None:
        self.reading = self._left.popleft()
        speaker.say(self._moment, self.reading, self._lang)
