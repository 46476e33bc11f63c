"""Slip printers that this machine could use, and the one that the caretaker chose among them."""

import asyncio
import contextlib
import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from contracts.messages import FoundPrinter
from hardware.host.regular_file import read_regular

FOLDER, WISH = "printer", "wanted"
"""Below the controller's ``data_dir``; ``office-printer.service`` obeys."""
MOST_BYTES = 1000
WAYS = ("lp", "tcp", "usb", "serial")
"""To a printer, as its program's settings name them below ``[printer]``."""
RAW_PORT = 9100
AT_ONCE = 64
"""So many addresses of the network are asked at the same time."""


class ChosenPrinter(BaseModel):
    """How a printer is reached: behind the kernel's driver, or in the network."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    way: Literal["lp", "tcp", "serial"]
    path: Annotated[
        str,
        StringConstraints(
            pattern=r"^(/dev/usb/lp[0-9]{1,2}|/dev/serial/by-id/[A-Za-z0-9_][A-Za-z0-9._:+-]{0,150})?$"
        ),
    ] = ""
    host: Annotated[str, StringConstraints(pattern=r"^[0-9.]{0,15}$")] = ""
    port: int = Field(RAW_PORT, ge=1, le=65535)
    baud: Literal[0, 9600, 19200, 38400, 57600, 115200] = 0
    flow: Literal["", "rts-cts", "dsr-dtr", "xon-xoff", "none"] = ""

    @classmethod
    def of(cls, found: FoundPrinter) -> "ChosenPrinter":
        """One that a device found on its cables. Raises ValueError for what is none."""
        if found.answer != "printer":
            raise ValueError(f"{found.place} is {found.answer}")
        serial = {"baud": found.baud, "flow": found.flow} if found.way == "serial" else {}
        return cls.model_validate({"way": found.way, "path": found.place, **serial})

    @model_validator(mode="after")
    def _says_where(self) -> "ChosenPrinter":
        folder = {"lp": "/dev/usb/", "serial": "/dev/serial/"}.get(self.way, "")
        if bool(folder) != bool(self.path) or not self.path.startswith(folder):
            raise ValueError("not where such a printer is")
        if (self.way == "serial") != bool(self.baud and self.flow):
            raise ValueError("a serial line has a speed, and nothing else has")
        if self.way == "tcp" and not ipaddress.IPv4Address(self.host).is_private:
            raise ValueError("not in the office's network")
        return self

    @property
    def where(self) -> str:
        """As people read it."""
        return f"{self.host}:{self.port}" if self.way == "tcp" else self.path

    @property
    def table(self) -> dict[str, str | int]:
        """As the printer's settings have it, below ``[printer]``."""
        serial = {"baud": self.baud, "flow": self.flow} if self.way == "serial" else {}
        return {"host": self.host, "port": self.port} if self.way == "tcp" else {"path": self.path, **serial}


@dataclass(frozen=True)
class Found:
    """A printer that could be used. ``name``: what it calls itself; "" where it says nothing."""

    printer: ChosenPrinter
    name: str


def chosen_in(wish: Path) -> ChosenPrinter:
    """Raises OSError, ValueError for what no page of ours wrote."""
    return ChosenPrinter.model_validate_json(read_regular(wish, MOST_BYTES))


def usb_printers(sysfs: Path = Path("/sys")) -> tuple[Found, ...]:
    """Those that the kernel has a driver for, by the names that they have on their cable."""
    found = []
    for entry in sorted((sysfs / "class/usbmisc").glob("lp[0-9]*")):
        plug = (entry / "device").resolve().parent
        names = (_said(plug / part) for part in ("manufacturer", "product"))
        with contextlib.suppress(ValueError):
            printer = ChosenPrinter(way="lp", path=f"/dev/usb/{entry.name}")
            found.append(Found(printer, " ".join(name for name in names if name)))
    return tuple(found)


async def network_printers(own: str, port: int = RAW_PORT, patience_s: float = 1.5) -> tuple[Found, ...]:
    """Who listens where printers listen, among the neighbours of an address. Nothing is sent: another kind would print it."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def listens(host: str) -> bool:
        async with gate:
            try:
                _, writer = await asyncio.wait_for(asyncio.open_connection(host, port), patience_s)
            except (OSError, TimeoutError):
                return False
            writer.close()
            return True

    hosts = neighbours(own)
    answers = await asyncio.gather(*map(listens, hosts))
    return tuple(
        Found(ChosenPrinter(way="tcp", host=host, port=port), "")
        for host, there in zip(hosts, answers, strict=True)
        if there
    )


def neighbours(own: str) -> tuple[str, ...]:
    """The 253 others whose addresses begin as ours does; none for an address that is not of a private network."""
    try:
        address = ipaddress.IPv4Address(own)
    except ValueError:
        return ()
    if not address.is_private or address.is_loopback:
        return ()
    hosts: Iterable[ipaddress.IPv4Address] = ipaddress.IPv4Network(f"{own}/24", strict=False).hosts()
    return tuple(str(host) for host in hosts if host != address)


def _said(path: Path) -> str:
    try:
        return "".join(filter(str.isprintable, path.read_text("utf-8", "replace"))).strip()[:60]
    except OSError:
        return ""
