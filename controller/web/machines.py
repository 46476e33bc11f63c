"""What the pages say of the machines: how each is called, what is wrong with it, and what to do. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from contracts import messages as m
from contracts.texts import Catalogue, TextError
from contracts.topics import DESK
from contracts.vocabulary import DeviceId, FaultCode
from controller.domain.office import Office
from controller.settings import OfficeSettings

KINDS = {
    "ticket_printer": "printer",
    "kiosk_app": "kiosk",
    "hardware.counter_panel": "panel",
    "display_board": "board",
}
"""What a program says that it is -> the word for it in the catalogue."""
LOST_JOURNAL = frozenset({FaultCode.JOURNAL_SHORT, FaultCode.JOURNAL_REBUILT})
"""With one of these a journal whose chain holds is still not whole."""
_LINK_DOWN = "link-down"
_AT, _SAID = "_at", "_said"


@dataclass(frozen=True)
class Trouble:
    """A device that needs somebody."""

    device: str
    what: str
    remedy: str
    detail: str = ""
    """More of it, for the caretaker's page."""
    technical: str = ""
    """What its program says, where there is no sentence for it."""


@dataclass(frozen=True)
class Machine:
    """A line of the caretaker's page."""

    name: str
    device: DeviceId
    version: str
    state: str
    """In words, when it has no troubles."""
    troubles: tuple[Trouble, ...]
    facts: tuple[str, ...] = ()
    """Where it is, how warm, when it was last heard, how much it printed."""


class Machines:
    """The machines of one office, in Vietnamese."""

    def __init__(self, settings: OfficeSettings, office: Office, texts: Catalogue) -> None:
        self._office, self._texts = office, texts
        self._counters = {c.panel: c.label for c in settings.counters if c.panel}
        kiosks = {k.device: "kiosk" for k in settings.kiosks}
        printers = {k.printer: "printer" for k in settings.kiosks if k.printer}
        self._kinds: dict[DeviceId, str] = {**kiosks, **printers, **dict.fromkeys(self._counters, "panel")}

    def name(self, device: DeviceId, program: str = "") -> str:
        """A device as people call it, with the id that is written on it."""
        if device == DESK:
            return self._say("caretaker.desk")
        if device in self._counters:
            return self._say("machine.panel-at", label=self._counters[device])
        kind = self.kind(device, program)
        return self._say(f"machine.{kind}", device=device) if kind else device

    def lines(
        self,
        devices: Mapping[DeviceId, m.Presence],
        *,
        link_up: bool,
        printed: Mapping[DeviceId, int] = MappingProxyType({}),
    ) -> tuple[Machine, ...]:
        """Every device that was ever heard: those with trouble first, and the desk before others.

        ``printed``: how many slips came out of each printer today.

        While the link is down only the desk knows anything: what the others said last is old.
        """
        found = []
        for p in devices.values():
            known = link_up or p.device == DESK
            troubles = self.troubles({p.device: p}, link_up=link_up, on_their_page=True)
            state = self._say("caretaker.well" if known else "caretaker.not-known")
            facts = self._facts(p, printed.get(p.device))
            found.append(Machine(self.name(p.device, p.program), p.device, p.version, state, troubles, facts))
        return tuple(sorted(found, key=lambda one: (not one.troubles, one.device != DESK, one.device)))

    def what(self, code: str, device: DeviceId, program: str = "") -> str:
        """What a fault is called; of another version its code."""
        kind = self.kind(device, program)
        keys = (f"fault.{code}-{kind}", f"fault.{code}")
        return next((self._say(key) for key in keys if self._texts.has(key)), code)

    def remedy(self, code: str, device: DeviceId, program: str = "") -> str:
        """What to do about a fault; of another version nothing."""
        kind = self.kind(device, program)
        keys = (f"remedy.{code}-{kind}", f"remedy.{code}")
        return next((self._say(key) for key in keys if self._texts.has(key)), "")

    def _facts(self, presence: m.Presence, printed: int | None) -> tuple[str, ...]:
        vitals, found = presence.vitals, []
        if vitals and vitals.address:
            found.append(vitals.address)
        if vitals and vitals.celsius is not None:
            found.append(self._say("machine-facts.celsius", celsius=round(vitals.celsius)))
        if presence.device != DESK:
            found.append(self._say("machine-facts.heard", time=self._fact("heard_at", str(presence.at))))
        if printed is not None:
            found.append(self._say("machine-facts.printed", count=printed))
        return tuple(found)

    def troubles(
        self, devices: Mapping[DeviceId, m.Presence], *, link_up: bool = True, on_their_page: bool = False
    ) -> tuple[Trouble, ...]:
        """What is wrong with some devices. ``on_their_page``: as it is told where the details stand below it."""
        told: list[Trouble] = []
        gone: list[Trouble] = []
        for p in devices.values():
            name, kind = self.name(p.device, p.program), self.kind(p.device, p.program)
            if p.device == DESK and not link_up and on_their_page:  # a counter's page has its own word for it
                told.append(Trouble(name, *self._words(_LINK_DOWN, kind, on_their_page=on_their_page)))
            if p.device != DESK and not link_up:
                continue
            for fault in p.faults:
                words = self._words(fault.code, kind, on_their_page=on_their_page)
                told.append(Trouble(name, *words, *self._details(fault)))
            if not p.online:
                gone.append(Trouble(name, self._say("fault.gone"), self._say("remedy.gone")))
        return (*told, *gone)

    def kind(self, device: DeviceId, program: str) -> str:
        """What it is, as the catalogue calls it; "" for what is none of ours."""
        return self._kinds.get(device) or KINDS.get(program, "")

    def _words(self, code: str, kind: str, *, on_their_page: bool) -> tuple[str, str]:
        """What is wrong, and what to do."""
        remedies = [f"remedy.{code}-{kind}", f"remedy.{code}"]
        if on_their_page:
            remedies.insert(0, f"remedy.{code}-here")
        return self._first(f"fault.{code}-{kind}", f"fault.{code}"), self._first(*remedies)

    def _details(self, fault: m.Fault) -> tuple[str, str]:
        """The sentence for a fault filled with its facts; or else what its program says.

        The fact ``what`` tells apart sentences for one code; a fact ``..._at`` is a moment (desk clock), and one
        ``..._said`` the key of a sentence that the other facts fill.
        """
        facts = {name.removesuffix(_AT): self._fact(name, value) for name, value in fault.facts.items()}
        facts |= {
            name.removesuffix(_SAID): self._part(key, facts)
            for name, key in facts.items()
            if name.endswith(_SAID)
        }
        for key in (f"fault-detail.{fault.code}-{facts.get('what')}", f"fault-detail.{fault.code}"):
            if self._texts.has(key):
                try:
                    return self._say(key, **facts), ""
                except TextError:  # a device of another version gave fewer facts
                    continue
        return "", self._say("caretaker.technical", detail=fault.detail) if fault.detail else ""

    def _fact(self, name: str, value: str) -> str:
        if not name.endswith(_AT):
            return value
        try:
            return self._office.local(int(value)).strftime("%H:%M")
        except (ValueError, OverflowError, OSError):
            return value

    def _part(self, key: str, facts: Mapping[str, str]) -> str:
        try:
            return self._say(key, **facts)
        except TextError:  # of another version
            return key

    def _first(self, *keys: str) -> str:
        return self._say(next((key for key in keys if self._texts.has(key)), keys[-1]))

    def _say(self, key: str, /, **facts: object) -> str:
        return self._texts.say("vi", key, **facts)
