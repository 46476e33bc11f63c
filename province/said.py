"""What the centre's commands say: Vietnamese first, then English."""

from pathlib import Path

from contracts.texts import load_catalogue

_TEXTS = Path(__file__).parent / "web" / "texts"


def both(key: str, /, **facts: object) -> str:
    """The sentence in both languages, a line each."""
    texts = load_catalogue(_TEXTS)
    return "\n".join(texts.say(lang, key, **facts) for lang in ("vi", "en"))
