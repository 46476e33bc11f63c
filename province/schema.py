"""The tables, as the program reads and writes them; ``migrations`` made them, and a test compares the two."""

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

from province.tally import COUNTS
from province.waits import BUCKETS

METADATA = MetaData()
_MOMENT = DateTime(timezone=True)

OFFICE = Table(
    "office",
    METADATA,
    Column("id", Integer, Identity(always=True), primary_key=True),
    Column("code", Text, nullable=False, unique=True),
    Column("card", JSONB, nullable=False, server_default="{}"),
    Column("merged_into", Integer, ForeignKey("office.id")),
    Column("merged_on", Date),
)
OFFICE_NAME = Table(
    "office_name",
    METADATA,
    Column("office", Integer, ForeignKey("office.id"), primary_key=True),
    Column("since", Date, primary_key=True),
    Column("name", Text, nullable=False),
    Column("area", Text, nullable=False),
)
OFFICE_KEY = Table(
    "office_key",
    METADATA,
    Column("id", Integer, Identity(always=True), primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("office", Integer, ForeignKey("office.id"), nullable=False),
    Column("hash", Text, nullable=False),
    Column("made_at", _MOMENT, nullable=False),
    Column("used_at", _MOMENT),
    Column("revoked_at", _MOMENT),
)
LINEAGE = Table(
    "lineage",
    METADATA,
    Column("id", Integer, Identity(always=True), primary_key=True),
    Column("office", Integer, ForeignKey("office.id"), nullable=False),
    Column("lineage", Text, nullable=False),
    Column("begins", BigInteger, nullable=False),
    Column("upto", BigInteger, nullable=False),
    Column("head", LargeBinary, nullable=False),
    Column("opened_at", _MOMENT, nullable=False),
    Column("taken_at", _MOMENT),
    UniqueConstraint("office", "lineage"),
)
FACT = Table(
    "fact",
    METADATA,
    Column("office", Integer, primary_key=True),
    Column("lineage", Integer, primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("v", SmallInteger, nullable=False),
    Column("key", Integer, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("body", JSONB, nullable=False),
)
APART = Table(
    "apart",
    METADATA,
    Column("office", Integer, ForeignKey("office.id"), primary_key=True),
    Column("lineage", Text, primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("why", Text, primary_key=True),
    Column("key", Integer, nullable=False),
    Column("got_at", _MOMENT, nullable=False),
    Column("told", JSONB, nullable=False),
)
OFFICE_NOW = Table(
    "office_now",
    METADATA,
    Column("office", Integer, ForeignKey("office.id"), primary_key=True),
    Column("epoch", BigInteger, nullable=False),
    Column("beat", BigInteger, nullable=False),
    Column("got_at", _MOMENT, nullable=False),
    Column("told", JSONB, nullable=False),
)
DIRTY_NTH = Sequence("dirty_nth", metadata=METADATA)
DIRTY_DAY = Table(
    "dirty_day",
    METADATA,
    Column("office", Integer, ForeignKey("office.id"), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("nth", BigInteger, DIRTY_NTH, nullable=False, server_default=DIRTY_NTH.next_value()),
)
OFFICE_DAY = Table(
    "office_day",
    METADATA,
    Column("office", Integer, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("facts", Integer, nullable=False),
    Column("unknown", Integer, nullable=False),
    Column("closed", Boolean, nullable=False),
    Column("last_at", _MOMENT),
)
SERVICE_DAY = Table(
    "service_day",
    METADATA,
    Column("office", Integer, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("service", Text, primary_key=True),
    *(
        Column(name, Integer, nullable=False)
        for name in ("issued", "served", "absent", "cancelled", "lapsed", "open", "priority", "calls")
    ),
    *(Column(name, Integer, nullable=False) for name in ("no_shows", "waits", "too_long", "services")),
    Column("wait_s", BigInteger, nullable=False),
    Column("service_s", BigInteger, nullable=False),
    *(Column(f"wait_{place}", Integer, nullable=False) for place in range(len(BUCKETS) + 1)),
    Index("service_day_by_day", "day"),
)
OFFICE_MONTH = Table(
    "office_month",
    METADATA,
    Column("office", Integer, primary_key=True),
    Column("month", Date, primary_key=True),
    Column("service", Text, primary_key=True),
    Column("days", Integer, nullable=False),
    *(Column(name, BigInteger, nullable=False) for name in COUNTS),
    *(Column(name, Double, nullable=False) for name in ("ss", "sn", "nn")),
    Index("office_month_by_month", "month"),
)
PERSON = Table(
    "person",
    METADATA,
    Column("id", Integer, Identity(always=True), primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("shown", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("area", Text, nullable=False, server_default=""),
    Column("closed_at", _MOMENT),
)
SESSION = Table(
    "session",
    METADATA,
    Column("token", Text, primary_key=True),
    Column("person", Integer, ForeignKey("person.id"), nullable=False),
    Column("until", _MOMENT, nullable=False),
)
AUDIT = Table(
    "audit",
    METADATA,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("at", _MOMENT, nullable=False),
    Column("who", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("about", JSONB, nullable=False),
)
