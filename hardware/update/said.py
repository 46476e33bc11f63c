"""What the update commands say: Vietnamese first, then English."""

from pathlib import Path

from contracts.texts import FIRST, load_catalogue
from hardware.update.errors import UpdateError

_TEXTS = load_catalogue(Path(__file__).parent / "texts")


def say(key: str, /, **facts: object) -> str:
    """A sentence for a page. Raises ValueError for what another version said."""
    return _TEXTS.say(FIRST, key, **facts)


def both(key: str, /, **facts: object) -> str:
    """The sentence in both languages, a line each."""
    return f"{_TEXTS.say('vi', key, **facts)}\n{_TEXTS.say('en', key, **facts)}"


def told(error: UpdateError) -> str:
    """What went wrong and what to do, in both languages."""
    return both(f"error.{error.key}", **error.facts)
