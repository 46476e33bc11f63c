"""A main system that answers over HTTP: any province's, described in the settings."""

import asyncio
import base64
import logging
from typing import Any

from contracts.dossiers import DossierCode
from contracts.text_file import NotTextError, text_of
from controller.dossier.fetch import Answer, Fetch
from controller.dossier.heard import Heard
from controller.dossier.misses import GATEWAYS, LONGEST, is_empty_page, is_nothing, word
from controller.dossier.port import TOTAL_S, Down, Found, NotFound, Outcome, Trouble, Why
from controller.dossier.reading import MISSING, OtherRecordError, Reader, UnreadableError, at_path, parse
from controller.dossier.settings import AuthSettings, RestSettings
from hardware.ports import Clock

log = logging.getLogger(__name__)

EARLY_S = 30.0
"""A token is renewed so long before it ends."""
TOKEN_S = 300.0
"""How long a token lasts when its giver does not say."""
MARGIN_S = 0.2
"""Of the total, for what comes before and after the exchange."""
QUICK_BYTES = 16 * 1024
"""A larger answer is read in a thread: the loop has numbers to give meanwhile."""
UNAUTHORISED = Down(Why.REFUSED_US)


class RestSource:
    """Asks one main system. Bodies and codes are never logged, and nothing is kept but the token."""

    def __init__(self, settings: RestSettings, reader: Reader, clock: Clock) -> None:
        """Opens no connection. Raises OSError when the authority's file cannot be used."""
        self._settings, self._reader = settings, reader
        self._none = settings.none_rules()
        self._heard = Heard(reader.names, clock)
        self._fetch = Fetch(settings.base_url, settings.ca_file, self._none.statuses)
        self._credentials = Credentials(settings.auth, self._fetch, clock)

    async def ask(self, code: DossierCode, proof: str) -> Outcome:
        """Ask, at most ``TOTAL_S`` long; once more with a new token when the old one was not taken."""
        outcome = await self._in_time(code, proof)
        self._heard.note(outcome)
        return outcome

    async def _in_time(self, code: DossierCode, proof: str) -> Outcome:
        try:
            async with asyncio.timeout(TOTAL_S - MARGIN_S):
                outcome = await self._ask(code, proof)
                if outcome == UNAUTHORISED and self._credentials.renewable():
                    outcome = await self._ask(code, proof)
        except TimeoutError:
            return Down(Why.TOO_SLOW)
        return outcome

    def vouched_until(self) -> float | None:
        """When the certificate ends that the main system showed last."""
        return self._fetch.vouched_until

    def troubles(self) -> tuple[Trouble, ...]:
        """What its answers held that we do not understand."""
        return self._heard.troubles()

    async def close(self) -> None:
        """Close the connections."""
        await self._fetch.close()

    async def _ask(self, code: DossierCode, proof: str) -> Outcome:
        headers = await self._credentials.headers()
        if isinstance(headers, Down):
            return headers
        s = self._settings
        question = {
            **s.fixed,
            s.code_key: str(code),
            **({s.proof_key: proof} if s.proof_key and proof else {}),
        }
        where = "params" if s.method == "GET" else {"json": "json", "form": "data"}[s.body]
        answer = await self._fetch.send(s.method, s.path, headers=headers, **{where: question})
        if isinstance(answer, Down):
            return answer
        if len(answer.body) < QUICK_BYTES:
            return self._read(answer, code)
        return await asyncio.to_thread(self._read, answer, code)

    def _read(self, answer: Answer, code: DossierCode) -> Outcome:
        if answer.status in self._none.statuses:
            return NotFound()
        if not answer.body.strip() and answer.status < 400:
            return NotFound() if self._none.empty else Down(Why.UNREADABLE, answered=True)
        try:
            whole = parse(answer.body)
            if answer.status >= 400:
                return self._error(whole, answer.status)
            return self._meaning(whole, code)
        except UnreadableError as error:
            return self._unreadable(answer, error)
        except OtherRecordError:
            log.critical("the main system answered with another dossier than the asked; it was not shown")
            return Down(Why.OTHER_RECORD, answered=True)

    def _error(self, whole: object, status: int = 0) -> Outcome:
        """An answer that says of itself that it is an error."""
        return (
            NotFound() if self._none.says_so(whole) else Down(Why.ITS_ERROR, answered=status not in GATEWAYS)
        )

    def _unreadable(self, answer: Answer, error: UnreadableError) -> Outcome:
        """What is no JSON may still say in words that there is none."""
        text = answer.body[:LONGEST].decode("utf-8", "replace")
        if answer.status >= 400 or self._none.says_so(text):
            return self._error(text, answer.status)
        log.warning("the main system's answer cannot be read: %s", error)
        return Down(Why.UNREADABLE, answered=True)

    def _meaning(self, whole: Any, code: DossierCode) -> Outcome:
        s = self._settings
        if s.error_key:
            said = word(at_path(whole, s.error_key))
            if said in self._none.values:
                return NotFound()
            if said not in self._none.good and not (self._none.empty and is_nothing(whole)):
                return self._error(whole)
        items = at_path(whole, s.items, MISSING)
        if items is MISSING and not s.error_key and not (self._none.empty and is_nothing(whole)):
            if self._none.says_so(whole):
                return NotFound()
            raise UnreadableError(f"no {s.items!r}")  # an answer without its list is not the answer "none"
        listed = items if isinstance(items, list) else [items]
        told = [item for item in listed if item is not MISSING and not self._says_nothing(item)]
        if not told:
            return NotFound()
        records = self._reader.records(told, code)
        return Found(records) if records else NotFound()

    def _says_nothing(self, item: object) -> bool:
        """Whether an item is about no dossier. Where empty answers are no answers, only null is."""
        if item is None or not self._none.empty:
            return item is None
        empty = (
            is_nothing(item) or item is False or (is_empty_page(item) and self._reader.is_about_none(item))
        )
        return (
            empty or self._reader.says_nothing(item) or (isinstance(item, str) and self._none.says_so(item))
        )


class Credentials:
    """The headers that say who we are. Secrets are read anew from their file, so that they can be changed."""

    def __init__(self, settings: AuthSettings, fetch: Fetch, clock: Clock) -> None:
        self._settings, self._fetch, self._clock = settings, fetch, clock
        self._token, self._until = "", 0.0

    async def headers(self) -> dict[str, str] | Down:
        """The headers for a question."""
        if self._settings.kind == "none":
            return {}
        secret = await asyncio.to_thread(self._secret)
        if secret is None:
            return UNAUTHORISED
        if self._settings.kind == "header":
            return {self._settings.header: secret}
        if self._clock.monotonic() >= self._until:
            down = await self._renew(secret)
            if down:
                return down
        return {"Authorization": f"Bearer {self._token}"}

    def renewable(self) -> bool:
        """Forget a token that was not taken; False when there is nothing to renew."""
        had, self._token, self._until = self._token, "", 0.0
        return bool(had)

    async def _renew(self, secret: str) -> Down | None:
        s = self._settings
        basic = base64.b64encode(f"{s.client_id}:{secret}".encode()).decode()
        form = {"grant_type": "client_credentials", **({"scope": s.scope} if s.scope else {})}
        answer = await self._fetch.send(
            "POST", s.token_path, data=form, headers={"Authorization": f"Basic {basic}"}
        )
        if isinstance(answer, Down):
            return answer
        if answer.status >= 400:
            return UNAUTHORISED if answer.status in (400, 401, 403) else Down(Why.ITS_ERROR)
        try:
            given = parse(answer.body)
        except UnreadableError:
            return Down(Why.UNREADABLE)
        token, lasts = at_path(given, "access_token"), at_path(given, "expires_in")
        if not isinstance(token, str) or not token.isascii() or not token.isprintable() or not token:
            return UNAUTHORISED
        seconds = float(lasts) if isinstance(lasts, int | float) and not isinstance(lasts, bool) else TOKEN_S
        self._token = token
        self._until = self._clock.monotonic() + max(EARLY_S, seconds) - EARLY_S
        return None

    def _secret(self) -> str | None:
        path = self._settings.secret_file
        try:
            secret = text_of(path.read_bytes()).strip() if path else ""
        except (OSError, NotTextError) as error:
            log.error("the secret of the main system cannot be read: %s", type(error).__name__)  # noqa: TRY400 - the text could quote the file
            return None
        usable = secret.isascii() and secret.isprintable() and secret
        return secret if usable else None
