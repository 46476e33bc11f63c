"""A database of each earlier step, with what offices sent in it; one that a newer program upgraded; a month that was dropped."""

import io
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, make_url, text
from sqlalchemy.exc import IntegrityError

from contracts.province import Verdict
from province import migrating
from province.__main__ import add_head, main
from province.database import Sender, open_engine
from province.intake import Intake
from province.migrating import migrate
from province.migrations.versions.step_0002 import COUNTS
from province.migrations.versions.step_0006 import FILL
from province.months import partition
from province.placing import place
from province.reading import Reading
from simulation.office.broker import free_port
from simulation.province.postgres import Cluster
from tests.days import MORNING
from tests.integration.province.test_intake import A, batch, hash_of

pytestmark = pytest.mark.slow

STEPS = sorted(path.stem[-4:] for path in (migrating.STEPS / "versions").glob("step_*.py"))


@pytest.fixture
def bare(cluster: Cluster) -> Iterator[Engine]:
    """A database without tables."""
    above = open_engine(cluster.address)
    with above.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("DROP DATABASE IF EXISTS earlier WITH (FORCE)"))
        connection.execute(text("CREATE DATABASE earlier"))
    above.dispose()
    address = make_url(cluster.address).set(database="earlier")
    engine = open_engine(address.render_as_string(hide_password=False))
    yield engine
    engine.dispose()


def fill(engine: Engine, upto: str) -> None:
    """An office with its key, three facts and a day's figures, in the tables of a step."""
    with engine.begin() as connection:
        migrating._take_steps(connection, upto)
        for statement in (
            *(partition(table, date(2026, 11, 1)) for table in ("fact", "service_day")),
            "INSERT INTO office (code) VALUES ('h57-132')",
            "INSERT INTO office_name VALUES (1, '2026-01-01', 'Xã Yên Thành', '')",
            "INSERT INTO office_key (name, office, hash, made_at) VALUES ('0123456789ab', 1, '', now())",
            f"INSERT INTO lineage VALUES (DEFAULT, 1, '{A}', 1, 3, '\\x{hash_of(3)}', now())",  # noqa: S608 - our own words
            *(
                f"INSERT INTO fact VALUES (1, 1, {seq}, '2026-11-0{seq + 1}', 'DayClosing', 1, 1, '\\x{hash_of(seq)}', '{{}}')"  # noqa: S608 - the same
                for seq in (1, 2, 3)
            ),
            f"INSERT INTO service_day VALUES (1, '2026-11-02', 'x', {', '.join('7' for _ in COUNTS)})",  # noqa: S608 - the same
        ):
            connection.execute(text(statement))


@pytest.mark.parametrize("step", STEPS[:-1])
def test_what_is_there_goes_on_behind_the_newest_step(bare: Engine, step: str):
    fill(bare, step)
    if step >= "0006":  # from then on they are counted as they come
        with bare.begin() as connection:
            connection.execute(text(FILL))
    migrate(bare)
    (key,) = Reading(bare).keys(1)
    assert (key.facts, key.first, key.last) == (3, date(2026, 11, 2), date(2026, 11, 4))
    intake, sender = Intake(bare, lambda: MORNING), Sender(1, 1)
    assert intake.ingest(sender, batch(1, 3)).verdict is Verdict.TAKEN, "what is repeated is what is known"
    assert intake.ingest(sender, batch(4, 5)).upto == 5
    (key,) = Reading(bare).keys(1)
    assert key.facts == 5
    with bare.connect() as connection:
        months = connection.execute(text("SELECT sum(issued) FROM office_month WHERE service = ''")).scalar()
    assert months == (7 if step == "0001" else None), (
        "whole months are added up once, by the step that brought them"
    )


def test_an_older_program_says_that_it_is_older_and_changes_nothing(
    bare: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    migrate(bare)
    with bare.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0999'"))
    file, address = tmp_path / "province.toml", bare.url.set(drivername="postgresql")
    file.write_text(
        f'name = "Nghệ An"\nport = {free_port()}\nupdates = "{tmp_path}"\n'
        f'database = "{address.render_as_string(hide_password=False)}"\n',
        encoding="utf-8",
    )
    settings = ["--settings", str(file)]
    monkeypatch.setattr(sys, "stdin", io.StringIO("mot mat khau dai\n"))
    assert add_head(["quan-tri", *settings]) == 1
    assert place(["x.motcua", *settings]) == 1
    told = capsys.readouterr().err
    assert told.count("bản mới hơn của chương trình") == 2
    monkeypatch.setattr(sys, "argv", ["province", *settings])
    with pytest.raises(SystemExit, match="A newer version of the program has upgraded the database"):
        main()


def test_a_month_that_was_dropped_is_made_again_when_something_of_it_comes(bare: Engine):
    fill(bare, "head")
    intake, sender = Intake(bare, lambda: MORNING), Sender(1, 1)
    assert intake.ingest(sender, batch(4, 5)).upto == 5
    with bare.begin() as connection:
        connection.execute(text("DROP TABLE fact_2026_11"))
    with pytest.raises(IntegrityError):
        intake.ingest(sender, batch(6, 7))
    assert intake.ingest(sender, batch(6, 7)).upto == 7
