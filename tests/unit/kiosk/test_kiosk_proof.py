"""The second factor of a look-up without a window: asked once, shown to nobody, kept nowhere."""

from dataclasses import replace
from typing import Any

import pytest

from contracts import messages as m
from contracts.dossiers import DossierCode, ProofKind, ProofRule
from contracts.vocabulary import RefusalCode
from kiosk_app.flow import dossier_pages as d
from kiosk_app.flow import happenings as h
from kiosk_app.flow import model as k
from kiosk_app.flow import offered
from kiosk_app.flow.targets import DIGIT_KEYS
from kiosk_app.present import view as v
from tests.unit.kiosk import kiosk_scenes as scenes
from tests.unit.kiosk.kiosk_player import Player
from tests.unit.kiosk.kiosk_targets import named, names

CODE, OTHER = scenes.CODE, scenes.OTHER_CODE
DIGITS = "7391"
WORD = "7KX40Q"
IDENTITY = {"proof": ProofRule.REQUIRED, "proof_kind": ProofKind.IDENTITY_DIGITS}
PHONE = {"proof": ProofRule.OPTIONAL, "proof_kind": ProofKind.PHONE_DIGITS}
RECEIPT = {"proof": ProofRule.OPTIONAL, "proof_kind": ProofKind.LOOK_UP_CODE}


def asking_for(offer: dict[str, Any], *, aloud: bool = False) -> Player:
    player = Player()
    equipment = k.Equipment(reader=True, voice=True, keypad=True)
    player.model = replace(player.model, equipment=equipment)
    player.hear(scenes.office_with_look_up(**offer))
    player.hear(scenes.queue(8))
    player.hear(scenes.printer())
    player.happen(h.ReaderSeen(there=True))
    player.wait(2)
    if aloud:
        player.touch("aloud")
    return player


def scanned(offer: dict[str, Any], text: str = CODE, **options: Any) -> Player:
    player = asking_for(offer, **options)
    player.happen(h.Scanned(text))
    return player


def type_in(player: Player, signs: str) -> None:
    player.wait(1)
    for sign in signs:
        player.now += 0.12
        player.happen(h.Touched(named(f"key-{sign}")))


def questions(player: Player) -> list[m.LookUp]:
    return [command for command in player.sent if isinstance(command, m.LookUp)]


def holds(thing: object, secret: str) -> bool:
    """Whether any field at all holds the secret, also those that ``repr`` leaves out."""
    match thing:
        case str():
            return secret in thing
        case m.Message():
            return secret in thing.model_dump_json()
        case tuple() | list() | frozenset():
            return any(holds(each, secret) for each in thing)
        case dict():
            return any(holds(each, secret) for each in thing.values())
    return any(holds(each, secret) for each in vars(thing).values()) if hasattr(thing, "__dict__") else False


# --- asking for it --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("offer", "question"),
    [
        (IDENTITY, "Nhập 4 số cuối số căn cước của người đứng tên hồ sơ"),
        ({**IDENTITY, "proof_digits": 6}, "Nhập 6 số cuối số căn cước của người đứng tên hồ sơ"),
        (PHONE, "Nhập 4 số cuối số điện thoại đã khai khi nộp hồ sơ"),
        (RECEIPT, "Nhập Mã tra cứu in trên Giấy tiếp nhận hồ sơ"),
    ],
)
def test_a_scan_asks_one_plain_question_first(offer: dict[str, Any], question: str):
    player = scanned(offer)
    assert (player.screen, player.view.title) == ("proof", question)
    assert questions(player) == []


def test_without_a_second_factor_a_scan_is_asked_about_at_once():
    player = scanned({})
    assert player.screen == "asking"
    assert [(q.dossier, q.proof) for q in questions(player)] == [(CODE, "")]


@pytest.mark.parametrize("kind", ProofKind)
@pytest.mark.parametrize("rule", [ProofRule.OPTIONAL, ProofRule.REQUIRED])
def test_what_was_typed_goes_with_the_question_and_the_dossier_is_shown(kind: ProofKind, rule: ProofRule):
    secret = WORD if kind is ProofKind.LOOK_UP_CODE else DIGITS
    player = scanned({"proof": rule, "proof_kind": kind})
    type_in(player, secret)
    player.touch("prove")
    assert [(q.dossier, q.proof) for q in questions(player)] == [(CODE, secret)]
    player.hear(scenes.looked_up(questions(player)[-1]))
    assert player.screen == "dossier"


def test_the_question_comes_after_a_typed_code_too_and_back_leads_to_that_code():
    player = asking_for(IDENTITY)
    player.model = replace(player.model, page=d.Manual(CODE))
    player.touch("look-up")
    assert player.screen == "proof"
    player.touch("back")
    assert player.model.page == d.Manual(CODE)
    scan = scanned(IDENTITY)
    scan.touch("back")
    assert scan.screen == "services"


def test_only_whole_digits_can_be_sent():
    player = scanned(IDENTITY)
    for count in range(4):
        assert "prove" not in names(offered.targets(player.model)), count
        player.touch("prove")
        type_in(player, DIGITS[count])
    assert questions(player) == []
    assert "prove" in names(offered.targets(player.model))
    type_in(player, "5")
    player.touch("key-delete")
    assert "prove" not in names(offered.targets(player.model)), (
        "a fifth digit was not taken, the fourth is deleted"
    )
    type_in(player, "2")
    player.touch("prove")
    assert questions(player)[-1].proof == "7392"


def test_digits_have_a_number_pad_and_a_code_letters_too():
    assert not [key for key in names(offered.targets(scanned(IDENTITY).model)) if key == "key-A"]
    keys = names(offered.targets(scanned(RECEIPT).model))
    assert {"key-A", "key-0", "key-delete"} < set(keys)
    assert not {"key--", "key-/", "key-."} & set(keys)


def test_a_code_is_shown_and_takes_as_many_signs_as_the_desk():
    player = scanned(RECEIPT)
    type_in(player, "A1" * 15)
    player.touch("prove")
    assert questions(player)[-1].proof == "A1" * 10


def test_an_optional_one_can_be_skipped_and_a_required_one_cannot():
    for offer in (PHONE, RECEIPT):
        player = scanned(offer)
        player.touch("skip")
        assert [(q.dossier, q.proof) for q in questions(player)] == [(CODE, "")]
    player = scanned(IDENTITY)
    player.touch("skip")
    assert questions(player) == []
    assert player.screen == "proof"


def test_skipping_sends_nothing_of_what_was_typed():
    player = scanned(PHONE)
    type_in(player, DIGITS)
    player.touch("skip")
    assert questions(player)[-1].proof == ""
    assert not holds(player.model, DIGITS)


def test_one_answer_counts_for_all_dossiers_of_a_receipt():
    player = scanned(IDENTITY, f"{CODE};{OTHER}")
    type_in(player, DIGITS)
    player.touch("prove")
    player.hear(scenes.looked_up(questions(player)[-1]))
    player.hear(scenes.looked_up(questions(player)[-1]))
    assert [(q.dossier, q.proof) for q in questions(player)] == [(CODE, DIGITS), (OTHER, DIGITS)]
    assert player.shows("Giấy tiếp nhận này gồm 2 hồ sơ: hồ sơ 1")


def test_the_keypad_beside_the_glass_types_digits_and_its_enter_asks():
    player = scanned(IDENTITY)
    player.wait(1)
    for key in (*DIGITS, "enter"):
        player.wait(0.5)
        player.happen(h.Pressed(key))
    assert questions(player)[-1].proof == DIGITS


def test_the_keypad_walks_past_digits_to_every_way_on():
    player = scanned(PHONE)
    type_in(player, DIGITS)
    seen = []
    for _ in range(8):
        player.wait(0.5)
        player.happen(h.Pressed("next"))
        seen.append(player.focus)
    assert seen[:5] == ["key-delete", "prove", "skip", "back", "lang"]
    assert not [focus for focus in seen if focus in names(DIGIT_KEYS)]


# --- when it is wrong -----------------------------------------------------------------------------------


def test_nothing_tells_whether_the_code_or_the_digits_were_wrong_and_one_tries_again_with_the_same_code():
    said = set()
    for code, secret in ((CODE, DIGITS), (DossierCode("00673810079"), "0000")):
        player = scanned(IDENTITY, code)
        type_in(player, secret)
        player.touch("prove")
        player.hear(scenes.refused(questions(player)[-1], RefusalCode.DOSSIER_NOT_FOUND))
        said.add(player.view.body)
        player.touch("ok")
        assert player.screen == "proof"
        assert player.model.page.typed == ""  # type: ignore[union-attr] # the page that asks
        type_in(player, "5678")
        player.touch("prove")
        assert (questions(player)[-1].dossier, questions(player)[-1].proof) == (code, "5678")
    assert len(said) == 1
    assert "thông tin xác nhận" in repr(said)


def test_trying_again_leads_home_only_when_wished():
    player = scanned(PHONE)
    player.touch("skip")
    player.hear(scenes.refused(questions(player)[-1], RefusalCode.DOSSIER_NOT_FOUND))
    player.touch("back")
    assert player.screen == "services"
    assert not holds(player.model, CODE)


@pytest.mark.parametrize("code", [RefusalCode.LOOK_UP_LIMIT, RefusalCode.LOOK_UP_DOWN])
def test_other_refusals_do_not_invite_another_try(code: RefusalCode):
    player = scanned(IDENTITY)
    type_in(player, DIGITS)
    player.touch("prove")
    player.hear(scenes.refused(questions(player)[-1], code))
    player.touch("ok")
    assert player.screen == "services"


# --- privacy --------------------------------------------------------------------------------------------


def ends(name: str) -> Player:
    """A second factor was asked about, and then this came."""
    player = scanned(IDENTITY)
    type_in(player, DIGITS)
    player.touch("prove")
    assert holds(player.model, DIGITS)
    last = questions(player)[-1]
    match name:
        case "found":
            player.hear(scenes.looked_up(last))
        case "not found":
            player.hear(scenes.refused(last, RefusalCode.DOSSIER_NOT_FOUND))
        case "refused":
            player.hear(scenes.refused(last, RefusalCode.LOOK_UP_DOWN))
        case "silence":
            player.wait(5.5)
    return player


@pytest.mark.parametrize("name", ["found", "not found", "refused", "silence"])
def test_it_is_forgotten_with_the_answer(name: str):
    player = ends(name)
    assert player.screen in {"dossier", "remark"}
    assert not holds(player.model, DIGITS)
    assert not holds(player.view, DIGITS)


def test_it_is_forgotten_sooner_than_anything_else_is():
    player = scanned(IDENTITY)
    type_in(player, DIGITS[:3])
    player.wait(14)
    assert player.view.closing is None
    player.wait(2)
    assert player.view.closing
    player.touch("more-time", after=8)
    player.wait(26)
    assert player.screen == "proof"
    player.wait(2)
    assert player.screen == "services"
    assert not holds(player.model, DIGITS[:3])
    assert not holds(player.model, CODE)


def test_a_dossier_that_waits_to_be_tried_again_does_not_wait_for_the_next_citizen():
    player = ends("not found")
    player.wait(28)
    assert player.screen == "services"
    assert not holds(player.model, CODE)


def test_it_is_forgotten_while_the_desk_is_silent():
    player = scanned(IDENTITY)
    type_in(player, DIGITS[:3])
    player.alive = False
    player.wait(28)
    assert not holds(player.model, DIGITS[:3])


def test_digits_never_reach_the_view_and_nothing_reaches_a_repr():
    player = scanned(IDENTITY)
    type_in(player, DIGITS)
    assert isinstance(player.view.body, v.NumberPad)
    assert not holds(player.view, DIGITS)
    code = scanned(RECEIPT)
    type_in(code, WORD)
    assert holds(code.view, WORD)
    typed = player.model, code.model, player.view, code.view
    player.touch("prove")
    code.touch("prove")
    happened = *(h.Pressed(digit) for digit in DIGITS), *(h.Touched(named(f"key-{sign}")) for sign in WORD)
    sent = h.Send(questions(player)[-1]), h.Send(questions(code)[-1])
    shown = repr((typed, player.model, code.model, sent, player.view, code.view))
    assert not [secret for secret in (DIGITS, WORD, CODE) if secret in shown]
    assert not [
        sign for sign in (*DIGITS, *WORD) if f"'{sign}'" in repr(happened) or f"-{sign}" in repr(happened)
    ]


def test_the_question_is_read_aloud_and_how_many_are_typed_but_never_which():
    player = scanned(IDENTITY, aloud=True)
    assert "Nhập 4 số cuối số căn cước" in player.view.spoken
    heard = []
    for digit in "7895":
        type_in(player, digit)
        heard.append(player.view.spoken)
    assert heard[0] == "Đã nhập 1 trong 4 số."
    assert heard[-1] == "Đã đủ số. Bấm Enter để tra cứu."
    assert not [words for words in heard if any(digit in words for digit in "7895")]


def test_a_code_is_not_read_aloud():
    player = scanned(RECEIPT, aloud=True)
    before = player.view.spoken
    type_in(player, WORD)
    assert player.view.spoken == before
    assert "Nhập Mã tra cứu" in before


def test_another_scan_changes_nothing_while_digits_are_typed():
    player = scanned(IDENTITY)
    type_in(player, "12")
    before = player.model.page
    player.happen(h.Scanned(scenes.CARD))
    player.happen(h.Scanned(OTHER))
    assert player.model.page == before
    assert len(player.beeps) == 1
