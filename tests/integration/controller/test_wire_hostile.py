"""What arrives on the wire may be anything; what leaves it is always whole and never goes back."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from contracts import messages as m
from contracts.codec import MAX_BYTES, encode
from contracts.topics import DESK
from contracts.vocabulary import DeviceId
from controller.desk.crowd import BURST, FLOOD, MOST_STRANGERS, TOLD_S
from controller.desk.print_outbox import ON_THE_WAY_S
from tests.clocks import FakeClock
from tests.integration.controller.house import (
    KIOSK,
    MORNING,
    PANEL,
    PRINTER,
    SECOND_KIOSK,
    SECOND_PANEL,
    House,
    new_id,
    number,
    open_house,
    refusal,
)

ISSUE, CALL = f"cmd/{KIOSK}/issue-ticket", f"cmd/{PANEL}/call-next"
BURST_OF_PRESENCES, FLOOD_OF_RUBBISH = 250, 1000
ID = "00000000-0000-4000-8000-000000000000"


def a_clock() -> FakeClock:
    return FakeClock(MORNING)


def body(**changes: Any) -> dict[str, Any]:
    plain = {"v": 1, "kind": "issue-ticket", "request_id": ID, "at": MORNING, "service": "civil"}
    return {name: value for name, value in (plain | changes).items() if value is not None}


def as_json(**changes: Any) -> bytes:
    return json.dumps(body(**changes)).encode()


async def still_works(house: House) -> None:
    """The next citizen gets a number, on the wire."""
    before = len(house.ear.replies(KIOSK))
    house.say(ISSUE, encode(house.issue()))
    await house.until(lambda: len(house.ear.replies(KIOSK)) > before)
    assert isinstance(house.ear.replies(KIOSK)[-1], m.Accepted)


ANSWERED: dict[str, tuple[str, bytes]] = {
    "wrong version": (ISSUE, as_json(v=2)),
    "no service": (ISSUE, as_json(service=None)),
    "ill-typed": (ISSUE, as_json(at="soon")),
    "negative time": (ISSUE, as_json(at=-1)),
    "unknown kind": (ISSUE, as_json(kind="give-money")),
    "kind of another topic": (CALL.replace(PANEL, KIOSK), as_json()),
    "topic that is no command": (f"cmd/{KIOSK}/open-sesame", as_json()),
    "id in capitals": (ISSUE, as_json(request_id="ABCDEF00-0000-4000-8000-00000000000A")),
    "id that is no UUID": (ISSUE, as_json(request_id="1 OR 1=1; --")),
    "hostile service": (ISSUE, as_json(service="../../etc/passwd")),
    "hostile language": (ISSUE, as_json(lang="<script>")),
}
UNANSWERED: dict[str, tuple[str, bytes]] = {
    "nothing": (ISSUE, b""),
    "no JSON": (ISSUE, b"\x00\x01\x02"),
    "invalid UTF-8": (ISSUE, b'{"request_id": "\xff\xfe"}'),
    "a list": (ISSUE, b"[1, 2]"),
    "a number": (ISSUE, b"7"),
    "a huge number": (ISSUE, b"9" * 6000),
    "null id": (ISSUE, as_json(request_id=None)),
    "numeric id": (ISSUE, as_json(request_id=7)),
    "long id": (ISSUE, as_json(request_id="f" * 1000)),
    "half a surrogate": (ISSUE, b'{"request_id": "\\ud800", "v": 9}'),
    "deep list": (ISSUE, b"[" * 30_000),
    "deep table": (ISSUE, b'{"a":' * 10_000 + b"1" + b"}" * 10_000),
    "oversized": (ISSUE, as_json(lang="v" * MAX_BYTES)),
    "oversized and deep": (ISSUE, b"[" * (4 * MAX_BYTES)),
    "presence of another": ("presence/kiosk-2", as_json()),
    "forged reply": (f"reply/{KIOSK}", b"{}"),
}


@pytest.mark.parametrize("what", ANSWERED)
async def test_what_names_its_request_is_refused_by_name(tmp_path: Path, what: str) -> None:
    async with open_house(tmp_path, a_clock()) as house:
        topic, payload = ANSWERED[what]
        house.say(topic, payload)
        await house.until(lambda: house.ear.replies(KIOSK))
        (reply,) = house.ear.replies(KIOSK)
        assert refusal(reply) == "malformed"
        assert reply.request_id == json.loads(payload)["request_id"]
        assert isinstance(reply, m.Refused)
        assert 0 < len(reply.detail) <= 200
        await still_works(house)


async def test_everything_else_is_dropped_and_harms_nobody(tmp_path: Path) -> None:
    problems: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, what: problems.append(what))
    async with open_house(tmp_path, a_clock()) as house:
        for topic, payload in UNANSWERED.values():
            house.say(topic, payload)
        await house.turn()
        assert house.ear.replies(KIOSK) == []
        assert house.desk.day.tickets == {}
        await still_works(house)
    assert problems == []


async def test_another_site_and_unknown_devices_get_nothing(tmp_path: Path) -> None:
    async with open_house(tmp_path, a_clock()) as house:
        house.link.receive(f"motcua/v1/elsewhere/{ISSUE}", as_json(), retained=False)
        for device in ("stranger", "web", "desk", PRINTER):
            house.say(f"cmd/{device}/issue-ticket", as_json(request_id=new_id()))
        house.say("cmd/web/confirm-clock", as_json(kind="confirm-clock", request_id=new_id()))
        await house.turn()
        codes = {refusal(r) for d in ("stranger", "web", "desk") for r in house.ear.replies(DeviceId(d))}
        assert codes == {"unknown-device"}
        assert refusal(house.ear.replies(PRINTER)[0]) == "not-allowed"
        assert house.ear.replies(KIOSK) == []
        assert house.desk.day.tickets == {}


async def test_a_replayed_command_is_one_ticket_and_a_retained_one_none(tmp_path: Path) -> None:
    async with open_house(tmp_path, a_clock()) as house:
        payload = as_json()
        house.say(ISSUE, payload, retained=True)
        await house.turn()
        assert house.desk.day.tickets == {}, "a retained command is nobody's wish now"
        for _ in range(20):
            house.say(ISSUE, payload)
        await house.until(lambda: len(house.ear.replies(KIOSK)) == 20)
        assert list(house.desk.day.tickets) == ["20261123-A001"]
        first, *others = house.ear.replies(KIOSK)
        assert isinstance(first, m.Accepted)
        assert not first.repeated
        assert {reply.model_copy(update={"repeated": False}) == first for reply in others} == {True}
        house.clock.advance(20)
        stale = as_json(request_id=new_id())
        house.say(ISSUE, stale)
        await house.until(lambda: len(house.ear.replies(KIOSK)) == 21)
        assert refusal(house.ear.replies(KIOSK)[-1]) == "expired"


async def test_newer_fields_are_no_error(tmp_path: Path) -> None:
    async with open_house(tmp_path, a_clock()) as house:
        house.say(ISSUE, as_json(mood="hopeful", trace={"x": [1]}))
        await house.until(lambda: house.ear.replies(KIOSK))
        assert isinstance(house.ear.replies(KIOSK)[0], m.Accepted)


async def test_presences_of_strangers_are_counted_and_those_of_the_office_kept(tmp_path: Path) -> None:
    async with open_house(tmp_path, a_clock()) as house:
        for n in range(MOST_STRANGERS + 200):
            said = m.Presence(device=f"fake-{n}", program="x", version="1", online=True, at=1)
            house.say(f"presence/fake-{n}", encode(said))
        await house.turn()
        assert len(house.wire.devices) == MOST_STRANGERS
        (fault,) = [fault for fault in house.desk.faults() if fault.code == "strangers"]
        assert fault.facts == {"count": "200", "names": "fake-0, fake-1, fake-10"}
        job = (await house.issued()).job
        house.ear.heard.clear()
        house.clock.advance(ON_THE_WAY_S)
        house.say(f"presence/{PRINTER}", encode(here("a")))
        await house.turn()
        assert [sent.job for sent in house.ear.of(m.PrintJob)] == [job], "the printer is no stranger"
        await still_works(house)


def here(instance: str, *, online: bool = True) -> m.Presence:
    return m.Presence(
        device=PRINTER, program="ticket_printer", version="1", online=online, at=1, instance=instance
    )


async def test_a_thousand_presences_send_one_copy_of_each_slip(tmp_path: Path) -> None:
    async with open_house(tmp_path, a_clock()) as house:
        jobs = [(await house.issued()).job for _ in range(8)]
        house.ear.heard.clear()
        for n in range(BURST_OF_PRESENCES):
            house.say(f"presence/{PRINTER}", encode(here(str(n), online=n % 2 == 0)))
        await house.turn()
        assert house.ear.of(m.PrintJob) == [], "they are on the way"
        house.clock.advance(ON_THE_WAY_S)
        await house.turn()
        assert sorted(sent.job for sent in house.ear.of(m.PrintJob)) == sorted(job for job in jobs if job)


async def test_a_flood_of_one_device_is_dropped_named_and_keeps_nobody_waiting(tmp_path: Path) -> None:
    async with open_house(tmp_path, a_clock()) as house:
        for _ in range(FLOOD_OF_RUBBISH):
            house.say(f"cmd/{PANEL}/call-next", b"rubbish")
        for n in range(FLOOD_OF_RUBBISH):
            house.say(f"cmd/fake-{n}/call-next", b"rubbish")
        await house.issued()
        assert number(await house.ask(house.call("2"), SECOND_PANEL)) == "A001", "others are heard"
        floods = [fault.facts for fault in house.desk.faults() if fault.code == "flood"]
        assert [(flood["what"], flood.get("device")) for flood in floods] == [
            ("strangers", None),
            ("device", PANEL),
        ]
        assert int(floods[1]["count"]) >= FLOOD_OF_RUBBISH - BURST - 1
        house.clock.advance(TOLD_S)
        assert [fault for fault in house.desk.faults() if fault.code == "flood"] == []


async def test_a_kiosk_that_asks_too_fast_is_slowed_down_and_named(tmp_path: Path) -> None:
    async with open_house(tmp_path, a_clock()) as house:
        burst, again = house.settings.policy.kiosk_burst, 5
        for _ in range(burst):
            await house.issued()
        codes = [refusal(await house.ask(house.issue())) for _ in range(again)]
        assert codes == ["too-fast"] * again
        (fault,) = [fault for fault in house.desk.faults() if fault.code == "too-fast"]
        assert (fault.facts["device"], fault.facts["count"]) == (KIOSK, str(again))
        assert isinstance(await house.ask(house.issue(), SECOND_KIOSK), m.Accepted), (
            "others are not slowed down"
        )
        house.clock.advance(60)
        assert isinstance(await house.ask(house.issue()), m.Accepted), "it is no punishment"
        house.clock.advance(TOLD_S)
        assert [fault for fault in house.desk.faults() if fault.code == "too-fast"] == []


async def test_many_floods_at_once_are_told_shortly_and_kill_nobody(tmp_path: Path) -> None:
    kiosks = [{"device": f"kiosk-{n}"} for n in range(1, 41)]
    async with open_house(tmp_path, a_clock(), kiosks=kiosks) as house:
        for n in range(1, 41):
            for _ in range(int(BURST) + 2 * FLOOD + n):
                house.say(f"cmd/kiosk-{n}/issue-ticket", b"rubbish")
        await house.turn()
        floods = [fault.facts["device"] for fault in house.desk.faults() if fault.code == "flood"]
        assert floods == sorted(f"kiosk-{n}" for n in range(36, 41)), "the worst"
        assert len(house.desk.presence().faults) == len(floods)
        await house.issued()


async def test_rubbish_of_strangers_hides_no_other_desk(tmp_path: Path) -> None:
    async with open_house(tmp_path, a_clock()) as house:
        for n in range(FLOOD_OF_RUBBISH):
            house.say(f"cmd/fake-{n}/call-next", b"rubbish")
        earlier = house.desk.presence().desk
        assert earlier
        earlier = earlier.model_copy(update={"instance": "e" * 16, "since": MORNING - 60_000})
        house.say(f"desk/{earlier.instance}", encode(earlier))
        await house.until(lambda: not house.desk.neighbourhood.serving)


async def test_a_flood_makes_the_desk_say_no_more_than_its_pulses(tmp_path: Path) -> None:
    async with open_house(tmp_path, a_clock()) as house:
        for _ in range(30):
            for _ in range(100):
                house.say(f"cmd/{PANEL}/call-next", b"rubbish")
            await house.issued(service="land")
        pulses = [said for said in house.ear.of(m.Presence) if said.device == DESK]
        assert len(pulses) <= 3, "at the start, and when the flood began"


async def test_pictures_that_nobody_asked_for_are_not_kept(tmp_path: Path) -> None:
    async with open_house(tmp_path, a_clock()) as house:
        picture = encode(m.ScreenPicture(at=MORNING, screen="home", width=9, height=16, image="/9j/"))
        house.say(f"screen/{KIOSK}", picture)
        house.say("screen/stranger", picture)
        await house.turn()
        assert house.wire.screens == {}
        house.wire.watch(KIOSK, MORNING + 5000)
        house.say(f"screen/{KIOSK}", picture)
        house.say("screen/stranger", picture)
        await house.turn()
        assert list(house.wire.screens) == [KIOSK]
