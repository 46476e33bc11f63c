"""What the settings files on a machine say of it, whatever programs it has. Nothing secret is kept. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LOOPBACK = ("127.", "localhost", "::1")
DATA = Path("/var/lib/motcua")
PLAIN_PORT = 1883


@dataclass(frozen=True)
class Seen:
    """The tables of the files that could be read, by the name of the program."""

    tables: Mapping[str, Mapping[str, Any]]

    @property
    def brokers(self) -> tuple[tuple[str, int], ...]:
        """Where the programs here look for the broker; whoever has not found one yet looks nowhere."""
        links = [_table(table, "link") for table in self.tables.values()]
        found = ((_text(link, "host", "127.0.0.1"), _number(link, "port", PLAIN_PORT)) for link in links)
        return tuple(dict.fromkeys((host, port) for host, port in found if host))

    @property
    def alone(self) -> bool:
        """Whether no program here speaks with another machine."""
        finds = any(_table(table, "link").get("host") == "" for table in self.tables.values())
        return not finds and all(host.startswith(LOOPBACK) for host, _port in self.brokers)

    @property
    def data_dir(self) -> Path:
        """The controller's folder."""
        return Path(_text(self.tables.get("controller", {}), "data_dir", str(DATA)))

    def certificates(self) -> Iterator[tuple[str, Path, Path]]:
        """Name, certificate and key of everything that this machine shows to others."""
        controller = self.tables.get("controller", {})
        pairing = _table(controller, "pairing")
        if pairing.get("enabled") is True:
            folder = Path(_text(pairing, "folder", str(self.data_dir / "pairing")))
            yield "controller", folder / "broker" / "server.pem", folder / "broker" / "server.key"
        for name, table in self.tables.items():
            folder_text = _text(_table(table, "link"), "credentials", "")
            if folder_text:
                yield name, Path(folder_text) / "cert.pem", Path(folder_text) / "key.pem"

    @property
    def printer(self) -> Mapping[str, Any]:
        """The table of the slip printer; empty where there is none or a simulated one."""
        table = _table(self.tables.get("printer", {}), "printer")
        return table if table.get("driver") == "escpos" else {}

    @property
    def camera(self) -> Mapping[str, Any]:
        """The table of the kiosk's camera; empty where there is none."""
        return _table(_table(self.tables.get("kiosk", {}), "reader"), "camera")


def _table(table: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = table.get(key)
    return found if isinstance(found, dict) else {}


def _text(table: Mapping[str, Any], key: str, otherwise: str) -> str:
    found = table.get(key)
    return found if isinstance(found, str) else otherwise


def _number(table: Mapping[str, Any], key: str, otherwise: int) -> int:
    found = table.get(key)
    return found if isinstance(found, int) and not isinstance(found, bool) else otherwise
