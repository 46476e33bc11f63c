"""The tables, as the program reads and writes them; ``migrations`` made them, and a test compares the two."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Double,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Sequence,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeEngine

from contracts.statements import MOST_CHOICES
from province.tally import COUNTS, PRODUCTS, SECONDS

METADATA = MetaData()
_MOMENT = DateTime(timezone=True)
Kind = TypeEngine[Any] | type[TypeEngine[Any]]


def _id(kind: Kind = Integer) -> Column[Any]:
    return Column("id", kind, Identity(always=True), primary_key=True)


def _key(name: str, kind: Kind, *of: ForeignKey) -> Column[Any]:
    return Column(name, kind, *of, primary_key=True)


def _told(name: str, kind: Kind, *of: ForeignKey) -> Column[Any]:
    """One that every row has."""
    return Column(name, kind, *of, nullable=False)


OFFICE = Table(
    "office",
    METADATA,
    _id(),
    Column("code", Text, nullable=False, unique=True),
    Column("card", JSONB, nullable=False, server_default="{}"),
    Column("merged_into", Integer, ForeignKey("office.id")),
    Column("merged_on", Date),
)
OFFICE_NAME = Table(
    "office_name",
    METADATA,
    _key("office", Integer, ForeignKey("office.id")),
    _key("since", Date),
    _told("name", Text),
    _told("area", Text),
)
OFFICE_KEY = Table(
    "office_key",
    METADATA,
    _id(),
    Column("name", Text, nullable=False, unique=True),
    _told("office", Integer, ForeignKey("office.id")),
    _told("hash", Text),
    _told("made_at", _MOMENT),
    Column("used_at", _MOMENT),
    Column("revoked_at", _MOMENT),
)
INVITATION = Table(
    "invitation",
    METADATA,
    _id(),
    _told("office", Integer, ForeignKey("office.id")),
    Column("hash", Text, nullable=False, unique=True),
    _told("made_at", _MOMENT),
    _told("until", _MOMENT),
    Column("key", Integer, ForeignKey("office_key.id")),
)
LINEAGE = Table(
    "lineage",
    METADATA,
    _id(),
    _told("office", Integer, ForeignKey("office.id")),
    _told("lineage", Text),
    _told("begins", BigInteger),
    _told("upto", BigInteger),
    _told("head", LargeBinary),
    _told("opened_at", _MOMENT),
    Column("taken_at", _MOMENT),
    UniqueConstraint("office", "lineage"),
)
FACT = Table(
    "fact",
    METADATA,
    _key("office", Integer),
    _key("lineage", Integer),
    _key("seq", BigInteger),
    _key("day", Date),
    _told("kind", Text),
    _told("v", SmallInteger),
    _told("key", Integer),
    _told("hash", LargeBinary),
    _told("body", JSONB),
)
KEY_DAY = Table(
    "key_day",
    METADATA,
    _key("office", Integer, ForeignKey("office.id")),
    _key("key", Integer),
    _key("day", Date),
    _told("facts", Integer),
)
APART = Table(
    "apart",
    METADATA,
    _key("office", Integer, ForeignKey("office.id")),
    _key("lineage", Text),
    _key("seq", BigInteger),
    _key("why", Text),
    _told("key", Integer),
    _told("got_at", _MOMENT),
    _told("told", JSONB),
)
OFFICE_NOW = Table(
    "office_now",
    METADATA,
    _key("office", Integer, ForeignKey("office.id")),
    _told("epoch", BigInteger),
    _told("beat", BigInteger),
    _told("got_at", _MOMENT),
    _told("told", JSONB),
)
DIRTY_NTH = Sequence("dirty_nth", metadata=METADATA)
DIRTY_DAY = Table(
    "dirty_day",
    METADATA,
    _key("office", Integer, ForeignKey("office.id")),
    _key("day", Date),
    Column("nth", BigInteger, DIRTY_NTH, nullable=False, server_default=DIRTY_NTH.next_value()),
)
OFFICE_DAY = Table(
    "office_day",
    METADATA,
    _key("office", Integer),
    _key("day", Date),
    _told("facts", Integer),
    _told("unknown", Integer),
    _told("closed", Boolean),
    Column("last_at", _MOMENT),
)
SERVICE_DAY = Table(
    "service_day",
    METADATA,
    _key("office", Integer),
    _key("day", Date),
    _key("service", Text),
    *(_told(name, BigInteger if name in SECONDS else Integer) for name in COUNTS),
    Index("service_day_by_day", "day"),
)
OFFICE_MONTH = Table(
    "office_month",
    METADATA,
    _key("office", Integer),
    _key("month", Date),
    _key("service", Text),
    _told("days", Integer),
    *(_told(name, BigInteger) for name in COUNTS),
    *(_told(name, Double) for name in PRODUCTS),
    Index("office_month_by_month", "month"),
)
STATEMENT = Table(
    "statement",
    METADATA,
    _key("office", Integer, ForeignKey("office.id")),
    _key("kind", Text),
    _key("name", Text),
    _told("key", Integer),
    _told("epoch", BigInteger),
    _told("beat", BigInteger),
    _told("got_at", _MOMENT),
    Column("told", JSONB(none_as_null=True)),
)
QUESTION = ("office", "questionnaire", "version", "question")


def _question() -> tuple[Column[Any], ...]:
    kinds: tuple[Kind, ...] = (Text, Integer, Text)
    others = (_key(name, kind) for name, kind in zip(QUESTION[1:], kinds, strict=True))
    return _key("office", Integer, ForeignKey("office.id")), *others


RATING_QUESTION = Table(
    "rating_question",
    METADATA,
    *_question(),
    _told("text", Text),
    _told("choices", JSONB),
    _told("best", Integer),
)
RATING_COUNTS = tuple(f"c{place}" for place in range(MOST_CHOICES))
RATING = Table(
    "rating",
    METADATA,
    *_question(),
    _key("first", Date),
    _told("last", Date),
    *(_told(name, Integer) for name in RATING_COUNTS),
    Index("rating_by_day", "first"),
)
RELAY = Table(
    "relay",
    METADATA,
    _key("office", Integer, ForeignKey("office.id")),
    _told("nth", BigInteger),
    Column("card", JSONB(none_as_null=True)),
    _told("heard_at", _MOMENT),
    _told("until", _MOMENT),
)
PLACE = Table(
    "place",
    METADATA,
    _key("office", Integer, ForeignKey("office.id")),
    _key("hash", LargeBinary),
    _told("sweep", Text),
    _told("told", JSONB),
    _told("since", _MOMENT),
    _told("until", _MOMENT),
    Index("place_by_hash", "hash"),
)
BUNDLE = Table(
    "bundle",
    METADATA,
    _id(),
    Column("digest", Text, nullable=False, unique=True),
    _told("version", Text),
    _told("suite", Text),
    _told("arch", Text),
    _told("size", BigInteger),
    _told("maker", Text),
    _told("placed_at", _MOMENT),
    _told("for_all", Boolean),
)
BUNDLE_OFFICE = Table(
    "bundle_office",
    METADATA,
    _key("bundle", Integer, ForeignKey("bundle.id", ondelete="CASCADE")),
    _key("office", Integer, ForeignKey("office.id")),
)
OFFICE_UPDATE = Table(
    "office_update",
    METADATA,
    _key("office", Integer, ForeignKey("office.id")),
    _told("got_at", _MOMENT),
    _told("told", JSONB),
)
PERSON = Table(
    "person",
    METADATA,
    _id(),
    Column("name", Text, nullable=False, unique=True),
    _told("shown", Text),
    _told("hash", Text),
    _told("role", Text),
    Column("area", Text, nullable=False, server_default=""),
    Column("closed_at", _MOMENT),
)
SESSION = Table(
    "session",
    METADATA,
    _key("token", Text),
    _told("person", Integer, ForeignKey("person.id")),
    _told("until", _MOMENT),
)
AUDIT = Table(
    "audit",
    METADATA,
    _id(BigInteger),
    _told("at", _MOMENT),
    _told("who", Text),
    _told("what", Text),
    _told("about", JSONB),
)
