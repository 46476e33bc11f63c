"""A real desk whose places a real centre shows, and a phone outside."""

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import Engine, func, select

import controller.web
from contracts.relay import OfficeWords, Place, PlacesTold, PlaceWords, RelayCard, Tone
from contracts.texts import load_catalogue
from contracts.vocabulary import TicketId
from controller.places import Places
from controller.relaying.relay import Relay
from controller.web.place_relay import relay_of
from province.database import Sender
from province.registry import Registry
from province.schema import PLACE
from tests.clocks import FakeClock
from tests.integration.controller.house import House

HALL = "http://192.168.1.10:8080"
WORDS = PlaceWords(service="Hộ tịch", status="Còn 3 người chờ trước", then="")
CARD = RelayCard(vi=OfficeWords(name="Xã A", authority=""), en=OfficeWords(name="Xã A", authority=""))
TEXTS = load_catalogue(Path(controller.web.__path__[0]) / "texts")


def secret(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def place(token: str, **changes: Any) -> Place:
    digest = hashlib.sha256(token.encode()).hexdigest()
    usual = {"token": digest, "number": "A001", "tone": Tone.CALM, "vi": WORDS, "en": WORDS}
    return Place.model_validate(usual | changes)


def message(nth: int, *places: Place, **changes: Any) -> PlacesTold:
    usual = {"nth": nth, "day": "2026-11-23", "sweep": "0" * 16, "card": CARD, "places": places}
    return PlacesTold.model_validate(usual | changes)


def key_of(registry: Registry, code: str) -> tuple[Sender, str]:
    """An office and its key."""
    key = registry.give_key(registry.add_office(code, code, "", date(2026, 1, 1))).whole
    sender = registry.sender(f"Bearer {key}")
    assert sender
    return sender, key


def held(engine: Engine) -> int:
    with engine.connect() as connection:
        count: int = connection.execute(select(func.count()).select_from(PLACE)).scalar_one()
        return count


@dataclass
class Outside:
    """A centre with a relay. ``address``: where it is."""

    engine: Engine
    clock: FakeClock
    address: str
    key_file: Path

    def relay(self, house: House, address: str = "", **wished: Any) -> Relay:
        """As a program that begins a second later."""
        self.clock.advance(1)
        changes = {
            "province": {"url": address or self.address, "key_file": self.key_file},
            "relay": {"enabled": True} | wished,
            "web": {"address": HALL},
            "hotline": "0238 123 456",
        }
        settings = house.settings.model_validate(house.settings.model_dump() | changes)
        return relay_of(settings, house.desk, Places(secret, HALL), TEXTS)

    def token(self, ticket: TicketId) -> str:
        return Places(secret, HALL).token(ticket)

    def ask(self, token: str, **query: str) -> httpx.Response:
        return httpx.get(f"{self.address}/so/{token}", params=query, timeout=30)

    def page(self, token: str, **query: str) -> str:
        answer = self.ask(token, **query)
        assert answer.status_code == 200, answer.text
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))
