"""The tables of words that ship with the program."""

import tomllib
from pathlib import Path

from contracts.dossiers import DossierStatus

WORDS = Path(__file__).with_name("status_words.toml")


def known_words() -> tuple[dict[str, DossierStatus], ...]:
    """What main systems call the statuses: each table wins over those before it."""
    tables = tomllib.loads(WORDS.read_text("utf-8"))
    return tuple({word: DossierStatus(status) for word, status in table.items()} for table in tables.values())
