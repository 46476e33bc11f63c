"""What offices state beside their facts, and their ratings, which are read from it.

Revision ID: 0003
"""

from alembic import op

revision = "0003"
down_revision = "0002"

_COUNTS = ", ".join(f"c{place} integer NOT NULL" for place in range(7))
_QUESTION = "office integer REFERENCES office, questionnaire text, version integer, question text"
TABLES = (
    """CREATE TABLE statement (
        office integer REFERENCES office, kind text, name text, key integer NOT NULL, epoch bigint NOT NULL,
        beat bigint NOT NULL, got_at timestamptz NOT NULL, told jsonb, PRIMARY KEY (office, kind, name))""",
    f"""CREATE TABLE rating_question (
        {_QUESTION}, text text NOT NULL, choices jsonb NOT NULL, best integer NOT NULL,
        PRIMARY KEY (office, questionnaire, version, question))""",
    f"""CREATE TABLE rating (
        {_QUESTION}, first date, last date NOT NULL, {_COUNTS},
        PRIMARY KEY (office, questionnaire, version, question, first))""",
    "CREATE INDEX rating_by_day ON rating (first)",
)
GUARDED = ("statement", "rating_question", "rating")
VIEWS = (
    """CREATE VIEW figures.ratings AS
        SELECT r.office, r.questionnaire, r.version, r.question, q.text, r.first, r.last,
            c.place, q.choices->>(c.place::int - 1) AS choice, c.place <= q.best AS satisfied, c.answers
        FROM rating r JOIN rating_question q USING (office, questionnaire, version, question)
        CROSS JOIN LATERAL unnest(ARRAY[c0, c1, c2, c3, c4, c5, c6]) WITH ORDINALITY AS c (answers, place)
        WHERE c.place <= jsonb_array_length(q.choices)""",
    """COMMENT ON VIEW figures.ratings IS
        'How often each answer was given, in stretches of days in which at least five people answered'""",
)


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
    for view in VIEWS:
        op.execute(view)
    op.execute("GRANT SELECT ON ALL TABLES IN SCHEMA figures TO motcua_reader")
