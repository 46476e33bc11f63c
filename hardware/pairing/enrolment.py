"""A program that has no certificate yet asks for one by itself, in a thread of its own, and shows the code.

Its link waits meanwhile: it looks for the credentials at every attempt to connect.
"""

import contextlib
import logging
import threading
from collections.abc import Callable
from pathlib import Path

from contracts.pairing import DeviceRole, PairNote, PairState, spaced
from contracts.settings import DeviceSettings
from contracts.texts import FIRST, load_catalogue
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

    def __init__(self, who: Applicant, desk: str) -> None:
        self._who, self._desk = who, desk
        self._texts = load_catalogue(Path(__file__).parent / "texts")
        self._note: PairNote | None = PairNote(who.device)
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
        log.warning("%s", self._texts.say(FIRST, key, **facts))
        code = str(facts.get("code", ""))
        trouble = "" if code else key.removeprefix("state.")
        self._note = PairNote(self._who.device, code, trouble)


class _OverError(Exception):
    """There is nothing more to ask for."""


def enrolment_of(settings: DeviceSettings, role: DeviceRole) -> Enrolment | None:
    """An enrolment that is under way; None where the settings want none, or it is done."""
    link = settings.link
    if link.credentials is None or is_paired(link.credentials):
        return None
    who = Applicant(settings.site, settings.device, role, link.credentials)
    enrolment = Enrolment(who, f"http://{link.host}:{link.web_port}")
    enrolment.start()
    return enrolment
