"""What the centre is told of places in the line: the sentences of the office's own page, and what holds outside the hall."""

import hashlib
import re
from dataclasses import dataclass, field
from functools import partial

from contracts.relay import MOST_FACTS, MOST_PLACES, OfficeWords, Place, PlaceWords, RelayCard, Tone
from contracts.texts import FIRST, Catalogue
from contracts.vocabulary import TicketId, TicketState
from controller.desk.desk import Desk
from controller.domain.day import Day
from controller.domain.now import Now
from controller.domain.tickets import Ticket
from controller.domain.waits import Outlook, outlooks
from controller.places import Places
from controller.relaying.relay import Relay, RelayGround, Seen
from controller.settings import OfficeSettings
from controller.web.place_view import PlaceView, PlaceViewer

SECOND = "en"
MOST_LINE, MOST_LABEL = 300, 80
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass
class PlaceTeller:
    """Looks at the desk in the loop, and works out in a thread what is told of it."""

    settings: OfficeSettings
    desk: Desk
    places: Places
    texts: Catalogue
    _tokens: dict[TicketId, str] = field(default_factory=dict)
    _day: str = ""
    _seen: Day | None = None
    _nth: int = 0
    _over: dict[TicketId, tuple[Ticket, Place]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._viewer = PlaceViewer(self.settings, self.desk.office, self.texts)

    def look(self) -> Seen | None:
        """A moment; None where another desk serves."""
        if not self.desk.neighbourhood.serving:
            return None
        day, now = self.desk.day, self.desk.now()
        digests = self._digests(day)
        if day is not self._seen:
            self._seen, self._nth = day, self._nth + 1
        here = self.desk.office.local(now.clock).date().isoformat()
        return Seen(
            at=now.clock,
            day=day.date,
            what=(self._nth, now.clock // 60_000),
            today=day.date == here,
            places=partial(self._places_of, day, now, digests),
        )

    def card(self) -> RelayCard:
        """What the office calls itself."""
        name, authority = self.settings.name.as_text(), self.settings.authority.as_text()

        def words(lang: str) -> OfficeWords:
            return OfficeWords(
                name=_line(name.get(lang) or name[FIRST]),
                authority=_line(authority.get(lang) or authority[FIRST]),
            )

        return RelayCard(
            vi=words(FIRST), en=words(SECOND), hotline=self.settings.hotline, hall=self.settings.web.address
        )

    def _digests(self, day: Day) -> dict[TicketId, str]:
        """The names of the newest numbers; in the loop, because the key of the day changes there."""
        check = f"{day.date} {self.places.token(TicketId(''))}"
        if check != self._day:
            self._day, self._tokens = check, {}
        for ticket in [*day.tickets][-MOST_PLACES:]:
            if ticket not in self._tokens:
                self._tokens[ticket] = hashlib.sha256(self.places.token(ticket).encode()).hexdigest()
        return dict(self._tokens)

    def _places_of(self, day: Day, now: Now, digests: dict[TicketId, str]) -> tuple[Place, ...]:
        """In a thread: a day does not change, and nobody else touches ``_over``."""
        known = outlooks(self.desk.office, day, now.stamp(day.last_at))
        self._over = {ticket: kept for ticket, kept in self._over.items() if ticket in digests}
        return tuple(
            self._place(day, day.tickets[ticket], now, digests[ticket], known.get(ticket))
            for ticket in [*day.tickets][-MOST_PLACES:]
        )

    def _place(self, day: Day, ticket: Ticket, now: Now, digest: str, known: Outlook | None) -> Place:
        kept = self._over.get(ticket.id)
        if kept and kept[0] == ticket and kept[1].token == digest:
            return kept[1]
        views = {lang: self._viewer.view(day, ticket.id, now, lang, known) for lang in (FIRST, SECOND)}
        view = views[FIRST]
        place = Place(
            token=digest,
            number=_line(view.number, MOST_LABEL),
            tone=Tone(view.tone),
            over=view.over,
            vi=self._words(views[FIRST], ticket, FIRST),
            en=self._words(views[SECOND], ticket, SECOND),
        )
        if ticket.state is not TicketState.WAITING:
            self._over[ticket.id] = ticket, place
        return place

    def _words(self, view: PlaceView, ticket: Ticket, lang: str) -> PlaceWords:
        waits = ticket.state is TicketState.WAITING
        return PlaceWords(
            service=_line(view.service),
            status=_line(view.status),
            then=_line(self.texts.say(lang, "place.outside-then")) if waits else _line(view.then),
            facts=tuple((_line(name, MOST_LABEL), _line(value)) for name, value in view.facts[:MOST_FACTS]),
        )


def relay_of(settings: OfficeSettings, desk: Desk, places: Places, texts: Catalogue) -> Relay:
    """The relay of an office."""
    teller = PlaceTeller(settings, desk, places, texts)
    return Relay(
        RelayGround(
            settings.relay, settings.province, settings.data_dir, teller.card(), teller.look, desk.monotonic
        )
    )


def _line(text: str, most: int = MOST_LINE) -> str:
    """In one line, as long as a page has room for."""
    line = " ".join(_CONTROL.sub(" ", text).split())
    return line if len(line) <= most else f"{line[: most - 1]}…"
