"""The caretaker tries a kiosk: it is heard, but not into what is read aloud to a citizen."""

from dataclasses import replace

from contracts import messages as m
from hardware.link.station import Heard
from hardware.ports import Sound


class Ear:
    """A beeper and a voice that remember."""

    def __init__(self) -> None:
        self.sounds: list[Sound] = []
        self.words: list[str] = []

    def beep(self, sound: Sound) -> None:
        self.sounds.append(sound)

    def say(self, _text_id: str, text: str, _lang: str) -> None:
        self.words.append(text)

    def stop(self) -> None:
        pass

    def speaking(self) -> bool:
        return False

    def trouble(self) -> str:
        return ""

    def close(self) -> None:
        pass


def test_a_trial_beeps_and_speaks_unless_somebody_is_read_to():
    from kiosk_app.flow.model import Modes  # noqa: PLC0415 - imports Kivy
    from tests.gui.kiosk_driver import Driver  # noqa: PLC0415 - imports Kivy

    ear = Ear()
    kiosk = Driver(beeper=ear, speaker=ear, drawn=False)
    try:
        trial = Heard("care", m.Care(what="try", until=0))
        kiosk.bridge.put(trial)
        kiosk.app._each_frame(0)
        assert (ear.sounds, ear.words) == ([Sound.GOOD], ["Đây là tiếng thử của máy lấy số."])
        kiosk.app.model = replace(kiosk.app.model, modes=Modes(aloud=True))
        kiosk.bridge.put(trial)
        kiosk.app._each_frame(0)
        assert (ear.sounds, len(ear.words)) == ([Sound.GOOD, Sound.GOOD], 1)
    finally:
        kiosk.close()
