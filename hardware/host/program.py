"""How every program starts: the same flags, the same log, the same exit codes."""

import argparse
import secrets
import sys
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

from contracts.settings import DeviceSettings, Settings, is_loopback
from contracts.topics import Topics
from hardware.finding.here import settled
from hardware.finding.whereabouts import Whereabouts
from hardware.host.care import take_care
from hardware.host.command import prog
from hardware.host.exits import EXIT_SETTINGS
from hardware.host.logs import start_logging
from hardware.host.settings_file import SettingsError, load_settings, sentence, show_settings
from hardware.host.vitals import vitals_here
from hardware.link.mqtt import MqttLink
from hardware.link.seen_file import SeenFile
from hardware.link.station import Identity

S = TypeVar("S", bound=Settings)

VERSION = version("motcua")


def read_settings(program: str, description: str, schema: type[S], argv: list[str] | None = None) -> S:
    """Parse the command line and load the settings; ends the process for ``--check`` and ``--show``, or on errors."""
    return settings_in(arguments(program, description, argv), schema)


def arguments(program: str, description: str, argv: list[str] | None = None) -> argparse.Namespace:
    """The command line that every program has; ``settings`` is the path of its file."""
    parser = argparse.ArgumentParser(prog=prog(program), description=description)
    parser.add_argument(
        "--settings",
        type=Path,
        default=Path(f"/etc/motcua/{program.rpartition('.')[2]}.toml"),
        help="the settings file (default: %(default)s)",
    )
    parser.add_argument(
        "--check-settings", action="store_true", help="check the file, print every error, and stop"
    )
    parser.add_argument("--show-settings", action="store_true", help="print the settings in force, and stop")
    return parser.parse_args(argv)


def settings_in(args: argparse.Namespace, schema: type[S]) -> S:
    """The settings that the command line names; ends the process as ``read_settings`` does."""
    try:
        settings = load_settings(args.settings, schema)
    except SettingsError as error:
        print(error, file=sys.stderr)
        sys.exit(EXIT_SETTINGS)
    if args.show_settings:
        print(show_settings(settings))
    if args.check_settings:
        _tell_warnings(args.settings, settings)
        print(f"{args.settings}: no errors")
    if args.show_settings or args.check_settings:
        sys.exit(0)
    start_logging(getattr(settings, "log_level", "INFO"))
    return settings


def _tell_warnings(path: Path, settings: Settings) -> None:
    warnings = [f"{path}: {sentence(warning)}" for warning in settings.warnings()]
    if warnings:
        print("\n".join(warnings), file=sys.stderr)
        sys.exit(EXIT_SETTINGS)


def identity_of(settings: DeviceSettings, program: str) -> Identity:
    """Who this device is on the wire."""
    link = settled(settings.link)
    safe = link.credentials is not None or is_loopback(link.host)  # else anybody could speak for the desk
    care = take_care if safe else None
    return Identity(settings.site, settings.device, program, VERSION, vitals_here, care)


def seen_file_of(settings: DeviceSettings) -> SeenFile:
    """Where this device keeps what it saw of the numbers."""
    return SeenFile(Topics(settings.site), settings.device, settings.memory)


def link_of(settings: DeviceSettings, purpose: str = "") -> MqttLink:
    """The link that the settings ask for. ``purpose``: of a second one of the same device."""
    run = secrets.token_hex(4)  # so that a machine with the same name does not push us off the broker
    link = settled(settings.link)
    where = Whereabouts(link.credentials) if link.finds and link.credentials else None
    name = "-".join(part for part in (settings.site, settings.device, purpose, run) if part)
    return MqttLink(link.host, link.port, name, link.credentials, where)
