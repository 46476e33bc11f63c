"""One log format for all programs, on standard error, where the service manager keeps it."""

import logging
import sys


def start_logging(level: str) -> None:
    """Log in one line a record: local time with its offset, level, module, sentence."""
    logging.basicConfig(
        level=level,
        stream=sys.stderr,
        force=True,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
        datefmt="%Y-%m-%dT%H:%M:%S%z",
    )
