"""The centre as its guide sets it up: a database of its own, owned by a user who may make roles and is no superuser."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, func, make_url, select, text

from province.database import as_office, open_engine
from province.intake import Intake
from province.migrating import migrate
from province.reading import Reading
from province.registry import Registry
from province.schema import FACT
from simulation.province.postgres import Cluster
from tests.days import MORNING
from tests.integration.province.test_intake import batch, begin, sender_of

pytestmark = pytest.mark.slow

OWNER, DATABASE = "motcua-province", "motcua"


@pytest.fixture(scope="module")
def owned(cluster: Cluster) -> Iterator[Engine]:
    """What ``createuser --createrole`` and ``createdb -O`` of the guide make."""
    above = open_engine(cluster.address)
    with above.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f'CREATE ROLE "{OWNER}" LOGIN CREATEROLE'))
        connection.execute(text(f'CREATE DATABASE {DATABASE} OWNER "{OWNER}"'))
    above.dispose()
    address = make_url(cluster.address).set(username=OWNER, database=DATABASE)
    engine = open_engine(address.render_as_string(hide_password=False))
    migrate(engine)
    yield engine
    engine.dispose()


def test_no_superuser_is_needed_for_anything(owned: Engine):
    migrate(owned)  # again: there is nothing to do
    registry = Registry(owned, lambda: MORNING)
    sender, other = sender_of(registry, "h57-132"), sender_of(registry, "h57-133")
    intake = Intake(owned, lambda: MORNING)
    begin(intake, sender)
    assert intake.ingest(sender, batch(1, 5)).upto == 5
    with as_office(owned, other.office) as connection:
        assert connection.execute(select(func.count()).select_from(FACT)).scalar() == 0
    assert Reading(owned).lineages(sender.office)[0].upto == 5
    with owned.connect() as connection:
        assert connection.execute(text("SHOW is_superuser")).scalar() == "off"


def test_a_reader_of_figures_reads_the_views_and_no_table(owned: Engine):
    with owned.begin() as connection:
        connection.execute(text("CREATE ROLE bi LOGIN"))
        connection.execute(text("GRANT motcua_reader TO bi"))
    reader = open_engine(owned.url.set(username="bi").render_as_string(hide_password=False))
    with reader.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM figures.offices")).scalar()
    with reader.connect() as connection, pytest.raises(Exception, match="permission denied"):
        connection.execute(text("SELECT * FROM office_key"))
    reader.dispose()
