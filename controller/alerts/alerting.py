"""Tells people what the history of faults says: each channel in its own time, what was not taken again later."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pydantic import TypeAdapter

from contracts import messages as m
from contracts.vocabulary import FaultCode, Millis
from controller.alerts.channels import Channel
from controller.alerts.ledger import Manner, Told, is_quiet, is_wrong, news
from controller.alerts.settings import AlertSettings
from controller.alerts.words import Alert, Words
from controller.console.history_file import FaultHistory
from controller.mail_server import MailError
from hardware.sealed_file import read_sealed, write_sealed

log = logging.getLogger(__name__)

FILE = "alerts.json"
MOST_BYTES = 500_000
LOOK_S = 2.0
FIRST_WAIT_S, LONGEST_WAIT_S = 60.0, 1800.0
"""After a try that failed, doubled each time."""
_SHAPE = TypeAdapter(dict[str, tuple[Told, ...]])


@dataclass
class State:
    """How one channel does. Times are monotonic seconds, but ``sent``: the desk's clock."""

    told: tuple[Told, ...] = ()
    sent: Millis | None = None
    trouble: str = ""
    wait_s: float = FIRST_WAIT_S
    try_at: float = float("-inf")


@dataclass(frozen=True)
class Office:
    """What the desk lends: its clock, the minute of the local day, the words, and the lamp that everybody hears of."""

    now: Callable[[], Millis]
    minute: Callable[[], int]
    words: Words
    lamp: Callable[[bool], None]


class Alerting:
    """All channels of one office. Belongs to the loop."""

    def __init__(
        self,
        settings: AlertSettings,
        channels: Iterable[Channel],
        history: FaultHistory,
        monotonic: Callable[[], float],
    ) -> None:
        """``history`` says what is wrong; what was told is kept beside it."""
        self._settings, self._history, self._monotonic = settings, history, monotonic
        self._path = history.folder / FILE
        self._manner = Manner(settings.after_s * 1000, settings.again_minutes * 60_000)
        before = self._read()
        self.channels = {channel.name: channel for channel in channels}
        self.states = {name: State(before.get(name, ())) for name in self.channels}
        self.office: Office | None = None
        """Set by whoever knows the desk and the words; until then nothing is told."""

    async def follow(self) -> None:
        """Look for ever."""
        while True:
            await asyncio.sleep(LOOK_S)
            await self.look_once()

    async def look_once(self) -> None:
        """Tell what is to be told now."""
        office = self.office
        if office is None:
            return
        entries, now = self._history.history.entries, office.now()
        quiet = is_quiet(self._settings.quiet, office.minute())
        office.lamp(not quiet and is_wrong(entries, now, self._manner))
        if quiet:
            return
        for name, state in self.states.items():
            if self._monotonic() < state.try_at:
                continue
            told, found = news(state.told, entries, now, self._manner)
            if found and not await self._send(name, state, office.words.alert(found, now)):
                continue
            if told != state.told:
                state.told = told
                await asyncio.to_thread(self._write)

    async def try_out(self) -> None:
        """Send a trial on every channel; its state says what went wrong."""
        if self.office is None:
            return
        alert = self.office.words.trial(self.office.now())
        for name, state in self.states.items():
            await self._send(name, state, alert)

    def faults(self) -> tuple[m.Fault, ...]:
        """Channels that do not take what is sent."""
        return tuple(
            m.Fault(code=FaultCode.ALERT_UNSENT, facts={"what": name, "why": state.trouble})
            for name, state in self.states.items()
            if state.trouble
        )

    async def _send(self, name: str, state: State, alert: Alert) -> bool:
        """Whether somebody got it. What nobody got is tried again later."""
        try:
            state.trouble = await asyncio.to_thread(self.channels[name].send, alert)
        except OSError as error:
            log.warning("alerts by %s: %s", name, type(error).__name__)  # its words may hold an account
            state.trouble = _why(error)
            state.try_at = self._monotonic() + state.wait_s
            state.wait_s = min(state.wait_s * 2, LONGEST_WAIT_S)
            return False
        state.try_at, state.wait_s = float("-inf"), FIRST_WAIT_S
        state.sent = self.office.now() if self.office else None
        return True

    def _write(self) -> None:
        told = {name: state.told for name, state in self.states.items()}
        try:
            write_sealed(self._path, _SHAPE.dump_json(told))
        except OSError as error:
            log.warning("%s cannot be written: %s", self._path, error.strerror or error)

    def _read(self) -> dict[str, tuple[Told, ...]]:
        try:
            return _SHAPE.validate_json(read_sealed(self._path, MOST_BYTES))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            log.warning("%s cannot be read (%s): what lasts is told again", self._path, type(error).__name__)
            return {}


def _why(error: OSError) -> str:
    """In a few words."""
    told = type(error) in (OSError, MailError)
    return str(error.strerror or (error if told else type(error).__name__))[:150]
