"""Files change places all together or not at all, wherever it is interrupted, and whatever fails."""

import contextlib
import functools
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from controller.backup import together
from controller.backup.together import PLAN, CannotEnd, Move, PlanUnreadable, Wanted, end, replace_together
from hardware.sealed_file import write_sealed

Names = dict[str, bytes]
STEPS = ("rename", "link", "unlink")


class CutError(BaseException):
    """The power is cut: nothing of ours runs any more."""


class Place:
    """Settings here, keys there, a file that is new, one that says the same, and a journal that is staged already."""

    def __init__(self, root: Path) -> None:
        self.etc, self.data = root / "etc", root / "data"
        for path, text in (("etc/a.toml", "old a"), ("data/ca.key", "old key"), ("etc/same", "same")):
            (root / path).parent.mkdir(exist_ok=True)
            (root / path).write_text(text)
        self.building = self.data / "journal.restoring"
        self.building.write_text("new journal")

    def replace(self) -> list[Path]:
        wanted = [
            Wanted(self.etc / "a.toml", b"new a", 0o644),
            Wanted(self.etc / "same", b"same"),
            Wanted(self.data / "ca.key", b"new key"),
            Wanted(self.data / "new" / "shelf.json", b"new shelf"),
        ]
        move = Move(staged=self.building, to=self.data / "journal.restored")
        return replace_together(self.etc, wanted, [move], "now")

    def seen(self) -> Names:
        folders = (self.etc, self.data, self.data / "new")
        files = [path for each in folders for path in each.glob("[!.]*") if path.is_file()]
        return {path.name: path.read_bytes() for path in files}

    @property
    def hidden(self) -> list[str]:
        """What is staged or planned."""
        return [path.name for each in (self.etc, self.data) for path in each.rglob(".*")]


OLD: Names = {"a.toml": b"old a", "ca.key": b"old key", "same": b"same"}
NEW: Names = {
    "a.toml": b"new a", "a.toml.before-now": b"old a", "ca.key": b"new key", "ca.key.before-now": b"old key",
    "same": b"same", "shelf.json": b"new shelf", "journal.restored": b"new journal",
}  # fmt: skip


def counted(
    real: Callable[..., object], count: list[int], most: int, error: BaseException
) -> Callable[..., object]:
    def done(*args: object, **more: object) -> object:
        count[0] += 1
        if count[0] > most:
            raise error
        return real(*args, **more)

    return done


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.fixture
def after(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int, BaseException], list[int]]]:
    """Let the ``n``-th change of names, and every one after it, end otherwise; the count goes on."""

    def fail_after(most: int, error: BaseException) -> list[int]:
        count = [0]
        for step in STEPS:
            monkeypatch.setattr(os, step, counted(getattr(os, step), count, most, error))
        monkeypatch.setattr(os, "replace", os.rename)
        return count

    yield fail_after
    monkeypatch.undo()


def test_all_of_them_and_what_was_there_is_kept(place: Place) -> None:
    kept = place.replace()
    assert place.seen() == NEW
    assert sorted(path.name for path in kept) == ["a.toml.before-now", "ca.key.before-now"]
    assert place.hidden == []
    assert (place.etc / "a.toml").stat().st_mode & 0o777 == 0o644
    end(place.etc)
    assert place.seen() == NEW


@pytest.mark.parametrize("moment", range(24))
def test_whenever_it_is_cut_the_next_start_has_all_or_nothing(
    place: Place,
    moment: int,
    monkeypatch: pytest.MonkeyPatch,
    after: Callable[[int, BaseException], list[int]],
) -> None:
    count = after(moment, CutError())
    try:
        place.replace()
    except CutError:
        pass
    else:
        assert count[0] <= moment
    monkeypatch.undo()
    end(place.etc)
    seen = place.seen()
    assert seen in (NEW, OLD, {**OLD, "journal.restoring": b"new journal"})
    assert PLAN not in place.hidden
    place.building.write_text("new journal")
    if seen != NEW:  # and once more, as if nothing had been
        place.replace()
    assert {name: text for name, text in place.seen().items() if name != "journal.restoring"} == NEW


@pytest.mark.parametrize("moment", range(24))
def test_a_start_that_is_cut_too_leaves_it_to_the_next(
    tmp_path: Path,
    moment: int,
    monkeypatch: pytest.MonkeyPatch,
    after: Callable[[int, BaseException], list[int]],
) -> None:
    for again in (0, 1, 3, 6):
        (tmp_path / str(again)).mkdir()
        place = Place(tmp_path / str(again))
        for most, do in ((moment, place.replace), (again, functools.partial(end, place.etc))):
            after(most, CutError())
            with contextlib.suppress(CutError):
                do()
            monkeypatch.undo()
        end(place.etc)
        assert place.seen() in (NEW, OLD, {**OLD, "journal.restoring": b"new journal"})


def test_what_cannot_be_staged_leaves_everything_as_it_was(place: Place) -> None:
    (place.data / "new").write_text("a file where a folder should be")
    with pytest.raises(OSError, match="new"):
        place.replace()
    (place.data / "new").unlink()
    assert place.seen() == OLD
    assert place.hidden == []


def test_one_that_cannot_take_its_place_takes_the_others_back(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if self.name == ".ca.key.coming-back":
            raise OSError(5, "the card fails", str(target))
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(OSError, match="the card fails"):
        place.replace()
    assert place.seen() == OLD
    assert place.hidden == []


def test_where_nothing_can_be_done_or_undone_the_plan_stays(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = together._do

    def do(move: Move) -> None:
        real(move)
        if move.to.name == "a.toml":
            monkeypatch.setattr(Path, "replace", fails)
            monkeypatch.setattr(Path, "hardlink_to", fails)

    def fails(self: Path, _target: Path) -> Path:
        raise OSError(30, "read-only", str(self))

    monkeypatch.setattr(together, "_do", do)
    with pytest.raises(CannotEnd):
        place.replace()
    monkeypatch.undo()
    assert place.hidden
    end(place.etc)
    assert place.seen() == NEW


def test_a_name_that_is_kept_already_is_not_written_over(place: Place) -> None:
    (place.etc / "a.toml.before-now").write_text("older still")
    place.replace()
    assert place.seen()["a.toml.before-now"] == b"older still"
    assert place.seen()["a.toml.before-now-2"] == b"old a"


@pytest.mark.parametrize(
    "content", [b"", b"{", b'{"decided": true}', b'{"decided": true, "moves": [], "x": 1}']
)
def test_a_plan_that_is_none_is_told_and_nothing_is_done(place: Place, content: bytes) -> None:
    (place.etc / PLAN).write_bytes(content)
    with pytest.raises(CannotEnd):
        end(place.etc)
    assert place.seen() == {**OLD, "journal.restoring": b"new journal"}


@pytest.mark.parametrize("to", ["{root}/etc/passwd", "{root}/data/../etc/passwd"])
@pytest.mark.parametrize("kept", ["null", '"{root}/elsewhere"'])
def test_a_plan_moves_nothing_into_a_folder_where_it_was_not_staged(place: Place, to: str, kept: str) -> None:
    root = place.etc.parent
    (root / "data" / "mine").write_text("root::0:0::/:/bin/sh")
    staged = f'{{"staged": "{root}/data/mine", "to": "{to}", "kept": {kept}}}'
    plan = f'{{"decided": true, "moves": [{staged}]}}'.replace("{root}", str(root))
    write_sealed(place.etc / PLAN, plan.encode())
    before = place.seen()
    with pytest.raises(PlanUnreadable):
        end(place.etc)
    assert place.seen() == before


def test_a_plan_that_cannot_be_read_is_not_taken_for_none(place: Place) -> None:
    (place.etc / PLAN).mkdir()
    with pytest.raises(CannotEnd):
        end(place.etc)


def test_what_was_decided_meanwhile_is_not_lost_for_a_plan_that_nobody_can_read(
    place: Place, after: Callable[[int, BaseException], list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    (place.etc / PLAN).write_text("damaged")

    def again() -> None:
        with together.anew(place.etc):
            after(12, CutError())
            place.replace()

    with pytest.raises(CutError):
        again()
    monkeypatch.undo()
    assert PLAN in place.hidden
    end(place.etc)
    assert place.seen() == NEW


def test_the_plan_of_an_office_with_thousands_of_files_is_read_again(tmp_path: Path) -> None:
    wanted = [Wanted(tmp_path / f"{n:064}.zip", b"a form") for n in range(2_000)]
    replace_together(tmp_path, wanted, [], "now")
    assert sum(path.suffix == ".zip" for path in tmp_path.iterdir()) == len(wanted)
