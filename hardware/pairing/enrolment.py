"""A program that has no certificate yet asks for one by itself, in a thread of its own, and shows the code.

Its link waits meanwhile: it looks for the credentials at every attempt to connect.
"""

import contextlib
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from contracts.finding import MOST_FOUND, Announced, Seen
from contracts.pairing import DeviceRole, PairNote, PairState, spaced
from contracts.settings import DeviceSettings
from contracts.texts import FIRST, load_catalogue
from hardware.finding.here import settled
from hardware.finding.whereabouts import LOOK_AGAIN_S, known_of, look_around, remember
from hardware.pairing.credentials import is_paired
from hardware.pairing.requesting import Applicant, CannotPair, pair

log = logging.getLogger(__name__)

AGAIN_S = 5.0
REFUSED_S = 30.0
"""A caretaker who refused, or has to revoke the old machine first, is not asked again at once."""
REPLACED_S = 600.0
"""As long as a request lives: whoever asked for this machine meanwhile, such as ``motcua pair``, is not disturbed."""
LOOK_S = 2.0
AT_ONCE = frozenset({PairState.EXPIRED, PairState.CROWDED_OUT})

Tell = Callable[[str, dict[str, object]], None]
"""Takes the key of a sentence and its facts."""


def enrol(who: Applicant, desk: str, tell: Tell, wait: Callable[[float], None]) -> PairState:
    """Ask until somebody answered. Raises OSError when the answer cannot be written."""
    said = ""
    while True:
        try:
            state = pair(
                who, desk, lambda code: tell("code", {"device": who.device, "code": spaced(code)}), wait
            )
        except CannotPair as error:
            if str(error) != said:
                said = str(error)
                tell("not-reached", {"why": said})
            wait(AGAIN_S)
            continue
        tell(f"state.{state}", {"device": who.device})
        if state not in AT_ONCE:
            return state
        wait(AGAIN_S)


class Enrolment:
    """One device on its way into its office."""

    def __init__(self, who: Applicant, desk: str, office: str = "") -> None:
        """``office``: who that desk says to be, where it was found and not given."""
        self._who, self._desk, self._office = who, desk, office
        self._texts = load_catalogue(Path(__file__).parent / "texts")
        self._note: PairNote | None = PairNote(who.device, office=office)
        self.accepted = False
        """Whether this very desk let the device in."""
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="enrolment", daemon=True)

    def start(self) -> None:
        """Begin to ask."""
        self._thread.start()

    def note(self) -> PairNote | None:
        """What a screen shows of it; None once the device is paired. May be called in any thread."""
        return self._note

    def close(self) -> None:
        """Ask no more."""
        self._closing.set()
        if self._thread.is_alive():
            self._thread.join(2)

    def _run(self) -> None:
        with contextlib.suppress(_OverError):
            while not is_paired(self._who.folder):
                self._wait(self._ask())
        if is_paired(self._who.folder):
            self._note = None

    def _ask(self) -> float:
        """Ask once; how long to wait before the next time."""
        try:
            state = enrol(self._who, self._desk, self._tell, self._wait)
        except OSError as error:
            self._tell("not-written", {"why": str(error)})
            return REFUSED_S
        self.accepted = state is PairState.ACCEPTED
        waits = {PairState.ACCEPTED: 0.0, PairState.REPLACED: REPLACED_S}
        return waits.get(state, REFUSED_S)

    def _wait(self, seconds: float) -> None:
        """Raises _OverError as soon as the program ends or the device is paired, by whatever way."""
        while True:
            if self._closing.wait(min(seconds, LOOK_S)) or is_paired(self._who.folder):
                raise _OverError
            seconds -= LOOK_S
            if seconds <= 0:
                return

    def _tell(self, key: str, facts: dict[str, object]) -> None:
        said = self._texts.say(FIRST, key, **facts)
        log.warning(
            "%s",
            self._texts.say(FIRST, "of-office", office=self._office, said=said) if self._office else said,
        )
        code = str(facts.get("code", ""))
        trouble = "" if code else key.removeprefix("state.")
        self._note = PairNote(self._who.device, code, trouble, self._office)


class FoundEnrolment:
    """One device that looks for its office by itself: each controller that is found is asked, and the caretaker's code decides."""

    def __init__(
        self, who: Applicant, search: Callable[[], Seen] = look_around, pause_s: float = LOOK_AGAIN_S
    ) -> None:
        self._who, self._search, self._pause_s = who, search, pause_s
        self._texts = load_catalogue(Path(__file__).parent / "texts")
        self._asked: dict[Announced, Enrolment] = {}
        self._trouble = ""
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="finding", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def note(self) -> PairNote | None:
        """As of an Enrolment, with all controllers that were found; those that gave a code first."""
        if is_paired(self._who.folder):
            return None
        notes = [note for each in tuple(self._asked.values()) if (note := each.note())]
        first, *others = sorted(notes, key=lambda note: not note.code) or [PairNote(self._who.device)]
        return replace(
            first, others=tuple(others), trouble="" if first.code else self._trouble or first.trouble
        )

    def close(self) -> None:
        """Ask nobody any more."""
        self._closing.set()
        if self._thread.is_alive():
            self._thread.join(2)
        for each in tuple(self._asked.values()):
            each.close()

    def _run(self) -> None:
        while not (self._closing.is_set() or is_paired(self._who.folder)):
            try:
                self._take(self._search())
            except OSError as error:
                self._tell("not-looked", why=error.strerror or str(error))
            end = time.monotonic() + self._pause_s
            while time.monotonic() < end and not is_paired(self._who.folder):
                if self._closing.wait(min(self._pause_s, LOOK_S)):
                    return
        for one, each in tuple(self._asked.items()):
            each.close()
            if each.accepted:
                with contextlib.suppress(OSError):  # it is found again
                    remember(self._who.folder, known_of(one))

    def _take(self, seen: Seen) -> None:
        """Ask whoever is new; leave whoever is neither there nor answers. Whose code is shown stays, whatever comes."""
        for gone in [one for one in self._asked if one not in seen.found]:
            note = self._asked[gone].note()
            if note is None or not note.code:
                self._asked.pop(gone).close()
        new = [one for one in seen.found if one not in self._asked]
        room = MOST_FOUND - len(self._asked)
        for one in new[:room]:
            self._asked[one] = Enrolment(self._who, f"http://{one.host}:{one.web_port}", one.label)
            self._asked[one].start()
        left = seen.more + len(new[room:])
        if left:
            self._tell("too-many", count=left + len(self._asked))
        elif not self._asked:
            self._tell("none-found")
        else:
            self._trouble = ""

    def _tell(self, key: str, **facts: object) -> None:
        if self._trouble != key:
            self._trouble = key
            log.warning("%s", self._texts.say(FIRST, key, **facts))


AnyEnrolment = Enrolment | FoundEnrolment


class _OverError(Exception):
    """There is nothing more to ask for."""


def enrolment_of(settings: DeviceSettings, role: DeviceRole) -> "AnyEnrolment | None":
    """An enrolment that is under way; None where the settings want none, or it is done."""
    link = settled(settings.link)
    if link.credentials is None or is_paired(link.credentials):
        return None
    who = Applicant(settings.site, settings.device, role, link.credentials)
    desk = f"http://{link.host}:{link.web_port}"
    enrolment = FoundEnrolment(who) if link.finds else Enrolment(who, desk)
    enrolment.start()
    return enrolment
