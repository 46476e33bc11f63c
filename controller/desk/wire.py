"""The link's happenings -> the desk. Decodes, answers what cannot be read, keeps an eye on the devices."""

import asyncio
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass

from contracts import messages as m
from contracts.codec import MAX_BYTES, WireError, decode, encode
from contracts.topics import DESK, EXPIRES_S, TopicError, Topics
from contracts.vocabulary import DeviceId, RefusalCode, RequestId
from controller.catalogue.asking import GuideAsking
from controller.desk.announcer import Announcer
from controller.desk.crowd import Crowd
from controller.desk.judging import Submission
from controller.desk.neighbourhood import Neighbourhood
from controller.desk.print_outbox import PrintOutbox
from controller.desk.pulse import Pulse
from controller.desk.slip_asking import SlipAsking
from controller.devices import Devices
from controller.dossier.asking import Asking
from controller.updates.rolling import Rolling
from controller.voice_parts import VoiceParts
from hardware.link.sightings import Sightings, see
from hardware.ports import Arrived, Connected, Link, LinkHappening, Passed, Will
from hardware.quiet_errors import place_of

log = logging.getLogger(__name__)

UUID_LENGTH = 36
BROKER = DeviceId("broker")
"""As whom the broker is told among the neighbours: what it kept of the queues is a witness, too."""


@dataclass(frozen=True)
class WireParts:
    """What the wire needs: the link, and who is told of what comes."""

    link: Link
    topics: Topics
    announcer: Announcer
    print_outbox: PrintOutbox
    pulse: Pulse
    neighbourhood: Neighbourhood
    submit: Callable[[Submission], None]
    """Takes a command into the desk's inbox."""
    say_all: Callable[[], None]
    """Says everything again at a new connection."""
    stamp: Callable[[], int]
    """The desk's time."""
    devices: Devices
    """Which device may ask for what."""
    crowd: Crowd
    guide: GuideAsking
    """Answers questions about procedures."""
    slips: SlipAsking
    """Tells whoever shows a slip where to go, and asks how it was."""
    voices: VoiceParts
    """Hands recorded voices to machines that speak."""
    updates: Rolling
    """Hands the update that runs here to the other machines."""
    asking: Asking | None = None
    """Answers look-ups; None: they are not answered."""


class Wire:
    """The desk's end of the link."""

    def __init__(self, parts: WireParts) -> None:
        self.up = False
        self.screens: dict[DeviceId, m.ScreenPicture] = {}
        """What each kiosk or printer shows that somebody looks at; nothing old, and nothing of one that is gone."""
        self.worded: dict[DeviceId, m.ScreenPicture] = {}
        """How slips of each printer would look with words that somebody types."""
        self._watched: dict[DeviceId, int] = {}
        self._link, self._topics, self._announcer = parts.link, parts.topics, parts.announcer
        self._print_outbox, self._asking, self._known = parts.print_outbox, parts.asking, parts.devices
        self._pulse, self._neighbourhood, self._crowd = parts.pulse, parts.neighbourhood, parts.crowd
        self.guide, self.voices, self.updates = parts.guide, parts.voices, parts.updates
        self.slips = parts.slips
        self._submit, self._say_all, self._stamp = parts.submit, parts.say_all, parts.stamp

    def start(self) -> None:
        """Connect; from here on everything happens in the running loop."""
        loop = asyncio.get_running_loop()
        self._neighbourhood.on_stranger = self._pulse.say
        will = Will(self._topics.presence(DESK), encode(self._pulse.presence(online=False)))
        filters = (
            self._topics.commands(),
            self._topics.presence("+"),
            self._topics.screen("+"),
            self._topics.desk("+"),
            self._topics.memory("+"),
            queue := self._topics.state("queue"),
        )

        def deliver(happening: LinkHappening) -> None:
            if not isinstance(happening, Arrived):
                _hand_over(loop, self._on_happening, happening)
            elif happening.topic == queue and not happening.retained:
                return  # its own words, said just now
            elif self._crowd.lets(*self._topics.sender(happening.topic)):
                _hand_over(loop, self._on_happening, happening)

        self._link.start(deliver, filters, will)

    def close(self) -> None:
        """Say goodbye: the boards know at once."""
        self._announcer.listen(self._pulse.leave())
        self._link.close()

    def watch(self, device: DeviceId, until: int, words: m.SlipWords | None = None) -> None:
        """Ask a kiosk for its screen, or a printer for its slips (with these words), until a moment of the desk's clock."""
        if self._watched.get(device, 0) < self._stamp():  # what came for an earlier look is old
            self.screens.pop(device, None)
        self._watched[device] = until
        self._link.publish(
            self._topics.watch(device),
            encode(m.Watch(until=until, words=words)),
            expires_s=EXPIRES_S["watch"],
        )

    def care(self, device: DeviceId, care: m.Care) -> bool:
        """Tell a device what the caretaker wants of it; False while the link is down."""
        return self._link.publish(self._topics.care(device), encode(care), expires_s=EXPIRES_S["care"])

    @property
    def devices(self) -> dict[DeviceId, m.Presence]:
        """Who said what about itself last."""
        return self._crowd.devices

    def healthy(self) -> bool:
        """Whether the link's thread works."""
        return self._link.healthy()

    def _on_happening(self, happening: LinkHappening) -> None:
        if isinstance(happening, Arrived):
            try:
                self._on_arrived(happening)
            except Exception as error:  # noqa: BLE001 - whatever it is, the next message is heard, and none is quoted
                log.error("a message failed: %s", place_of(error))  # noqa: TRY400 - the same
            return
        if isinstance(happening, Passed):
            return
        self.up = isinstance(happening, Connected)
        self._neighbourhood.link(up=self.up)
        log.info("link %s", "up" if self.up else f"down: {happening}")
        if self.up:
            self._say_all()

    def _on_arrived(self, arrived: Arrived) -> None:
        try:
            message = decode(self._topics, arrived.topic, arrived.payload)
        except WireError as error:
            log.warning("refused %s", _safe(error))
            self._answer_unreadable(arrived, error)
            return
        device = DeviceId(self._topics.split(arrived.topic)[1])
        if isinstance(message, m.QueueState):  # what the broker kept of the desk before this one
            self._neighbourhood.hear_memory(see(Sightings(), message).message(BROKER))
        elif not arrived.retained or isinstance(message, m.Presence | m.ScreenPicture):
            self._on_message(device, message)  # a retained command is nobody's wish now

    def _on_message(self, device: DeviceId, message: m.Message) -> None:
        match message:
            case m.Presence():
                self._on_presence(message)
            case m.ScreenPicture() if device in self._watched:  # pictures that nobody asked for are not kept
                (self.worded if message.words else self.screens)[device] = message
            case m.DeskPulse():
                self._neighbourhood.hear_desk(message)
            case m.Memory():
                self._neighbourhood.hear_memory(message)
            case m.Command() if self._is_meant(message):
                self._on_command(device, message)

    def _on_command(self, device: DeviceId, command: m.Command) -> None:
        def answer(reply: m.AnyReply) -> None:
            self._reply(device, reply)

        if isinstance(command, m.LookUp):
            if self._asking:
                self._asking.ask(device, command, answer)
        elif isinstance(command, m.AnyGuideQuestion):
            self.guide.ask(device, command, answer)
        elif isinstance(command, m.AnySlipQuestion):
            self.slips.ask(device, command, answer)
        elif isinstance(command, m.FetchVoice):
            self.voices.ask(device, command, answer)
        elif isinstance(command, m.FetchPage):
            self.guide.pages.ask(device, command, answer)
        elif isinstance(command, m.FetchUpdate):
            self.updates.ask(device, command, answer)
        else:
            self._submit(Submission(command, self._known.principal(device), answer))  # type: ignore[arg-type] # decode gives the union's members only

    def _on_presence(self, presence: m.Presence) -> None:
        before = self._crowd.devices.get(presence.device)
        if presence.device == DESK:
            self._neighbourhood.hear_presence(presence)
            return
        if not self._crowd.keeps(presence):
            return
        if not presence.online:
            self.screens.pop(presence.device, None)
        elif not (before and before.online and before.instance == presence.instance != ""):
            self._print_outbox.send(presence.device)  # it is back, and may have lost what was on the way
        self._announcer.listen(presence)

    def _is_meant(self, command: m.Command) -> bool:
        """Whether this desk is to answer: it serves, and the sender means it or does not say."""
        return self._neighbourhood.serving and command.desk in ("", self._pulse.instance)

    def _reply(self, device: DeviceId, reply: m.AnyReply) -> None:
        self._link.publish(self._topics.reply(device), encode(reply), expires_s=EXPIRES_S["reply"])

    def _answer_unreadable(self, arrived: Arrived, error: WireError) -> None:
        """Refuse what looks like a command, so that its sender does not wait in vain."""
        if len(arrived.payload) > MAX_BYTES or not self._neighbourhood.serving:
            return
        try:
            levels = self._topics.split(arrived.topic)
            request = json.loads(arrived.payload)["request_id"]
            if levels[0] != "cmd" or not _is_short_text(request):
                return
            refused = m.Refused(
                request_id=RequestId(str(request)), code=RefusalCode.MALFORMED, detail=error.reason[:200]
            )
        except (TopicError, ValueError, TypeError, KeyError, RecursionError):
            return
        self._reply(DeviceId(levels[1]), refused)


def _is_short_text(request: object) -> bool:
    """Whether something that may be no UUID can still be said back to its sender."""
    return isinstance(request, str) and len(request) <= UUID_LENGTH and request.isascii()


def _safe(error: WireError) -> str:
    """The error as it may be logged: a broken command could hold a dossier code, so it is not quoted."""
    return f"a command: {error.reason}" if "/cmd/" in error.topic else str(error)


def _hand_over(
    loop: asyncio.AbstractEventLoop, handler: Callable[[LinkHappening], None], happening: LinkHappening
) -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(handler, happening)
