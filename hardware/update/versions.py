"""Whether packages are of the version that a bundle names: by that name the other machines of an office ask for it."""

import subprocess
from collections.abc import Iterable
from pathlib import Path

from hardware.update.errors import UpdateError


def need_version(debs: Iterable[Path], version: str) -> None:
    """Raises UpdateError for one of another version, and for what is no package."""
    for deb in debs:
        asked = ("dpkg-deb", "--field", str(deb), "Version")
        told = subprocess.run(asked, check=False, capture_output=True, text=True)
        name, found = deb.name.partition("_")[0], told.stdout.strip()
        if told.returncode:
            raise UpdateError("damaged", package=name)
        if found != version:
            raise UpdateError("other-version", package=name, theirs=found, version=version)
