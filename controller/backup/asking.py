"""Asks a person at a terminal for the recovery digits."""

import getpass

from controller.backup import phrase
from controller.backup.errors import BackupError
from controller.backup.said import both


def asked() -> str:
    """The digits as they are written down. Raises BackupError: mistyped, or nothing typed."""
    try:
        return understood(getpass.getpass(f"{both('ask-phrase')}: "))
    except (EOFError, KeyboardInterrupt):
        raise BackupError("no-phrase-typed") from None


def understood(typed: str) -> str:
    """Raises BackupError that names the group."""
    try:
        return phrase.read(typed)
    except phrase.PhraseTypo as typo:
        raise BackupError("typo" if typo.group else "not-digits", group=typo.group) from None
