"""The way to the centre: one address, the office's key read each time, and every trouble by its name."""

import asyncio
import gzip
import json
import logging
import re
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from contracts.enrolling import ENROLMENTS, Enrolled, Enrolment, Refusal
from contracts.province import KEY_PATTERN, Certificate
from controller.dossier.fetch import Fetch
from controller.dossier.port import Down, Why
from controller.sending.settings import ProvinceSettings
from hardware.host.regular_file import read_regular

log = logging.getLogger(__name__)

ANSWER_S = 30.0
"""A centre that catches up with a whole province may take its time, and a village's line, too."""
MOST_KEY = 200
M = TypeVar("M", bound=BaseModel)
_TROUBLES = {
    Why.UNREACHABLE: "unreachable",
    Why.TOO_SLOW: "unreachable",
    Why.REFUSED_US: "key",
    Why.TOO_MANY: "busy",
    Why.UNTRUSTED: "untrusted",
}


class TroubleError(Exception):
    """The centre did not take it. ``key``: of the texts; ``asked_s``: how long it asks to be left alone."""

    def __init__(self, key: str, asked_s: float | None = None) -> None:
        super().__init__(key)
        self.key, self.asked_s = key, asked_s


class Centre:
    """One for an office. Belongs to the loop; files are read and bodies packed in threads."""

    def __init__(self, settings: ProvinceSettings) -> None:
        """Opens nothing."""
        self._settings = settings
        self._fetch: Fetch | None = None

    @property
    def certificate(self) -> tuple[Certificate, ...]:
        """The one that the centre showed last; none where it was not asked yet, or speaks plainly."""
        until = self._fetch.vouched_until if self._fetch else None
        return (Certificate(of="centre", ends_at=int(until * 1000)),) if until and until > 0 else ()

    def has_key(self) -> bool:
        """Whether there is a key to send with."""
        try:
            return bool(self._settings.key_file and self._settings.key_file.exists())
        except OSError:
            return False

    async def close(self) -> None:
        """Close the connections."""
        if self._fetch:
            await self._fetch.close()

    async def tell(self, path: str, told: BaseModel, schema: type[M]) -> M:
        """Send something in the office's name. Raises TroubleError."""
        fetch, key = await asyncio.to_thread(self._connection)
        body = await asyncio.to_thread(lambda: gzip.compress(told.model_dump_json().encode(), 6, mtime=0))
        headers = {
            "authorization": f"Bearer {key}",
            "content-type": "application/json",
            "content-encoding": "gzip",
        }
        got = await fetch.send("POST", path, content=body, headers=headers, timeout=ANSWER_S)
        if isinstance(got, Down):
            raise TroubleError(_TROUBLES.get(got.why, "no-centre"), got.retry_after_s or None)
        if got.status in (400, 413, 422):
            log.warning("the province refused a batch: %s %r", got.status, got.body[:200])
            raise TroubleError("refused")
        if got.status != 200:
            raise TroubleError("centre-fault" if got.status >= 500 else "no-centre")
        return _read(schema, got.body)

    async def fetch(self, path: str, most: int) -> bytes:
        """Bytes that lie at the centre for this office, at most so many. Raises TroubleError."""
        fetch, key = await asyncio.to_thread(self._connection)
        got = await fetch.send("GET", path, headers={"authorization": f"Bearer {key}"}, timeout=ANSWER_S)
        if isinstance(got, Down):
            raise TroubleError(_TROUBLES.get(got.why, "no-centre"), got.retry_after_s or None)
        if got.status == 404:
            raise TroubleError("update-gone")
        if got.status != 200 or len(got.body) > most:
            raise TroubleError("centre-fault" if got.status >= 500 else "no-centre")
        return got.body

    async def enrol(self, asked: Enrolment) -> Enrolled | Refusal:
        """Ask to belong to it. Raises TroubleError."""
        fetch = await asyncio.to_thread(self._way)
        headers = {"content-type": "application/json"}
        got = await fetch.send(
            "POST", ENROLMENTS, content=asked.model_dump_json(), headers=headers, timeout=ANSWER_S
        )
        if isinstance(got, Down):
            raise TroubleError(_TROUBLES.get(got.why, "no-centre"), got.retry_after_s or None)
        if got.status not in (200, 409):
            raise TroubleError("centre-fault" if got.status >= 500 else "no-centre")
        return _read(Enrolled, got.body) if got.status == 200 else _read(Refusal, got.body)

    def _way(self) -> Fetch:
        if self._fetch is None:
            try:
                self._fetch = Fetch(self._settings.url, self._settings.ca)
            except (OSError, ValueError):
                raise TroubleError("ca") from None
        return self._fetch

    def _connection(self) -> tuple[Fetch, str]:
        """The key is read each time: a new one needs no restart."""
        fetch = self._way()
        try:
            key = read_regular(self._settings.key_file or Path(), MOST_KEY).decode("ascii").strip()
        except FileNotFoundError:
            raise TroubleError("no-key") from None
        except (OSError, ValueError):
            raise TroubleError("key-file") from None
        if not re.fullmatch(KEY_PATTERN, key):
            raise TroubleError("key-file")
        return fetch, key


def _read(schema: type[M], body: bytes) -> M:
    try:
        return schema.model_validate(json.loads(body))
    except (ValidationError, ValueError, RecursionError):
        raise TroubleError("no-centre") from None
