"""Old days are read again while nobody takes numbers: damage is found before somebody needs what is damaged."""

from controller.domain.hours import closed
from controller.domain.office import Office
from controller.domain.refusals import Now
from controller.journal.verify import Walk
from controller.journal.writer import Writer


class OldDays:
    """Proves every event of older days once a night, and again after a start, a few at a time."""

    def __init__(self, office: Office, writer: Writer) -> None:
        self.fault: str | None = None
        """What the last finished walk found, until another one finds nothing."""
        self._office, self._writer = office, writer
        self._walk = Walk("", done=True)

    async def look(self, today: str, now: Now) -> None:
        """Look at a few more events, if the office takes no numbers now. ``today``: the service day."""
        if closed(self._office, now.clock) is None:
            return
        if self._walk.until != today:
            self._walk = Walk(today)
        if self._walk.done:
            return
        self._walk = await self._writer.walk(self._walk)
        if self._walk.done:
            self.fault = self._walk.fault
