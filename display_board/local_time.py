"""The desk's clock as people in the hall read it."""

from datetime import UTC, datetime, timedelta

from display_board.model import Model

_VIETNAM_MINUTES = 7 * 60
"""Until the desk says otherwise."""


def local(model: Model, at_ms: int) -> datetime:
    """A moment of the desk in local time."""
    return datetime.fromtimestamp(at_ms / 1000, UTC) + timedelta(minutes=utc_offset_minutes(model))


def utc_offset_minutes(model: Model) -> int:
    """How far local time is ahead of UTC."""
    return model.office.utc_offset_minutes if model.office else _VIETNAM_MINUTES
