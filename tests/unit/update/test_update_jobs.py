"""What the machine's jobs add to the commands: however it ends the wish is gone, and what runs well is kept for the others."""

import os
import subprocess
from pathlib import Path

import pytest

from contracts.settings import AnyDevice, LinkSettings
from contracts.vocabulary import DeviceId, SiteId
from hardware.durable import write_durably
from hardware.link.memory import MemoryBroker, MemoryLink
from hardware.update import applying, following
from hardware.update.__main__ import main
from hardware.update.applying import apply, state_in, take_back
from hardware.update.following import BACK, Follower
from hardware.update.machine import Machine
from hardware.update.outcome import begun, ended, outcome_in
from hardware.update.watching import MOST_UNHEARD, Followed
from tests.unit.update.test_update import END, Office, Watched

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

    def told(self) -> str:
        """How the last update went."""
        last = outcome_in(self.office.machine)
        return last.key if last else ""


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


class Cut(Exception):  # noqa: N818 - no error, the power is gone
    """The power is gone while packages are installed."""


class Falls(Watched):
    def install(self, debs: object) -> None:
        super().install(list(debs)[:1])  # type: ignore[call-overload]
        raise Cut


@pytest.mark.usefixtures("root")
def test_what_a_power_cut_interrupted_is_not_begun_again_by_the_wish_that_is_still_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Machine, "trouble", lambda _self: "")
    job = Job(Office(tmp_path))
    machine = Falls(root=job.office.machine.root)
    begun(machine, 1)
    with pytest.raises(Cut):
        apply(job.bundle, job.office.keys, machine, lambda _step: None)
    subprocess.run(("sh", END, machine.root), check=True, capture_output=True)
    assert job.apply() == 1
    assert (job.office.says(), job.told(), job.wish.exists()) == ("1.0", "error.cut-short", False)
    assert job.apply() == 0, "once more is a person's word"
    assert job.office.says() == "1.1"


@pytest.mark.usefixtures("root")
def test_a_power_cut_while_it_goes_back_is_ended_by_the_next_start_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Machine, "trouble", lambda _self: "")
    job = Job(Office(tmp_path))
    assert job.apply() == 0
    with pytest.raises(Cut):
        take_back(Falls(root=job.office.machine.root), "by-hand")
    assert sorted(set(job.office.machine.installed().values())) == ["1.0", "1.1"]
    subprocess.run(("sh", END, job.office.machine.root), check=True, capture_output=True)
    assert set(job.office.machine.installed().values()) == {"1.0"}
    assert state_in(job.office.machine).phase == "went-back"
    assert job.told() == "error.taken-back"


@pytest.mark.usefixtures("root")
def test_what_a_person_took_back_is_told_as_that(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Machine, "trouble", lambda _self: "")
    job = Job(Office(tmp_path))
    assert job.apply() == 0
    assert job.told() == "done"
    assert main(["back", *job.where]) == 0
    assert (job.office.says(), job.told()) == ("1.0", "error.taken-back")


def test_a_full_disk_does_not_lose_that_it_goes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office = Office(tmp_path)
    ended(office.machine, 1, office.apply(office.bundle()))
    link = LinkSettings(host="10.0.0.1", credentials=tmp_path)
    who = AnyDevice(site=SiteId("test"), device=DeviceId("board-1"), link=link)
    follower = Follower(who, MemoryLink(MemoryBroker()), office.machine, tmp_path)
    follower._remember(Followed(handed="1.1", unheard=MOST_UNHEARD - 1))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(following, "write_sealed", full)
    with pytest.raises(OSError, match="No space"):
        follower._judge("1.1", None)
    assert (tmp_path / BACK).exists()


def test_a_full_disk_keeps_nobody_from_going_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office, write = Office(tmp_path), write_durably
    office.apply(office.bundle())

    def full(path: Path, content: bytes, **how: int) -> None:
        if b"installing" in content:
            raise OSError(28, "No space left on device")
        write(path, content, **how)

    monkeypatch.setattr(applying, "write_durably", full)
    assert take_back(office.machine, "by-hand").phase == "went-back"
    assert office.says() == "1.0"
