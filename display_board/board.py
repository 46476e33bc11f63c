"""The board's one owner of state: happenings come in, the page and the signs follow. Lives in one event loop."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from contracts import messages as m
from contracts.messages import Fault
from contracts.messages.devices import MOST_FAULTS
from contracts.open_data import OpenCatalogue, OpenResults
from contracts.pairing import PairNote
from contracts.texts import Catalogue
from contracts.vocabulary import CounterId, FaultCode
from display_board.cards import Card, cards_of
from display_board.flow import Tick, step
from display_board.idle_pages import IdlePages
from display_board.local_time import utc_offset_minutes
from display_board.model import BANNER_AFTER_S, Model
from display_board.page.events import Newest
from display_board.signs import SignTask
from display_board.slides import SlideFolder, Slides
from display_board.view import counter_name, page_of, sign_of
from display_board.voice.announcing import VoiceTask
from display_board.voice.lineup import Truth
from hardware.host.systemd import Notifier
from hardware.link.station import Heard, Station, StationHappening
from hardware.ports import Clock, SignText

log = logging.getLogger(__name__)

TICK_S = 0.2
TRIAL = SignText("888")
"""Lights the most of any sign."""
SLIDES_S = 60.0
"""So often the folder of the slides is looked at."""


class Board:
    """Model, page and signs. ``hear`` may be called from any thread, everything else in the loop."""

    def __init__(
        self,
        clock: Clock,
        texts: Catalogue,
        build: str,
        notifier: Notifier,
        ticker: str = "",
        *,
        hours: bool = False,
        pairing: Callable[[], PairNote | None] = lambda: None,
    ) -> None:
        """``hours``: whether opening hours and the notice are cards of their own. ``pairing``: how far it is let in."""
        self._pairing = pairing
        self.newest = Newest(clock.monotonic)
        self._signs: Mapping[CounterId, SignTask] = {}
        self._voices: Sequence[VoiceTask] = ()
        self._station: Station | None = None
        self._clock, self._texts, self._build, self._notifier = clock, texts, build, notifier
        self._ticker, self._hours = ticker, hours
        self._cards: tuple[Card, ...] = ()
        self._cards_of: object = None
        self.slides = Slides()
        """What is shown while nobody is called; whoever reads the folder replaces it."""
        self.published = OpenCatalogue()
        """The procedures that the office publishes; whoever fetches them replaces it."""
        self.results = OpenResults()
        """Its results of the month that ended last; the same."""
        self._model = Model(started=clock.monotonic())
        self._loop = asyncio.get_running_loop()
        self._was_lost = False

    def attach(
        self, station: Station, signs: Mapping[CounterId, SignTask], voices: Sequence[VoiceTask] = ()
    ) -> None:
        """Give the board its link, its signs and its voices, which need the board themselves."""
        self._station, self._signs, self._voices = station, signs, voices

    def hear(self, happening: StationHappening) -> None:
        """Called in the link's thread: only hands over."""
        try:
            self._loop.call_soon_threadsafe(self._on_happening, happening)
        except RuntimeError:  # the loop is closed: the program is ending
            log.debug("too late: %r", type(happening).__name__)

    async def tick(self) -> None:
        """Let time pass and feed the watchdog, until cancelled."""
        while True:
            self._on_happening(Tick(self._station.twice() if self._station else None, self._pairing()))
            if self._station is None or self._station.healthy():
                self._notifier.alive()
            await asyncio.sleep(TICK_S)

    async def read_slides(self, folder: Path | None) -> None:
        """Look at the folder, where there is one, now and every minute, until cancelled."""
        slides = SlideFolder(folder) if folder is not None else None
        while True:
            before = self.slides.troubles
            if slides is not None:
                self.slides = await asyncio.to_thread(slides.look)
            if self.slides.troubles != before:
                for trouble in self.slides.troubles:
                    log.warning("slides: %s", trouble)
                self.report_faults()
            await asyncio.sleep(SLIDES_S)

    def health(self) -> dict[str, object]:
        """For ``/healthz``: ``ok`` is about this program, ``desk_lost`` about the rest of the office."""
        return {
            "ok": self._station is None or self._station.healthy(),
            "desk_lost": self._lost(),
            "seq": self.newest.seq,
            "screens": self.newest.screens.total,
            "beats": self.newest.beats.ages(),
            "slide_troubles": self.slides.troubles,
            "sign_faults": [sign.name for sign in self._signs.values() if sign.fault],
            "voice_faults": [voice.name for voice in self._voices if voice.faults],
        }

    def idle_pages(self) -> IdlePages:
        """What takes turns while nobody is called."""
        return IdlePages(self.slides, self.cards())

    def cards(self) -> tuple[Card, ...]:
        """What the office publishes, made anew only when something of it changed."""
        office = self._model.office if self._hours else None
        made_of = (office, self.published, self.results)
        if made_of != self._cards_of:
            ticker = self._ticker if self._hours else ""
            self._cards_of = made_of
            self._cards = cards_of(office, self.published, ticker, self._texts, self.results)
        return self._cards

    def publish(self, catalogue: OpenCatalogue) -> None:
        """Show these procedures from now on."""
        self.published = catalogue

    def publish_results(self, results: OpenResults) -> None:
        """Show these results from now on."""
        self.results = results

    def report_faults(self) -> None:
        """Tell the office which signs, voices and slides do not work."""
        if self._station is not None:
            signs = tuple(sign.fault for sign in self._signs.values() if sign.fault)
            voices = (fault for voice in self._voices for fault in voice.faults)
            slides = (Fault(code=FaultCode.SLIDE_UNUSABLE, detail=told) for told in self.slides.troubles)
            self._station.report_faults((*signs, *voices, *slides)[:MOST_FAULTS])

    def _try_out(self) -> None:
        """The caretaker wants to see every sign and to hear every loudspeaker."""
        for sign in self._signs.values():
            sign.try_out(TRIAL)
        for voice in self._voices:
            voice.try_out()

    def _on_happening(self, happening: StationHappening | Tick) -> None:
        if isinstance(happening, Heard) and isinstance(happening.message, m.Care):
            self._try_out()
        what = happening.message if isinstance(happening, Heard) else happening
        self._model = step(self._model, what, self._clock.monotonic())
        self._show()

    def _show(self) -> None:
        now = self._clock.monotonic()
        page = page_of(self._model, now, self._texts, self._ticker)
        idle = {
            "slides": [slide.name for slide in self.slides.slides],
            "cards": [card.name for card in self.cards()],
        }
        self.newest.put({"build": self._build, **page.as_dict(), **idle, "signs": self._small_screens(now)})
        for counter, sign in self._signs.items():
            sign.want(sign_of(self._model, counter, now, self._texts))
        truth = self._truth(now)
        for voice in self._voices:
            voice.hear(truth)
        if page.lost != self._was_lost:
            self._was_lost = page.lost
            log.warning("the desk is silent" if page.lost else "the desk is heard again")

    def _truth(self, now: float) -> Truth:
        """What a voice may say; what the desk's first pulse has not yet vouched for says nothing."""
        model = self._model
        counters = {counter: known.state for counter, known in model.counters.items()}
        return Truth(counters, model.desk_ms(now), model.quiet_s(now), utc_offset_minutes(model))

    def _small_screens(self, now: float) -> dict[str, dict[str, object]]:
        """What a small screen over each counter shows: the same as an LED sign."""
        shown = {counter: sign_of(self._model, counter, now, self._texts) for counter in self._model.counters}
        return {
            counter: {
                "text": sign.text,
                "inverted": sign.inverted,
                "label": counter_name(self._texts, self._model.counters[counter].state.label),
            }
            for counter, sign in shown.items()
        }

    def _lost(self) -> bool:
        return self._model.quiet_s(self._clock.monotonic()) > BANNER_AFTER_S
