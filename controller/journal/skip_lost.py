"""The journal lost its end: before anything else happens, it says which numbers are not given again."""

from controller.domain.day import Day, fold
from controller.domain.lost_rules import skips
from controller.domain.office import Office
from controller.domain.refusals import Now
from controller.journal.entries import Entry
from controller.journal.writer import Writer


async def make_up(writer: Writer, office: Office, now: Now, newest_day: str | None) -> None:
    """Make up for what is lost, if anything is, on whichever day it was: the clock may not be right yet.

    ``newest_day``: the newest one that the journal still has. Cut short, the next start does it (again).
    Raises JournalFullError when it cannot be written; nothing may be given then.
    """
    lost = writer.lost
    if lost is None:
        return
    date = lost.day or max(newest_day or "", office.service_day(now.clock))
    day = fold(Day(date), await writer.events(date))
    await writer.commit([Entry(date, skips(office, day, lost, now.stamp(day.last_at)))])
    await writer.settle()
