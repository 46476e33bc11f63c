"""How one model speaks: its language, the office's names, and numbers in words. Pure."""

from contracts import messages as m
from contracts.amounts import in_hours
from contracts.texts import Catalogue
from kiosk_app.flow import model as k


class Phrases:
    """A model and the sentences of its language."""

    def __init__(self, model: k.Model, catalogue: Catalogue) -> None:
        self.model = model
        self._catalogue = catalogue

    def say(self, key: str, **facts_: object) -> str:
        """The sentence in the model's language."""
        return self._catalogue.say(self.model.lang, key, **facts_)

    def say_in(self, lang: str, key: str) -> str:
        """The sentence in another language."""
        return self._catalogue.say(lang, key)

    def has(self, key: str) -> bool:
        """Whether there is such a sentence."""
        return self._catalogue.has(key)

    def named(self, text: m.Text) -> str:
        """A name from the desk, Vietnamese where it has no other."""
        return text.get(self.model.lang) or text["vi"]

    def counters(self, labels: tuple[str, ...]) -> str:
        """Where one is served: "Quầy 1, 2, 3"."""
        if not labels:
            return self.say("number.any-counter")
        common = labels[0].rpartition(" ")[0]
        if len(labels) > 1 and common and all(label.rpartition(" ")[0] == common for label in labels):
            labels = (labels[0], *(label.rpartition(" ")[2] for label in labels[1:]))
        listed = ", ".join(labels)
        key = "number.counter" if len(labels) == 1 else "number.counter-several"
        return self.say(key, label=listed) if labels[0].isdigit() else listed

    def minutes(self, wait: m.WaitRange) -> str:
        """A wait as an honest range, as people speak of it."""
        if wait.high < 1:
            return self.say("wait.none")
        if hours := in_hours(wait.low, wait.high):
            low, high = hours
            return self.say("wait.hours" if low else "wait.hours-under", low=low, high=high)
        key = "wait.about" if wait.low == wait.high else "wait.range" if wait.low else "wait.under"
        return self.say(key, low=wait.low, high=wait.high)
