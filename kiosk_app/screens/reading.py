"""Which words on the glass are being read aloud."""

from collections.abc import Iterable

from kiosk_app.screens.widgets import Text

LEAST = 3
"""Letters of words that can be told from others."""


def mark(widgets: Iterable[object], sentence: str) -> None:
    """Mark what of the words on the glass is in the sentence; of words that are part of others, only the longer ones."""
    said = _letters(sentence)
    labels = [widget for widget in widgets if isinstance(widget, Text)]
    found = {label: _letters(label.text) for label in labels}
    there = {letters for letters in found.values() if len(letters) >= LEAST and letters in said}
    whole = {one for one in there if not any(one != other and one in other for other in there)}
    for label, letters in found.items():
        label.read = letters in whole


def _letters(text: str) -> str:
    """What is left where the voice and the glass set other signs."""
    return "".join(sign for sign in text.casefold() if sign.isalnum())
