"""The one table of topics. README and the broker's access list are tested against it."""

from dataclasses import dataclass

from contracts import messages as m
from contracts.vocabulary import CounterId, DeviceId, SiteId, is_id

ROOT = f"motcua/v{m.WIRE_VERSION}"
DESK = DeviceId("desk")
"""The desk's own device id: its presence is the pulse everyone listens to."""


@dataclass(frozen=True)
class TopicRow:
    """One row: the pattern below ``motcua/v1/<site>/``, and the contract of what travels there."""

    pattern: str
    message: str
    direction: str
    retained: bool
    expires_s: int | None
    meaning: str


TABLE = (
    TopicRow(
        "cmd/<device>/<kind>",
        "Command",
        "device -> desk",
        retained=False,
        expires_s=30,
        meaning="a request with its `request_id`",
    ),
    TopicRow(
        "reply/<device>",
        "Accepted, Refused",
        "desk -> device",
        retained=False,
        expires_s=30,
        meaning="the only acknowledgement: committed, or refused with a code",
    ),
    TopicRow("event/<kind>", "Event", "desk -> all", retained=False, expires_s=30, meaning="a fact, once"),
    TopicRow(
        "state/office",
        "OfficeState",
        "desk -> all",
        retained=True,
        expires_s=None,
        meaning="names, services, counters, hours",
    ),
    TopicRow(
        "state/queue",
        "QueueState",
        "desk -> all",
        retained=True,
        expires_s=None,
        meaning="people waiting, wait range, open or closed",
    ),
    TopicRow(
        "state/board",
        "BoardState",
        "desk -> all",
        retained=True,
        expires_s=None,
        meaning="the calls, newest first",
    ),
    TopicRow(
        "state/counter/<counter>",
        "CounterState",
        "desk -> all",
        retained=True,
        expires_s=None,
        meaning="the ticket at one counter, who waits for it",
    ),
    TopicRow(
        "print/<device>",
        "PrintJob",
        "desk -> printer",
        retained=False,
        expires_s=30,
        meaning="a slip to print; sent again until its end is reported",
    ),
    TopicRow(
        "sheet/<device>",
        "Sheet",
        "desk -> printer",
        retained=False,
        expires_s=30,
        meaning="a checklist to print, once: slips go before it, and nobody waits for its end",
    ),
    TopicRow(
        "watch/<device>",
        "Watch",
        "desk -> device",
        retained=False,
        expires_s=5,
        meaning="the caretaker looks at this kiosk or printer for a few seconds",
    ),
    TopicRow(
        "care/<device>",
        "Care",
        "desk -> device",
        retained=False,
        expires_s=10,
        meaning="the caretaker has a program or a machine begun anew, switched off safely, or tried",
    ),
    TopicRow(
        "screen/<device>",
        "ScreenPicture",
        "device -> desk",
        retained=False,
        expires_s=5,
        meaning="what the kiosk shows, or how slips look, while somebody looks",
    ),
    TopicRow(
        "presence/<device>",
        "Presence",
        "device -> all",
        retained=True,
        expires_s=None,
        meaning="here or gone (last will), version, faults; the desk's is its pulse",
    ),
    TopicRow(
        "desk/<instance>",
        "DeskPulse",
        "desk -> all",
        retained=False,
        expires_s=5,
        meaning="every desk on the broker, serving or not: desks hear each other, and ask their neighbours",
    ),
    TopicRow(
        "memory/<device>",
        "Memory",
        "device -> desk",
        retained=False,
        expires_s=30,
        meaning="the highest numbers that a device saw: told to a desk that asks",
    ),
    TopicRow(
        "name/<device>",
        "NameClaim",
        "device -> device",
        retained=False,
        expires_s=5,
        meaning="whether two machines have this name: a newcomer asks, who acts under it answers",
    ),
)

EXPIRES_S = {row.pattern.split("/")[0]: row.expires_s for row in TABLE}

_STATES: dict[str, type[m.Snapshot]] = {
    "office": m.OfficeState,
    "queue": m.QueueState,
    "board": m.BoardState,
    "counter": m.CounterState,
}


class TopicError(ValueError):
    """A topic that is not in the table."""


@dataclass(frozen=True)
class Topics:
    """Builds and reads the topics of one site."""

    site: SiteId

    @property
    def root(self) -> str:
        """The levels before the table's patterns."""
        return f"{ROOT}/{self.site}"

    def command(self, device: DeviceId, kind: str) -> str:
        """Where ``device`` asks for ``kind``."""
        return f"{self.root}/cmd/{device}/{kind}"

    def commands(self) -> str:
        """The filter of every command of every device."""
        return f"{self.root}/cmd/+/+"

    def reply(self, device: DeviceId) -> str:
        """Where the desk answers ``device``."""
        return f"{self.root}/reply/{device}"

    def event(self, kind: str) -> str:
        """Where facts of ``kind`` are told; ``+`` for all of them."""
        return f"{self.root}/event/{kind}"

    def state(self, name: str, counter: CounterId | None = None) -> str:
        """Where the snapshot ``name`` is kept; ``counter`` only for counters (``+`` for all)."""
        if name not in _STATES or (name == "counter") != (counter is not None):
            raise TopicError(f"no snapshot {name!r} with counter {counter!r}; known: {', '.join(_STATES)}")
        return f"{self.root}/state/{name}" + (f"/{counter}" if counter else "")

    def print_job(self, device: DeviceId) -> str:
        """Where jobs for the printer ``device`` go."""
        return f"{self.root}/print/{device}"

    def sheet(self, device: DeviceId) -> str:
        """Where checklists for the printer ``device`` go."""
        return f"{self.root}/sheet/{device}"

    def watch(self, device: DeviceId) -> str:
        """Where ``device`` is told that somebody looks."""
        return f"{self.root}/watch/{device}"

    def care(self, device: DeviceId) -> str:
        """Where ``device`` is told to begin anew, or to switch itself off."""
        return f"{self.root}/care/{device}"

    def screen(self, device: DeviceId | str) -> str:
        """Where ``device`` shows its screen or its slips; ``+`` for every device."""
        return f"{self.root}/screen/{device}"

    def presence(self, device: DeviceId | str) -> str:
        """Where ``device`` says that it is here; ``+`` for everyone."""
        return f"{self.root}/presence/{device}"

    def desk(self, instance: str) -> str:
        """Where one desk says which it is; ``+`` for all of them."""
        return f"{self.root}/desk/{instance}"

    def memory(self, device: DeviceId | str) -> str:
        """Where ``device`` tells what it remembers; ``+`` for everyone."""
        return f"{self.root}/memory/{device}"

    def name(self, device: DeviceId) -> str:
        """Where machines called ``device`` find out whether there are two."""
        return f"{self.root}/name/{device}"

    def sender(self, topic: str) -> tuple[str, str]:
        """The device on whose topics a message came, and the first level of it; empty for what is no topic of ours."""
        kind, *more = topic.removeprefix(f"{self.root}/").split("/", 2)
        return (more[0], kind) if topic.startswith(self.root) and more else ("", "")

    def split(self, topic: str) -> tuple[str, ...]:
        """The levels below the root.

        Raises TopicError when the topic is of another site or version, or not in the table.
        """
        prefix = f"{self.root}/"
        levels = tuple(topic.removeprefix(prefix).split("/"))
        if not topic.startswith(prefix) or not all(is_id(level) for level in levels):
            raise TopicError(f"{topic!r} is not a topic below {self.root!r}")
        if not any(_fits(row.pattern, levels) for row in TABLE):
            raise TopicError(f"{topic!r} is not in the table of topics")
        return levels


def _fits(pattern: str, levels: tuple[str, ...]) -> bool:
    parts = pattern.split("/")
    return len(parts) == len(levels) and all(
        p.startswith("<") or p == x for p, x in zip(parts, levels, strict=True)
    )


def snapshot_type(name: str) -> type[m.Snapshot]:
    """The model of ``state/<name>``."""
    return _STATES[name]
