"""What time it is while the desk is away, as far as this machine can know. Pure."""

from kiosk_app.flow.alone_book import Anchor

BEHIND_MS = 2000
"""A clock that is set by time sync may lie so far behind what the desk said."""


def believed(anchor: Anchor | None, here: Anchor, *, desk_heard: bool, vouched: bool) -> Anchor | None:
    """The moment, in the desk's time; None when nobody can say.

    ``here``: this machine's boot and monotonic clock, and the desk's clock where it was heard in this run of the
    program (``desk_heard``), else the machine's own, for which somebody may vouch. ``anchor``: the last moment that
    is in the book.
    """
    if desk_heard:
        return here
    if anchor is None:
        return None
    if here.boot and here.boot == anchor.boot and here.monotonic >= anchor.monotonic:
        passed = round((here.monotonic - anchor.monotonic) * 1000)
        return Anchor(here.boot, here.monotonic, anchor.desk_ms + passed)
    if vouched and here.desk_ms >= anchor.desk_ms - BEHIND_MS:
        return Anchor(here.boot, here.monotonic, max(here.desk_ms, anchor.desk_ms))
    return None
