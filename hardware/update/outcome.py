"""How the last update went, for people who did not sit at the terminal: a small file that everybody may read."""

import contextlib
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from hardware.sealed_file import read_sealed, write_sealed
from hardware.update.applying import State, state_in
from hardware.update.errors import UpdateError
from hardware.update.machine import Machine

NOTE = "outcome.json"
MOST_BYTES = 20_000
BEGUN, DONE, CUT_SHORT, TAKEN_BACK = "begun", "done", "cut-short", "error.taken-back"


class Outcome(BaseModel):
    """``key``: of the sentence in the catalogue of updates, filled by ``facts``. ``at``: UTC, milliseconds."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    at: int
    key: str
    facts: dict[str, str] = {}

    @property
    def good(self) -> bool:
        """Whether the new version runs."""
        return self.key == DONE


def outcome_in(machine: Machine) -> Outcome | None:
    """The last one; None: there was none. One that a power cut ended was told by nobody: its state tells it."""
    try:
        found = Outcome.model_validate_json(read_sealed(machine.place / NOTE, MOST_BYTES))
    except (OSError, ValueError):
        return None
    state = state_in(machine)
    if found.key == BEGUN and state.phase == "went-back":
        return found.model_copy(update={"key": CUT_SHORT, "facts": {"before": state.before}})
    if found.good and state.phase == "went-back":  # a power cut came while it was taken back
        return found.model_copy(update={"key": TAKEN_BACK})
    return found


def begun(machine: Machine, at: int) -> None:
    """One begins."""
    _note(machine.place / NOTE, Outcome(at=at, key=BEGUN))


def ended(machine: Machine, at: int, how: State | UpdateError) -> None:
    """One has ended."""
    if isinstance(how, UpdateError):
        told = Outcome(at=at, key=f"error.{how.key}", facts=how.facts)
    else:
        told = Outcome(at=at, key=DONE, facts={"version": how.version, "before": how.before})
    _note(machine.place / NOTE, told)


def _note(path: Path, outcome: Outcome) -> None:
    with contextlib.suppress(OSError):  # it is told at the terminal and in the log, too
        write_sealed(path, outcome.model_dump_json().encode(), mode=0o644)
