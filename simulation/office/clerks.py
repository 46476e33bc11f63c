"""Clerks of the check: two with button boxes, one with the web page, one through the HTTP API."""

import asyncio
import random
import time
from abc import ABC, abstractmethod
from uuid import uuid4

import httpx

from contracts import messages as m
from simulation.office.evidence import Answer
from simulation.office.files import Place
from simulation.office.office import Office
from simulation.office.plan import Clerk
from simulation.office.watching import Heard, answer_of

ANSWER_S = 4.0
"""How long a clerk waits for an effect before pressing again."""
RECALL_PAUSE_S = 3.2
"""The desk refuses a recall within three seconds of the call."""
UNHURRIED_S = 2.1
"""Box and page take a call within two seconds of a call for a slip of the finger."""
HOLD_S = 1.8
"""No-show is a long press: 1.5 s."""


class AtCounter(ABC):
    """Someone who calls, serves, recalls, and gives up waiting, as long as anyone waits."""

    def __init__(self, heard: Heard, counter: str, *, seed: int, serve_s: tuple[float, float]) -> None:
        self.presses = 0
        self.answers: list[Answer] = []
        self._heard, self._counter, self._serve_s = heard, counter, serve_s
        self._pressed_at = float("-inf")
        self._chance = random.Random(seed)  # noqa: S311 - a script for the check, not a secret

    async def work(self) -> None:
        """Until cancelled."""
        while True:
            state = self._heard.counters.get(self._counter)
            if state is None or (state.call is None and not state.waiting):
                await asyncio.sleep(0.1)
            elif state.call is None:
                await self._call_next(state)
            else:
                await self._serve(state, state.call)

    async def _call_next(self, state: m.CounterState) -> None:
        await asyncio.sleep(max(0.0, self._pressed_at + UNHURRIED_S - time.monotonic()))
        self.presses += 1
        self._heard.pressed_at[self._counter] = time.monotonic()
        await self._press("call-next")
        await self._until_changed(state.call)

    async def _serve(self, state: m.CounterState, call: m.Call) -> None:
        await asyncio.sleep(self._chance.uniform(*self._serve_s))
        what = self._chance.random()
        if what < 0.12 and call.times == 1:
            await asyncio.sleep(RECALL_PAUSE_S)
            await self._press("recall")
            await self._until_changed(call)
        elif what < 0.24:
            await self._press("mark-no-show")
            await self._until_changed(call)
        elif what < 0.5 or not state.waiting:
            await self._press("finish")
            await self._until_changed(call)
        else:
            await self._call_next(state)  # call-next finishes the one who stands there

    async def _press(self, kind: str) -> None:
        self._pressed_at = time.monotonic()
        await self.do(kind)

    async def _until_changed(self, call: m.Call | None) -> None:
        end = time.monotonic() + ANSWER_S
        while time.monotonic() < end:
            state = self._heard.counters.get(self._counter)
            if state and _mark(state.call) != _mark(call):
                return
            await asyncio.sleep(0.02)
        self._heard.pressed_at.pop(self._counter, None)

    @abstractmethod
    async def do(self, kind: str) -> None:
        """Press the key, or click the button, of a command."""


class BoxClerk(AtCounter):
    """Presses the keys of a simulated box."""

    def __init__(self, office: Office, heard: Heard, counter: str, seed: int) -> None:
        super().__init__(heard, counter, seed=seed, serve_s=(0.8, 2.0))
        self._office, self._panel = office, f"panel-{counter}"

    async def do(self, kind: str) -> None:
        """A tap, or a long press for the no-show."""
        key = {"call-next": "next", "mark-no-show": "no-show"}.get(kind, kind)
        self._office.order(self._panel, press=key)
        await asyncio.sleep(HOLD_S if key == "no-show" else 0.12)
        self._office.order(self._panel, release=key)


class ApiClerk(AtCounter):
    """Uses the HTTP API with a token, and repeats a request that got no answer, with the same key."""

    def __init__(self, place: Place, heard: Heard, counter: str, seed: int) -> None:
        super().__init__(heard, counter, seed=seed, serve_s=(0.6, 1.6))
        self._client = httpx.AsyncClient(
            base_url=place.desk_url, headers={"Authorization": f"Bearer {place.token}"}, timeout=3
        )

    async def work(self) -> None:
        """Until cancelled."""
        async with self._client:
            await super().work()

    async def do(self, kind: str) -> None:
        """One request id; tried three times."""
        key = str(uuid4())
        for _ in range(3):
            try:
                answer = await self._client.post(
                    f"/api/v1/commands/{kind}",
                    json={"counter": self._counter},
                    headers={"Idempotency-Key": key},
                )
            except httpx.HTTPError:
                await asyncio.sleep(0.7)
                continue
            if answer.is_success:
                self.answers.append(answer_of("api", m.Accepted.model_validate_json(answer.content)))
            return


class PageClerk(AtCounter):
    """Signs in to the clerks' page with a PIN and posts its forms, as a browser would."""

    def __init__(self, place: Place, heard: Heard, counter: str, clerk: Clerk, seed: int) -> None:
        super().__init__(heard, counter, seed=seed, serve_s=(1.0, 2.0))
        self._clerk = clerk
        origin = {"Origin": place.desk_url}
        self._client = httpx.AsyncClient(base_url=place.desk_url, headers=origin, timeout=3)

    async def work(self) -> None:
        """Until cancelled."""
        async with self._client:
            await super().work()

    async def do(self, kind: str) -> None:
        """Post the form; sign in first when the page does not know us (any more)."""
        form = {"request_id": str(uuid4())}
        for _ in range(3):
            try:
                answer = await self._client.post(f"/desk/{kind}", data=form)
                if answer.status_code != httpx.codes.NO_CONTENT:
                    return
                await self._sign_in()
            except httpx.HTTPError:
                await asyncio.sleep(0.7)

    async def _sign_in(self) -> None:
        form = {"clerk": self._clerk.id, "pin": self._clerk.pin, "counter": self._counter}
        await self._client.post("/sign-in", data=form)


def _mark(call: m.Call | None) -> tuple[str, int] | None:
    return (call.ticket, call.times) if call else None
