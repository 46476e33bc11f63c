"""Plays with the flow as a citizen and a desk would: time, touches, messages."""

from dataclasses import dataclass, field
from pathlib import Path

from contracts import messages as m
from contracts.texts import load_catalogue
from contracts.topics import DESK
from contracts.vocabulary import DeviceId, FaultCode, RequestId
from hardware.ports import Sound
from kiosk_app.flow import happenings as h
from kiosk_app.flow import model as k
from kiosk_app.flow.screen import screen_of
from kiosk_app.flow.step import step
from kiosk_app.present.present import present
from kiosk_app.present.view import View
from tests.unit.kiosk import kiosk_scenes as scenes
from tests.unit.kiosk.kiosk_targets import named, names

DESK_MS = 1_795_226_400_000
TEXTS = Path(scenes.__file__).parents[3] / "kiosk_app" / "texts"
CATALOGUE = load_catalogue(TEXTS)


@dataclass
class Player:
    """A kiosk without a window. ``now`` in seconds; ``alive`` is what the station says of the desk."""

    model: k.Model = field(default_factory=lambda: k.Model(DeviceId("kiosk-1"), started_at=0.0))
    now: float = 0.0
    alive: bool = True
    sent: list[m.Command] = field(default_factory=list)
    beeps: list[Sound] = field(default_factory=list)
    ids: int = 0
    disk: bool | None = True
    """Whether ratings that wait reach the disk; None: it says nothing."""
    on_disk: tuple[m.RateSlip, ...] = ()

    @classmethod
    def at_services(cls, **options: object) -> "Player":
        player = cls()
        player.hear(scenes.office(**options))  # type: ignore[arg-type] # options of office
        player.hear(scenes.queue())
        player.hear(scenes.printer())
        player.wait(1)
        player.wait(1)
        return player

    def happen(self, happening: h.Happening) -> None:
        self.ids += 1
        fresh = RequestId(f"00000000-0000-7000-8000-{self.ids:012x}")
        moment = h.Moment(self.now, DESK_MS + int(self.now * 1000), fresh)
        self.model, effects = step(self.model, happening, moment)
        self.sent += [effect.command for effect in effects if isinstance(effect, h.Send)]
        self.beeps += [effect.sound for effect in effects if isinstance(effect, h.Beep)]
        for effect in effects:
            if isinstance(effect, h.KeepRatings) and self.disk is not None:
                self.on_disk = effect.ratings if self.disk else self.on_disk
                requests = frozenset(each.request_id for each in effect.ratings)
                self.happen(h.RatingsKept(requests, well=self.disk))

    def wait(self, seconds: float, tick: float = 0.5) -> None:
        end = self.now + seconds
        while self.now < end:
            self.now = min(end, self.now + tick)
            self.happen(h.Tick(self.alive))

    def touch(self, target: str, *, after: float = 1.0) -> None:
        """A finger leaves a target, or ("") the glass beside all of them."""
        self.wait(after)
        self.happen(h.Touched(named(target) if target else None))

    def hear(self, message: m.Message) -> None:
        self.happen(h.MessageArrived(message))

    def desk_faults(self, *faults: FaultCode) -> None:
        found = tuple(m.Fault(code=fault) for fault in faults)
        self.hear(m.Presence(device=DESK, program="controller", version="1", online=True, at=0, faults=found))

    def take(self, service: str = "a", **options: object) -> None:
        """Touch a service and be given a number."""
        self.touch(f"service-{service}")
        self.hear(scenes.accepted(self.asked()[-1], **options))

    def asked(self) -> list[m.IssueTicket]:
        return [command for command in self.sent if isinstance(command, m.IssueTicket)]

    def reported(self) -> list[m.ReportSlip]:
        return [command for command in self.sent if isinstance(command, m.ReportSlip)]

    @property
    def screen(self) -> str:
        return str(screen_of(self.model))

    @property
    def focus(self) -> str:
        """The name of what the keypad is on."""
        return names([self.view.focus])[0]

    @property
    def view(self) -> View:
        return present(self.model, CATALOGUE)

    def shows(self, words: str) -> bool:
        return words in repr(self.view)
