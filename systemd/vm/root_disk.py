"""The disks of the machine: Debian 12 with its own kernel and our packages, and an empty one for the office's memory."""

import shutil
import subprocess
from pathlib import Path

DEBIAN = (
    "systemd", "systemd-sysv", "dbus", "udev", "python3", "mosquitto", "libusb-1.0-0", "procps", "iproute2", "kmod", "zstd",
    "linux-image-amd64", "initramfs-tools", "overlayroot", "busybox",
)  # fmt: skip
"""What a card with Debian on it has, what our packages depend on, and what protects the root of an endpoint."""
ROLES = ("motcua-common", "motcua-controller", "motcua-printer", "motcua-board")
ROOT_MB, DATA_MB = 1200, 256
FSTAB = """\
/dev/vda / ext4 errors=remount-ro 0 1
/dev/vdb /var/lib/motcua ext4 noatime 0 2
"""
NETWORK = """\
[Match]
Type=ether
[Network]
Address=10.0.2.15/24
Gateway=10.0.2.2
LinkLocalAddressing=no
IPv6AcceptRA=no
"""
HAND = """\
[Unit]
Description=The trial's hand in this machine
[Service]
ExecStart=/usr/bin/python3 /trial/hand.py
Restart=always
[Install]
WantedBy=multi-user.target
"""
OFF = (
    "apt-daily.timer", "apt-daily-upgrade.timer", "dpkg-db-backup.timer", "e2scrub_all.timer", "e2scrub_reap.service",
    "fstrim.timer", "getty@tty1.service", "serial-getty@ttyS0.service", "systemd-timesyncd.service",
)  # fmt: skip
"""What only takes time of an emulated processor."""
DRIVERS = "virtio_pci\nvirtio_blk\next4\n"


class Disks:
    """``folder``: where everything of the trial lies; the root as it comes is kept there, because it takes minutes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.root, self.data = folder / "root.img", folder / "data.img"
        self.kernel, self.initrd = folder / "vmlinuz", folder / "initrd.img"
        self.without_busybox = folder / "initrd-without-busybox.img"

    def build(self, debs: Path) -> None:
        """Everything anew but Debian. Raises CalledProcessError, with what the tool said in ``stderr``."""
        tree = self.folder / "tree"
        shutil.rmtree(tree, ignore_errors=True)
        tree.mkdir(parents=True)
        run("tar", "-C", str(tree), "-xf", str(self._debian()))
        self._boot_files(tree)
        self._furnish(tree, debs)
        make_ext4(self.root, ROOT_MB, tree)
        make_ext4(self.data, DATA_MB)
        shutil.rmtree(tree)

    def _debian(self) -> Path:
        archive = self.folder / "bookworm.tar"
        if not archive.exists():
            building = archive.with_suffix(".new.tar")
            run("mmdebstrap", "--variant=minbase", f"--include={','.join(DEBIAN)}", "bookworm", str(building))
            building.replace(archive)
        return archive

    def _boot_files(self, tree: Path) -> None:
        """The kernel, and what it starts from: small, with overlayroot as Debian has it, once with and once without busybox."""
        kernel = next((tree / "boot").glob("vmlinuz-*"))
        version = kernel.name.removeprefix("vmlinuz-")
        shutil.copy(kernel, self.kernel)
        config = tree / "etc/initramfs-tools"
        (config / "conf.d/trial").write_text("MODULES=list\nCOMPRESS=zstd\n", "utf-8")
        (config / "modules").write_text(f"{DRIVERS}overlay\n", "utf-8")
        for wanted, out in (("y", self.initrd), ("n", self.without_busybox)):
            (config / "conf.d/busybox").write_text(f"BUSYBOX={wanted}\n", "utf-8")
            inside(tree, "mkinitramfs", "-o", "/boot/trial.img", version)
            (tree / "boot/trial.img").replace(out)
        (config / "conf.d/busybox").unlink()
        for left in (tree / "boot").iterdir():
            left.unlink() if left.is_file() else shutil.rmtree(left)

    @staticmethod
    def _furnish(tree: Path, debs: Path) -> None:
        """Our packages as a stick brings them, a cable, and the trial's hand."""
        shutil.copytree(debs, tree / "trial/debs")
        packages = [f"/trial/debs/{path.name}" for role in ROLES for path in debs.glob(f"{role}_*.deb")]
        inside(tree, "dpkg", "-i", *packages)
        shutil.rmtree(tree / "trial/debs")
        shutil.copy(Path(__file__).parent / "hand.py", tree / "trial")
        (tree / "etc/fstab").write_text(FSTAB, "utf-8")
        (tree / "etc/systemd/network/cable.network").write_text(NETWORK, "utf-8")
        (tree / "etc/systemd/system/hand.service").write_text(HAND, "utf-8")
        for place in ("etc", "var"):  # what systemd otherwise does at the first start of a new system
            (tree / place / ".updated").touch()
        inside(tree, "systemctl", "enable", "-q", "hand.service", "systemd-networkd.service")
        inside(tree, "systemctl", "mask", "-q", *OFF, "systemd-networkd-wait-online.service")


def run(*words: str) -> str:
    """Run a command; what it says. Raises CalledProcessError."""
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


def inside(tree: Path, *words: str) -> None:
    """Run a command of a root that does not run; its ``/proc`` is gone with it. Raises CalledProcessError."""
    there = ("unshare", "--mount", "--pid", "--fork", "--kill-child", f"--mount-proc={tree}/proc")
    run(*there, "chroot", str(tree), "env", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", *words)


def make_ext4(image: Path, megabytes: int, tree: Path | None = None) -> None:
    """A disk with a file system, as ``mkfs`` makes them. Raises CalledProcessError."""
    image.unlink(missing_ok=True)
    filled = ("-d", str(tree)) if tree else ()
    run("/usr/sbin/mke2fs", "-q", "-t", "ext4", "-F", *filled, str(image), f"{megabytes}M")
