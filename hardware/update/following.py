"""``motcua update follow``: asks the controller whether it is this machine's turn, fetches the bundle, and leaves it to be installed.

One for each machine, however many of our programs are on it: it speaks as the first device that is paired. It installs
nothing; another job of the machine does, which proves the bundle anew (``office-follow-install.service``). After an update it
waits for the controller's word that it hears this machine; where that does not come, the machine goes back.
"""

import argparse
import logging
import os
import sys
import threading
import time
from hashlib import file_digest
from pathlib import Path

from contracts import messages as m
from contracts.codec import WireError, decode, encode
from contracts.settings import AnyDevice, is_loopback
from contracts.topics import EXPIRES_S, Topics
from contracts.vocabulary import RequestId
from hardware.durable import need_room, write_durably
from hardware.finding.here import settled
from hardware.host.clock import SystemClock
from hardware.host.command import prog
from hardware.host.logs import start_logging
from hardware.host.program import link_of
from hardware.host.settings_file import SettingsError, load_settings
from hardware.link.parts import Questions, filled
from hardware.link.station import new_request_id
from hardware.pairing.credentials import is_paired
from hardware.ports import Arrived, Connected, Link
from hardware.sealed_file import read_sealed, write_sealed
from hardware.update.errors import UpdateError
from hardware.update.machine import Machine
from hardware.update.outcome import BEGUN, DONE, outcome_in
from hardware.update.said import both
from hardware.update.watching import Followed, judged

log = logging.getLogger("update")

SETTINGS = Path("/etc/motcua")
ROLES = ("kiosk", "printer", "board", "panel")
FOLDER = Path("/var/lib/motcua-follow")
BUNDLE, GO, BACK, NOTE = "bundle.motcua", "go", "back", "follow.json"
"""Below that folder: what came; that it is to be installed; that the last update is to be taken back; what is remembered."""
LINK_S, PAUSE_S = 20.0, 0.06
SPARE_BYTES, MOST_BYTES = 64 * 1024**2, 10_000


def device_here(folder: Path = SETTINGS) -> AnyDevice | None:
    """As whom this machine asks: the first device on it that is paired with another machine's desk."""
    for role in ROLES:
        try:
            found = load_settings(folder / f"{role}.toml", AnyDevice)
        except SettingsError:
            continue
        kept = found.link.credentials
        if kept and is_paired(kept) and not is_loopback(settled(found.link).host):
            return found
    return None


def forgets(mounts: str) -> bool:
    """Whether what is installed on this machine is gone after its next start: its root is an overlay in memory."""
    rows = [line.split(" ") for line in mounts.splitlines()]
    return any(row[1:3] == ["/", "overlay"] for row in rows)


def said_by(machine: Machine) -> m.FetchUpdate:
    """What a machine says of itself when it asks."""
    last = outcome_in(machine)
    ended = last if last and last.key != BEGUN else None
    return m.FetchUpdate(
        request_id=new_request_id(),
        at=0,
        runs=machine.version(),
        suite=machine.suite(),
        arch=machine.arch(),
        ended=ended.key if ended else "",
        ended_at=ended.at if ended else 0,
        facts=dict(list(ended.facts.items())[: m.MOST_FACTS]) if ended else {},
    )


class Follower:
    """One look. ``folder``: where what comes is laid."""

    def __init__(self, who: AnyDevice, link: Link, machine: Machine, folder: Path = FOLDER) -> None:
        self._who, self._link, self._machine, self._folder = who, link, machine, folder
        self._topics, self._questions, self._up = Topics(who.site), Questions(), threading.Event()
        self._says = said_by(machine)

    def look(self, link_s: float = LINK_S, pause_s: float = PAUSE_S) -> None:
        """Ask, fetch when it is this machine's turn, and judge how the last update went. Raises OSError, ValueError."""
        if (self._folder / GO).exists():
            log.info("an update waits to be installed")
            return
        self._link.start(self._hear, (self._topics.reply(self._who.device),), None)
        try:
            runs, part = self._says.runs, self._folder / f"{BUNDLE}.part"
            there = part.stat().st_size if part.exists() else 0
            told = self._ask(there) if self._up.wait(link_s) else None
            if told and told.version and told.version != runs:
                self._fetch(part, told, pause_s)
            self._judge(runs, told)
        finally:
            self._link.close()

    def _fetch(self, part: Path, told: m.UpdatePart, pause_s: float) -> None:
        mark = self._folder / f"{BUNDLE}.digest"
        if not (mark.exists() and mark.read_bytes() == told.digest.encode("ascii")):
            part.unlink(missing_ok=True)
            write_durably(mark, told.digest.encode("ascii"))
        need_room(self._folder, told.size + SPARE_BYTES)

        def pause() -> bool:
            time.sleep(pause_s)
            return False

        if not filled(part, told, self._ask, pause):
            log.info("version %s goes on coming at the next look", told.version)
            return
        with part.open("rb") as file:
            os.fsync(file.fileno())  # or a power cut leaves a wish for half a bundle
            whole = file_digest(file, "sha256").hexdigest() == told.digest
        if not whole:
            part.unlink()
            log.warning("what came is not what the controller has; it is fetched again")
            return
        part.replace(self._folder / BUNDLE)
        mark.unlink()
        self._remember(Followed(handed=told.version))
        write_durably(self._folder / GO, b"")
        log.info("version %s is here, and is installed now", told.version)

    def _judge(self, runs: str, told: m.UpdatePart | None) -> None:
        before = self._remembered()
        good = self._says.ended == DONE
        after, back = judged(before, runs, good=good, heard=bool(told and told.heard))
        if (
            back
        ):  # said first: it is said once, and a full disk or a power cut between the two must not lose it
            log.warning("the controller does not hear this machine since its update: it goes back")
            write_durably(self._folder / BACK, b"")
        if after != before:
            self._remember(after)

    def _ask(self, offset: int) -> m.UpdatePart | None:
        def send(request: RequestId) -> bool:
            asked = self._says.model_copy(
                update={"request_id": request, "at": SystemClock().utc_ms(), "offset": offset}
            )
            topic = self._topics.command(self._who.device, asked.kind)
            return self._link.publish(topic, encode(asked), expires_s=EXPIRES_S["cmd"])

        answer = self._questions.ask(send)
        return answer if isinstance(answer, m.UpdatePart) else None

    def _hear(self, happening: object) -> None:
        if isinstance(happening, Connected):
            self._up.set()
        elif isinstance(happening, Arrived):
            try:
                self._questions.claims(decode(self._topics, happening.topic, happening.payload))
            except WireError as error:
                log.warning("dropped %s", error)

    def _remembered(self) -> Followed:
        try:
            return Followed.model_validate_json(read_sealed(self._folder / NOTE, MOST_BYTES))
        except (OSError, ValueError):
            return Followed()

    def _remember(self, followed: Followed) -> None:
        write_sealed(self._folder / NOTE, followed.model_dump_json().encode())


def main(argv: list[str] | None = None) -> int:
    """Exit status 1 and a sentence when nothing could be written here."""
    parser = argparse.ArgumentParser(prog=prog("hardware.update.following"), description=both("help.follow"))
    parser.add_argument("--settings", type=Path, default=SETTINGS)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    args = parser.parse_args(argv)
    who = device_here(args.settings)
    if who is None or forgets(Path("/proc/self/mounts").read_text("utf-8", "replace")):
        return 0
    start_logging("INFO")
    try:
        Follower(who, link_of(who, "update"), Machine(), args.folder).look()
    except (OSError, ValueError, UpdateError) as error:
        sys.stderr.write(both("error.not-written", why=getattr(error, "strerror", "") or error) + "\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
