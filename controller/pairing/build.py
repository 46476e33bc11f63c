"""The office that lets devices in, as the settings want it, and where they find it."""

import logging
import os
from pathlib import Path

from controller.pairing.office import PairingGround, PairingOffice
from controller.settings import OfficeSettings
from hardware.finding.told import Told, told_by_controller
from hardware.ports import Clock

log = logging.getLogger(__name__)


def pairing_of(settings: OfficeSettings, clock: Clock) -> PairingOffice | None:
    """None where nobody is to be paired, or the office's authority cannot be used: who is paired stays connected."""
    wanted = settings.pairing
    if not wanted.enabled:
        return None
    ground = PairingGround(
        site=settings.site,
        folder=wanted.folder or settings.data_dir / "pairing",
        plain_port=settings.link.port,
        tls_port=wanted.tls_port,
        host=wanted.host,
        pid_file=wanted.broker_pid,
    )
    try:
        return PairingOffice(ground, clock.monotonic)
    except (OSError, ValueError) as error:  # numbers are given without it
        log.critical("pairing: %s", error)
        return None


def let_be_found(settings: OfficeSettings, *, paired: bool, folder: str | None = None) -> None:
    """Write down what ``motcua announce`` says in the network, where the service manager gives a folder for it.

    Nothing, while nobody can be paired: a device that found this machine could not come in.
    """
    where = folder or os.environ.get("RUNTIME_DIRECTORY")
    if not where:
        return
    told = Told(office=settings.name.vi, web_port=settings.web.port, broker_port=settings.pairing.tls_port)
    try:
        told_by_controller(Path(where), told if paired and settings.pairing.enabled else None)
    except OSError as error:  # whoever knows the address comes in all the same
        log.warning("%s: %s", where, error.strerror or error)
