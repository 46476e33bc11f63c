"""What an office publishes, as far as other programs need it: its procedures (``/thu-tuc.json``), its results (``/ket-qua.json``).

Open data is read by anybody's program and may come from a newer one: what is not known here is passed over.
"""

from pydantic import BaseModel, ConfigDict, Field

from contracts.procedures import FeeKind, Unit

MOST_PUBLISHED = 10_000


class _Open(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class OpenFee(_Open):
    """``vnd`` only with an amount; ``text`` as it was published."""

    kind: FeeKind = FeeKind.UNKNOWN
    vnd: int = Field(0, ge=0)
    text: str = ""


class OpenTime(_Open):
    """``count`` None: only the text says how long."""

    count: int | None = Field(None, ge=1)
    unit: Unit = Unit.WORKING_DAYS
    text: str = ""


class OpenProcedure(_Open):
    """One procedure."""

    name: str = Field(min_length=1, max_length=2000)
    short: str = ""
    field: str = ""
    fee: OpenFee = OpenFee()
    time: OpenTime = OpenTime()
    agreed: OpenTime = OpenTime()


class OpenCatalogue(_Open):
    """All of them."""

    procedures: tuple[OpenProcedure, ...] = Field((), max_length=MOST_PUBLISHED)


SMALLEST = 5
"""Of fewer people nothing is published: somebody might be known."""


class OpenServiceResult(_Open):
    """Of one service, or of all; None: too few people, or nothing known. Waits in whole minutes, shares in percent."""

    name: str = Field("", max_length=500)
    issued: int | None = Field(None, ge=0)
    served: int | None = Field(None, ge=0)
    wait_median: int | None = Field(None, ge=0)
    wait_p90: int | None = Field(None, ge=0)
    within_limit: float | None = Field(None, ge=0, le=100)
    """Called within ``limit_minutes``."""
    told_right: float | None = Field(None, ge=0, le=100)
    """Called within the minutes that stood on their slips."""


class OpenRating(_Open):
    """How satisfied people said that they were, by one question; shares in percent, between which the true one lies."""

    question: str = Field("", max_length=500)
    number: int = Field(ge=0)
    satisfied: float = Field(ge=0, le=100)
    low: float = Field(ge=0, le=100)
    high: float = Field(ge=0, le=100)


class OpenDossiers(_Open):
    """Dossiers that were answered: before their day, on it, after it. From the main system, published by the head.

    Late ones are told even when they are few: the law has offices publish them, and they tell of the office, not of anybody.
    """

    answered: int = Field(ge=0)
    early: int = Field(ge=0)
    on_time: int = Field(ge=0)
    late: int = Field(ge=0)
    in_time: float = Field(ge=0, le=100)
    """Those that were not late, in percent."""


class OpenResults(_Open):
    """Of one period of whole days."""

    office: str = ""
    period: str = Field("", max_length=200)
    first: str = ""
    last: str = ""
    days: int = Field(0, ge=0)
    smallest: int = SMALLEST
    limit_minutes: int = Field(30, ge=1)
    whole: OpenServiceResult = OpenServiceResult()
    services: tuple[OpenServiceResult, ...] = Field((), max_length=1000)
    ratings: tuple[OpenRating, ...] = Field((), max_length=100)
    dossiers: OpenDossiers | None = None
