"""The office's procedures as it publishes them (``/thu-tuc.json``), as far as other programs need them.

Open data is read by anybody's program and may come from a newer one: what is not known here is passed over.
"""

from pydantic import BaseModel, ConfigDict, Field

from contracts.procedures import FeeKind, Unit

MOST_PUBLISHED = 10_000


class _Open(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class OpenFee(_Open):
    """``vnd`` only with an amount."""

    kind: FeeKind = FeeKind.UNKNOWN
    vnd: int = Field(0, ge=0)


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
