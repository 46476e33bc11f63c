"""The office's settings file: the one place where services, counters, hours and people are written down."""

from collections import Counter as Tally
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from contracts import vocabulary as words
from contracts.messages import MOST_STOPS
from contracts.settings import Id, LinkSettings, Part, Problem, Settings
from contracts.topics import DESK
from controller.alerts.settings import AlertSettings
from controller.clerk_settings import ClerkSettings, inspection_problems
from controller.dossier.settings import DossierSettings
from controller.figures_settings import FiguresSettings
from controller.hours_settings import SessionSettings, SpecialDaySettings, hours_problems
from controller.mail_settings import MailSettings
from controller.policy_settings import PolicySettings
from controller.rating.settings import RatingSettings
from controller.reason_settings import ReasonSettings
from controller.relaying.settings import RelaySettings
from controller.rota import rota_problems
from controller.sending.settings import ProvinceSettings
from controller.text_settings import SlipSettings, TextSettings

MOST_NAMED = 20
MOST_SERVICES, MOST_COUNTERS, MOST_SESSIONS, MOST_CLERKS = 200, 200, 50, 1000
MOST_SPECIAL_DAYS = 200
MOST_REASONS = 12
"""The largest centre of a province has 40 counters; a longer list is a mistake that would be told line by line."""


class WebSettings(Part):
    """Where the clerks' pages are served."""

    host: str = Field("127.0.0.1", description="Address to listen on")
    port: int = Field(8080, ge=1, le=65535, description="TCP port to listen on")
    https_port: int | None = Field(
        None,
        ge=1,
        le=65535,
        description="Also HTTPS, with a certificate of the office (pairing.enabled); without it, or on the other port, "
        "whoever can listen on the office's network can read PINs",
    )
    address: Annotated[str, StringConstraints(pattern=r"^(https?://[^/?#@\s]{1,120})?$", to_lower=True)] = (
        Field(
            "",
            description="How phones in the hall open these pages, e.g. http://192.168.1.10:8080 or "
            "https://mot-cua.example.vn; left out: kiosk and slips show no code for phones",
        )
    )
    origins: tuple[
        Annotated[str, StringConstraints(pattern=r"^https?://[^/?#@\s]+$", to_lower=True)], ...
    ] = Field(
        (), description="Where a proxy shows the pages under other names, e.g. https://mot-cua.example.vn"
    )


class ServiceSettings(Part):
    """One thing to queue for (lĩnh vực)."""

    code: Annotated[words.ServiceCode, Id] = Field(description="Short id, also the name of its number series")
    name: TextSettings
    icon: str = Field("file-document", description="Name of an icon of contracts.look.icons")
    prefix: str = Field(pattern=r"^[A-Z]{0,3}$", description="Letters before the number; may be empty")
    width: int = Field(3, ge=1, le=6, description="Digits of the number")
    first: int = Field(1, ge=0, le=999_999, description="First number of a day")
    last: int = Field(999, ge=1, le=999_999, description="Last number of a day")
    quota: int | None = Field(None, ge=1, description="Numbers a day at most")
    typical_minutes: float = Field(
        8.0, gt=0, le=240, description="How long one citizen takes, as a first guess"
    )
    then: tuple[Annotated[words.ServiceCode, Id], ...] = Field(
        (),
        max_length=MOST_STOPS,
        description="Codes of the services to which one goes on, in turn (fee, result)",
    )


class GroupSettings(Part):
    """A heading on the kiosk's first screen, where an office has more services than fit on it."""

    code: Annotated[words.ServiceCode, Id] = Field(description="Short id")
    name: TextSettings
    icon: str = Field("file-document", description="Name of an icon of contracts.look.icons")
    services: tuple[Annotated[words.ServiceCode, Id], ...] = Field(
        min_length=1, description="Codes of its services"
    )


class CounterSettings(Part):
    """One counter (quầy)."""

    id: Annotated[words.CounterId, Id] = Field(description="Short id")
    label: str = Field(min_length=1, max_length=8, description="What signs and voices say, usually a number")
    services: tuple[Annotated[words.ServiceCode, Id], ...] = Field(
        min_length=1, description="Codes of its services"
    )
    panel: Annotated[words.DeviceId, Id] | None = Field(None, description="Its button box")


class KioskSettings(Part):
    """A kiosk and the printer beside it."""

    device: Annotated[words.DeviceId, Id] = Field(description="The kiosk")
    printer: Annotated[words.DeviceId, Id] | None = Field(
        None, description="Its printer; none: numbers on screen only"
    )


class TokenSettings(Part):
    """A program that may use the HTTP API. Every program may read."""

    name: Annotated[str, Id] = Field(description="Who it is, in the log")
    token_hash: str = Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the bearer token, hexadecimal")
    issues: bool = Field(True, description="May give numbers and have slips printed again")
    counters: tuple[Annotated[words.CounterId, Id], ...] | None = Field(
        None, description="Ids of the counters at which it may call and serve; left out: all, []: none"
    )


class PairingSettings(Part):
    """How devices come to belong to the office, and how the broker then listens to them."""

    enabled: bool = Field(
        False, description="Whether devices are paired; then the controller writes the broker's settings"
    )
    folder: Path | None = Field(None, description="The office's authority; left out: pairing, below data_dir")
    tls_port: int = Field(8883, ge=1, le=65535, description="Where the broker takes paired devices")
    host: str = Field("0.0.0.0", description="Address on which it takes them")  # noqa: S104 - each has a certificate
    broker_pid: Path = Field(
        Path("/run/motcua-broker/pid"), description="Where the broker says its process id"
    )


class BackupSettings(Part):
    """Where the whole office is backed up each night, encrypted for whoever has its recovery digits."""

    folder: Path | None = Field(None, description="A USB stick or network folder; left out: no backups")
    keep: int = Field(30, ge=2, le=400, description="Backups kept there; older ones are deleted")
    same_disk: bool = Field(
        False, description="The folder may be on this machine's own disk, which is no help when that dies"
    )


class OfficeSettings(Settings):
    """The controller's settings file."""

    site: Annotated[words.SiteId, Id] = Field(description="The office, as in every topic")
    data_dir: Path = Field(Path("/var/lib/motcua"), description="Where the journal lives")
    voices: Path | None = Field(
        None,
        description="Where loudspeakers of this machine look for recorded voices; left out: voices, below data_dir",
    )
    log_level: str = Field("INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="How much is logged")
    link: LinkSettings = LinkSettings()
    web: WebSettings = WebSettings()
    name: TextSettings
    authority: TextSettings = Field(description="The line above the name: who runs the office")
    hotline: str = Field(
        "",
        pattern=r"^([+(]?[0-9][0-9 .()-]{1,30}[0-9])?$",
        description="The telephone at which people are helped; screens and pages about dossiers name it; left out: none does",
    )
    ticker: str = Field(
        "",
        max_length=500,
        description="A notice for the hall page, shown in turn in one line; at most 500 letters",
    )
    slip: SlipSettings = SlipSettings()
    utc_offset_minutes: int = Field(420, ge=-720, le=840, description="Local time; Viet Nam is 420")
    holidays: Literal["none", "vietnam"] = Field(
        "none", description="Public holidays, and the Saturdays worked for them; special_days go before"
    )
    closed_dates: tuple[date, ...] = Field((), description="More days without service, ISO dates")
    priority_groups: tuple[words.PriorityGroup, ...] = Field((), description="Groups that may be declared")
    policy: PolicySettings = PolicySettings()
    call_reasons: tuple[ReasonSettings, ...] = Field((), max_length=MOST_REASONS)
    break_reasons: tuple[ReasonSettings, ...] = Field((), max_length=MOST_REASONS)
    services: tuple[ServiceSettings, ...] = Field(min_length=1, max_length=MOST_SERVICES)
    groups: tuple[GroupSettings, ...] = Field((), max_length=MOST_SERVICES)
    counters: tuple[CounterSettings, ...] = Field(min_length=1, max_length=MOST_COUNTERS)
    sessions: tuple[SessionSettings, ...] = Field(min_length=1, max_length=MOST_SESSIONS)
    special_days: tuple[SpecialDaySettings, ...] = Field((), max_length=MOST_SPECIAL_DAYS)
    kiosks: tuple[KioskSettings, ...] = Field((), max_length=MOST_CLERKS)
    clerks: tuple[ClerkSettings, ...] = Field((), max_length=MOST_CLERKS)
    dossier: DossierSettings = DossierSettings()
    pairing: PairingSettings = PairingSettings()
    backup: BackupSettings = BackupSettings()
    figures: FiguresSettings = FiguresSettings()
    rating: RatingSettings = RatingSettings()
    province: ProvinceSettings = ProvinceSettings()
    relay: RelaySettings = RelaySettings()
    alerts: AlertSettings = AlertSettings()
    mail: MailSettings = MailSettings()
    tokens: tuple[TokenSettings, ...] = Field((), max_length=MOST_COUNTERS)

    def problems(self) -> Iterator[Problem]:
        """What is impossible: unknown or doubled ids, overlapping number ranges, hours that end before they begin."""
        yield from self.link.unsafe()
        yield from inspection_problems(self.clerks)
        yield from rota_problems(self.clerks, {counter.id for counter in self.counters})
        if self.web.https_port and not self.pairing.enabled:
            yield Problem(
                "web.https_port",
                str(self.web.https_port),
                "pairing.enabled = true, which makes its certificate",
            )
        if self.web.https_port == self.web.port:
            yield Problem("web.https_port", str(self.web.https_port), "another port than web.port")
        for table, key in _IDS:
            yield from _doubles(table, key, (getattr(one, key) for one in getattr(self, table)))
        yield from _doubles("groups", "services", (code for g in self.groups for code in g.services))
        yield from _doubles("devices", "id", self.devices())
        if DESK in self.devices():
            yield Problem("devices.id", repr(DESK), "any other id; this one is the controller's own")
        yield from self._ranges()
        yield from self._served()
        yield from self._known_counters()
        yield from hours_problems(self.sessions, self.special_days)
        yield from self.rating.problems(self.relay.slip_base(self.province.url, self.web.address))
        yield from self.alerts.problems()
        yield from self.mail.problems(self.alerts.mail_to or self.figures.mail_to)
        if self.backup.folder is not None and not self.backup.folder.is_absolute():
            yield Problem("backup.folder", str(self.backup.folder), "a whole path, e.g. /media/motcua")
        yield from self.dossier.problems({service.code for service in self.services})
        yield from self.province.problems()
        yield from self.relay.problems(self.province.url, self.web.address)

    def devices(self) -> list[str]:
        """Every device that may send commands, or is sent jobs."""
        panels = [c.panel for c in self.counters if c.panel]
        printers = {k.printer for k in self.kiosks if k.printer}
        return [*(k.device for k in self.kiosks), *printers, *panels]

    def _ranges(self) -> Iterator[Problem]:
        for index, service in enumerate(self.services):
            key = f"services.{index}"
            if service.first > service.last:
                yield Problem(f"{key}.last", str(service.last), f"at least first ({service.first})")
            if service.last >= 10**service.width:
                yield Problem(f"{key}.last", str(service.last), f"at most {service.width} digits (width)")
            yield from self._taken(index, service)

    def _taken(self, index: int, service: ServiceSettings) -> Iterator[Problem]:
        for other in self.services[:index]:
            if other.prefix == service.prefix and other.first <= service.last and service.first <= other.last:
                allowed = f"a prefix or a range of its own; {other.code!r} has these numbers already"
                yield Problem(f"services.{index}.prefix", repr(service.prefix), allowed)
                return

    def _served(self) -> Iterator[Problem]:
        known = {service.code for service in self.services}
        for index, counter in enumerate(self.counters):
            for code in counter.services:
                if code not in known:
                    yield Problem(f"counters.{index}.services", repr(code), _one_of(known))
        named = [(f"groups.{n}", group.services) for n, group in enumerate(self.groups)]
        named += [(f"clerks.{n}", clerk.services) for n, clerk in enumerate(self.clerks)]
        lists = [(f"{key}.services", codes) for key, codes in named]
        lists += [(f"services.{n}.then", service.then) for n, service in enumerate(self.services)]
        for key, codes in lists:
            for code in set(codes) - known:
                yield Problem(key, repr(code), _one_of(known))
        served = {code for counter in self.counters for code in counter.services}
        for index, service in enumerate(self.services):
            if service.code not in served:
                yield Problem(
                    f"services.{index}.code", repr(service.code), "a service that some counter serves"
                )

    def _known_counters(self) -> Iterator[Problem]:
        known = {counter.id for counter in self.counters}
        for index, token in enumerate(self.tokens):
            for name in set(token.counters or ()) - known:
                yield Problem(f"tokens.{index}.counters", repr(name), _one_of(known))


_IDS = (
    ("services", "code"), ("counters", "id"), ("clerks", "id"), ("groups", "code"),
    ("call_reasons", "code"), ("break_reasons", "code"),
)  # fmt: skip


def _one_of(known: Iterable[str]) -> str:
    """What is allowed, as far as a line has room for it."""
    names = sorted(known)
    more = f", … ({len(names) - MOST_NAMED} more)" if len(names) > MOST_NAMED else ""
    return f"one of {', '.join(names[:MOST_NAMED])}{more}"


def _doubles(table: str, key: str, ids: Iterable[str]) -> Iterator[Problem]:
    for name, times in Tally(ids).items():
        if times > 1:
            yield Problem(f"{table}.{key}", f"{name!r} {times} times", "every id once")
