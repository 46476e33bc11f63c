"""How the last backups went: a small file that the backup program writes, and the pages and the doctor read."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from contracts.vocabulary import Millis
from hardware.durable import write_durably
from hardware.sealed_file import read_sealed, write_sealed

FOLDER, STATE, WANTED = "backup", "state.json", "wanted"
MOST_BYTES = 20_000


class State(BaseModel):
    """``good_at``: when the newest one that was read back whole was made; ``trouble``: why the last try failed."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    good_at: Millis | None = None
    good_name: str = ""
    good_bytes: int = 0
    tried_at: Millis | None = None
    trouble: str = ""
    facts: dict[str, str] = Field(default_factory=dict)


def state_in(data_dir: Path) -> State:
    """What is known; nothing where nothing can be read."""
    try:
        return State.model_validate_json(read_sealed(data_dir / FOLDER / STATE, MOST_BYTES))
    except (OSError, ValueError):
        return State()


def keep_state(data_dir: Path, state: State) -> None:
    """Raises OSError."""
    write_sealed(data_dir / FOLDER / STATE, state.model_dump_json().encode())


def want_one(data_dir: Path) -> None:
    """Ask for a backup now: the service manager starts the program when this file is there. Raises OSError."""
    write_durably(data_dir / FOLDER / WANTED, b"")


def is_wanted(data_dir: Path) -> bool:
    """Whether somebody asked and the program has not begun."""
    return (data_dir / FOLDER / WANTED).exists()


def begin(data_dir: Path) -> bool:
    """Take the wish; whether there was one. Raises OSError."""
    wanted = data_dir / FOLDER / WANTED
    if not wanted.exists():
        return False
    wanted.unlink(missing_ok=True)
    return True
