"""Places in the line, as phones read them from outside; of one day, and in no write-ahead log.

Revision ID: 0005
"""

from alembic import op

revision = "0005"
down_revision = "0004"

TABLES = (
    """CREATE UNLOGGED TABLE relay (
        office integer PRIMARY KEY REFERENCES office, nth bigint NOT NULL, card jsonb,
        heard_at timestamptz NOT NULL, until timestamptz NOT NULL)""",
    """CREATE UNLOGGED TABLE place (
        office integer REFERENCES office, hash bytea, sweep text NOT NULL, told jsonb NOT NULL,
        since timestamptz NOT NULL, until timestamptz NOT NULL, PRIMARY KEY (office, hash))""",
    "CREATE INDEX place_by_hash ON place (hash)",
)
GUARDED = ("relay", "place")


def upgrade() -> None:
    """Make the tables, each with its guard."""
    for table in TABLES:
        op.execute(table)
    for table in GUARDED:
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO motcua_office")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY own ON {table} TO motcua_office "
            "USING (office = nullif(current_setting('motcua.office', true), '')::int)"
        )
