"""Becoming an office of a centre: what was typed, the key that this office made for it, and what the centre answered.

It is kept in a sealed file beside the journal, so that it outlives restarts and lost answers. Only when the caretaker has
confirmed whose centre it is, and as which office it knows this one, the key is put into its file, and anything is sent.
"""

import asyncio
import hashlib
import logging
import secrets
from collections.abc import Awaitable, Callable
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from contracts.enrolling import Enrolled, Enrolment, NotEnrolled, Refusal
from contracts.vocabulary import Millis
from hardware.durable import write_durably
from hardware.sealed_file import read_sealed, write_sealed

log = logging.getLogger(__name__)

FILE, KEY_FILE = "enrolling.json", "province.key"
MOST_BYTES = 20_000
Ask = Callable[[Enrolment], Awaitable[Enrolled | Refusal]]


class Enrolling(BaseModel):
    """``name`` and ``secret``: the key; ``refused``: why the centre said no; ``minutes``: how far the clock is off then."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    url: str
    code: str = ""
    name: str = ""
    secret: str = ""
    refused: NotEnrolled | None = None
    minutes: int = 0
    answer: Enrolled | None = None
    confirmed_at: Millis | None = None

    @property
    def waits_for_centre(self) -> bool:
        """Whether the centre is still to be asked."""
        return self.refused is None and self.answer is None

    @property
    def waits_for_caretaker(self) -> bool:
        """Whether the centre let it in, and nobody has confirmed that it is the right one."""
        return self.answer is not None and self.confirmed_at is None


def kept_enrolling(data_dir: Path) -> Enrolling | None:
    """What was kept; None: nothing that can be read."""
    try:
        return Enrolling.model_validate_json(read_sealed(data_dir / FILE, MOST_BYTES))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        log.warning("%s cannot be read (%s): type the code again", data_dir / FILE, type(error).__name__)
        return None


def begin(data_dir: Path, url: str, code: str) -> None:
    """Wish to belong to a centre. The same wish again keeps its key, for its answer may have been lost. Raises OSError."""
    there = kept_enrolling(data_dir)
    if there and (there.url, there.code) == (url, code) and there.secret:
        _keep(data_dir, there.model_copy(update={"refused": None, "minutes": 0}))
    else:
        _keep(
            data_dir, Enrolling(url=url, code=code, name=secrets.token_hex(6), secret=secrets.token_hex(32))
        )


async def ask_centre(data_dir: Path, enrolling: Enrolling, at: Millis, ask: Ask) -> None:
    """Ask, and keep what is answered, unless the caretaker has wished something else meanwhile.

    Raises what ``ask`` raises, OSError.
    """
    digest = hashlib.sha256(enrolling.secret.encode()).hexdigest()
    answer = await ask(Enrolment(code=enrolling.code, name=enrolling.name, hash=digest, at=at))
    news: dict[str, object] = {"answer": answer}
    if isinstance(answer, Refusal):
        news = {"refused": answer.why, "minutes": round((at - answer.at) / 60_000)}
    await asyncio.to_thread(_answered, data_dir, enrolling, enrolling.model_copy(update=news))


def _answered(data_dir: Path, asked: Enrolling, answered: Enrolling) -> None:
    if kept_enrolling(data_dir) == asked:
        _keep(data_dir, answered)


def confirm(data_dir: Path, key_file: Path, at: Millis) -> bool:
    """Put the key in its place; False: there is none to be put. Raises OSError: then nothing has changed."""
    there = kept_enrolling(data_dir)
    if there is None or not there.waits_for_caretaker:
        return False
    write_durably(key_file, f"{there.name}.{there.secret}\n".encode())
    _keep(data_dir, there.model_copy(update={"confirmed_at": at, "code": "", "secret": ""}))
    return True


def drop(data_dir: Path) -> None:
    """It was not meant. Raises OSError."""
    (data_dir / FILE).unlink(missing_ok=True)


def _keep(data_dir: Path, enrolling: Enrolling) -> None:
    write_sealed(data_dir / FILE, enrolling.model_dump_json().encode())
