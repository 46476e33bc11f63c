"""What the journal's commands say to whoever typed them: Vietnamese first, then English."""

from pathlib import Path

from contracts.texts import load_catalogue

_TEXTS = load_catalogue(Path(__file__).parent / "texts")


def both(key: str, /, **facts: object) -> str:
    """The sentence in both languages, a line each."""
    return f"{_TEXTS.say('vi', key, **facts)}\n{_TEXTS.say('en', key, **facts)}"
