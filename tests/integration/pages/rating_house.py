"""A house whose citizens are asked: visits that ended, and what pages send."""

import contextlib
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

from contracts import messages as m
from contracts.vocabulary import ClerkId, CounterId, TicketId
from controller.domain.events import TicketRated
from controller.principals import clerk_at, program
from controller.rating.box import Box
from tests.clocks import FakeClock
from tests.days import MORNING
from tests.integration.controller.house import settings_of
from tests.integration.dossier.dossier_house import DossierHouse, dossier_house

BASE = "http://192.168.1.10:8080"
ASKED = {"questionnaire": "one-touch-5", "complaints": "https://dichvucong.gov.vn", "suggestions": True}
LAN = clerk_at(CounterId("1"), ClerkId("lan"))


@contextlib.asynccontextmanager
async def rating_house(
    folder: Path, clock: FakeClock | None = None, rating: dict[str, Any] | None = None, **changes: Any
) -> AsyncIterator[DossierHouse]:
    """Lan sits at counter 1."""
    asked = ASKED if rating is None else rating
    settings = settings_of(data_dir=str(folder), web={"address": BASE}, rating=asked, **changes)
    async with dossier_house(folder, clock or FakeClock(MORNING), settings) as house:
        await house.desk.ask(m.SignIn(**envelope(house), counter="1", clerk="lan"), LAN)
        yield house


def envelope(house: DossierHouse) -> dict[str, Any]:
    return {"request_id": str(uuid4()), "at": house.clock.utc_ms()}


async def visit(house: DossierHouse) -> TicketId:
    """Somebody takes a number, is called to counter 1, and is done."""
    issued = await house.issued(service="civil")
    await house.called()
    reply = await house.desk.ask(m.Finish(**envelope(house), counter="1"), program("test"))
    assert isinstance(reply, m.Accepted), reply
    return issued.ticket


def screen(folder: Path, counter: str = "1") -> str:
    """The address of a counter's rating screen."""
    ends = {at: key for key, at in Box(folder).screens(()).items()}
    return f"/danh-gia/{ends[CounterId(counter)]}"


def slip(house: DossierHouse, ticket: TicketId) -> str:
    """The page that a phone opens."""
    from controller.places import Places  # noqa: PLC0415 - what only this needs

    return f"/so/{Places(house.kept_apart.secret, BASE).token(ticket)}"


def given(token: str, **changes: Any) -> dict[str, Any]:
    plain = {"id": str(uuid4()), "token": token, "questionnaire": "one-touch-5", "version": 1}
    return plain | {"answers": {"service": "good"}} | changes


async def send(house: DossierHouse, body: dict[str, Any]) -> tuple[int, str]:
    answer = await house.web.post("/danh-gia", json=body)
    return answer.status_code, answer.json().get("outcome", "")


async def rated(house: DossierHouse) -> list[TicketRated]:
    """The ratings that the journal has of today."""
    told = await house.desk.told(house.desk.day.date)
    return [TicketRated(**json.loads(body)) for kind, body in told if kind == "TicketRated"]


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.partition("<main>")[2]))
