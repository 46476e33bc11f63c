"""An update from beginning to end: proved, the packages of before kept, installed, watched, and taken back if not well.

What is going on stands in a small file first, so that a power cut in the middle is ended by the next start: half of an
update is never left.
"""

import contextlib
import fcntl
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from hardware.durable import write_durably
from hardware.host.regular_file import read_regular
from hardware.update.bundle import Proved, look, unpack
from hardware.update.errors import UpdateError
from hardware.update.machine import Machine
from hardware.update.manifest import Manifest
from hardware.update.versions import need_version

STATE, LOCK = "state.json", "lock"
MOST_BYTES = 20_000
NEW, OLD = "new", "before"


class State(BaseModel):
    """How the last update went. ``phase``: ``installing`` is one that was cut short."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    phase: Literal["none", "installing", "done", "went-back"] = "none"
    version: str = ""
    before: str = ""
    why: str = ""


def state_in(machine: Machine) -> State:
    """What is known of it; nothing where nothing can be read."""
    try:
        return State.model_validate_json(read_regular(machine.place / STATE, MOST_BYTES))
    except (OSError, ValidationError):
        return State()


def verify(file: Path, trusted: Path, machine: Machine) -> Proved:
    """Whether a bundle may be installed here. Raises UpdateError."""
    found = look(file, trusted)
    _fits(found.manifest, machine)
    return found


def apply(
    file: Path, trusted: Path, machine: Machine, say: Callable[[str], None], *, older: bool = False
) -> State:
    """Install a bundle. ``older``: also one that is not newer. Raises UpdateError: then the machine is as before."""
    with _alone(machine):
        return _applied(file, trusted, machine, say, older=older)


def _applied(
    file: Path, trusted: Path, machine: Machine, say: Callable[[str], None], *, older: bool
) -> State:
    if state_in(machine).phase == "installing":
        go_back(machine, "cut-short")
    proved = look(file, trusted)
    _fits(proved.manifest, machine, older=older)
    new, old = (_empty(machine.place / name) for name in (NEW, OLD))
    say("unpacking")
    if unpack(file, trusted, new) != proved:  # another file by now
        raise UpdateError("strange")
    need_version((new / package.file for package in proved.manifest.packages), proved.manifest.version)
    before, runs = machine.installed(), machine.version()
    wanted = [package for package in proved.manifest.packages if package.name in before]
    say("keeping")
    for package in wanted:
        _kept(machine, package.name, old)
    state = State(phase="installing", version=proved.manifest.version, before=runs)
    _write(machine, state)
    say("installing")
    try:
        machine.install(new / package.file for package in wanted)
        say("watching")
        trouble = machine.trouble()
    except UpdateError as error:
        back = go_back(machine, error.facts.get("why", error.key))
        raise UpdateError("went-back", version=state.version, before=back.before, why=back.why) from error
    if trouble:
        back = go_back(machine, trouble)
        raise UpdateError("went-back", version=state.version, before=back.before, why=trouble)
    done = state.model_copy(update={"phase": "done"})
    _write(machine, done)
    shutil.rmtree(new, ignore_errors=True)
    return done


def take_back(machine: Machine, why: str) -> State:
    """Of an update that had gone well: as ``go_back``, and only while no other one works."""
    with _alone(machine):
        return go_back(machine, why)


def go_back(machine: Machine, why: str) -> State:
    """Put the packages of before back. Raises UpdateError when there are none, or that fails, too."""
    debs = sorted((machine.place / OLD).glob("*.deb"))
    if not debs:
        raise UpdateError("nothing-before")
    state = state_in(machine)
    if state.phase != "installing":  # a power cut in the middle of this, too, is ended by the next start
        with contextlib.suppress(UpdateError):  # a full disk keeps nobody from going back
            _write(machine, state.model_copy(update={"phase": "installing", "why": why}))
    with contextlib.suppress(UpdateError):  # what is half there is replaced in a moment
        machine.finish()
    machine.install(debs)
    state = state_in(machine).model_copy(update={"phase": "went-back", "why": why})
    _write(machine, state)
    shutil.rmtree(machine.place / NEW, ignore_errors=True)
    return state


@contextlib.contextmanager
def _alone(machine: Machine) -> Iterator[None]:
    """While this lasts no other update works, and nothing takes this one for cut short. Raises UpdateError."""
    try:
        machine.place.mkdir(parents=True, exist_ok=True, mode=0o755)
        lock = (machine.place / LOCK).open("ab")
    except OSError as error:
        raise UpdateError(
            "no-place", folder=machine.place, why=error.strerror or type(error).__name__
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UpdateError("busy") from None
        yield


def _fits(manifest: Manifest, machine: Machine, *, older: bool = False) -> None:
    here, installed = machine.suite(), machine.installed()
    if not installed:
        raise UpdateError("nothing-installed")
    if manifest.suite != here:
        raise UpdateError("other-suite", theirs=manifest.suite, here=here or "?")
    if manifest.arch not in (machine.arch(), "all"):
        raise UpdateError("other-arch", theirs=manifest.arch, here=machine.arch())
    missing = sorted(set(installed) - {package.name for package in manifest.packages})
    if missing:
        raise UpdateError("incomplete", missing=", ".join(missing))
    now = machine.version()
    if not older and not machine.is_newer(manifest.version, now):
        raise UpdateError("not-newer", version=manifest.version, now=now)


def _kept(machine: Machine, name: str, old: Path) -> None:
    try:
        machine.repack(name, old)
    except OSError as error:
        raise UpdateError("unkept", package=name, why=error.strerror or type(error).__name__) from error


def _empty(folder: Path) -> Path:
    try:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, mode=0o700)
    except OSError as error:
        raise UpdateError("no-place", folder=folder, why=error.strerror or type(error).__name__) from error
    return folder


def _write(machine: Machine, state: State) -> None:
    try:
        write_durably(machine.place / STATE, state.model_dump_json().encode(), mode=0o644)
    except OSError as error:
        raise UpdateError(
            "no-place", folder=machine.place, why=error.strerror or type(error).__name__
        ) from error
