"""A miss is not an outage, however the main system says it: five typos close nothing for anybody."""

import pytest

from contracts.dossiers import DossierCode, DossierStatus
from contracts.vocabulary import FaultCode, RefusalCode
from simulation.main_system.misses import ERRORS, MISSES
from tests.integration.dossier.dossier_world import READY, asking, dossier_table, main_system
from tests.waiting import PATIENCE_S

pytestmark = pytest.mark.usefixtures("quick")
TYPOS = [DossierCode(f"H57.132-260101-{number}") for number in range(9001, 9010)]


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine answers late: that is no outage here."""
    for module in ("rest", "fetch", "service"):
        monkeypatch.setattr(f"controller.dossier.{module}.TOTAL_S", PATIENCE_S)


@pytest.mark.parametrize("miss", MISSES)
async def test_every_way_to_say_none_means_none(miss: str):
    async with main_system() as there, asking(dossier_table(there.url)) as service:
        there.system.miss = miss
        for typo in TYPOS:
            assert (await service.look_up(f"web:{typo}", typo)).code is RefusalCode.DOSSIER_NOT_FOUND
        told = await service.look_up("kiosk-1", DossierCode(there.code(READY)))
        assert told.result is not None
        assert told.result.dossiers[0].status is DossierStatus.RESULT_READY
        assert service.faults() == ()


@pytest.mark.parametrize(
    "miss", ["{}", "null", "[]", "[{}]", "data null", "data missing, in words", "no body", "204"]
)
async def test_so_it_is_without_a_result_code(miss: str):
    async with main_system() as there, asking(dossier_table(there.url, {"error_key": ""})) as service:
        there.system.miss = miss
        for typo in TYPOS:
            assert (await service.look_up(f"web:{typo}", typo)).code is RefusalCode.DOSSIER_NOT_FOUND


@pytest.mark.parametrize("error", ERRORS)
async def test_an_error_that_may_mean_none_closes_nothing_and_is_told(error: str):
    async with main_system() as there, asking(dossier_table(there.url)) as service:
        there.system.miss = error
        for typo in TYPOS:
            assert (await service.look_up(f"web:{typo}", typo)).code is RefusalCode.LOOK_UP_DOWN
        (fault,) = service.faults()
        assert (fault.code, fault.facts["count"]) == (FaultCode.LOOK_UP_UNREAD, str(len(TYPOS)))
        told = await service.look_up("kiosk-1", DossierCode(there.code(READY)))
        assert told.result is not None
        assert service.faults() == ()


@pytest.mark.parametrize(
    ("error", "rest"),
    [
        ("500", {"not_found_statuses": (404, 500)}),
        ("418", {"not_found_statuses": (418,)}),
        ("500 with a trace", {"not_found_words": ("nullreference",)}),
        ("code 99", {"not_found_values": ("99",)}),
    ],
)
async def test_what_means_none_is_in_the_settings(error: str, rest: dict[str, object]):
    async with main_system() as there, asking(dossier_table(there.url, rest)) as service:
        there.system.miss = error
        assert (await service.look_up("kiosk-1", TYPOS[0])).code is RefusalCode.DOSSIER_NOT_FOUND


@pytest.mark.parametrize("empty", ["{}", "null", "no body", "[{}]", "data of nulls"])
async def test_empty_answers_can_be_no_answers(empty: str):
    async with (
        main_system() as there,
        asking(dossier_table(there.url, {"empty_means_none": False})) as service,
    ):
        there.system.miss = empty
        assert (await service.look_up("kiosk-1", TYPOS[0])).code is RefusalCode.LOOK_UP_DOWN


async def test_an_outage_still_closes_the_circuit_at_once_for_all():
    async with main_system() as there, asking(dossier_table(there.url)) as service:
        there.system.set_fault("error-502")
        for typo in TYPOS:
            assert (await service.look_up(f"web:{typo}", typo)).code is RefusalCode.LOOK_UP_DOWN
        assert there.system.asked <= 5
        assert [fault.code for fault in service.faults()] == [FaultCode.LOOK_UP_DOWN]
