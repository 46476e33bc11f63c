"""The scenarios that come with the program, by name; any other name is a file."""

from pathlib import Path

from controller.what_if.scenario import Scenario
from hardware.host.settings_file import SettingsError, load_settings

FOLDER = Path(__file__).with_name("scenarios")


def names() -> tuple[str, ...]:
    """What there is."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def scenario(name: str) -> Scenario:
    """A shipped scenario, or one of a file. Raises SettingsError, which names file, key and value."""
    shipped = FOLDER / f"{name}.toml"
    path = shipped if name in names() else Path(name)
    if not path.exists():
        raise SettingsError(
            path, [f"there is no such file, and no scenario of this name: {', '.join(names())}"]
        )
    return load_settings(path, Scenario)
