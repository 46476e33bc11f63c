"""Old days are read again while nobody takes numbers: damage is found before somebody needs what is damaged."""

from controller.domain.hours import closed
from controller.domain.now import Now
from controller.domain.office import Office
from controller.journal.verify import Walk
from controller.journal.writer import Writer


class NightCheck:
    """Proves every event of older days once a night, and again after a start, a few at a time."""

    def __init__(self, office: Office, writer: Writer) -> None:
        self.found: tuple[str, str] | None = None
        """What is wrong and from which day (ISO) on, as the last finished walk found; until one finds nothing."""
        self.walk = Walk("", done=True)
        """How far it has come."""
        self._office, self._writer = office, writer

    async def go_on(self, today: str, now: Now) -> None:
        """Look at a few more events, if the office takes no numbers now. ``today``: the service day."""
        if closed(self._office, now.clock) is None:
            return
        if self.walk.until != today:
            self.walk = Walk(today)
        if self.walk.done:
            return
        self.walk = await self._writer.walk(self.walk)
        if self.walk.done:
            self.found = (self.walk.fault, self.walk.day) if self.walk.fault else None
