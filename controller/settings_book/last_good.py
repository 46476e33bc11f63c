"""What the settings said when they were last whole: so an office opens in the morning although somebody broke its file."""

import contextlib
import tomllib
from pathlib import Path

from controller.settings import OfficeSettings
from controller.settings_book.history import FOLDER, History
from controller.settings_book.proposal import CannotBe, checked
from hardware.host.toml_file import TomlError, read_table

DATA_DIR = Path(str(OfficeSettings.model_fields["data_dir"].default))


def last_good(path: Path) -> OfficeSettings | None:
    """The newest text in the history that an office can have; None: there is none.

    The history lies where the file says; of one that says nothing any more, where it usually lies.
    """
    history = History(_data_dir(path) / FOLDER)
    for change in reversed(history.changes):
        text = history.text(change)
        if text is not None:
            with contextlib.suppress(ValueError, CannotBe):
                return checked(tomllib.loads(text))
    return None


def _data_dir(path: Path) -> Path:
    with contextlib.suppress(TomlError):
        said = read_table(path).get("data_dir")
        return Path(said) if isinstance(said, str) and said else DATA_DIR
    with contextlib.suppress(OSError, UnicodeDecodeError):  # no TOML as a whole: perhaps that line is
        for line in path.read_text("utf-8").splitlines():
            if line.replace(" ", "").startswith("data_dir="):
                with contextlib.suppress(ValueError, KeyError):
                    return Path(str(tomllib.loads(line)["data_dir"]))
    return DATA_DIR
