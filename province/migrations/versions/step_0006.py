"""How many facts of each day came by each key, so that what a leaked one wrote is told at once, also above years of facts.

Revision ID: 0006
"""

from alembic import op

revision = "0006"
down_revision = "0005"

FILL = "INSERT INTO key_day SELECT office, key, day, count(*) FROM fact GROUP BY office, key, day"
STEPS = (
    """CREATE TABLE key_day (
        office integer REFERENCES office, key integer, day date, facts integer NOT NULL, PRIMARY KEY (office, key, day))""",
    FILL,
    "GRANT SELECT, INSERT, UPDATE ON key_day TO motcua_office",
    "ALTER TABLE key_day ENABLE ROW LEVEL SECURITY",
    """CREATE POLICY own ON key_day TO motcua_office
        USING (office = nullif(current_setting('motcua.office', true), '')::int)""",
)


def upgrade() -> None:
    """Make the table, with its guard, and fill it from the facts that are there."""
    for step in STEPS:
        op.execute(step)
