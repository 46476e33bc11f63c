"""What people may change in a browser: the parts of the settings, and the fields of each. Pure.

What belongs to the machine (addresses, folders, ports) stays in the file alone.
"""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How a value is asked for."""

    TEXT = "text"
    COUNT = "count"
    AMOUNT = "amount"
    """A number that need not be whole."""
    TIME = "time"
    DAY = "day"
    DAYS = "days"
    """Several days in one line."""
    FLAG = "flag"
    CHOICE = "choice"
    MANY = "many"
    CHAIN = "chain"
    """Several of the choices, one after the other."""
    WEEK = "week"
    """One of the choices for each day of the week."""
    PIN = "pin"
    """Typed once, and kept as its hash only."""


@dataclass(frozen=True)
class Field:
    """One value on a page."""

    key: str
    """Dotted, inside its item or at the top: ``name.vi``."""
    kind: Kind = Kind.TEXT
    choices: str = ""
    """What is chosen from: ``services``, ``weekdays``..."""
    needed: bool = False
    rare: bool = False
    """Stands among what is seldom changed."""
    only_new: bool = False
    """Cannot be changed later: others know the item by it."""


@dataclass(frozen=True)
class Part:
    """One page of settings."""

    name: str
    """As in its address, and the key of its texts."""
    fields: tuple[Field, ...] = ()
    """Those at the top."""
    rows: str = ""
    """The key of its list; empty: it has none."""
    row: tuple[Field, ...] = ()
    """The fields of an item of the list."""
    id: str = ""
    """The field by which an item is known; made from its name where it is none of ``row``."""
    ordered: bool = False
    """Whether people see the items in the order of the list."""
    fixed: bool = False
    """Whether items come and go on another page."""
    pictured: bool = False
    """Whether slip and board are drawn beside the form."""

    @property
    def keys(self) -> tuple[str, ...]:
        """What it may change at the top of the file."""
        tops = [field.key.partition(".")[0] for field in self.fields]
        return tuple(dict.fromkeys([*tops, *([self.rows] if self.rows else [])]))


def _text(key: str, *, needed: bool = False) -> tuple[Field, Field]:
    """A name in both languages."""
    return Field(f"{key}.vi", needed=needed), Field(f"{key}.en")


_HOURS = tuple(
    Field(key, Kind.TIME, needed=True) for key in ("take_from", "take_until", "serve_from", "serve_until")
)
PARTS = (
    Part(
        "co-quan",
        (
            *_text("name", needed=True),
            *_text("authority", needed=True),
            *_text("slip.note"),
            Field("hotline"),
            Field("ticker"),
        ),
        pictured=True,
    ),
    Part(
        "linh-vuc",
        rows="services",
        row=(
            *_text("name", needed=True),
            Field("prefix"),
            Field("icon", Kind.CHOICE, "icons"),
            Field("quota", Kind.COUNT),
            Field("typical_minutes", Kind.AMOUNT, rare=True),
            Field("width", Kind.COUNT, rare=True),
            Field("first", Kind.COUNT, rare=True),
            Field("last", Kind.COUNT, rare=True),
            Field("then", Kind.CHAIN, "service", rare=True),
        ),
        id="code",
        ordered=True,
    ),
    Part(
        "quay",
        rows="counters",
        row=(
            Field("label", needed=True),
            Field("services", Kind.MANY, "services"),
            Field("panel", rare=True),
        ),
        id="id",
        ordered=True,
    ),
    Part(
        "gio",
        (Field("holidays", Kind.CHOICE, "holidays"),),
        rows="sessions",
        row=(*_text("name", needed=True), Field("days", Kind.MANY, "weekdays"), *_HOURS),
    ),
    Part(
        "ngay-khac",
        (Field("closed_dates", Kind.DAYS),),
        rows="special_days",
        row=(
            Field("day", Kind.DAY, needed=True),
            Field("until", Kind.DAY),
            Field("name.vi"),
            Field("closed", Kind.FLAG),
            Field("like", Kind.CHOICE, "weekday"),
            *(
                Field(key, Kind.TIME, rare=True)
                for key in ("take_from", "take_until", "serve_from", "serve_until")
            ),
        ),
    ),
    Part(
        "can-bo",
        rows="clerks",
        row=(
            Field("name", needed=True),
            Field("id", needed=True, only_new=True),
            Field("pin", Kind.PIN),
            Field("caretaker", Kind.FLAG),
            Field("head", Kind.FLAG),
            Field("door", Kind.FLAG),
            Field("inspects_from", Kind.DAY, rare=True),
            Field("inspects_until", Kind.DAY, rare=True),
            Field("services", Kind.MANY, "services", rare=True),
        ),
        id="id",
    ),
    Part("lich", rows="clerks", row=(Field("rota", Kind.WEEK, "counter"),), id="id", fixed=True),
    Part(
        "thiet-bi",
        rows="kiosks",
        row=(Field("device", needed=True, only_new=True), Field("printer")),
        id="device",
    ),
    Part(
        "phuc-vu",
        (
            Field("priority_groups", Kind.MANY, "priority_groups"),
            Field("policy.priority", Kind.CHOICE, "priority"),
            Field("policy.ratio", Kind.COUNT),
            Field("policy.leftovers", Kind.CHOICE, "leftovers"),
            Field("policy.no_show_back", Kind.CHOICE, "no_show_back"),
            Field("policy.no_show_behind", Kind.COUNT),
            Field("policy.arrivals", Kind.FLAG),
            Field("policy.full", Kind.CHOICE, "full"),
            Field("policy.no_show_calls", Kind.COUNT),
            Field("policy.two_counters", Kind.FLAG),
            Field("policy.ask_call_reason", Kind.FLAG),
            Field("policy.ask_break_reason", Kind.FLAG),
            Field("policy.show_break_reason", Kind.FLAG),
            Field("policy.recall_pause_s", Kind.COUNT, rare=True),
            Field("policy.same_service_pause_s", Kind.COUNT, rare=True),
            Field("policy.kiosk_burst", Kind.COUNT, rare=True),
            Field("policy.alone_numbers", Kind.COUNT, rare=True),
        ),
    ),
    Part("ly-do-goi", rows="call_reasons", row=_text("name", needed=True), id="code", ordered=True),
    Part("ly-do-nghi", rows="break_reasons", row=_text("name", needed=True), id="code", ordered=True),
    Part("sao-luu", (Field("backup.folder"), Field("backup.keep", Kind.COUNT))),
    Part(
        "bao-dong",
        (
            Field("alerts.mail_to"),
            Field("figures.mail_to"),
            Field("mail.host"),
            Field("mail.security", Kind.CHOICE, "mail_security"),
            Field("mail.port", Kind.COUNT),
            Field("alerts.webhook"),
            Field("alerts.quiet"),
            Field("mail.sender", rare=True),
            Field("alerts.after_s", Kind.COUNT, rare=True),
            Field("alerts.again_minutes", Kind.COUNT, rare=True),
        ),
    ),
    Part(
        "danh-gia",
        (
            Field("rating.questionnaire"),
            Field("rating.complaints"),
            Field("rating.kiosk", Kind.FLAG),
            Field("rating.suggestions", Kind.FLAG),
            Field("rating.fewest", Kind.COUNT, rare=True),
            Field("rating.keep_months", Kind.COUNT, rare=True),
        ),
    ),
    Part(
        "nhom",
        rows="groups",
        row=(
            *_text("name", needed=True),
            Field("icon", Kind.CHOICE, "icons"),
            Field("services", Kind.MANY, "services"),
        ),
        id="code",
        ordered=True,
    ),
    Part(
        "ho-so",
        (
            Field("dossier.adapter", Kind.CHOICE, "adapter"),
            Field("dossier.privacy", Kind.CHOICE, "privacy"),
            Field("dossier.result_service", Kind.CHOICE, "service"),
            Field("dossier.help_service", Kind.CHOICE, "service"),
            Field("dossier.web", Kind.FLAG),
            Field("dossier.file.folder"),
            Field("dossier.file.oldest_hours", Kind.AMOUNT),
            Field("dossier.rest.base_url"),
            Field("dossier.rest.path"),
            Field("dossier.rest.code_key", rare=True),
        ),
    ),
)
BY_NAME = {part.name: part for part in PARTS}
WHOLE = frozenset(f"{part.rows}.{each.key}" for part in PARTS for each in part.row if each.kind is Kind.WEEK)
"""Lists that people read as one value."""
