"""Reads screens aloud with a speaker, if there is one."""

from hardware.ports import Speaker
from kiosk_app.present.spoken import Aloud, moment_of
from kiosk_app.present.view import View


class Voice:
    """Follows what is shown."""

    def __init__(self, speaker: Speaker | None) -> None:
        self._speaker, self._aloud = speaker, Aloud()

    def follow(self, view: View) -> None:
        """Say what is new of it, be silent, or let the voice go on."""
        words = self._aloud.next(view)
        if self._speaker is None or words is None:
            return
        if words:
            self._speaker.say(moment_of(view), words, view.lang)
        else:
            self._speaker.stop()
