"""How a long notice is shown on a wall: in lines that stand still, one after the other. Pure."""

import textwrap

NOTICE_CHARS = 44
"""Of a notice at a time: what a narrow screen has room for. Text that stands still is read by more people than text that runs."""


def notice_lines(notice: str) -> tuple[str, ...]:
    """The lines of a notice, each shown by itself."""
    return tuple(textwrap.wrap(notice, NOTICE_CHARS))
