"""The first account of a centre, from the command line, on a real PostgreSQL and without one."""

import io
from pathlib import Path

import pytest
from sqlalchemy import Engine

from province.__main__ import add_head
from province.people import People
from province.settings import CentreSettings
from simulation.province.postgres import Cluster
from tests.days import MORNING

pytestmark = pytest.mark.slow

PASSWORD = "mot mat khau dai"  # noqa: S105 - of this test only


def added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database: str) -> int:
    file = tmp_path / "province.toml"
    file.write_text(f'name = "Nghệ An"\ndatabase = "{database}"\n', encoding="utf-8")
    monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD + "\n"))
    return add_head(["quan-tri", "--settings", str(file)])


def test_a_head_is_added_once(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    cluster: Cluster,
    engine: Engine,
):
    assert added(tmp_path, monkeypatch, cluster.address) == 0
    assert People(engine, lambda: MORNING).sign_in("quan-tri", PASSWORD)
    assert added(tmp_path, monkeypatch, cluster.address) == 1
    assert "quan-tri: đã có" in capsys.readouterr().err


def test_without_a_database_it_says_where_to_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    assert added(tmp_path, monkeypatch, f"postgresql://nobody@/motcua?host={tmp_path}") == 1
    told = capsys.readouterr().err
    assert "systemctl status postgresql" in told
    assert str(tmp_path / "province.toml") in told


@pytest.mark.parametrize("database", ["postgresql://u:secret@h:port/d", "postgresql://u:secret@[::1/d"])
def test_an_address_that_is_none_is_a_fault_of_the_settings(database: str):
    problems = list(CentreSettings(name="Nghệ An", database=database).problems())
    assert [problem.key for problem in problems] == ["database"]
    assert "secret" not in str(problems)
