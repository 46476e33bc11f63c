"""What the machine's jobs add to the commands: however it ends the wish is gone, and what runs well is kept for the others."""

import os
from pathlib import Path

import pytest

from hardware.update.__main__ import main
from hardware.update.machine import Machine
from hardware.update.outcome import outcome_in
from tests.unit.update.test_update import Office, Watched

pytestmark = pytest.mark.slow


class Job:
    def __init__(self, office: Office) -> None:
        self.office, self.wish, self.served = office, office.folder / "go", office.folder / "served.motcua"
        self.bundle = office.bundle()
        self.where = ("--root", str(office.machine.root))

    def apply(self) -> int:
        self.wish.touch()
        more = ("--keys", str(self.office.keys), "--wish", str(self.wish), "--keep-as", str(self.served))
        return main(["apply", str(self.bundle), *self.where, *more])

    def back(self) -> int:
        self.wish.touch()
        return main(["back", "--unheard", *self.where, "--wish", str(self.wish)])


@pytest.fixture
def root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)


@pytest.mark.usefixtures("root")
def test_what_runs_well_is_kept_and_one_that_is_not_heard_afterwards_goes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Machine, "trouble", lambda _self: "")
    job = Job(Office(tmp_path))
    assert job.apply() == 0
    assert (job.served.exists(), job.bundle.exists(), job.wish.exists()) == (True, False, False)
    assert job.office.says() == "1.1"
    assert job.back() == 0
    assert job.office.says() == "1.0"
    assert not job.wish.exists()
    last = outcome_in(job.office.machine)
    assert last is not None
    assert (last.key, last.good) == ("error.unheard", False)
    assert last.facts == {"version": "1.1", "before": "1.0"}


@pytest.mark.usefixtures("root")
def test_what_went_back_or_was_refused_is_not_for_the_others_and_not_tried_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Machine, "trouble", lambda machine: Watched.trouble(Watched(machine.root, bad="1.1")))
    job = Job(Office(tmp_path))
    assert job.apply() == 1
    assert job.office.says() == "1.0"
    assert (job.served.exists(), job.bundle.exists(), job.wish.exists()) == (False, True, False)
    job.bundle.write_bytes(b"no bundle")
    assert job.apply() == 1
    assert (job.served.exists(), job.wish.exists()) == (False, False)
    assert job.back() == 0, "there is something of before, though nothing newer runs"


@pytest.mark.usefixtures("root")
def test_there_is_nothing_to_go_back_to(tmp_path: Path) -> None:
    job = Job(Office(tmp_path))
    assert job.back() == 1
    assert not job.wish.exists()
