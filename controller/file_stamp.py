"""A moment in the name of a file, as every file that is kept beside another one has it. Pure."""

from datetime import UTC, datetime


def file_stamp(utc_ms: int) -> str:
    """UTC to the second, e.g. 20261123T020000: it sorts, and any file system takes it."""
    return datetime.fromtimestamp(utc_ms / 1000, UTC).strftime("%Y%m%dT%H%M%S")
