"""Updates that the centre has for its offices, to whom they are offered, and how far each office is.

Revision ID: 0007
"""

from alembic import op

revision = "0007"
down_revision = "0006"

OWN = "office = nullif(current_setting('motcua.office', true), '')::int"
TABLES = (
    """CREATE TABLE bundle (
        id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, digest text NOT NULL UNIQUE, version text NOT NULL,
        suite text NOT NULL, arch text NOT NULL, size bigint NOT NULL, maker text NOT NULL,
        placed_at timestamptz NOT NULL, for_all boolean NOT NULL)""",
    """CREATE TABLE bundle_office (
        bundle integer REFERENCES bundle ON DELETE CASCADE, office integer REFERENCES office,
        PRIMARY KEY (bundle, office))""",
    """CREATE TABLE office_update (
        office integer PRIMARY KEY REFERENCES office, got_at timestamptz NOT NULL, told jsonb NOT NULL)""",
)


def upgrade() -> None:
    """Make the tables. An office writes how far it is, and no more."""
    for table in TABLES:
        op.execute(table)
    op.execute("GRANT SELECT, INSERT, UPDATE ON office_update TO motcua_office")
    op.execute("ALTER TABLE office_update ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY own ON office_update TO motcua_office USING ({OWN})")
