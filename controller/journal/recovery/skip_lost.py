"""The journal lost its end: before anything else happens, it says which numbers are not given again."""

from controller.domain.lost_rules import skips
from controller.domain.now import Now
from controller.domain.office import Office
from controller.journal.entries import Entry
from controller.journal.recovered import Recovered
from controller.journal.remembering import remembered
from controller.journal.writer import Writer


async def skip_lost(writer: Writer, office: Office, now: Now, recovered: Recovered) -> None:
    """Make up for what is lost, if anything is, on whichever day it was: the clock may not be right yet.

    Cut short, the next start does it (again).
    Raises JournalFullError when it cannot be written; nothing may be given then.
    """
    lost = recovered.lost
    if lost is None:
        return
    entries = []
    for date in sorted(lost.days) or [max(recovered.newest_day or "", office.service_day(now.clock))]:
        day = remembered(date, await writer.events(date))
        entries.append(Entry(date, skips(office, day, lost, now.stamp(day.last_at))))
    await writer.commit(entries)
    await writer.settle()
