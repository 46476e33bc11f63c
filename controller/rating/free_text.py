"""Free text of people, as it is kept. Pure."""

import unicodedata


def cleaned(typed: str) -> str:
    """Whole letters, no control characters, no empty lines around it."""
    text = unicodedata.normalize("NFC", typed.replace("\r\n", "\n"))
    return "".join(c for c in text if c == "\n" or unicodedata.category(c)[0] != "C").strip()
