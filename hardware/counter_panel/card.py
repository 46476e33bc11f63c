"""The card that stands beside a button box, from the tables by which the box works; it cannot say anything else.

``python -m hardware.counter_panel.card`` prints the usual one, which is ``docs/nut-bam.md``; with ``--settings FILE`` that of
a box whose settings give two keys other meanings.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from contracts.texts import FIRST, load_catalogue
from hardware.counter_panel.hands import DIGITS_S, Hands, KeyName
from hardware.counter_panel.key import LONG_S, Gesture
from hardware.counter_panel.panel import AFTER_CALL_S, ERROR_S, gesture_of
from hardware.counter_panel.settings import USUAL, USUAL_HOLDS, PanelSettings, holds_of, pairs_of
from hardware.host.program import read_settings

TEXTS = Path(__file__).with_name("texts")
ORDER = (KeyName.NEXT, KeyName.RECALL, KeyName.FINISH, KeyName.NO_SHOW)
LAMPS = ("next-on", "next-off", "others", "asked", "error", "spoilt", "lost", "stuck")
USUAL_HANDS = Hands(pairs_of(USUAL), DIGITS_S, holds_of(USUAL_HOLDS))


class Card:
    """The words of one card."""

    def __init__(self, hands: Hands) -> None:
        """``hands``: what keys mean together, and how long digits are kept."""
        self._hands, self._texts = hands, load_catalogue(TEXTS)
        self._keys = {key: self._say(f"key.{key}") for key in KeyName}

    def markdown(self) -> str:
        """All of it."""
        return "\n".join(
            (*self._head(), *self._rows(), "", *self._notes(), "", *self._lamps(), "", *self._undo(), "")
        )

    def _say(self, key: str, **facts: object) -> str:
        return self._texts.say(FIRST, key, **facts)

    def _head(self) -> Iterator[str]:
        yield from (f"# {self._say('card.title')}", "", self._say("card.intro"), "")

    def _rows(self) -> Iterator[str]:
        yield from (self._say("card.head"), "|---|---|---|---|")
        for key in ORDER:
            is_long = gesture_of(key) is Gesture.LONG
            how = self._say("card.long", seconds=_number(LONG_S)) if is_long else self._say("card.press")
            yield f"| {self._say(f'want.{key}')} | {self._keys[key]} | {self._say(f'pad.{key}')} | {how} |"
        enter = self._say("pad.next")
        dial = (self._say("card.dial"), self._say("card.dial-box"), self._say("card.dial-pad", enter=enter))
        yield f"| {' | '.join(dial)} | {self._say('card.dial-press', enter=enter)} |"
        for pair, meaning in self._hands.pairs.items():
            keys = [key for key in ORDER if key in pair]
            box, pad = (
                self._say("card.and").join(names)
                for names in ([self._keys[k] for k in keys], [self._say(f"pad.{k}") for k in keys])
            )
            yield f"| {self._say(f'meaning.{meaning}')} | {box} | {pad} | {self._say('card.together')} |"
        for key, meaning in self._hands.holds.items():
            how = self._say("card.hold", seconds=_number(LONG_S))
            yield f"| {self._say(f'meaning.{meaning}')} | {self._keys[key]} | {self._say(f'pad.{key}')} | {how} |"

    def _notes(self) -> Iterator[str]:
        facts = {
            "enter": self._say("pad.next"),
            "finish": self._say("pad.finish"),
            "seconds": _number(self._hands.digits_s),
        }
        yield from (self._say("card.pedal"), "")
        yield f"- {self._say('card.wrong-digits', **facts)}"
        yield f"- {self._say('card.dialled')}"
        for key in self._hands.holds:
            yield f"- {self._say('card.held', name=self._keys[key], want=self._say(f'want.{key}').lower())}"
        if self._hands.pairs:
            yield f"- {self._say('card.pairs')}"

    def _lamps(self) -> Iterator[str]:
        yield from (self._say("card.lamps"), "|---|---|")
        seconds = {"next-off": AFTER_CALL_S, "error": ERROR_S}
        for lamp in LAMPS:
            facts = {"next": self._keys[KeyName.NEXT], "seconds": _number(seconds.get(lamp, 0.0))}
            yield f"| {self._say(f'lamp.{lamp}', **facts)} | {self._say(f'lamp.{lamp}-means', **facts)} |"

    def _undo(self) -> Iterator[str]:
        pair = next((pair for pair, meaning in self._hands.pairs.items() if meaning == "undo"), None)
        keys = self._say("card.and").join(self._keys[key] for key in ORDER if pair and key in pair)
        yield self._say("card.undo", how=self._say("card.undo-keys", keys=keys) if keys else "")


def _number(value: float) -> str:
    return f"{value:g}".replace(".", ",")


def main() -> int:
    """Print it."""
    asked = len(sys.argv) > 1
    settings = (
        read_settings("hardware.counter_panel", "The card beside a button box.", PanelSettings)
        if asked
        else None
    )
    sys.stdout.write(Card(settings.hands if settings else USUAL_HANDS).markdown())
    return 0


if __name__ == "__main__":
    sys.exit(main())
