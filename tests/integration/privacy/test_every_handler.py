"""Every handler of the web and of the wire fails with all that it was given: none of it reaches a log."""

import asyncio
import contextlib
import inspect
import logging
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import APIRouter, FastAPI, Request

from contracts import messages as m
from contracts.codec import encode
from contracts.vocabulary import FaultCode
from controller.desk import judging
from controller.uncaught import tell_quietly
from controller.web import api
from tests.clocks import FakeClock
from tests.integration.controller.house import KIOSK, MORNING, PANEL, House, new_id, open_house
from tests.integration.controller.web_house import BEARER, TOKEN, app_of, open_web
from tests.serving import served
from tests.waiting import PATIENCE_S

CANARY = "CANARY-H57.132-260804-0583"
PARAMS = {"q": CANARY, "lang": CANARY}
HEADERS = BEARER | {"idempotency-key": CANARY, "x-more": CANARY, "referer": CANARY}
COOKIES = {"motcua": CANARY, "motcua-counter": CANARY}


def head_of(request: Request) -> str:
    return f"{request.url} {request.headers} {request.cookies}"


async def fails(request: Request) -> None:
    raise ValueError(f"{head_of(request)} {await request.body()!r}")


async def fails_in_a_stream(request: Request) -> AsyncIterator[str]:
    raise KeyError(head_of(request))
    yield ""


@dataclass(frozen=True)
class Handler:
    """A page or a command of the API."""

    path: str
    methods: tuple[str, ...]


def all_broken(patch: pytest.MonkeyPatch) -> list[Handler]:
    """Whatever an application is built with from now on gets the request and fails with all of it."""
    found: list[Handler] = []
    add = APIRouter.add_api_route

    def add_broken(router: APIRouter, path: str, endpoint: Any, **how: Any) -> None:
        fails_so = fails_in_a_stream if inspect.isasyncgenfunction(endpoint) else fails
        add(router, path, fails_so, **{**how, "dependencies": None})
        found.append(Handler(router.prefix + path, tuple(sorted(how.get("methods") or ["GET"]))))

    patch.setattr(APIRouter, "add_api_route", add_broken)
    patch.setattr(api, "ROUTES", api.routes())  # examined long before
    return found


@pytest.fixture(autouse=True)
def quiet_client() -> Iterator[None]:
    """The client of the test writes every address into its own log."""
    loggers = [logging.getLogger(name) for name in ("httpx", "httpcore")]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    yield
    for logger in loggers:
        logger.setLevel(logging.NOTSET)


async def visit(address: str, handler: Handler) -> None:
    path = re.sub("{[^}]*}", CANARY, handler.path)
    async with httpx.AsyncClient(base_url=address, cookies=COOKIES, timeout=PATIENCE_S) as client:
        for method in handler.methods:
            bodies = (
                ({"json": {"dossier": CANARY}}, {"content": f"code={CANARY}"}) if method == "POST" else ({},)
            )
            for body in bodies:
                asked = client.build_request(method, path, params=PARAMS, headers=HEADERS, **body)
                with contextlib.suppress(httpx.RemoteProtocolError):  # a stream that had begun is cut
                    answer = await client.send(asked)
                    assert answer.status_code in (200, 500), handler
                    assert CANARY not in answer.text


async def test_no_request_value_reaches_the_log_when_a_page_fails(
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    handlers = all_broken(monkeypatch)
    async with open_web(tmp_path, FakeClock(MORNING)) as (house, _client), served(app_of(house)) as address:
        caplog.set_level(logging.DEBUG)
        known = {handler.path for handler in handlers}
        assert {
            "/sign-in",
            "/desk/stream",
            "/api/v1/commands/issue-ticket",
            "/may-moc/{kind}",
            "/healthz",
        } <= known
        for handler in dict.fromkeys(handlers):
            caplog.clear()
            await visit(address, handler)
            said = caplog.text + "".join(capfd.readouterr())
            assert "a page failed: " in said, f"{handler} was not broken"
            assert CANARY not in said, handler
            assert TOKEN not in said, handler


@pytest.mark.parametrize("server", ["the first of this process", "a later one"])
async def test_without_the_guard_it_would_be_in_the_log(
    caplog: pytest.LogCaptureFixture,
    server: str,  # noqa: ARG001 - the same again, later
) -> None:
    """Also when a server before it said the same sentence a second ago."""
    app = FastAPI()
    app.add_api_route("/", fails)
    async with served(app) as address, httpx.AsyncClient() as client:
        await client.get(address, params={"q": CANARY})
    assert CANARY in caplog.text


def messages(house: House) -> dict[str, bytes]:
    """One of every kind of message that the desk hears."""
    pulse = house.desk.presence().desk
    assert pulse
    fault = m.Fault(code=FaultCode.KEY_STUCK, detail=CANARY)
    here = m.Presence(device=PANEL, program=CANARY, version="1", online=True, at=1, faults=(fault,))
    return {
        f"presence/{PANEL}": encode(here),
        f"screen/{KIOSK}": encode(
            m.ScreenPicture(at=1, screen=CANARY.lower(), width=9, height=16, image="/9j/")
        ),
        "desk/" + "e" * 16: encode(pulse.model_copy(update={"instance": "e" * 16, "host": CANARY})),
        f"memory/{KIOSK}": encode(m.Memory(device=KIOSK)),
        f"cmd/{KIOSK}/issue-ticket": encode(house.issue(dossier="H57.132-260804-0583")),
        f"cmd/{KIOSK}/look-up": encode(
            m.LookUp(request_id=new_id(), at=house.desk.now().clock, dossier="H57.132-260804-0583")
        ),
        f"cmd/{PANEL}/call-next": encode(house.call()),
    }


def broken(*given: object, **named: object) -> None:
    raise ValueError(f"{CANARY} {given} {named}")


def break_wire(house: House, patch: pytest.MonkeyPatch) -> None:
    """Whatever a message is handed to fails with it."""
    patch.setattr(house.wire._crowd, "keeps", broken)
    for name in ("hear_desk", "hear_memory"):
        patch.setattr(house.wire._neighbourhood, name, broken)
    patch.setattr(house.wire, "_watched", {KIOSK: 1})
    patch.setattr(house.wire, "screens", type("Screens", (dict,), {"__setitem__": broken})())
    patch.setattr(house.wire, "_asking", type("Asking", (), {"ask": broken})())
    patch.setattr(judging, "decide", broken)
    patch.setattr(judging, "admit", lambda *_: None)


async def test_no_message_reaches_the_log_when_its_handler_fails(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    asyncio.get_running_loop().set_exception_handler(tell_quietly)
    async with open_house(tmp_path, FakeClock(MORNING)) as house:
        for topic, payload in messages(house).items():
            caplog.clear()
            with pytest.MonkeyPatch.context() as patch, caplog.at_level(logging.DEBUG):
                break_wire(house, patch)
                house.say(topic, payload)
                house.say(topic, payload[:-3] + CANARY.encode())
                await house.turn()
            assert "failed: ValueError at broken" in caplog.text, f"{topic} was not broken"
            said = caplog.text + "".join(capfd.readouterr())
            assert CANARY not in said, topic
            assert CANARY.removeprefix("CANARY-") not in said, topic
        await house.issued()


async def test_what_nobody_caught_in_the_loop_is_told_without_its_words(
    caplog: pytest.LogCaptureFixture,
) -> None:
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(tell_quietly)
    loop.call_soon(broken, CANARY)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert "something in the loop failed: ValueError at broken" in caplog.text
    assert CANARY not in caplog.text
    loop.set_exception_handler(None)
    loop.call_soon(broken, CANARY)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert CANARY in caplog.text, "asyncio itself would quote it"
