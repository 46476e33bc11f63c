"""What the kernel tells in files below ``/proc`` and ``/sys``. Read only; what is not there is None."""

import os
import re
from pathlib import Path

from hardware.doctor.readings import Card, KernelSays, RootReading, Volume, Wire

MOST_BYTES = 1_000_000
THROTTLED = (
    "sys/devices/platform/soc*/*firmware*/get_throttled",
    "sys/devices/platform/*firmware*/get_throttled",
)
"""Raspberry Pi kernels; on a Pi 5 the soc has its address in its name."""
VOLTAGE_ALARM = "in0_lcrit_alarm"
"""Of the driver ``rpi_volt``: 1 after the voltage was too low."""
STORAGE_ERROR = re.compile(
    r"I/O error, dev (mmcblk|sd|nvme)|EXT4-fs error|mmc\d+:.*(error|timeout)|Buffer I/O error on dev",
    re.IGNORECASE,
)
UNDER_VOLTAGE = re.compile(r"under-?voltage detected", re.IGNORECASE)
OVERLAY = re.compile(r"\b(overlayroot=(?!disabled|\"\"|'')\S+|boot=overlay)")
WRITABLE_OVERLAY = "overlay"


class KernelFiles:
    """The files of one machine."""

    def __init__(self, top: Path = Path("/")) -> None:
        """``top``: below which they are; another one in tests."""
        self._top = top

    def text(self, place: str) -> str | None:
        """What a file says, without the white space around it; None when it cannot be read."""
        try:
            with (self._top / place).open("rb") as file:
                return file.read(MOST_BYTES).decode("utf-8", "replace").strip().strip("\0")
        except OSError:
            return None

    def number(self, place: str, base: int = 10) -> int | None:
        """The number in a file; None when there is none."""
        try:
            found = int((self.text(place) or "").split()[0], base)
        except (ValueError, IndexError):
            return None
        return found if abs(found) < 1 << 63 else None

    def glob(self, pattern: str) -> list[str]:
        """The places that fit, in order; as ``text`` takes them."""
        try:
            return sorted(str(path.relative_to(self._top)) for path in self._top.glob(pattern))
        except OSError:
            return []

    def exists(self, path: Path) -> bool:
        """Whether there is such a file on the machine."""
        try:
            return (self._top / path.relative_to("/")).exists() if path.is_absolute() else False
        except OSError:
            return False

    def battery_clock(self) -> int | None:
        """Seconds since 1970 by the battery clock."""
        return self.number("sys/class/rtc/rtc0/since_epoch")

    def throttled(self) -> int | None:
        """The firmware's bits; where only the voltage is watched, the bits for that."""
        for pattern in THROTTLED:
            for place in self.glob(pattern):
                bits = self.number(place, 16)
                if bits is not None:
                    return bits
        for place in self.glob("sys/class/hwmon/hwmon*/name"):
            if self.text(place) == "rpi_volt":
                alarm = self.number(place.removesuffix("name") + VOLTAGE_ALARM)
                return None if alarm is None else alarm << 16
        return None

    def celsius(self) -> float | None:
        """The hottest place in the processor."""
        found = [self.number(place) for place in self.glob("sys/class/thermal/thermal_zone*/temp")]
        degrees = [value / 1000 for value in found if value is not None and -50_000 < value < 200_000]
        return max(degrees, default=None)

    def cards(self) -> tuple[Card, ...]:
        """Memory cards and soldered memory."""
        found = []
        for place in self.glob("sys/block/mmcblk*/device/name"):
            folder = place.removesuffix("name")
            worn = [
                int(part, 16)
                for part in re.findall(r"\b0x[0-9a-f]{1,2}\b", self.text(f"{folder}life_time") or "")
            ]
            card = Card(
                self.text(place) or "?",
                max(worn, default=0) or None,
                self.number(f"{folder}pre_eol_info", 16) or None,
            )
            found.append(card)
        return tuple(found)

    def wires(self) -> tuple[Wire, ...]:
        """Network interfaces of hardware: with a device behind them."""
        found = []
        for place in self.glob("sys/class/net/*/device"):
            folder = place.removesuffix("device")
            changes = self.number(f"{folder}carrier_down_count") or 0
            found.append(Wire(Path(folder).name, self.number(f"{folder}carrier") == 1, changes))
        return tuple(found)

    def volume(self, place: Path) -> Volume | None:
        """The file system that holds a folder; None when there is no such folder."""
        try:
            known = os.statvfs(self._top / place.relative_to("/"))
        except OSError:
            return None
        mount, device, options = self._mount_of(place)
        return Volume(
            place=str(place),
            total=known.f_blocks * known.f_frsize,
            free=known.f_bavail * known.f_frsize,
            files_free=known.f_favail / known.f_files if known.f_files else 1.0,
            read_only="ro" in options,
            meant_read_only=mount in self._meant_read_only(),
            ext4_errors=self.number(f"sys/fs/ext4/{Path(device).name}/errors_count"),
        )

    def _mount_of(self, place: Path) -> tuple[str, str, list[str]]:
        """Where the file system of a folder is mounted, its device, and its options; the last mount counts."""
        best = ("", "", [""])
        for line in (self.text("proc/self/mounts") or "").splitlines():
            device, mount, _kind, options, *_ = [*line.split(" "), "", "", "", ""]
            if place.is_relative_to(mount or "-") and len(mount) >= len(best[0]):
                best = (mount, device, options.split(","))
        return best

    def _meant_read_only(self) -> set[str]:
        lines = (self.text("etc/fstab") or "").splitlines()
        rows = [line.split() for line in lines if line.strip() and not line.lstrip().startswith("#")]
        return {row[1] for row in rows if len(row) >= 4 and "ro" in row[3].split(",")}

    def root(self) -> RootReading:
        """Whether ``/`` is to be an overlay that forgets, and whether it is one."""
        asked = f"{self.text('proc/cmdline') or ''}\n{self._overlayroot_file()}"
        mounts = [line.split(" ") for line in (self.text("proc/self/mounts") or "").splitlines()]
        last = next((row for row in reversed(mounts) if len(row) > 3 and row[1] == "/"), ["", "/", "", ""])
        protected = last[2] == WRITABLE_OVERLAY or "ro" in last[3].split(",")
        return RootReading(protection_wanted=OVERLAY.search(asked) is not None, protected=protected)

    def _overlayroot_file(self) -> str:
        lines = (
            self.text("etc/overlayroot.local.conf") or self.text("etc/overlayroot.conf") or ""
        ).splitlines()
        return "\n".join(line.replace('"', "") for line in lines if not line.lstrip().startswith("#"))

    def usb_printers(self) -> int:
        """How many USB devices say that they are printers (class 07)."""
        places = self.glob("sys/bus/usb/devices/*/bInterfaceClass")
        return sum(self.text(place) == "07" for place in places)

    def model(self) -> str:
        """What machine it is, in its maker's words."""
        return self.text("proc/device-tree/model") or self.text("sys/class/dmi/id/product_name") or ""

    def system(self) -> str:
        """The operating system and its kernel."""
        name = re.search(r'^PRETTY_NAME="?([^"\n]*)', self.text("etc/os-release") or "", re.MULTILINE)
        return ", ".join(part for part in (name[1] if name else "", os.uname().release) if part)


def kernel_says(log: str) -> KernelSays:
    """What the kernel's log is about. Its lines go nowhere else."""
    lines = log.splitlines()
    return KernelSays(
        storage_errors=sum(STORAGE_ERROR.search(line) is not None for line in lines),
        under_voltage=sum(UNDER_VOLTAGE.search(line) is not None for line in lines),
    )
