"""What each package is: its files, its libraries, and what it needs of Debian."""

from dataclasses import dataclass

COMMON, OFFICE_ROLE = "motcua-common", "motcua-controller"
LIGHT = ("controller", "printer", "board", "panel")
"""Their libraries stand together in the common package: 40 MB, against a second copy of half of them."""


@dataclass(frozen=True)
class Role:
    """One package."""

    name: str
    about: str
    depends: tuple[str, ...] = ()
    recommends: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    """Started with ``motcua.target``."""
    extras: tuple[str, ...] = ()
    """Whose libraries are vendored into it, as in pyproject.toml."""

    @property
    def folder(self) -> str:
        """Where its libraries stand, below ``/usr/lib/motcua``."""
        return "common" if self.extras in ((), LIGHT) else self.extras[0]


ROLES = (
    Role(
        COMMON,
        "the code of motcua and the libraries of its small programs",
        depends=("adduser | systemd", "libusb-1.0-0"),
        units=(
            "office-power-off.path",
            "office-reboot.path",
            "office-follow.timer",
            "office-follow-install.path",
            "office-follow-back.path",
        ),
        extras=LIGHT,
    ),
    Role(
        OFFICE_ROLE,
        "the desk of a one-stop office: gives numbers, remembers, announces",
        depends=("mosquitto",),
        recommends=("poppler-utils",),
        units=(
            "motcua-broker.service",
            "motcua-controller.service",
            "motcua-announce.service",
            "office-backup.timer",
            "office-backup.path",
            "office-outside.path",
            "office-printer.path",
            "office-outside.timer",
            "office-update.path",
            "office-update-look.path",
        ),
    ),
    Role(
        "motcua-kiosk",
        "the touch kiosk of a one-stop office",
        depends=("cage", "libgl1", "libegl1", "libmtdev1", "libzbar0", "libglib2.0-0"),
        recommends=("espeak-ng", "alsa-utils"),
        units=("motcua-kiosk.service",),
        extras=("kiosk",),
    ),
    Role(
        "motcua-printer",
        "the slip printer of a one-stop office",
        units=("motcua-printer.service", "office-chosen-printer.path"),
    ),
    Role(
        "motcua-board",
        "the hall board and the signs over the counters",
        recommends=("alsa-utils", "espeak-ng", "poppler-utils", "python3-spidev"),
        units=("motcua-board.service",),
    ),
    Role(
        "motcua-panel",
        "the button box of a counter",
        recommends=("python3-lgpio",),
        units=("motcua-panel.service",),
    ),
    Role(
        "motcua-province",
        "the centre of a province: takes the facts of its offices, shows them",
        recommends=("postgresql",),
        units=("motcua-province.service",),
        extras=("province",),
    ),
    Role(
        "motcua-office",
        "a whole one-stop office on one machine",
        depends=("motcua-controller", "motcua-kiosk", "motcua-printer", "motcua-board"),
    ),
)
