"""The second factor end to end: kiosk and phone, a real broker, a real controller, a real main system over HTTP."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from contracts import messages as m
from contracts.codec import decode, encode
from contracts.dossiers import ProofKind
from contracts.topics import Topics
from contracts.vocabulary import RefusalCode
from controller.dossier.service import PACE_S
from hardware.host.clock import SystemClock
from hardware.link.memory import MemoryLink
from hardware.link.mqtt import MqttLink
from hardware.ports import Link
from simulation.main_system.server import ProofKept
from simulation.office.broker import Broker
from tests.integration.controller.house import KIOSK
from tests.integration.dossier.dossier_house import DossierHouse, dossier_house, settings_with
from tests.integration.dossier.dossier_world import PROCESSING, RECEIPT, Running, dossier_table, main_system
from tests.integration.dossier.test_look_up_page import ABSENT, PAGE, ask, present, text_of
from tests.integration.privacy.privacy_ear import Capture, capture

pytestmark = pytest.mark.broker
REST = {"proof_key": "MaTraCuu"}
OPTIONAL = {"proof": "optional", "privacy": "detailed"}
REQUIRED = {"proof": "required", "privacy": "detailed"}
SECTION = "Phòng Kinh tế, Hạ tầng và Đô thị"
WRONG = "0000"
FLOOR = 0.99, 1.1
"""Of the second after which all is told: the times between which it is."""
TURNS = 5
"""A look-up that took its second on a busy machine is told later; one of so many did not."""
NO = RefusalCode.DOSSIER_NOT_FOUND


class Hall:
    """A kiosk on a real broker, a phone, and what stands behind them."""

    def __init__(self, house: DossierHouse, there: Running, ear: Capture) -> None:
        self.house, self.there, self.ear = house, there, ear

    async def kiosk(self, code: str, proof: str = "") -> m.AnyReply:
        question = self.house.question(code, proof=proof)
        self.ear.link.publish(self.house.topics.command(KIOSK, "look-up"), encode(question))
        await self.house.until(lambda: self._reply(question.request_id) is not None)
        reply = self._reply(question.request_id)
        assert reply is not None
        return reply

    def _reply(self, request_id: str) -> m.AnyReply | None:
        topics: Topics = self.house.topics
        for one in self.ear.heard:
            if one.topic == topics.reply(KIOSK):
                told = decode(topics, one.topic, one.payload)
                if isinstance(told, m.Accepted | m.Refused) and told.request_id == request_id:
                    return told
        return None


@contextlib.asynccontextmanager
async def hall(
    folder: Path, broker: Broker, table: dict[str, Any], proof: ProofKept | None = None
) -> AsyncIterator[Hall]:
    async with main_system(proof=proof) as there:
        settings = settings_with(dossier_table(there.url, REST, **table))
        ear = await capture(broker, "kiosk")
        link: Link = MqttLink(broker.host, broker.port, "desk")
        async with dossier_house(folder, present(), settings, link) as house:
            await house.until(lambda: house.wire.up)
            yield Hall(house, there, ear)
        ear.link.close()


def steps(reply: m.AnyReply) -> list[str | None]:
    assert isinstance(reply, m.Accepted), reply
    assert isinstance(reply.result, m.LookedUp)
    return [one.step for one in reply.result.dossiers]


def refusal(reply: m.AnyReply) -> RefusalCode:
    assert isinstance(reply, m.Refused), reply
    return reply.code


async def test_at_a_kiosk_an_optional_one_opens_the_section_and_a_wrong_one_opens_nothing(
    tmp_path: Path, broker: Broker
):
    async with hall(tmp_path, broker, OPTIONAL) as h:
        code, proof = h.there.code(PROCESSING), h.there.proof(PROCESSING)
        assert steps(await h.kiosk(code)) == [None]
        (section,) = steps(await h.kiosk(code, proof.lower()))
        assert section is not None
        assert section.startswith(SECTION)
        assert refusal(await h.kiosk(code, WRONG)) is NO
        assert refusal(await h.kiosk(ABSENT, WRONG)) is NO
        assert steps(await h.kiosk(code)) == [None], "what was proved is forgotten"
        assert len(steps(await h.kiosk(h.there.code(RECEIPT), h.there.proof(RECEIPT)))) == 3


async def test_at_a_kiosk_a_required_one_is_asked_for_before_the_main_system_is(
    tmp_path: Path, broker: Broker
):
    async with hall(tmp_path, broker, REQUIRED) as h:
        code = h.there.code(PROCESSING)
        assert refusal(await h.kiosk(code)) is NO
        assert h.there.system.asked == 0
        assert steps(await h.kiosk(code, h.there.proof(PROCESSING))) != [None]


@pytest.mark.parametrize("kind", [ProofKind.IDENTITY_DIGITS, ProofKind.PHONE_DIGITS])
async def test_digits_of_a_number_are_checked_by_the_main_system(
    kind: ProofKind, tmp_path: Path, broker: Broker
):
    table = REQUIRED | {"proof_kind": kind, "proof_digits": 6}
    async with hall(tmp_path, broker, table, ProofKept(kind, 6)) as h:
        proof = h.there.proof(PROCESSING)
        assert len(proof) == 6
        answer = await ask(h.house, h.there.code(PROCESSING), proof=proof)
        assert SECTION in text_of(answer)
        number = h.there.dossier(PROCESSING).person.identity
        asked = h.there.system.asked
        refused = await ask(h.house, h.there.code(PROCESSING), proof=number)
        assert refused.status_code == 422
        assert number not in refused.text
        assert h.there.system.asked == asked


async def test_on_the_page_it_opens_the_section_and_a_wrong_one_says_that_either_may_be_wrong(
    tmp_path: Path, broker: Broker
):
    async with hall(tmp_path, broker, OPTIONAL) as h:
        code = h.there.code(PROCESSING)
        assert SECTION not in text_of(await ask(h.house, code))
        found = await ask(h.house, code, proof=f" {h.there.proof(PROCESSING).lower()} ")
        assert SECTION in text_of(found)
        assert h.there.proof(PROCESSING) not in found.text
        wrong, absent = await ask(h.house, code, proof=WRONG), await ask(h.house, ABSENT, proof=WRONG)
        assert wrong.status_code == absent.status_code == 404
        assert wrong.text.replace(code, ABSENT) == absent.text
        assert "Mã số hồ sơ hoặc thông tin xác nhận có thể chưa đúng" in wrong.text
        assert "hoặc thông tin xác nhận" not in (await ask(h.house, ABSENT)).text


@pytest.mark.usefixtures("quick")
async def test_after_five_wrong_ones_the_page_says_so_and_the_kiosk_says_how_long(
    tmp_path: Path, broker: Broker
):
    async with hall(tmp_path, broker, OPTIONAL) as h:
        for code in (h.there.code(PROCESSING), ABSENT):
            for _ in range(5):
                assert refusal(await h.kiosk(code, WRONG)) is NO
                await h.house.later(400)
            page = await ask(h.house, code, proof=h.there.proof(PROCESSING))
            assert page.status_code == 429
            assert "đã bị nhập sai nhiều lần" in page.text
            assert f'value="{code}"' in page.text
            reply = await h.kiosk(code, WRONG)
            assert isinstance(reply, m.Refused)
            assert reply.code is RefusalCode.PROOF_LIMIT
            assert 3000 < int(reply.facts["seconds"]) <= 3601


FIELDS = [
    ("look-up-code", "Mã tra cứu", "Look-up code", 'pattern="[0-9A-Za-z .\\-]*"'),
    ("identity-digits", "4 số cuối số căn cước", "Last 4 digits of the applicant", 'inputmode="numeric"'),
    ("phone-digits", "4 số cuối số điện thoại", "Last 4 digits of the phone", 'pattern="[0-9]{4}"'),
]


@pytest.mark.parametrize(("kind", "vietnamese", "english", "attribute"), FIELDS)
async def test_the_field_asks_for_the_right_thing_and_says_whether_it_must_be_given(
    kind: str, vietnamese: str, english: str, attribute: str, tmp_path: Path
):
    for rule, words in (
        ("optional", ("không bắt buộc", "optional")),
        ("required", ("bắt buộc", "required")),
    ):
        table = {"proof": rule, "proof_kind": kind}
        settings = settings_with(dossier_table("http://127.0.0.1:9", REST, **table))
        folder = tmp_path / rule
        folder.mkdir()
        async with dossier_house(folder, present(), settings) as house:
            for lang, name, word in (("vi", vietnamese, words[0]), ("en", english, words[1])):
                page = unescape((await house.web.get(PAGE, params={"lang": lang})).text)
                field = page[page.index('<input id="proof"') :].partition(">")[0]
                label = page[page.index('<label for="proof">') :].partition("</label>")[0]
                assert name in label
                assert f"({word})" in label
                assert attribute in field
                assert 'autocomplete="off"' in field
                assert (" required" in field) == (rule == "required")


@pytest.mark.parametrize(
    ("kind", "proof", "words"),
    [
        ("phone-digits", "", "Xin nhập đúng 4 số cuối số điện thoại"),
        ("phone-digits", "123", "Xin nhập đúng 4 số cuối số điện thoại"),
        ("identity-digits", "001099888777", "Xin nhập đúng 4 số cuối số căn cước"),
        ("look-up-code", "  ", "Xin nhập Mã tra cứu như in trên Giấy tiếp nhận hồ sơ"),
        ("look-up-code", "<script>alert(1)</script>", "Xin nhập Mã tra cứu như in trên Giấy tiếp nhận hồ sơ"),
        ("look-up-code", "A" * 200, "Xin nhập Mã tra cứu như in trên Giấy tiếp nhận hồ sơ"),
    ],
)
async def test_what_cannot_be_right_is_refused_kindly_costs_nothing_and_keeps_the_code(
    kind: str, proof: str, words: str, tmp_path: Path
):
    async with main_system() as there:
        limits = {"per_minute": 1, "per_hour": 1}
        table = {"proof": "required", "proof_kind": kind, "limits": limits}
        settings = settings_with(dossier_table(there.url, REST, **table))
        async with dossier_house(tmp_path, present(), settings) as house:
            for _ in range(4):
                answer = await ask(house, there.code(PROCESSING), proof=proof)
                assert answer.status_code == 422
                assert words in answer.text
                assert f'value="{there.code(PROCESSING)}"' in answer.text
                assert len(proof.strip()) < 4 or proof not in answer.text
            assert there.system.asked == 0


async def test_without_a_second_factor_the_page_has_no_field_and_sends_none(tmp_path: Path):
    async with main_system() as there:
        settings = settings_with(dossier_table(there.url, REST))
        async with dossier_house(tmp_path, present(), settings) as house:
            assert 'name="proof"' not in (await house.web.get(PAGE)).text
            assert (await ask(house, there.code(PROCESSING), proof="not one!")).status_code == 200


async def test_a_wrong_one_takes_as_long_as_an_absent_dossier_and_a_missing_one(tmp_path: Path):
    async with main_system() as there:
        settings = settings_with(dossier_table(there.url, REST, **REQUIRED))
        async with dossier_house(tmp_path, SystemClock(), settings) as house:  # type: ignore[arg-type] # real time
            await ask(house, there.code(PROCESSING), proof=there.proof(PROCESSING))
            assert isinstance(house.link, MemoryLink)
            cases = {
                "wrong": (there.code(PROCESSING), WRONG),
                "absent": (ABSENT, WRONG),
                "missing": (there.code(PROCESSING), ""),
            }
            service = house.look_ups
            assert service is not None
            in_time: set[str] = set()
            for turn in range(TURNS):
                ended: list[str] = []
                # The floor: whoever sleeps as long in the same loop. However late all wake up, they do so in order.
                sleeps = (ends(ended, f"{part}", asyncio.sleep(part * PACE_S)) for part in FLOOR)
                asked = (
                    ends(ended, name, service.look_up(f"web:{turn}{name}", *case))  # type: ignore[arg-type] # codes are text
                    for name, case in cases.items()
                )
                await asyncio.gather(*sleeps, *asked)
                # Each is told after a second, whatever came before it: a missing one is known at once.
                early, late = (ended.index(f"{part}") for part in FLOOR)
                assert not {*cases} & {*ended[:early]}
                in_time |= {*ended[early + 1 : late]}
                if in_time == {*cases}:
                    return
            assert in_time == {*cases}, "later than a second in every turn"


async def ends(ended: list[str], name: str, what: Awaitable[Any]) -> None:
    await what
    ended.append(name)
