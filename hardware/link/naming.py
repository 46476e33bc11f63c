"""A station's side of ``name``: asks and answers on the link, and says when the station may act."""

from collections.abc import Callable

from contracts import messages as m
from contracts.codec import encode
from contracts.topics import EXPIRES_S, Topics
from contracts.vocabulary import DeviceId, FaultCode
from hardware.link import name
from hardware.link.name import Act, Name, NameTwice, Other, Result, Standing
from hardware.ports import Connected, Disconnected, Link, Passed


class Naming:
    """Lives in the link's thread; ``acts`` and ``twice`` may be asked in any."""

    def __init__(
        self,
        device: DeviceId,
        instance: str,
        topics: Topics,
        link: Link,
        say_presence: Callable[[], None],
        changed: Callable[[Connected | Disconnected], None],
    ) -> None:
        """``changed`` is told when the station may act, and when it may no longer."""
        self._device, self._topics, self._link = device, topics, link
        self._say_presence, self._changed = say_presence, changed
        self._name, self._address = Name(instance), ""

    @property
    def filters(self) -> tuple[str, ...]:
        """What must be heard of one's own name."""
        return self._topics.presence(self._device), self._topics.name(self._device)

    @property
    def acts(self) -> bool:
        """Whether this machine may act under its name now."""
        return self._name.standing is Standing.HOLDS

    def twice(self) -> NameTwice | None:
        """What people must know while there are two machines with this name."""
        return name.twice(self._name, self._device)

    def fault(self) -> tuple[m.Fault, ...]:
        """The same for the caretaker."""
        twice = self.twice()
        if twice is None:
            return ()
        facts = {"what": "at", "address": twice.address} if twice.address else {}
        return (m.Fault(code=FaultCode.NAME_TWICE, facts=facts | {"device": twice.device}),)

    def on_link(self, happening: Connected | Disconnected | Passed, now: float) -> None:
        """The link came, went, or a second passed."""
        match happening:
            case Connected():
                self._address = happening.address
                self._become(name.connected(self._name, now))
            case Passed():
                self._become(name.passed(self._name, now))
            case Disconnected():
                self._become(
                    (name.disconnected(self._name, now, taken_over=happening.taken_over), ()), happening.why
                )

    def hears(self, message: m.Message, now: float, *, retained: bool) -> bool:
        """Whether a message is about this name; it is nobody else's business then."""
        match message:
            case m.NameClaim():
                other = Other(message.instance, message.address, now)
                self._become(name.heard_claim(self._name, other, now, holds=message.holds))
                return True
            case m.Presence() if message.device == self._device:
                said = {"online": message.online, "retained": retained}
                self._become(name.heard_presence(self._name, message.instance, now, **said))
                return True
        return False

    def _become(self, result: Result, why: str = "another machine has this name") -> None:
        acted = self.acts
        self._name, acts = result
        acts_now = self.acts
        for act in acts:
            self._say(act)
        if acts_now and not acted:
            self._changed(Connected(self._address))
        elif acted and not acts_now:
            self._changed(Disconnected(why))

    def _say(self, act: Act) -> None:
        if act is Act.PRESENCE:
            self._say_presence()
            return
        claim = m.NameClaim(
            device=self._device,
            instance=self._name.instance,
            holds=act is Act.ANSWER,
            address=self._address,
        )
        self._link.publish(self._topics.name(self._device), encode(claim), expires_s=EXPIRES_S["name"])
