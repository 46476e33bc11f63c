"""The tables as they began.

Revision ID: 0001
"""

from alembic import op

revision = "0001"
down_revision = None

TABLES = (
    """CREATE TABLE office (
        id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, code text NOT NULL UNIQUE,
        card jsonb NOT NULL DEFAULT '{}', merged_into integer REFERENCES office, merged_on date)""",
    """CREATE TABLE office_name (
        office integer REFERENCES office, since date, name text NOT NULL, area text NOT NULL,
        PRIMARY KEY (office, since))""",
    """CREATE TABLE office_key (
        id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL UNIQUE,
        office integer NOT NULL REFERENCES office, hash text NOT NULL,
        made_at timestamptz NOT NULL, used_at timestamptz, revoked_at timestamptz)""",
    """CREATE TABLE lineage (
        id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, office integer NOT NULL REFERENCES office,
        lineage text NOT NULL, begins bigint NOT NULL, upto bigint NOT NULL, head bytea NOT NULL,
        opened_at timestamptz NOT NULL, taken_at timestamptz, UNIQUE (office, lineage))""",
    """CREATE TABLE fact (
        office integer, lineage integer, seq bigint, day date, kind text NOT NULL, v smallint NOT NULL,
        key integer NOT NULL, hash bytea NOT NULL, body jsonb NOT NULL,
        PRIMARY KEY (office, lineage, seq, day)) PARTITION BY RANGE (day)""",
    """CREATE TABLE apart (
        office integer REFERENCES office, lineage text, seq bigint, why text, key integer NOT NULL,
        got_at timestamptz NOT NULL, told jsonb NOT NULL, PRIMARY KEY (office, lineage, seq, why))""",
    """CREATE TABLE office_now (
        office integer PRIMARY KEY REFERENCES office, epoch bigint NOT NULL, beat bigint NOT NULL,
        got_at timestamptz NOT NULL, told jsonb NOT NULL)""",
    "CREATE SEQUENCE dirty_nth",
    """CREATE TABLE dirty_day (
        office integer REFERENCES office, day date, nth bigint NOT NULL DEFAULT nextval('dirty_nth'),
        PRIMARY KEY (office, day))""",
    """CREATE TABLE office_day (
        office integer, day date, facts integer NOT NULL, unknown integer NOT NULL, closed boolean NOT NULL,
        last_at timestamptz, PRIMARY KEY (office, day))""",
    """CREATE TABLE service_day (
        office integer, day date, service text,
        issued integer NOT NULL, served integer NOT NULL, absent integer NOT NULL, cancelled integer NOT NULL,
        lapsed integer NOT NULL, open integer NOT NULL, priority integer NOT NULL, calls integer NOT NULL,
        no_shows integer NOT NULL, waits integer NOT NULL, too_long integer NOT NULL, services integer NOT NULL,
        wait_s bigint NOT NULL, service_s bigint NOT NULL,
        wait_0 integer NOT NULL, wait_1 integer NOT NULL, wait_2 integer NOT NULL, wait_3 integer NOT NULL, wait_4 integer NOT NULL, wait_5 integer NOT NULL, wait_6 integer NOT NULL, wait_7 integer NOT NULL,
        wait_8 integer NOT NULL, wait_9 integer NOT NULL, wait_10 integer NOT NULL, wait_11 integer NOT NULL, wait_12 integer NOT NULL, wait_13 integer NOT NULL, wait_14 integer NOT NULL, wait_15 integer NOT NULL,
        wait_16 integer NOT NULL, wait_17 integer NOT NULL, wait_18 integer NOT NULL, wait_19 integer NOT NULL, wait_20 integer NOT NULL, wait_21 integer NOT NULL, wait_22 integer NOT NULL, wait_23 integer NOT NULL,
        PRIMARY KEY (office, day, service)) PARTITION BY RANGE (day)""",
    "CREATE INDEX service_day_by_day ON service_day (day)",
    """CREATE TABLE person (
        id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL UNIQUE, shown text NOT NULL,
        hash text NOT NULL, role text NOT NULL, area text NOT NULL DEFAULT '', closed_at timestamptz)""",
    """CREATE TABLE session (
        token text PRIMARY KEY, person integer NOT NULL REFERENCES person, until timestamptz NOT NULL)""",
    """CREATE TABLE audit (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz NOT NULL, who text NOT NULL,
        what text NOT NULL, about jsonb NOT NULL)""",
)
GUARDED = ("fact", "lineage", "apart", "office_now", "dirty_day")
"""What an office writes, as the role ``motcua_office``: its own rows, whatever the program asks."""
VIEWS = (
    """CREATE VIEW figures.offices AS
        SELECT o.id AS office, o.code, n.name, n.area, n.since, o.merged_into, o.merged_on
        FROM office o JOIN office_name n ON n.office = o.id""",
    """COMMENT ON VIEW figures.offices IS
        'Offices with their names and areas, each from a day on; who was merged into whom'""",
    """CREATE VIEW figures.services_by_day AS
        SELECT office, day, service, issued, served, absent, cancelled, lapsed, open, priority, calls, no_shows,
            waits, wait_s, too_long, services, service_s
        FROM service_day""",
    """COMMENT ON VIEW figures.services_by_day IS
        'What became of the numbers of a day: issued = served + absent + cancelled + lapsed + open. waits: numbers
        that were called; wait_s: their waits together, in seconds; too_long: of them beyond the limit. services and
        service_s: visits that a clerk finished, and their seconds together'""",
    """CREATE VIEW figures.days AS SELECT office, day, facts, closed, last_at FROM office_day""",
    """COMMENT ON VIEW figures.days IS
        'What is known of a day of an office: facts, whether the day was closed, when its newest event was'""",
    """CREATE VIEW figures.now AS
        SELECT office, got_at, (told->>'waiting')::int AS waiting, (told->>'longest_wait_s')::int AS longest_wait_s,
            (told->>'counters')::int AS counters, (told->>'staffed')::int AS staffed, told->'faults' AS faults,
            told->>'version' AS version, (told->>'backlog')::bigint AS backlog
        FROM office_now""",
    "COMMENT ON VIEW figures.now IS 'How each office said that it is, and when it said so'",
)


def upgrade() -> None:
    """Make everything."""
    for table in TABLES:
        op.execute(table)
    for role in ("motcua_office", "motcua_reader"):
        op.execute(_role(role))
    op.execute("GRANT motcua_office TO CURRENT_USER")
    op.execute("GRANT SELECT, UPDATE (card) ON office TO motcua_office")
    op.execute("ALTER TABLE office ENABLE ROW LEVEL SECURITY")
    op.execute(
        "CREATE POLICY own ON office TO motcua_office "
        "USING (id = nullif(current_setting('motcua.office', true), '')::int)"
    )
    op.execute("GRANT SELECT, INSERT, UPDATE ON lineage, office_now, dirty_day TO motcua_office")
    op.execute("GRANT SELECT, INSERT ON fact, apart TO motcua_office")
    op.execute("GRANT USAGE ON SEQUENCE dirty_nth TO motcua_office")
    for table in GUARDED:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY own ON {table} TO motcua_office "
            "USING (office = nullif(current_setting('motcua.office', true), '')::int)"
        )
    op.execute("CREATE SCHEMA figures")
    op.execute("GRANT USAGE ON SCHEMA figures TO motcua_reader")
    for view in VIEWS:
        op.execute(view)
    op.execute("GRANT SELECT ON ALL TABLES IN SCHEMA figures TO motcua_reader")


def _role(name: str) -> str:
    """Roles belong to the whole cluster: another centre may have made it."""
    return f"""DO $$ BEGIN
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{name}') THEN CREATE ROLE {name} NOLOGIN; END IF;
    END $$"""
