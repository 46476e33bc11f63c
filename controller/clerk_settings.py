"""A ``[[clerks]]`` table: who may sign in, and what for."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated

from pydantic import Field

from contracts import vocabulary as words
from contracts.settings import Id, Part, Problem
from controller.hours_settings import TimeOfDay


class SeatSettings(Part):
    """Where a clerk sits on some days of the week, all day or for some hours."""

    counter: Annotated[words.CounterId, Id] = Field(description="Id of the counter")
    days: tuple[Annotated[int, Field(ge=1, le=7)], ...] = Field(
        min_length=1, max_length=7, description="Days of the week, 1 is Monday"
    )
    sit_from: TimeOfDay | None = Field(None, description="From when; left out: when the office opens")
    sit_until: TimeOfDay | None = Field(None, description="Until when; left out: when it closes")


class ClerkSettings(Part):
    """Someone who may sign in at a counter (cán bộ)."""

    id: Annotated[words.ClerkId, Id] = Field(description="Sign-in name")
    name: str = Field(min_length=1, max_length=60, description="Shown to colleagues")
    pin_hash: str = Field(pattern=r"^\$argon2id\$", description="From: motcua controller hash-pin")
    caretaker: bool = Field(False, description="May confirm the clock and see the health of all devices")
    head: bool = Field(False, description="May see the office's figures and reports; caretakers may, too")
    inspects_from: date | None = Field(
        None, description="An inspector, who only reads figures, from this day; never at a counter"
    )
    inspects_until: date | None = Field(None, description="... until this day")
    services: tuple[Annotated[words.ServiceCode, Id], ...] = Field(
        (),
        description="Codes of the services this clerk calls for, at any counter; left out: all of the counter",
    )

    rota: tuple[SeatSettings, ...] = Field(
        (),
        max_length=14,
        description="Where this clerk sits on which day of the week, and when; offered at sign-in",
    )
    door: bool = Field(False, description="Stands at the door and gives numbers, at no counter")

    @property
    def reads_all(self) -> bool:
        """Whether this person may see all of the office's figures."""
        return self.caretaker or self.head

    @property
    def reads_figures(self) -> bool:
        """Whether this person may see the office's figures, or an inspector's part of them."""
        return self.reads_all or self.inspects is not None

    @property
    def needs_no_counter(self) -> bool:
        """Whether there is something for this person without sitting at a counter."""
        return self.reads_figures or self.door

    @property
    def inspects(self) -> tuple[date, date] | None:
        """The days that an inspector may read; None: no inspector."""
        first, last = self.inspects_from, self.inspects_until
        return None if first is None or last is None else (first, last)


def inspection_problems(clerks: Iterable[ClerkSettings]) -> Iterator[Problem]:
    """Inspectors without a whole period, or who read everything besides."""
    for index, one in enumerate(clerks):
        key, first, last = f"clerks.{index}.inspects_until", one.inspects_from, one.inspects_until
        if (first is None) != (last is None):
            yield Problem(key, str(last), "both inspects_from and inspects_until, or neither")
        elif first is not None and last is not None:
            if last < first:
                yield Problem(key, str(last), f"a day from inspects_from ({first}) on")
            if one.reads_all or one.door:
                yield Problem(key, str(last), "neither caretaker nor head, who read everything, nor door")
