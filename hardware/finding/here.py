"""Whether the controller is this very machine: then its programs need neither an address nor a certificate."""

from pathlib import Path

from contracts.settings import LinkSettings

OWN = Path("/etc/motcua/controller.toml")
"""The package of the controller brings it, and takes it away."""


def settled(link: LinkSettings, own: Path = OWN) -> LinkSettings:
    """The settings of a link whose controller is to be found: the door of this machine, where it is here."""
    there = own.is_symlink() or own.exists()  # where it leads only the controller may look
    return LinkSettings() if link.finds and there else link
