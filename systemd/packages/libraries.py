"""Which pinned wheels a package carries, for the Python and the processor of the machine it is for."""

import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

GLIBC = ("2_36", "2_34", "2_31", "2_28", "2_27", "2_26", "2_17")
"""Debian 12 has 2.36; wheels say the oldest that they run with."""
PIN = re.compile(r"^(\w[^\\\n]*)((?:\\\n[^\\\n]*)+)", re.MULTILINE)
"""A requirement with its marker, and its hashes."""


class LibraryMissing(Exception):  # noqa: N818 - named by what is wrong, as the errors of hardware.errors
    """pip did not find a wheel that fits the machine and its pin; the text is the end of what it says."""


IN_DATA = re.compile(r"^[^/]+\.data/(purelib|platlib)/")


@dataclass(frozen=True)
class Target:
    """A machine that a package is for."""

    suite: str
    python: str
    """``3.11``"""
    arch: str
    """As Debian says it: ``amd64``, ``arm64``."""

    @property
    def machine(self) -> str:
        """The processor as Python says it."""
        return {"amd64": "x86_64", "arm64": "aarch64"}[self.arch]

    def environment(self) -> dict[str, str]:
        """What markers of requirements are judged by."""
        return {
            "python_version": self.python,
            "python_full_version": f"{self.python}.0",
            "platform_machine": self.machine,
            "sys_platform": "linux",
            "platform_system": "Linux",
            "os_name": "posix",
            "implementation_name": "cpython",
            "platform_python_implementation": "CPython",
        }


SUITES = {"bookworm": "3.11", "trixie": "3.13"}
ARCHES = ("amd64", "arm64")


def closure(target: Target, extras: tuple[str, ...], besides: tuple[str, ...] = ()) -> frozenset[str]:
    """The names of everything that our extras need there, by what the installed packages say of themselves.

    ``besides``: libraries of which, and of what they need, the same is told.
    """
    found = {canonicalize_name(name) for name in besides}
    asked: set[tuple[str, str]] = set()

    def walk(name: str, extra: str) -> None:
        if (name, extra) in asked:
            return
        asked.add((name, extra))
        for text in requires(name) or ():
            needed = Requirement(text)
            if needed.marker and not needed.marker.evaluate({**target.environment(), "extra": extra}):
                continue
            found.add(canonicalize_name(needed.name))
            for inner in ("", *needed.extras):
                walk(needed.name, inner)

    for extra in extras:
        walk("motcua", extra)
    for name in besides:
        walk(name, "")
    return frozenset(found) - {"motcua"}


def pins(requirements: Path, target: Target, names: frozenset[str]) -> Iterator[str]:
    """The pins of some names for a machine, with their hashes. Raises KeyError for a name that is not pinned."""
    known: dict[str, str] = {}
    for pin in PIN.finditer(requirements.read_text("utf-8")):
        required = Requirement(pin[1])
        if required.marker is None or required.marker.evaluate({**target.environment(), "extra": ""}):
            known[canonicalize_name(required.name)] = f"{required.name}{required.specifier} {pin[2]}"
    return (known[name] for name in sorted(names))


def install(target: Target, extras: tuple[str, ...], requirements: Path, into: Path, work: Path) -> None:
    """Put the wheels into a folder. Raises LibraryMissing when one cannot be had or has another hash."""
    put(target, closure(target, extras), requirements, into, work)


def put(target: Target, names: frozenset[str], requirements: Path, into: Path, work: Path) -> None:
    """The same with libraries by their names. Raises LibraryMissing."""
    wanted, wheels = work / f"{into.name}.txt", work / f"{into.name}-wheels"
    wanted.write_text("\n".join(pins(requirements, target, names)), "utf-8")
    platforms = [f"--platform=manylinux_{glibc}_{target.machine}" for glibc in GLIBC]
    done = subprocess.run(
        (
            *(sys.executable, "-m", "pip", "download", "-q", "--disable-pip-version-check", "--no-deps"),
            *("--require-hashes", "--only-binary=:all:", "--implementation=cp"),
            *(f"--python-version={target.python}", *platforms, f"--platform=manylinux2014_{target.machine}"),
            *("-d", str(wheels), "-r", str(wanted)),
        ),
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise LibraryMissing(done.stderr[-2000:])
    for wheel in sorted(wheels.iterdir()):
        unpack(wheel, into)


def unpack(wheel: Path, into: Path) -> None:
    """A wheel's modules; its scripts, headers and examples are nobody's here."""
    with zipfile.ZipFile(wheel) as zipped:
        for member in zipped.infolist():
            name = IN_DATA.sub("", member.filename)
            if not member.is_dir() and ".data/" not in name:
                member.filename = name
                zipped.extract(member, into)
