"""The REST adapter against the simulated main system over real HTTP: right answers, and every wrong one."""

import asyncio
import logging
from collections.abc import Awaitable
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import TypeVar

import pytest

from contracts.dossiers import Deadline, DossierCode, DossierStatus
from contracts.vocabulary import FaultCode, RefusalCode
from controller.dossier.port import TOTAL_S, Why
from controller.dossier.service import DossierService, LookUpAnswer
from hardware.host.clock import SystemClock
from simulation.main_system.certificates import Certificates, make_certificates
from simulation.main_system.misbehaviour import FAULTS
from simulation.main_system.server import MainSystem
from simulation.today import today
from tests.integration.dossier.dossier_world import (
    HIDDEN,
    LATE,
    MOVED,
    NO_DATE,
    READY,
    RECEIPT,
    UNKNOWN,
    asking,
    dossier_table,
    main_system,
)
from tests.waiting import PATIENCE_S

T = TypeVar("T")
SHOWABLE = {"missing-fields": DossierStatus.RESULT_READY, "future-status": DossierStatus.OTHER}
SLOW = {"slow-headers", "slow-body"}
ABSENT = "H57.132-260101-9999"


async def told(service: DossierService, code: str, proof: str = "") -> LookUpAnswer:
    return await service.look_up("kiosk-1", DossierCode(code), proof)


async def test_all_ten_national_statuses_come_through_and_the_unknown_one_keeps_its_word():
    async with main_system() as there, asking(dossier_table(there.url)) as service:
        seen = {}
        for dossier in there.system.dossiers[:UNKNOWN]:
            found = (await told(service, dossier.code)).result
            assert found is not None, dossier
            assert len(found.dossiers) == 1
            seen[dossier.status] = found.dossiers[0].status
        assert set(seen) == set(range(1, 11))
        assert len(set(seen.values())) == 10
        other = (await told(service, there.code(UNKNOWN))).result
        assert other is not None
        assert other.dossiers[0].status is DossierStatus.OTHER
        assert other.dossiers[0].status_text == "Chờ lấy ý kiến cơ quan phối hợp"


async def test_due_dates_are_early_late_moved_or_absent():
    async with main_system() as there, asking(dossier_table(there.url)) as service:
        expected = {
            READY: Deadline.EARLY,
            LATE: Deadline.OVERDUE,
            MOVED: Deadline.NEW_DATE,
            NO_DATE: Deadline.NONE,
        }
        for index, deadline in expected.items():
            found = (await told(service, there.code(index))).result
            assert found is not None
            assert found.dossiers[0].deadline is deadline
            assert (found.dossiers[0].due is None) == (index == NO_DATE)


async def test_a_receipt_shows_all_its_dossiers_and_nothing_of_a_person_comes_with_them():
    async with main_system() as there, asking(dossier_table(there.url)) as service:
        found = (await told(service, there.code(RECEIPT))).result
        assert found is not None
        assert [one.status for one in found.dossiers] == [
            DossierStatus.RESULT_READY,
            DossierStatus.PROCESSING,
            DossierStatus.RESULT_RETURNED,
        ]
        person = there.dossier(RECEIPT).person
        for personal in (person.name, person.identity, person.phone, person.address):
            assert personal not in found.model_dump_json()


async def test_hidden_and_absent_dossiers_are_the_same_answer():
    async with main_system() as there, asking(dossier_table(there.url)) as service:
        hidden, absent = await told(service, there.code(HIDDEN)), await told(service, ABSENT)
        assert hidden == absent
        assert hidden.code is RefusalCode.DOSSIER_NOT_FOUND


@pytest.mark.parametrize("fault", sorted(set(FAULTS) - SLOW))
async def test_a_fault_is_an_honest_answer_that_nothing_is_waited_for_and_nothing_of_it_is_logged(
    fault: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
):
    for who in ("service", "rest"):
        monkeypatch.setattr(f"controller.dossier.{who}.TOTAL_S", PATIENCE_S)
    with caplog.at_level(logging.DEBUG):
        async with main_system() as there, asking(dossier_table(there.url)) as service:
            there.system.set_fault(fault)
            answer = await told(service, there.code(READY))
            assert answer.why != Why.TOO_SLOW
            if fault in SHOWABLE:
                assert answer.result is not None
                assert answer.result.dossiers[0].status is SHOWABLE[fault]
            else:
                assert answer.code is RefusalCode.LOOK_UP_DOWN
            person = there.dossier(READY).person
            for secret in (there.code(READY), person.name, person.identity, person.phone):
                assert secret not in caplog.text


@pytest.mark.parametrize("fault", ["huge", "gzip-bomb"])
async def test_a_hundred_megabytes_are_not_read_to_their_end(fault: str):
    async with main_system() as there, asking(dossier_table(there.url)) as service:
        there.system.set_fault(fault)
        assert (await told(service, there.code(READY))).why == "too-big"


async def timed(what: Awaitable[T]) -> tuple[T, float]:
    begin = perf_counter()
    return await what, perf_counter() - begin


async def test_slowness_of_any_kind_ends_after_three_seconds():
    async def one(fault: str) -> None:
        async with main_system() as there, asking(dossier_table(there.url)) as service:
            there.system.set_fault(fault)
            floor = asyncio.create_task(timed(asyncio.sleep(TOTAL_S)))  # as slow as this machine is now
            answer, took = await timed(told(service, there.code(READY)))
            assert answer.why == Why.TOO_SLOW
            assert TOTAL_S - 0.5 < took < 1.5 * (await floor)[1]

    await asyncio.gather(*(one(fault) for fault in SLOW))


async def test_a_refused_connection_is_an_answer():
    async with main_system() as there:
        url = there.url
    async with asking(dossier_table(url)) as service:
        assert (await told(service, ABSENT)).why == Why.UNREACHABLE


async def test_a_wish_to_be_left_alone_is_honoured():
    async with main_system() as there, asking(dossier_table(there.url)) as service:
        there.system.set_fault("too-many")
        for _ in range(5):
            await told(service, there.code(READY))
        assert there.system.asked == 1


async def test_a_key_in_a_header_opens_the_door_and_a_wrong_or_missing_one_does_not(tmp_path: Path):
    secret = tmp_path / "key"
    auth = {"kind": "header", "header": "X-Api-Key", "secret_file": str(secret)}

    async with (
        main_system(key="open-sesame") as there,
        asking(dossier_table(there.url, {"auth": auth})) as service,
    ):
        assert (await told(service, there.code(READY))).code is RefusalCode.LOOK_UP_DOWN
        secret.write_text("wrong\n")
        assert (await told(service, there.code(READY))).code is RefusalCode.LOOK_UP_DOWN
        secret.write_text("open-sesame\r\n", "utf-16")  # as Notepad saves it
        assert (await told(service, there.code(READY))).result is not None


@pytest.mark.parametrize("asked", [{"method": "GET"}, {"body": "form"}, {"body": "json"}])
async def test_a_question_may_be_put_in_every_usual_way_and_the_http_library_logs_none(
    asked: dict[str, str], caplog: pytest.LogCaptureFixture
):
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.NOTSET)  # as in a new process

    with caplog.at_level(logging.DEBUG):
        async with main_system() as there, asking(dossier_table(there.url, asked)) as service:
            assert (await told(service, there.code(LATE))).result is not None
            assert there.code(LATE) not in caplog.text


async def test_client_credentials_get_a_token_keep_it_and_renew_it_when_it_is_not_taken(tmp_path: Path):
    secret = tmp_path / "secret"
    secret.write_text("open-sesame")
    auth = {
        "kind": "oauth2",
        "token_path": "/oauth/token",
        "client_id": "motcua",
        "secret_file": str(secret),
    }

    async with main_system(key="open-sesame") as there:
        async with asking(dossier_table(there.url, {"auth": auth})) as service:
            for _ in range(2):
                assert (await told(service, there.code(READY))).result is not None
            there.system.forget_tokens()
            assert (await told(service, there.code(READY))).result is not None
        assert there.system.asked == 4


async def test_the_second_factor_is_checked_by_the_main_system():
    table = {"proof": "required", "privacy": "detailed"}

    async with (
        main_system() as there,
        asking(dossier_table(there.url, {"proof_key": "MaTraCuu"}, **table)) as service,
    ):
        code = there.code(READY)
        assert (await told(service, code, there.proof(READY))).result is not None
        wrong, absent = await told(service, code, "0000"), await told(service, ABSENT, "0000")
        assert wrong == absent


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


class Then(SystemClock):
    """When the certificates were made: the tests' morning is longer ago each day."""

    def __init__(self, moment: datetime) -> None:
        super().__init__()
        self._moment = moment

    def utc_ms(self) -> int:
        return int(self._moment.timestamp() * 1000)


@pytest.mark.parametrize(
    ("shown", "believed", "trouble"),
    [
        ("good", True, []),
        ("ending", True, [FaultCode.LOOK_UP_EXPIRING]),
        ("expired", False, [FaultCode.LOOK_UP_UNTRUSTED]),
        ("self_signed", False, [FaultCode.LOOK_UP_UNTRUSTED]),
    ],
)
async def test_only_a_certificate_that_the_authority_vouches_for_is_believed_and_the_caretaker_is_told(
    certificates: Certificates,
    shown: str,
    *,
    believed: bool,
    trouble: list[FaultCode],
    caplog: pytest.LogCaptureFixture,
):
    clock = Then(certificates.made_at)
    async with main_system() as there:
        system = MainSystem(there.system.dossiers)
        port = await system.start(0, getattr(certificates, shown))
        rest = {"ca_file": str(certificates.authority)}
        async with asking(dossier_table(f"https://127.0.0.1:{port}", rest), clock) as service:
            found = (await told(service, there.code(READY))).result
            assert (found is not None) == believed
            assert [fault.code for fault in service.faults()] == trouble
        await system.close()
    assert ("untrusted" in caplog.text) != believed


async def test_a_good_authority_is_not_enough_for_another_name(certificates: Certificates):
    system = MainSystem(())
    port = await system.start(0, certificates.good)
    rest = {"ca_file": str(certificates.authority)}
    async with asking(dossier_table(f"https://localhost:{port}", rest)) as service:
        assert (await told(service, ABSENT)).code is RefusalCode.LOOK_UP_DOWN
    assert system.asked == 0
    await system.close()


async def test_after_an_outage_two_at_a_time_ask_however_many_wait():
    async with main_system() as there, asking(dossier_table(there.url)) as service:
        there.system.delay_s = 0.01
        crowd = [service.look_up(f"kiosk-{n}", DossierCode(there.code(READY))) for n in range(500)]
        answers = await asyncio.gather(*crowd)
        assert there.system.most_at_once <= 2
        assert sum(answer.result is not None for answer in answers) >= 20


async def test_the_dossiers_are_dated_around_today():
    async with main_system() as there:
        assert max(dossier.received for dossier in there.system.dossiers) == today()
