"""Debian packages out of folders: the same input gives the same bytes."""

import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from systemd.packages.libraries import Target
from systemd.packages.roles import COMMON, OFFICE_ROLE, Role

CODE = (
    "contracts",
    "controller",
    "hardware",
    "kiosk_app",
    "ticket_printer",
    "display_board",
    "province",
    "simulation",
)
LIB = Path("usr/lib/motcua")
NOT_SHIPPED = shutil.ignore_patterns("__pycache__", "*.pyc")

COMMAND = """\
#!/usr/bin/python3 -I
import sys

sys.path[:0] = ["/usr/lib/motcua/code", "/usr/lib/motcua/common", "/usr/lib/motcua/kiosk",
                "/usr/lib/motcua/province"]
from hardware.host.command import main

sys.exit(main())
"""

POSTINST = """\
#!/bin/sh
set -e
if [ "$1" = configure ]; then
    {first}
    if [ -d /run/systemd/system ]; then systemctl daemon-reload; fi
    {units}
fi
"""
FIRST = """systemd-sysusers motcua.conf
    systemd-tmpfiles --create motcua.conf
    if [ -d /run/udev ]; then udevadm control --reload || true; fi"""
OFFICE = """chown motcua-controller: /etc/motcua/office /etc/motcua/office/controller.toml
    chmod 0750 /etc/motcua/office
    ln -sfn office/controller.toml /etc/motcua/controller.toml"""
"""The controller's settings stand where it may write, because people change them in a browser, and by their usual name."""
COMPILE = "python3 -m compileall -q /usr/lib/motcua/{folder} >/dev/null || true"
ENABLE = """systemctl enable -q motcua.target {units}
    if [ -d /run/systemd/system ]; then systemctl restart --no-block {units}; fi"""
PRERM = """\
#!/bin/sh
set -e
if [ "$1" = remove ] && [ -n "{units}" ]; then
    if [ -d /run/systemd/system ]; then systemctl stop {units} || true; fi
    systemctl disable -q {units} || true
fi
find /usr/lib/motcua/{folder} -name __pycache__ -prune -exec rm -rf {{}} + 2>/dev/null || true
"""
POSTRM = """\
#!/bin/sh
set -e
if [ -d /run/systemd/system ]; then systemctl daemon-reload; fi
{gone}
"""
NO_OFFICE = """if [ "$1" = purge ]; then
    rm -f /etc/motcua/controller.toml /etc/motcua/office/.controller.toml.new
    rmdir /etc/motcua/office 2>/dev/null || true
fi"""


def control(role: Role, target: Target, version: str, kib: int) -> str:
    """The package's card."""
    python = target.python
    after = f"{python.partition('.')[0]}.{int(python.partition('.')[2]) + 1}"
    own = f"{COMMON} (= {version})"
    pythons = (f"python3 (>= {python})", f"python3 (<< {after})")
    depends = (*pythons, *role.depends) if role.name == COMMON else (own, *role.depends)
    lines = {
        "Package": role.name,
        "Version": version,
        "Architecture": target.arch,
        "Maintainer": "motcua <motcua@localhost>",
        "Installed-Size": str(kib),
        "Depends": ", ".join(depends),
        "Recommends": ", ".join(role.recommends),
        "Section": "misc",
        "Priority": "optional",
        "Description": role.about,
    }
    return "".join(f"{key}: {value}\n" for key, value in lines.items() if value)


def lay_out_code(house: Path, tree: Path, version: str) -> None:
    """Our own modules, the card by which they know their version, and the command."""
    card = tree / LIB / "code" / f"motcua-{version}.dist-info" / "METADATA"
    card.parent.mkdir(parents=True)
    card.write_text(f"Metadata-Version: 2.1\nName: motcua\nVersion: {version}\n", "utf-8")
    for room in CODE:
        shutil.copytree(house / room, tree / LIB / "code" / room, ignore=NOT_SHIPPED)
    command = tree / "usr/bin/motcua"
    command.parent.mkdir(parents=True)
    command.write_text(COMMAND, "utf-8")
    command.chmod(0o755)


def write_control(role: Role, tree: Path, target: Target, version: str) -> None:
    """What dpkg reads and runs."""
    debian = tree / "DEBIAN"
    debian.mkdir()
    files = [path for path in tree.rglob("*") if path.is_file()]
    kib = sum(path.stat().st_size for path in files) // 1024 + 1
    (debian / "control").write_text(control(role, target, version, kib), "utf-8")
    conffiles = sorted(f"/{path.relative_to(tree)}\n" for path in files if path.is_relative_to(tree / "etc"))
    if conffiles:
        (debian / "conffiles").write_text("".join(conffiles), "utf-8")
    units, folder = " ".join(role.units), role.folder
    compiled = COMPILE.format(folder=folder) if role.extras else ""
    if role.name == COMMON:
        compiled += "\n    " + COMPILE.format(folder="code")
    start = ENABLE.format(units=units) if units else ""
    own = FIRST if role.name == COMMON else OFFICE if role.name == OFFICE_ROLE else ""
    first = "\n    ".join(part for part in (own, compiled) if part) or ":"
    scripts = {
        "postinst": POSTINST.format(first=first, units=start),
        "prerm": PRERM.format(units=units, folder="." if role.name == COMMON else folder),
        "postrm": POSTRM.format(gone=NO_OFFICE if role.name == OFFICE_ROLE else ""),
    }
    for name, text in scripts.items():
        (debian / name).write_text(text, "utf-8")
        (debian / name).chmod(0o755)


def pack(tree: Path, into: Path, moment: int) -> Path:
    """The package of a folder. ``moment``: seconds since 1970 that every file is dated to."""
    for path in (tree, *tree.rglob("*")):
        path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        os.utime(path, (moment, moment))
    subprocess.run(
        ("dpkg-deb", "--root-owner-group", "-Zzstd", "--build", str(tree), str(into)),
        check=True,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "SOURCE_DATE_EPOCH": str(moment)},
    )
    return into


def file_name(role: Role, target: Target, version: str) -> str:
    """As Debian names packages; the suite stands in it, because each has a Python of its own."""
    return f"{role.name}_{version}~{target.suite}_{target.arch}.deb"


def all_units(roles: Iterable[Role]) -> tuple[str, ...]:
    """Every unit that some role starts."""
    return tuple(unit for role in roles for unit in role.units)
