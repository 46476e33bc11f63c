"""What an update does to a machine, through dpkg and the service manager."""

import hashlib
import shutil
import subprocess
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from hardware.update.errors import UpdateError

TRUSTED = Path("/etc/motcua/update-keys")
"""Whose updates a machine takes."""
INSTALL_S = 900
PATIENT = 3
"""So many times as long as it must work on a program may take until it does."""
SCRIPTS = ("preinst", "postinst", "prerm", "postrm", "conffiles", "triggers")
NOT_IN_CONTROL = ("Status:", "Conffiles:", "Config-Version:")


@dataclass(frozen=True)
class Machine:
    """One machine. ``root``: where its file system is; ``/`` but in a trial."""

    root: Path = Path("/")
    folder: Path = Path("var/lib/motcua-update")
    """Below ``root``: what must be known after a power cut."""
    watch_s: float = 45.0
    """So long every program must work on without being started again."""

    @property
    def place(self) -> Path:
        """Where an update keeps what it needs."""
        return self.root / self.folder

    def installed(self) -> dict[str, str]:
        """Our packages and their versions."""
        told = self._ask("dpkg-query", "-W", "-f", "${db:Status-Status} ${Package} ${Version}\n", "motcua-*")
        rows = (line.split(" ") for line in told.splitlines())
        return {name: version for status, name, version in rows if status == "installed"}

    def version(self) -> str:
        """What runs; "" where none of ours is installed."""
        found = self.installed()
        return found.get("motcua-common") or next(iter(found.values()), "")

    def arch(self) -> str:
        """As Debian calls the processor."""
        return self._run("dpkg", "--print-architecture").strip()

    def suite(self) -> str:
        """Debian's name; "" where it does not say."""
        try:
            lines = (self.root / "etc/os-release").read_text("utf-8").splitlines()
        except OSError:
            return ""
        named = (line.partition("=")[2].strip('"') for line in lines if line.startswith("VERSION_CODENAME="))
        return next(named, "")

    def is_newer(self, version: str, than: str) -> bool:
        """By Debian's own rules."""
        return (
            subprocess.run(("dpkg", "--compare-versions", version, "gt", than), check=False).returncode == 0
        )

    def repack(self, name: str, into: Path) -> Path:
        """A package as it is installed, so that it can be put back. Raises UpdateError, OSError.

        Settings that people changed are not in it: dpkg would take them for the maker's own from then on, and the next
        package of other settings for leave to write over them.
        """
        tree, theirs = into / f"{name}.tree", self._changed_by_people(name)
        (tree / "DEBIAN").mkdir(parents=True)
        for listed in self._ask("dpkg-query", "-L", name).splitlines():
            if listed in theirs:
                continue
            path = Path(listed)
            source, target = self.root / path.relative_to("/"), tree / path.relative_to("/")
            if source.is_symlink() or source.is_file():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(source, target, follow_symlinks=False)
        control = [
            line
            for line in _paragraphs(self._ask("dpkg-query", "-s", name))
            if not line.startswith(NOT_IN_CONTROL)
        ]
        (tree / "DEBIAN/control").write_text("\n".join(control) + "\n", "utf-8")
        for script in SCRIPTS:
            found = self.root / "var/lib/dpkg/info" / f"{name}.{script}"
            if found.exists():
                shutil.copy2(found, tree / "DEBIAN" / script)
        if theirs:
            conffiles = tree / "DEBIAN/conffiles"
            lines = conffiles.read_text("utf-8").splitlines()
            conffiles.write_text("".join(f"{line}\n" for line in lines if line not in theirs), "utf-8")
        deb = into / f"{name}.deb"
        self._run("dpkg-deb", "--root-owner-group", "-Zgzip", "-z1", "--build", str(tree), str(deb))
        shutil.rmtree(tree)
        return deb

    def _changed_by_people(self, name: str) -> frozenset[str]:
        """The settings files of a package that are not as it brought them."""
        told = self._ask("dpkg-query", "-W", "-f", "${Conffiles}\n", name)
        rows = [line.split() for line in told.splitlines() if line.strip()]
        return frozenset(path for path, digest, *_ in rows if self._digest(path) != digest)

    def _digest(self, path: str) -> str:
        """As dpkg notes it; "" of what is not there."""
        try:
            content = (self.root / path.lstrip("/")).read_bytes()
        except OSError:
            return ""
        return hashlib.md5(content, usedforsecurity=False).hexdigest()

    def install(self, debs: Iterable[Path]) -> None:
        """Raises UpdateError. Settings that people changed stay; an older version is taken like a newer one."""
        flags = ("--force-confold", "--force-confdef", "--force-downgrade")
        self._dpkg(*flags, "-i", *map(str, debs))

    def finish(self) -> None:
        """What a power cut left half installed. Raises UpdateError."""
        self._dpkg("--force-confold", "--force-confdef", "--configure", "-a")

    def trouble(self) -> str:
        """Which program does not work on for a while; "" when all do. One that keeps starting again is given up."""
        units = self._units()
        begun = well_since = time.monotonic()
        starts = self._starts(units)
        while time.monotonic() - well_since < self.watch_s:
            time.sleep(min(2.0, self.watch_s / 5))
            again = self._starts(units)
            wrong = self._not_active(units) or next((u for u in units if again[u] != starts[u]), "")
            if wrong and time.monotonic() - begun > PATIENT * self.watch_s:
                return wrong
            if wrong:
                well_since, starts = time.monotonic(), again
        return ""

    def _units(self) -> tuple[str, ...]:
        told = self._systemctl(
            "list-unit-files", "motcua-*.service", "--state=enabled", "--no-legend", "--plain"
        )
        return tuple(line.split()[0] for line in told.splitlines() if line.strip())

    def _not_active(self, units: Iterable[str]) -> str:
        return next((u for u in units if self._systemctl("is-active", u).strip() != "active"), "")

    def _starts(self, units: Iterable[str]) -> dict[str, str]:
        return {unit: self._systemctl("show", "-P", "NRestarts", unit).strip() for unit in units}

    def _systemctl(self, *words: str) -> str:
        """Where there is no service manager nothing is watched."""
        if not (self.root / "run/systemd/system").is_dir():
            return ""
        done = subprocess.run(("systemctl", *words), check=False, capture_output=True, text=True, timeout=60)
        return done.stdout

    def _dpkg(self, *words: str) -> None:
        elsewhere = () if self.root == Path("/") else (f"--root={self.root}", "--force-not-root")
        self._run("dpkg", *elsewhere, *words)

    def _ask(self, *words: str) -> str:
        program, *rest = words
        done = subprocess.run(
            (program, f"--admindir={self.root / 'var/lib/dpkg'}", *rest),
            check=False,
            capture_output=True,
            text=True,
            timeout=60,
        )
        return done.stdout

    def _run(self, *words: str) -> str:
        try:
            done = subprocess.run(
                words,
                check=False,
                capture_output=True,
                text=True,
                timeout=INSTALL_S,
                stdin=subprocess.DEVNULL,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise UpdateError("not-installed", why=f"{words[0]}: {type(error).__name__}") from error
        if done.returncode:
            last = (done.stderr or done.stdout).strip().splitlines()[-1:] or [""]
            raise UpdateError("not-installed", why=f"{words[0]}: {last[0][:200]}")
        return done.stdout


def _paragraphs(control: str) -> list[str]:
    """Lines, each with what belongs to it: a field that is left out is left out whole."""
    found: list[str] = []
    for line in control.splitlines():
        if line.startswith(" ") and found:
            found[-1] += f"\n{line}"
        elif line:
            found.append(line)
    return found
