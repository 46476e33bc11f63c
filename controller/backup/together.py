"""Files that are replaced all together or not at all, wherever they lie: a crash in between is ended by the next start.

Each is laid beside its place first and read back. A plan says which; as soon as it says *decided* they change places by
renaming, which needs no room. Whatever interrupts that, the plan tells the next start what is left to do; and what cannot
be done is undone.
"""

import contextlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from hardware.durable import flush_folder, write_durably
from hardware.seal import DamagedFile
from hardware.sealed_file import read_sealed, write_sealed

PLAN = ".coming-back.json"
MOST_BYTES = 8 << 20
"""A backup may hold five thousand files, and each is a line of the plan."""


@dataclass(frozen=True)
class Wanted:
    """What a file is to be. ``mode``: as of ``write_durably``."""

    to: Path
    content: bytes
    mode: int = 0o600


class Move(BaseModel):
    """``staged`` takes the place of ``to``; what was there becomes ``kept``, if that is wanted.

    All in one folder: whoever may write the plan moves nothing where they may not write, though root ends it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    staged: Path
    to: Path
    kept: Path | None = None

    @model_validator(mode="after")
    def _in_one_folder(self) -> Self:
        beside = [path for path in (self.staged, self.kept) if path]
        if ".." in self.to.parts or any(path.parent != self.to.parent for path in beside):
            raise ValueError("what is moved lies beside its place")
        return self


class Plan(BaseModel):
    """``decided``: everything is staged and proved, and is going to be so."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    decided: bool
    moves: tuple[Move, ...]


class CannotEnd(Exception):  # noqa: N818 - named by what is wrong
    """A change that was cut short can be neither ended nor undone; ``why`` and ``path`` say where."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path}: {why}")
        self.path, self.why = path, why


class PlanUnreadable(CannotEnd):
    """Nobody knows what is left to do."""


def replace_together(folder: Path, wanted: Iterable[Wanted], more: Iterable[Move], stamp: str) -> list[Path]:
    """Replace files; where those are that were kept. ``folder`` keeps the plan; ``more``: what is staged already.

    What is there and says the same is left alone. Raises OSError or CannotEnd; after OSError everything is as before.
    """
    files = [(each, _move(each, stamp)) for each in wanted if not _says_the_same(each)]
    plan = Plan(decided=False, moves=(*(move for _, move in files), *more))
    try:
        _note(folder, plan)
        for each, move in files:
            _stage(each, move.staged)
        _note(folder, plan.model_copy(update={"decided": True}))
    except OSError:
        _forget(folder, plan)
        raise
    end(folder)
    return [move.kept for _, move in files if move.kept]


def end(folder: Path) -> None:
    """End what was cut short, if anything was: what was decided is done, anything else never was.

    Raises OSError when it could not be done and was undone; CannotEnd when even that failed.
    """
    plan = _planned(folder)
    if plan is None:
        return
    if plan.decided:
        try:
            for move in plan.moves:
                _do(move)
        except OSError:
            _undo_all(folder, plan)
            raise
    _forget(folder, plan)


@contextlib.contextmanager
def anew(folder: Path) -> Iterator[None]:
    """Meanwhile everything is replaced anew, which needs no plan that cannot be read; where that fails it is there again.

    Raises OSError.
    """
    aside = folder / f"{PLAN}.unreadable"
    (folder / PLAN).replace(aside)
    try:
        yield
    except BaseException:
        if not (folder / PLAN).exists():  # or the next start ends what was decided meanwhile
            aside.replace(folder / PLAN)
        raise


def _move(each: Wanted, stamp: str) -> Move:
    kept, again = each.to.with_name(f"{each.to.name}.before-{stamp}"), 1
    while kept.exists():
        again += 1
        kept = kept.with_name(f"{each.to.name}.before-{stamp}-{again}")
    staged = each.to.with_name(f".{each.to.name}.coming-back")
    return Move(staged=staged, to=each.to, kept=kept if each.to.exists() else None)


def _says_the_same(each: Wanted) -> bool:
    return each.to.exists() and each.to.read_bytes() == each.content


def _stage(each: Wanted, staged: Path) -> None:
    owner = _nearest(each.to.parent).stat()
    made = [folder for folder in (each.to.parent, *each.to.parent.parents) if not folder.exists()]
    write_durably(staged, each.content, mode=each.mode)
    if os.geteuid() == 0:
        for path in (*made, staged):
            os.chown(path, owner.st_uid, owner.st_gid)
    if staged.read_bytes() != each.content:
        raise OSError(f"{staged} reads back wrong")


def _nearest(folder: Path) -> Path:
    return next(each for each in (folder, *folder.parents) if each.exists())


def _do(move: Move) -> None:
    """Also after any part of it, and of its undoing, was done: while ``staged`` is there it is not over."""
    if not move.staged.exists():
        return
    if move.kept and move.to.exists() and not move.kept.exists():
        move.kept.hardlink_to(move.to)
    move.staged.replace(move.to)
    move.staged.unlink(missing_ok=True)  # two names of one file, after an undoing that was cut short
    flush_folder(move.to.parent)


def _undo_all(folder: Path, plan: Plan) -> None:
    try:
        for move in reversed(plan.moves):
            _undo(move)
    except OSError as error:
        raise CannotEnd(folder, error.strerror or str(error)) from error
    _forget(folder, plan)


def _undo(move: Move) -> None:
    """Also after any part of it was done: ``staged`` is there again, and ``to`` is what it was."""
    if not move.staged.exists():
        move.staged.hardlink_to(move.to)
    if move.kept is None:
        if move.to.exists() and move.to.samefile(move.staged):
            move.to.unlink()
    elif move.kept.exists():
        if move.kept.samefile(move.to):  # linked, and not yet replaced
            move.kept.unlink()
        else:
            move.kept.replace(move.to)
    flush_folder(move.to.parent)


def _note(folder: Path, plan: Plan) -> None:
    write_sealed(folder / PLAN, plan.model_dump_json().encode())
    if os.geteuid() == 0:  # the controller ends it, as its own user
        owner = folder.stat()
        os.chown(folder / PLAN, owner.st_uid, owner.st_gid)


def _planned(folder: Path) -> Plan | None:
    """Raises PlanUnreadable."""
    try:
        return Plan.model_validate_json(read_sealed(folder / PLAN, MOST_BYTES))
    except FileNotFoundError:
        return None
    except DamagedFile as error:
        raise PlanUnreadable(folder / PLAN, str(error)) from None
    except OSError as error:  # what it says may be half done
        raise PlanUnreadable(folder / PLAN, error.strerror or str(error)) from error
    except ValidationError as error:  # written whole or not at all: somebody else's
        raise PlanUnreadable(folder / PLAN, f"{error.error_count()} errors") from None


def _forget(folder: Path, plan: Plan) -> None:
    """The plan goes first: one that says *decided* is never left with less than was staged."""
    try:
        (folder / PLAN).unlink(missing_ok=True)
        flush_folder(folder)
    except OSError:
        return
    for move in plan.moves:
        with contextlib.suppress(OSError):
            move.staged.unlink(missing_ok=True)
