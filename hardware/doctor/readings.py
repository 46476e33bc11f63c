"""What can be known of a machine. None: it does not tell, or there is no such thing. Pure."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class ClockReading:
    """The machine's clock."""

    utc_ms: int
    synchronized: bool
    """The kernel says that a time server or a receiver keeps it right."""
    has_battery_clock: bool
    battery_off_s: float | None = None
    """How far the battery clock is from it."""


@dataclass(frozen=True)
class Volume:
    """A file system that matters."""

    place: str
    total: int
    """Bytes."""
    free: int
    files_free: float
    """Of all that it can have, 0 to 1."""
    read_only: bool
    meant_read_only: bool = False
    """As ``/etc/fstab`` or the image has it."""
    ext4_errors: int | None = None
    """As the file system itself has counted them since it was last checked."""


@dataclass(frozen=True)
class Card:
    """A memory card or soldered memory (MMC)."""

    name: str
    worn_tenths: int | None = None
    """``life_time``: 1 is up to 10 %, 11 is more than 100 % of what it was made for; cards mostly do not tell."""
    end_of_life: int | None = None
    """``pre_eol_info``: 1 normal, 2 most spare blocks used, 3 urgent."""


@dataclass(frozen=True)
class KernelSays:
    """Lines of the kernel's log since the machine was switched on, by what they are about."""

    storage_errors: int
    under_voltage: int


@dataclass(frozen=True)
class RootReading:
    """Whether the system is protected against writing."""

    protection_wanted: bool
    protected: bool


@dataclass(frozen=True)
class Wire:
    """A network interface with a cable or a radio."""

    name: str
    connected: bool
    drops: int
    """How often the connection was lost since the machine was switched on."""


@dataclass(frozen=True)
class Peer:
    """Somebody this machine must reach over the network."""

    address: str
    trouble: Literal["", "refused", "no-way", "no-name"] = ""
    """Why it cannot: nobody listens there, no answer comes, nobody knows the name; empty when it can."""


@dataclass(frozen=True)
class Unit:
    """A program of ours, as the service manager sees it."""

    name: str
    state: str
    restarts: int


@dataclass(frozen=True)
class Thing:
    """A device that the settings name."""

    name: str
    present: bool | None
    """None: it is reached in a way that cannot be looked at without disturbing it."""


@dataclass(frozen=True)
class CertificateReading:
    """A certificate that this machine shows to others."""

    name: str
    days_left: float | None = None
    trouble: Literal["", "missing", "broken", "other-key"] = ""
    """Why it cannot be used; empty when it can, or when whoever asks may not look."""


@dataclass(frozen=True)
class BackupReading:
    """How the controller's backups go. ``failed``: the last try made none."""

    days_old: float | None = None
    """None: there was never one."""
    failed: bool = False


@dataclass(frozen=True)
class Package:
    """An installed package of ours."""

    name: str
    version: str


@dataclass(frozen=True)
class Readings:
    """Everything that was found out at one moment."""

    clock: ClockReading
    volumes: tuple[Volume, ...] = ()
    cards: tuple[Card, ...] = ()
    kernel: KernelSays | None = None
    throttled: int | None = None
    """The bits of the Raspberry Pi's firmware."""
    celsius: float | None = None
    root: RootReading | None = None
    wires: tuple[Wire, ...] = ()
    address: str = ""
    """In the office's network."""
    alone: bool = False
    """No program here speaks with another machine."""
    peers: tuple[Peer, ...] = ()
    units: tuple[Unit, ...] | None = None
    printers: tuple[Thing, ...] = ()
    cameras: tuple[Thing, ...] = ()
    certificates: tuple[CertificateReading, ...] = ()
    broken_settings: tuple[str, ...] = ()
    """Names of settings files that cannot be read."""
    backup: BackupReading | None = None
    """None: this is no controller, or whoever asks may not look."""
    packages: tuple[Package, ...] = ()
    version: str = ""
    """Of motcua."""
    system: str = ""
    model: str = ""
