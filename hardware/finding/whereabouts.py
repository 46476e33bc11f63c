"""Where a device that was given no address looks for its controller: where it was last, then whoever announces himself.

The link proves who answers (the office's certificate), so a wrong address costs a moment and nothing else.
"""

import logging
import time
from collections.abc import Callable
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from contracts.finding import Announced, Seen
from hardware.seal import DamagedFile
from hardware.sealed_file import read_sealed, write_sealed

log = logging.getLogger(__name__)

FILE = "controller.json"
"""Below ``link.credentials``."""
MOST_BYTES = 1000
LOOK_AGAIN_S = 20.0
"""Not more often: a controller that is switched off all night must not fill the network with questions."""


def look_around() -> Seen:
    """As ``looking.look``. Its library is loaded when somebody really looks: it takes 5 MB, and most devices never do."""
    from hardware.finding.looking import look  # noqa: PLC0415 - see above

    return look()


class LastKnown(BaseModel):
    """Where the controller was when it was reached last."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str = Field(min_length=1, max_length=200)
    web_port: int = Field(ge=1, le=65535)
    broker_port: int = Field(ge=1, le=65535)


def last_known(folder: Path) -> LastKnown | None:
    """None where there is none that can be believed."""
    try:
        return LastKnown.model_validate_json(read_sealed(folder / FILE, MOST_BYTES))
    except FileNotFoundError:
        return None
    except (OSError, DamagedFile, ValidationError) as error:
        log.warning("%s cannot be used: %s", folder / FILE, type(error).__name__)
        return None


def remember(folder: Path, where: LastKnown) -> None:
    """From now on it is there. Raises OSError."""
    write_sealed(folder / FILE, where.model_dump_json().encode())


def known_of(one: Announced) -> LastKnown:
    """What is remembered of a controller that was found."""
    return LastKnown(host=one.host, web_port=one.web_port, broker_port=one.broker_port)


class Whereabouts:
    """Addresses to try, one after the other. Used by the link's thread alone."""

    def __init__(
        self,
        folder: Path,
        search: Callable[[], Seen] | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder, self._search, self._monotonic = folder, search or look_around, monotonic
        self._queue: list[LastKnown] = []
        self._tried: LastKnown | None = None
        self._failed = False
        self._look_at = float("-inf")

    def next(self) -> tuple[str, int]:
        """Where to connect now: host and port of the broker. Raises OSError while nobody is known."""
        if not self._queue:
            self._queue = self._round()
        if not self._queue:
            raise OSError("no controller is known, and none was found in the network")
        self._tried = self._queue.pop(0)
        return self._tried.host, self._tried.broker_port

    def worked(self) -> None:
        """What was tried last is our office: the certificate proved it."""
        tried, self._queue, self._failed = self._tried, [], False
        if tried is None or tried == last_known(self._folder):
            return
        try:
            remember(self._folder, tried)
            log.info("the controller is at %s now", tried.host)
        except OSError as error:  # it is found again at the next start
            log.warning("%s: %s", self._folder, error.strerror or error)

    def _round(self) -> list[LastKnown]:
        """Where it was; once that did not work, also whoever says to be one."""
        known = last_known(self._folder)
        first = [known] if known else []
        again, self._failed = self._failed or not first, True
        if not again or self._monotonic() < self._look_at:
            return first
        self._look_at = self._monotonic() + LOOK_AGAIN_S
        found = [known_of(one) for one in self._search().found]
        return [*first, *(one for one in found if one != known)]
