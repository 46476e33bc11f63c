"""What citizens may see of the catalogue today; read again when another one is in force."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

from contracts import messages as m
from contracts.letters import unaccented
from contracts.vocabulary import FaultCode
from controller.catalogue import everyday, topics
from controller.catalogue.blank_shelf import BlankShelf
from controller.catalogue.blanks import Blank, of
from controller.catalogue.procedure import Procedure, Topic, in_force
from controller.catalogue.search import Index
from controller.catalogue.shelf import Shelf, ShelfError

log = logging.getLogger(__name__)

FACT_LENGTH = 200


@dataclass(frozen=True)
class Shown:
    """The catalogue in force, made ready. ``taken``: from when it is, ``DD/MM/YYYY``."""

    mark: object
    procedures: tuple[Procedure, ...] = ()
    index: Index | None = None
    taken: str = ""
    events: tuple[Topic, ...] = ()
    fields: tuple[Topic, ...] = ()
    by_code: dict[str, Procedure] = field(default_factory=dict)
    queues: dict[str, str] = field(default_factory=dict)
    """Name without case and marks -> the service in which it is received; "" where several differ."""
    blanks: dict[str, dict[str, Blank]] = field(default_factory=dict)
    """Code -> name of each of its forms that has a file -> the file."""


class Guide:
    """Keeps what is shown. Used in the loop; reads in a thread."""

    def __init__(self, shelf: Shelf, blanks: BlankShelf, today: Callable[[], date]) -> None:
        self._shelf, self._today, self.blanks = shelf, today, blanks
        self._shown = Shown(mark=())
        self._why_not = ""
        self._reading = asyncio.Lock()

    @property
    def last(self) -> Shown:
        """What was shown last; it may be of yesterday."""
        return self._shown

    def faults(self) -> tuple[m.Fault, ...]:
        """That the catalogue cannot be read: then nothing of it is shown after a start."""
        if not self._why_not:
            return ()
        return (m.Fault(code=FaultCode.CATALOGUE_BROKEN, facts={"what": self._why_not[:FACT_LENGTH]}),)

    def queue_of(self, name: str) -> str:
        """In which service a procedure is received that another system calls by this name; "" where nobody knows."""
        return self._shown.queues.get(_key(name), "")

    async def shown(self) -> Shown:
        """What citizens may see today."""
        mark = (self._shelf.mark(), self.blanks.mark(), self._today())
        if mark != self._shown.mark:
            async with self._reading:
                if mark != self._shown.mark:
                    self._shown = await asyncio.to_thread(self._read, mark)
        return self._shown

    async def follow(self, every_s: float) -> None:
        """Look again and again, so that ``last`` is never much behind. Runs until it is cancelled."""
        while True:
            await self.shown()
            await asyncio.sleep(every_s)

    def _read(self, mark: object) -> Shown:
        try:
            found = self._shelf.read()
        except ShelfError as error:
            self._why_not = str(error)
            log.error("the catalogue of procedures cannot be read, what was shown stays: %s", error)  # noqa: TRY400 - the sentence says it all
            return replace(self._shown, mark=mark)
        self._why_not = ""
        today, (events, no_field) = self._today(), topics.load()
        procedures = tuple(one for one in found.procedures if in_force(one, today))
        return Shown(
            mark,
            procedures,
            Index(procedures, everyday.load()),
            f"{found.taken:%d/%m/%Y}" if found.taken else "",
            topics.by_event(procedures, events),
            topics.by_field(procedures, no_field),
            {one.code: one for one in procedures},
            _queues(procedures),
            self._blanks(procedures),
        )

    def _blanks(self, procedures: tuple[Procedure, ...]) -> dict[str, dict[str, Blank]]:
        """A list of files that cannot be read takes nothing but the files away."""
        try:
            places = self.blanks.read()
        except ShelfError as error:
            log.error("the files of forms are not shown: %s", error)  # noqa: TRY400 - the sentence says it all
            return {}
        having = {place.procedure for place in places}
        found = {one.code: of(one, places) for one in procedures if one.code in having}
        return {code: forms for code, forms in found.items() if forms}


NAME_LENGTH = 150
"""Letters by which names are compared: some systems cut them."""


def _key(name: str) -> str:
    return unaccented(name)[:NAME_LENGTH]


def _queues(procedures: tuple[Procedure, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in procedures:
        if not one.elsewhere:
            for key in {_key(one.name), _key(one.title)}:
                found[key] = one.service if found.get(key, one.service) == one.service else ""
    return found
