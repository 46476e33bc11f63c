"""A real PostgreSQL for the tests of this folder, with one database for each test file."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text

from province.database import open_engine
from province.migrating import migrate
from province.schema import METADATA
from simulation.province.postgres import Cluster, running_cluster


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with running_cluster() as running:
        yield running


@pytest.fixture(scope="module")
def database(cluster: Cluster) -> Iterator[Engine]:
    engine = open_engine(cluster.address)
    migrate(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def engine(database: Engine) -> Engine:
    """Empty tables."""
    with database.begin() as connection:
        connection.execute(text(f"TRUNCATE {', '.join(METADATA.tables)} RESTART IDENTITY"))
    return database
