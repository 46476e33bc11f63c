"""From the files and answers of a machine to readings; and nothing secret comes out of the report."""

import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from hardware.doctor.__main__ import main
from hardware.doctor.checks import findings_of
from hardware.doctor.kernel_files import KernelFiles, kernel_says
from hardware.doctor.machine import Machine, examine, knock, run
from hardware.doctor.readings import BackupReading, Card, CertificateReading, Package, Peer, Thing, Unit, Wire
from hardware.doctor.report import report, texts
from hardware.seal import sealed
from tests.unit.doctor.healthy import NOW_MS

PI = {
    "proc/device-tree/model": "Raspberry Pi 4 Model B Rev 1.5\0",
    "proc/cmdline": "console=tty1 root=PARTUUID=1 boot=overlay",
    "proc/self/mounts": "/dev/mmcblk0p2 / ext4 rw,noatime 0 0\n/dev/mmcblk0p1 /boot vfat ro 0 0\n",
    "etc/os-release": 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\n',
    "etc/fstab": "# /dev/x / ext4 ro 0 0\nPARTUUID=1 / ext4 defaults,noatime 0 1\nPARTUUID=2 /boot vfat ro 0 2\n",
    "sys/fs/ext4/mmcblk0p2/errors_count": "4\n",
    "sys/block/mmcblk0/device/name": "SD64G\n",
    "sys/block/mmcblk0/device/life_time": "0x02 0x09\n",
    "sys/block/mmcblk0/device/pre_eol_info": "0x01\n",
    "sys/class/rtc/rtc0/since_epoch": f"{NOW_MS // 1000 - 7}\n",
    "sys/class/thermal/thermal_zone0/temp": "54321\n",
    "sys/class/net/eth0/device/vendor": "x",
    "sys/class/net/eth0/carrier": "1\n",
    "sys/class/net/eth0/carrier_down_count": "3\n",
    "sys/class/net/lo/carrier": "1\n",
    "sys/devices/platform/soc/soc:firmware/get_throttled": "50005\n",
    "sys/bus/usb/devices/1-1:1.0/bInterfaceClass": "07\n",
    "sys/class/video4linux/video0/name": "unicam-image\n",
}
SYSTEMCTL = """\
Id=motcua-controller.service
ActiveState=active
NRestarts=2
UnitFileState=enabled

Id=motcua-panel.service
ActiveState=inactive
NRestarts=0
UnitFileState=disabled

Id=motcua-printer.service
ActiveState=failed
NRestarts=
UnitFileState=enabled
"""
DMESG = """\
[    1.0] mmc0: new high speed SDHC card at address aaaa
[   90.1] I/O error, dev mmcblk0, sector 123456 op 0x1:(WRITE)
[   90.2] EXT4-fs error (device mmcblk0p2): ext4_find_entry: inode #2: comm A017-123-SECRET
[   91.0] hwmon hwmon1: Undervoltage detected!
[   92.0] Under-voltage detected! (0x00050005)
"""
ANSWERS = {
    "systemctl": SYSTEMCTL,
    "dmesg": DMESG,
    "dpkg-query": "installed motcua-common 1.0\nconfig-files motcua-kiosk 0.9\ninstalled motcua-printer 1.1\n",
}
SECRETS = {
    "controller.toml": 'data_dir = "DATA"\n[pairing]\nenabled = true\n[[clerks]]\nid = "lan"\nname = "Trần Thị Lan"\npin_hash = "$argon2id$SECRET"\n'
    '[dossier]\ntoken = "SECRET-TOKEN"\n',
    "printer.toml": '[link]\nhost = "10.0.0.2"\nport = 8883\ncredentials = "DATA/credentials"\n[printer]\ndriver = "escpos"\n[printer.lp]\npath = "/dev/usb/lp0"\n',
    "kiosk.toml": '[link]\nhost = "10.0.0.2"\nport = 8883\n[reader]\ndriver = "camera"\n[reader.camera]\ndriver = "pi"\n',
    "board.toml": "this is no TOML: SECRET",
}


def tree(top: Path, files: Mapping[str, str]) -> Path:
    for place, content in files.items():
        path = top / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
    return top


def pi(tmp_path: Path, **more: str | None) -> Machine:
    """A Raspberry Pi out of files."""
    changed = {place: content for place, content in {**PI, **more}.items() if content is not None}
    folder = tmp_path / "etc-motcua"
    data = tmp_path / "data"
    tree(folder, {name: content.replace("DATA", str(data)) for name, content in SECRETS.items()})
    return Machine(
        files=KernelFiles(tree(tmp_path / "top", changed)),
        settings=folder,
        run=lambda *words: ANSWERS.get(words[0]),
        utc_ms=lambda: NOW_MS,
        synchronized=lambda: True,
        address=lambda: "10.0.0.7",
        knock=lambda host, port: Peer(f"{host}:{port}"),
    )


def test_everything_a_pi_tells_is_read(tmp_path: Path) -> None:
    read = examine(pi(tmp_path))
    assert read.clock.battery_off_s == -7
    assert read.cards == (Card("SD64G", 9, 1),)
    assert read.kernel is not None
    assert (read.kernel.storage_errors, read.kernel.under_voltage) == (2, 2)
    assert (read.throttled, read.celsius) == (0x50005, 54.321)
    assert read.root is not None
    assert (read.root.protection_wanted, read.root.protected) == (True, False)
    assert read.wires == (Wire("eth0", connected=True, drops=3),)
    assert read.peers == (Peer("127.0.0.1:1883"), Peer("10.0.0.2:8883"))
    assert not read.alone
    assert read.units == (
        Unit("motcua-controller.service", "active", 2),
        Unit("motcua-printer.service", "failed", 0),
    )
    assert read.printers == (Thing("/dev/usb/lp0", present=True),)
    assert read.cameras == (Thing("Raspberry Pi", present=True),)
    assert read.certificates == (CertificateReading("printer", trouble="missing"),)
    assert read.broken_settings == ("board.toml",)
    assert read.packages == (Package("motcua-common", "1.0"), Package("motcua-printer", "1.1"))
    assert (read.model, read.system) == (
        "Raspberry Pi 4 Model B Rev 1.5",
        f"Debian GNU/Linux 12 (bookworm), {os.uname().release}",
    )
    assert read.backup == BackupReading(), "never"
    (volume,) = read.volumes
    assert (volume.place, volume.ext4_errors, volume.read_only) == ("/", 4, False)


def test_a_machine_that_tells_nothing_is_no_error(tmp_path: Path) -> None:
    silent = replace(pi(tmp_path), files=KernelFiles(tmp_path / "nowhere"), run=lambda *_words: None)
    read = examine(replace(silent, settings=tmp_path / "no-settings"))
    assert (read.throttled, read.celsius, read.kernel, read.units, read.volumes) == (None,) * 4 + ((),)
    assert findings_of(read)


@pytest.mark.parametrize("content", ["", "no number", "0x", "9" * 400, "\ufffd\x00\x01", "-1 -1"])
def test_a_file_of_the_kernel_with_nonsense_in_it_is_no_error(tmp_path: Path, content: str) -> None:
    nonsense = {place: content for place in PI if not place.startswith("etc/")}
    assert findings_of(examine(pi(tmp_path, **nonsense)))


def test_only_the_firmware_command_tells_of_the_voltage(tmp_path: Path) -> None:
    answers = {**ANSWERS, "vcgencmd": "throttled=0x50000\n"}
    no_file = {"sys/devices/platform/soc/soc:firmware/get_throttled": None}
    machine = replace(pi(tmp_path, **no_file), run=lambda *words: answers.get(words[0]))
    assert examine(machine).throttled == 0x50000
    alarm = {"sys/class/hwmon/hwmon0/name": "rpi_volt", "sys/class/hwmon/hwmon0/in0_lcrit_alarm": "1"}
    assert examine(pi(tmp_path / "2", **no_file, **alarm)).throttled == 0x10000


@pytest.mark.parametrize(
    ("mounts", "asked", "wanted", "protected"),
    [
        ("overlay / overlay rw 0 0", "overlayroot=tmpfs:recurse=0", True, True),
        ("/dev/sda1 / ext4 rw 0 0", 'overlayroot="tmpfs"', True, False),
        ("/dev/sda1 / ext4 rw 0 0\noverlay / overlay rw 0 0", "boot=overlay", True, True),
        ("/dev/sda1 / ext4 ro 0 0", "quiet", False, True),
        ("/dev/sda1 / ext4 rw 0 0", "quiet", False, False),
        ("/dev/sda1 / ext4 rw 0 0", "overlayroot=disabled", False, False),
    ],
)
def test_a_root_that_should_be_protected_is_looked_at(
    tmp_path: Path, mounts: str, asked: str, *, wanted: bool, protected: bool
) -> None:
    files = KernelFiles(tree(tmp_path, {"proc/self/mounts": mounts, "proc/cmdline": asked}))
    assert (files.root().protection_wanted, files.root().protected) == (wanted, protected)


def test_overlayroot_may_be_asked_for_in_its_own_file(tmp_path: Path) -> None:
    top = tree(tmp_path, {"etc/overlayroot.conf": '# overlayroot="crypt"\noverlayroot="tmpfs:recurse=0"\n'})
    assert KernelFiles(top).root().protection_wanted
    (top / "etc/overlayroot.local.conf").write_text('overlayroot="disabled"\n')
    assert not KernelFiles(top).root().protection_wanted


def test_a_file_system_that_the_kernel_locked_is_told_from_one_that_is_meant_so(tmp_path: Path) -> None:
    mounts = "/dev/sda1 / ext4 ro 0 0\n/dev/sda2 /boot vfat ro 0 0\n/dev/sda3 /bootlike ext4 rw 0 0\n"
    top = tree(tmp_path, {**PI, "proc/self/mounts": mounts, "boot/x": "", "bootlike/x": ""})
    found = {place: KernelFiles(top).volume(Path(place)) for place in ("/", "/boot", "/bootlike", "/gone")}
    told = {place: (v.read_only, v.meant_read_only) for place, v in found.items() if v}
    assert told == {"/": (True, False), "/boot": (True, True), "/bootlike": (False, False)}


@pytest.mark.parametrize(
    ("line", "counts"),
    [
        ("[1] mmcblk0: error -110 sending status command", 0),
        ("[1] mmc0: error -110 whilst initialising SD card", 1),
        ("[1] mmc0: Timeout waiting for hardware interrupt.", 1),
        ("[1] blk_update_request: I/O error, dev mmcblk0, sector 7", 1),
        ("[1] Buffer I/O error on dev mmcblk0p2, logical block 7", 1),
        ("[1] I/O error, dev fd0, sector 0", 0),
        ("[1] usb 1-1: device descriptor read/64, error -71", 0),
    ],
)
def test_lines_about_storage_are_told_from_others(line: str, counts: int) -> None:
    assert kernel_says(line).storage_errors == counts


def certificate(folder: Path, days: float, *, other_key: bool = False) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    shown = ec.generate_private_key(ec.SECP256R1()) if other_key else key
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "x")])
    end = datetime.fromtimestamp(NOW_MS / 1000, UTC) + timedelta(days=days)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(shown.public_key())
        .serial_number(1)
        .not_valid_before(datetime(1970, 1, 1, tzinfo=UTC))
        .not_valid_after(end)
        .sign(shown, hashes.SHA256())
    )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    pem = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(key.private_bytes(*pem))


def test_a_certificate_is_read_with_its_key(tmp_path: Path) -> None:
    machine, folder = pi(tmp_path), tmp_path / "data" / "credentials"
    certificate(folder, 12.5)
    assert examine(machine).certificates == (CertificateReading("printer", 12.5),)
    certificate(folder, 12, other_key=True)
    assert examine(machine).certificates == (CertificateReading("printer", trouble="other-key"),)
    (folder / "cert.pem").write_text("SECRET")
    assert examine(machine).certificates == (CertificateReading("printer", trouble="broken"),)


@pytest.mark.parametrize(
    ("noted", "known"),
    [
        ('{"good_at": 1795913600000, "trouble": ""}', BackupReading(1.0)),
        ('{"good_at": null, "trouble": "no-room", "facts": {}}', BackupReading(None, failed=True)),
        ("[]", BackupReading()),
        ("{", None),
        ("[" * 9000, None),
    ],
)
def test_what_the_backup_program_noted_is_read(
    tmp_path: Path, noted: str, known: BackupReading | None
) -> None:
    machine = pi(tmp_path)
    tree(tmp_path / "data", {"backup/state.json": sealed(noted.encode()).decode() + noted})
    assert examine(machine).backup == known
    tree(tmp_path / "data", {"backup/state.json": noted})
    assert examine(machine).backup is None, "what has no seal is not believed"


def test_a_report_can_be_sent(tmp_path: Path) -> None:
    """Not a PIN, a name, a key, a token, a line of a log, or a word of a file that is no settings file."""
    machine = pi(tmp_path)
    certificate(tmp_path / "data" / "credentials", 900)
    key = (tmp_path / "data" / "credentials" / "key.pem").read_text().splitlines()[1]
    readings = examine(machine)
    told = report(readings, findings_of(readings), texts(), ["kiosk-1 1.0"])
    assert "Raspberry Pi 4" in told
    assert "kiosk-1 1.0" in told
    for secret in ("SECRET", "argon2", "Lan", "A017", key):
        assert secret not in told


@pytest.mark.slow
def test_the_command_ends_with_one_when_something_is_bad(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = tree(tmp_path / "etc", {"kiosk.toml": "no TOML"})
    to = tmp_path / "out" / "report.txt"
    assert main(["--settings", str(settings), "--report", str(to)]) == 1
    shown = capsys.readouterr().out
    assert "Không đọc được kiosk.toml" in shown
    assert "kiosk.toml cannot be read" in to.read_text("utf-8")
    (tmp_path / "file").write_text("")
    assert main(["--settings", str(settings), "--report", str(tmp_path / "file" / "x")]) == 1
    assert "Hãy chọn thư mục khác" in capsys.readouterr().err


@pytest.mark.slow
def test_the_doors_to_this_machine_open_or_say_nothing() -> None:
    assert run("no-such-command-here") is None
    assert run("false") is None
    assert run("echo", "hello") == "hello\n"
    assert knock("127.0.0.1", 1).trouble == "refused"
    assert knock("no-such-name.invalid", 1).trouble == "no-name"
