"""What the office tells about one procedure (thủ tục hành chính). Pure.

What is not known is not said: a fee of nothing stated is never "free" (1,832 records of the national portal print
"Miễn phí", and 187 of those mean that nobody filled the cell in).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from contracts.procedures import FeeKind, Unit

LONGEST_TITLE = 120
"""Letters: a card of a kiosk has three lines."""


@dataclass(frozen=True)
class Fee:
    """``vnd`` only with AMOUNT; ``text`` as it was published."""

    kind: FeeKind = FeeKind.UNKNOWN
    vnd: int = 0
    text: str = ""


@dataclass(frozen=True)
class TimeLimit:
    """``count`` None: only the text says how long."""

    count: int | None = None
    unit: Unit = Unit.WORKING_DAYS
    text: str = ""


@dataclass(frozen=True)
class Paper:
    """One thing to bring; counts None: not stated."""

    text: str
    originals: int | None = None
    copies: int | None = None
    form: str = ""


@dataclass(frozen=True)
class Step:
    """One step of the work; ``by``: the unit that does it; ``days`` None: not stated."""

    text: str
    by: str = ""
    days: float | None = None


@dataclass(frozen=True)
class Procedure:
    """``code`` is the national one (``1.001193``); ``service`` the queue in which it is received, "" if none."""

    code: str
    name: str
    short: str = ""
    name_en: str = ""
    field: str = ""
    level: str = ""
    who: str = ""
    papers: tuple[Paper, ...] = ()
    fee: Fee = Fee()
    time: TimeLimit = TimeLimit()
    agreed: TimeLimit = TimeLimit()
    """What the office itself promises, where that is sooner."""
    steps: tuple[Step, ...] = ()
    place: str = ""
    elsewhere: str = ""
    """Where it is received, if not here."""
    result: str = ""
    basis: str = ""
    address: str = ""
    """The page of the national portal."""
    service: str = ""
    since: date | None = None
    until: date | None = None
    source: str = ""

    @property
    def title(self) -> str:
        """What a screen shows: official names are up to 1,094 letters long."""
        return self.short or self.name


@dataclass(frozen=True)
class Topic:
    """A life event or a field, with its procedures in the order of the catalogue."""

    code: str
    name: dict[str, str]
    icon: str
    procedures: tuple[Procedure, ...]


class Gap(StrEnum):
    """What citizens would ask for and this record does not say."""

    FEE = "fee"
    TIME = "time"
    PAPERS = "papers"
    QUEUE = "queue"
    """Nobody can take a number for it, and it does not say where else to go."""
    SHORT = "short"
    """Its name does not fit a screen, and it has no shorter one."""
    OUT_OF_DATE = "out-of-date"
    NOT_YET = "not-yet"


def gaps(procedure: Procedure, today: date) -> tuple[Gap, ...]:
    """What is missing, and whether it is in force."""
    found = []
    if procedure.fee.kind is FeeKind.UNKNOWN:
        found.append(Gap.FEE)
    if procedure.time.count is None and not procedure.time.text:
        found.append(Gap.TIME)
    if not procedure.papers:
        found.append(Gap.PAPERS)
    if not (procedure.service or procedure.elsewhere):
        found.append(Gap.QUEUE)
    if len(procedure.title) > LONGEST_TITLE:
        found.append(Gap.SHORT)
    if procedure.until and procedure.until < today:
        found.append(Gap.OUT_OF_DATE)
    if procedure.since and procedure.since > today:
        found.append(Gap.NOT_YET)
    return tuple(found)


def in_force(procedure: Procedure, today: date) -> bool:
    """Whether citizens see it."""
    return not {Gap.OUT_OF_DATE, Gap.NOT_YET} & set(gaps(procedure, today))
