"""The second factor: sent where it is wanted, never kept, and not to be guessed, not even by many together."""

import asyncio
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.dossiers import DossierCode, DossierStatus, ProofKind
from contracts.vocabulary import RefusalCode
from controller.dossier.limits import DAY_S, LimitRules
from controller.dossier.port import Down, Found, NotFound, Outcome, Record, Why
from controller.dossier.proof import as_proof
from controller.dossier.proof_limits import NOT_JUDGED, ROOM, ProofLimits
from controller.dossier.service import DossierService
from tests.clocks import FakeClock
from tests.unit.dossier.dossier_source import CODE, DOWN, FOUND, Source, a_service

RIGHT, WRONG = "8842", "0000"
DETAILED = {"privacy": "detailed"}
PROVEN = Found((Record(CODE, DossierStatus.PROCESSING, step="Phòng Kinh tế"),))
NOT_FOUND, LIMIT = RefusalCode.DOSSIER_NOT_FOUND, RefusalCode.PROOF_LIMIT


async def checks(_code: str, proof: str) -> Outcome:
    """A main system that knows the right one, and tells the section to everybody."""
    return PROVEN if proof in ("", RIGHT) else NotFound()


async def step(service: DossierService, proof: str = "", asker: str = "kiosk-1") -> str | None:
    told = await service.look_up(asker, CODE, proof)
    assert told.result is not None, told
    return told.result.dossiers[0].step


@pytest.mark.usefixtures("quick")
async def test_it_goes_to_the_main_system_only_where_it_is_asked_for(clock: FakeClock):
    for rule, asked in (("none", ""), ("optional", RIGHT), ("required", RIGHT)):
        source = Source(FOUND)
        await a_service(source, clock, proof=rule).look_up("kiosk-1", CODE, RIGHT)
        assert source.asked == [(CODE, asked)]


@pytest.mark.usefixtures("quick")
async def test_where_it_is_required_nobody_is_asked_without_it(clock: FakeClock):
    source = Source(FOUND)
    told = await a_service(source, clock, proof="required").look_up("kiosk-1", CODE)
    assert (told.code, source.asked) == (NOT_FOUND, [])


async def test_the_section_is_shown_to_whoever_proved_it_and_to_nobody_else(clock: FakeClock):
    service = a_service(Source(behaviour=checks), clock, proof="optional", **DETAILED)
    assert await step(service) is None
    assert await step(service, RIGHT) == "Phòng Kinh tế"
    assert await step(service) is None


async def test_a_strict_office_may_open_its_details_to_whoever_proved_it(clock: FakeClock):
    table = {"proof": "optional", "privacy": "strict", "privacy_proven": "detailed"}
    assert await step(a_service(Source(behaviour=checks), clock, **table), RIGHT) == "Phòng Kinh tế"
    table["privacy_proven"] = "basic"
    assert await step(a_service(Source(behaviour=checks), clock, **table), RIGHT) is None


@pytest.mark.usefixtures("quick")
async def test_what_was_proved_is_never_answered_from_memory(clock: FakeClock):
    source = Source(behaviour=checks)
    service = a_service(source, clock, proof="optional", fresh_s=300, **DETAILED)
    for proof in (RIGHT, "", RIGHT, ""):
        await step(service, proof)
    assert source.asked == [(CODE, RIGHT), (CODE, ""), (CODE, RIGHT)]
    source.behaviour, source.outcomes = None, [DOWN]
    for proof in (RIGHT, WRONG):
        assert (await service.look_up("kiosk-1", CODE, proof)).code is RefusalCode.LOOK_UP_DOWN


@pytest.mark.usefixtures("quick")
async def test_a_wrong_one_does_not_make_us_forget_what_everybody_may_see(clock: FakeClock):
    source = Source(behaviour=checks)
    service = a_service(source, clock, proof="optional", fresh_s=300)
    await service.look_up("kiosk-1", CODE)
    assert (await service.look_up("kiosk-1", CODE, WRONG)).code is NOT_FOUND
    source.behaviour, source.outcomes = None, [DOWN]
    assert (await service.look_up("kiosk-1", CODE)).result is not None


@pytest.mark.usefixtures("quick")
async def test_after_five_wrong_ones_by_anybody_not_even_the_right_one_is_tried_for_an_hour(clock: FakeClock):
    source = Source(behaviour=checks)
    service = a_service(source, clock, proof="optional")
    for n in range(5):
        assert (await service.look_up(f"web:{n}", CODE, f"000{n}")).code is NOT_FOUND
    for n in range(5, 50):
        told = await service.look_up(f"web:{n}", CODE, RIGHT)
        assert (told.code, told.seconds) == (LIMIT, 3601)
    assert len(source.asked) == 5
    assert (await service.look_up("web:51", CODE)).result is not None, "without one it can still be seen"
    clock.advance(3600)
    assert (await service.look_up("web:52", CODE, RIGHT)).result is not None


@pytest.mark.usefixtures("quick")
async def test_a_dossier_that_does_not_exist_is_guarded_in_the_same_words(clock: FakeClock):
    absent = DossierCode("H57.132-260804-9999")
    service = a_service(Source(NotFound()), clock, proof="required")
    told = [await service.look_up(f"web:{n}", absent, WRONG) for n in range(6)]
    assert [one.code for one in told] == [NOT_FOUND] * 5 + [LIMIT]


@pytest.mark.usefixtures("quick")
async def test_a_hundred_at_the_same_moment_get_no_more_tries_than_one_after_another(clock: FakeClock):
    async def slow(code: str, proof: str) -> Outcome:
        await asyncio.sleep(0.001)
        return await checks(code, proof)

    source = Source(behaviour=slow)
    service = a_service(source, clock, proof="required")
    told = await asyncio.gather(*(service.look_up(f"web:{n}", CODE, f"{n:04}") for n in range(100)))
    assert len(source.asked) == 5
    assert sum(one.code is LIMIT for one in told) == 95


@pytest.mark.usefixtures("quick")
async def test_a_right_one_forgives_and_a_main_system_that_is_down_costs_nothing(clock: FakeClock):
    source = Source(behaviour=checks)
    service = a_service(source, clock, proof="required", breaker={"failures": 100})
    for n in range(40):
        proof = RIGHT if n % 5 == 4 else WRONG
        told = await service.look_up(f"web:{n}", CODE, proof)
        assert told.code is not LIMIT
    source.behaviour, source.outcomes = None, [Down(Why.UNREACHABLE)]
    for n in range(40):
        assert (await service.look_up(f"phone:{n}", CODE, WRONG)).code is RefusalCode.LOOK_UP_DOWN


@pytest.mark.usefixtures("quick")
async def test_a_known_code_does_not_forgive_wrong_second_factors(clock: FakeClock):
    service = a_service(Source(behaviour=checks), clock, proof="optional")
    for n in range(3):
        await service.look_up("web:1", CODE, session="a")
        assert (await service.look_up("web:1", DossierCode(f"{CODE}{n}"), WRONG, "a")).code is NOT_FOUND
    assert (
        await service.look_up("web:1", DossierCode(f"{CODE}9"), WRONG, "a")
    ).code is RefusalCode.LOOK_UP_LIMIT
    assert (await service.look_up("web:1", CODE, WRONG, "a")).code is RefusalCode.LOOK_UP_LIMIT
    assert (await service.look_up("web:1", CODE, session="a")).result is not None


@pytest.mark.usefixtures("quick")
async def test_what_cannot_be_one_is_answered_as_not_found_and_sent_to_nobody(clock: FakeClock):
    source = Source(FOUND)
    service = a_service(source, clock, proof="optional", proof_kind="phone-digits")
    for text in ("123", "12345", "12a4", "0987654321"):
        assert (await service.look_up(text, CODE, text)).code is NOT_FOUND
    assert source.asked == []


@pytest.mark.parametrize(
    ("text", "kind", "proof"),
    [
        ("a7k2", ProofKind.LOOK_UP_CODE, "A7K2"),
        (" A7-K2 ", ProofKind.LOOK_UP_CODE, "A7K2"),
        ("", ProofKind.LOOK_UP_CODE, None),
        ("x" * 21, ProofKind.LOOK_UP_CODE, None),
        ("ß1", ProofKind.LOOK_UP_CODE, None),
        ("a'--", ProofKind.LOOK_UP_CODE, None),
        ("8842", ProofKind.IDENTITY_DIGITS, "8842"),
        ("88 42", ProofKind.PHONE_DIGITS, "8842"),
        ("884", ProofKind.PHONE_DIGITS, None),
        ("001099008842", ProofKind.IDENTITY_DIGITS, None),
        ("٨٨٤٢", ProofKind.PHONE_DIGITS, None),
        ("88x2", ProofKind.IDENTITY_DIGITS, None),
    ],
)
def test_what_people_type_is_made_fit_or_refused(text: str, kind: ProofKind, proof: str | None):
    assert as_proof(text, kind, 4) == proof


@given(st.text(max_size=60), st.sampled_from(ProofKind), st.integers(3, 12))
def test_whatever_is_sent_fits_the_wire(text: str, kind: ProofKind, digits: int):
    proof = as_proof(text, kind, digits)
    assert proof is None or re.fullmatch("[0-9A-Z]{1,20}", proof)


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("why", sorted(set(Why) - {*NOT_JUDGED, Why.OTHER_RECORD}))
async def test_a_failure_that_may_be_the_main_systems_word_for_wrong_counts(why: Why, clock: FakeClock):
    service = a_service(Source(Down(why)), clock, proof="required", breaker={"failures": 100})
    told = [await service.look_up(f"web:{n}", CODE, WRONG) for n in range(6)]
    assert [one.code for one in told] == [RefusalCode.LOOK_UP_DOWN] * 5 + [LIMIT]


@pytest.mark.usefixtures("quick")
async def test_with_a_second_factor_another_record_is_a_wrong_try_like_any_other(clock: FakeClock):
    service = a_service(Source(Down(Why.OTHER_RECORD)), clock, proof="optional")
    told = [await service.look_up(f"web:{n}", CODE, WRONG) for n in range(6)]
    assert [one.code for one in told] == [NOT_FOUND] * 5 + [LIMIT]
    assert (await service.look_up("web:7", CODE)).code is RefusalCode.LOOK_UP_DOWN


@pytest.mark.usefixtures("quick")
async def test_another_spelling_of_a_code_has_no_tries_of_its_own(clock: FakeClock):
    service = a_service(Source(NotFound()), clock, proof="required")
    for n, sign in enumerate((".", "-", "_", "/", "")):
        spelled = DossierCode(CODE.replace("-", sign))
        assert (await service.look_up(f"web:{n}", spelled, WRONG)).code is NOT_FOUND
    assert (await service.look_up("web:9", CODE, WRONG)).code is LIMIT


@pytest.mark.usefixtures("quick")
async def test_the_dossiers_of_a_receipt_share_their_tries_once_an_answer_showed_them_together(
    clock: FakeClock,
):
    receipt, one, other = (DossierCode(f"H57.132-260804-{n}") for n in ("R1", "0001", "0002"))
    whole = Found(tuple(Record(code, DossierStatus.PROCESSING, receipt=receipt) for code in (one, other)))

    async def known(_code: str, proof: str) -> Outcome:
        return NotFound() if proof else whole

    service = a_service(Source(behaviour=known), clock, proof="optional")
    assert (await service.look_up("web:0", other, WRONG)).code is NOT_FOUND
    assert (await service.look_up("web:0", receipt)).result is not None
    tried = 1
    for n, code in enumerate((receipt, one, other) * 4):
        tried += (await service.look_up(f"web:{n + 1}", code, WRONG)).code is NOT_FOUND
    assert tried == 5


def code_no(number: int) -> DossierCode:
    return DossierCode(f"H57.132-260804-{number}")


def test_nobody_is_given_new_tries_by_filling_our_memory_and_it_holds_no_code():
    limits = ProofLimits(LimitRules())
    for _ in range(5):
        assert limits.enter(CODE, 0.0) == 0.0
    for number in range(ROOM + 5):
        limits.enter(code_no(number), 1.0)
    assert len(limits) == ROOM
    assert limits.enter(CODE, 2.0) > 0
    assert limits.enter(code_no(ROOM + 9), 2.0) > 0
    assert "H57.132" not in repr(vars(limits)), "three signs alone may stand in a digest by chance"
    assert limits.enter(code_no(ROOM + 9), 2 * DAY_S) == 0.0, "a quiet day makes room"
    assert len(limits) == 1


@pytest.mark.parametrize("why", NOT_JUDGED)
def test_tries_that_nobody_judged_take_no_room(why: Why):
    limits = ProofLimits(LimitRules())
    for number in range(50):
        limits.enter(code_no(number), 0.0)
        limits.leave(code_no(number), Down(why))
    assert len(limits) == 0
