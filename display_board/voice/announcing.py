"""One loudspeaker and its line: the desk's truth comes in, announcements are played one after the other.

The line lives in the board's loop; making sound and playing it happen in a thread, one announcement at a time, so two
can never overlap. A call that the desk takes back is silenced in the middle of its sentence.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Callable

from contracts import messages as m
from contracts.messages import Fault
from display_board.voice.lineup import Lineup, Manner, Truth, Zone, hear, manner, turn
from display_board.voice.speech import Speech
from hardware.keeper import Keeper
from hardware.ports.loudspeaker import Loudspeaker
from hardware.voice.sound import Spoken, silence

log = logging.getLogger(__name__)

PROBE_S = 60.0
"""So often, when nobody is called, a moment of silence is played: a card that was pulled out is told before it is needed."""
_PROBE = silence(50)


class VoiceTask:
    """One zone of the hall. Lives in one event loop."""

    def __init__(
        self, speech: Speech, loudspeaker: Keeper[Loudspeaker], zone: Zone, on_fault: Callable[[], None]
    ) -> None:
        """``on_fault`` is called in the loop whenever ``faults`` changed."""
        self._speech, self._loudspeaker, self._zone, self._on_fault = speech, loudspeaker, zone, on_fault
        self._lineup, self._truth = Lineup(), Truth({}, None, 0.0, 0)
        self._saying: m.Call | None = None
        self._trial = False
        """Whether somebody wants to hear the loudspeaker."""
        self._trying = False
        self._cut, self._new = threading.Event(), asyncio.Event()
        self._told: tuple[Fault, ...] = ()

    @property
    def name(self) -> str:
        """Of its loudspeaker, as on the bench and in faults."""
        return self._loudspeaker.name

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What is wrong with the loudspeaker, the packs or the machine's voice."""
        fault = self._loudspeaker.fault
        return (*((fault,) if fault else ()), *self._speech.faults)

    def hear(self, truth: Truth) -> None:
        """What the desk says now; called in the loop, at every change and several times a second."""
        self._truth, self._lineup = truth, hear(self._lineup, truth, self._zone)
        if self._saying and not truth.says(self._saying):
            self._cut.set()
        if self._lineup.waiting:
            self._new.set()
            if self._trying:
                self._cut.set()

    def try_out(self) -> None:
        """Say one, two, three as soon as nobody is called; whoever is called then cuts it short."""
        self._trial = True
        self._new.set()

    async def run(self) -> None:
        """Speak until cancelled."""
        await self._probe()
        while True:
            self._new.clear()
            self._lineup, call = turn(self._lineup, self._truth, self._zone)
            if call:
                await self._say(call)
            elif self._trial:
                await self._sound_trial()
            elif not await self._wait():
                await self._probe()

    def close(self) -> None:
        """Be silent. After ``run`` was cancelled."""
        self._cut.set()
        self._loudspeaker.close()

    async def _say(self, call: m.Call) -> None:
        self._cut.clear()
        self._saying = call
        try:
            await asyncio.to_thread(self._speak, call, manner(self._lineup, twice=self._speech.twice))
        except asyncio.CancelledError:
            self._cut.set()
            raise
        finally:
            self._saying = None
        self._tell_faults()

    async def _sound_trial(self) -> None:
        self._cut.clear()
        self._trial, self._trying = False, True
        try:
            await asyncio.to_thread(lambda: self._play(self._speech.trial()))
        except asyncio.CancelledError:
            self._cut.set()
            raise
        finally:
            self._trying = False
        self._tell_faults()

    def _speak(self, call: m.Call, how: Manner) -> None:
        """In the thread."""
        begin = time.monotonic()
        spoken = self._speech.announcement(call, how)
        if self._cut.is_set() or not spoken.samples:
            return
        log.debug("%s: %s (made in %.0f ms)", self.name, spoken.words, (time.monotonic() - begin) * 1000)
        self._play(spoken)

    def _play(self, spoken: Spoken) -> None:
        self._loudspeaker.use(lambda device: device.play(spoken.samples, spoken.words, self._cut.wait))

    async def _probe(self) -> None:
        self._cut.clear()
        await asyncio.to_thread(self._check)
        self._tell_faults()

    def _check(self) -> None:
        self._speech.refresh()
        self._play(Spoken(_PROBE, ""))

    def _tell_faults(self) -> None:
        if self.faults != self._told:
            self._told = self.faults
            self._on_fault()

    async def _wait(self) -> bool:
        """Until there is something to say; False when it is time to look after the loudspeaker."""
        patience = self._loudspeaker.wait_s if self._loudspeaker.fault else PROBE_S
        try:
            await asyncio.wait_for(self._new.wait(), max(patience, 0.1))
        except TimeoutError:
            return False
        return True
