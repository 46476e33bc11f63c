"""Codes by which offices are enrolled.

Revision ID: 0004
"""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the table; no office's role reads it."""
    op.execute(
        """CREATE TABLE invitation (
        id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, office integer NOT NULL REFERENCES office,
        hash text NOT NULL UNIQUE, made_at timestamptz NOT NULL, until timestamptz NOT NULL,
        key integer REFERENCES office_key)"""
    )
