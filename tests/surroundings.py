"""What a run of the tests does not take over from the machine on which it runs."""

import os


def begin() -> None:
    """No proxy stands between a test, or a program that it starts, and what it starts on this very machine."""
    for name in [each for each in os.environ if each.lower().endswith("_proxy")]:
        del os.environ[name]
