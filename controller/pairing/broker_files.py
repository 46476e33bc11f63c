"""What Mosquitto is told: its settings, its server certificate, who may what, and who is out."""

import contextlib
import os
import signal
from pathlib import Path

from contracts.access import access_list
from contracts.vocabulary import SiteId
from controller.pairing.authority import Authority, own_key
from controller.pairing.paired import Paired, valid
from hardware.durable import write_durably

FOLDER = "broker"
CONF, ACCESS, REVOKED, KEY, CERTIFICATE, AUTHORITY = (
    "mosquitto.conf", "access.acl", "revoked.pem", "server.key", "server.pem", "ca.pem",
)  # fmt: skip
SETTINGS = """\
# Written by the controller at its start; changes are written over. A wire, never a memory.
per_listener_settings true
persistence false
set_tcp_nodelay true
max_queued_messages 10000
max_packet_size 65536
sys_interval 0
log_dest stderr
log_timestamp false
pid_file {pid}

# This machine's own programs.
listener {plain} 127.0.0.1
allow_anonymous true

# Devices: only with a certificate of this office, under the name in it, and only what the access list says.
listener {tls} {host}
max_connections 500
allow_anonymous false
cafile {folder}/ca.pem
certfile {folder}/server.pem
keyfile {folder}/server.key
crlfile {folder}/revoked.pem
tls_version tlsv1.2
require_certificate true
use_identity_as_username true
acl_file {folder}/access.acl
"""


def write_settings(folder: Path, plain: int, tls: int, host: str, pid: Path) -> None:
    """The broker's settings file. Raises OSError."""
    text = SETTINGS.format(folder=folder, plain=plain, tls=tls, host=host, pid=pid)
    write_durably(folder / CONF, text.encode())


def write_server(folder: Path, authority: Authority, names: tuple[str, ...]) -> None:
    """The server's key, made once, and a certificate with the names of today. Raises CannotSign, OSError."""
    key = own_key(folder / KEY)
    write_durably(folder / AUTHORITY, authority.certificate.encode())
    write_durably(folder / CERTIFICATE, authority.sign_server(key, names))


def write_access(folder: Path, authority: Authority, site: SiteId, paired: tuple[Paired, ...]) -> None:
    """Who may what, and whose certificates are worth nothing any more. Raises OSError."""
    revoked = tuple(int(each.serial, 16) for each in paired if each.revoked_at is not None)
    write_durably(folder / REVOKED, authority.revocations(revoked))
    devices = ((each.device, each.role) for each in valid(paired).values())
    write_durably(folder / ACCESS, access_list(site, devices).encode())


def reload(pid_file: Path) -> None:
    """The broker reads its access list again; nobody is disconnected. Nothing when it does not run."""
    _tell(pid_file, signal.SIGHUP)


def restart(pid_file: Path) -> None:
    """The service manager starts the broker again: every device connects anew, whoever is out does not come back.

    Mosquitto reads its revocation list for new connections only, and keeps those that it has.
    """
    _tell(pid_file, signal.SIGTERM)


def _tell(pid_file: Path, what: signal.Signals) -> None:
    with contextlib.suppress(OSError, ValueError):
        os.kill(int(pid_file.read_text("ascii")), what)
