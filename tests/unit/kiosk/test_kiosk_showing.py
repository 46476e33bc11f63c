"""All that is read of one showing is judged together: the dossier wins, whatever else is on the paper or in the hand."""

from itertools import permutations

import pytest

from contracts.dossiers import ProofKind, ProofRule
from contracts.vocabulary import RefusalCode
from hardware.ports import Sound
from kiosk_app.flow import dossier_pages as d
from kiosk_app.flow import happenings as h
from tests.unit.kiosk import kiosk_scenes as scenes
from tests.unit.kiosk.kiosk_player import Player
from tests.unit.kiosk.kiosk_reader import answered, questions, reading, scan

CODE, OTHER = scenes.CODE, scenes.OTHER_CODE
PORTAL = "https://dichvucong.gov.vn/p/home?id=xYz"
BANK = "00020101021138570010A00000072701270006970403011300110123456780208QRIBFTTA53037045802VN6304ABCD"
GOODS, CARD = "8934673573214", scenes.CARD


def see(player: Player, *texts: str, every_s: float = 0.2) -> None:
    """A camera reads one after the other."""
    for text in texts:
        player.now += every_s
        player.happen(h.Scanned(text))


def test_the_dossier_wins_in_whatever_order_they_are_read():
    for order in permutations([PORTAL, BANK, CARD, GOODS, CODE]):
        player = reading()
        see(player, *order)
        assert player.screen == "asking"
        assert [q.dossier for q in questions(player)] == [CODE]
        see(player, *order)
        assert [q.dossier for q in questions(player)] == [CODE], "it lies there still"


@pytest.mark.parametrize("order", tuple(permutations([PORTAL, BANK, GOODS])))
def test_of_several_remarks_the_one_that_helps_most_stays(order: tuple[str, ...]):
    player = reading()
    see(player, *order)
    assert player.model.page == d.Remark(d.RemarkKind.PORTAL)


def test_one_sound_for_what_changes_nothing():
    player = reading()
    see(player, PORTAL, BANK, GOODS, PORTAL)
    assert player.beeps == [Sound.BAD]
    see(player, CODE, BANK, CODE)
    assert player.beeps == [Sound.BAD, Sound.GOOD]


def test_the_next_thing_shown_gets_its_own_remark():
    player = reading()
    see(player, PORTAL)
    scan_later(player, GOODS)
    assert player.model.page == d.Remark(d.RemarkKind.RUBBISH)
    scan_later(player, CARD)
    assert player.model.page == d.Remark(d.RemarkKind.CITIZEN_CARD)


def scan_later(player: Player, text: str) -> None:
    player.wait(3)
    scan(player, text)


@pytest.mark.parametrize("first", [CARD, PORTAL, BANK, GOODS, "MOTCUA:DEMO:20261121-B012"])
def test_no_remark_blocks_the_receipt_that_follows(first: str):
    for wait in (0.1, 2.0, 8.0):
        player = reading()
        scan(player, first)
        player.wait(wait)
        scan(player, CODE)
        assert player.screen == "asking"
        assert [q.dossier for q in questions(player)] == [CODE]


def test_after_a_dossier_that_is_not_found_another_receipt_is_scanned_at_once():
    player = reading()
    scan(player, CODE)
    player.hear(scenes.refused(questions(player)[-1], RefusalCode.DOSSIER_NOT_FOUND))
    assert player.screen == "remark"
    scan(player, OTHER)
    assert [q.dossier for q in questions(player)] == [CODE, OTHER]


def test_the_second_code_of_a_receipt_joins_the_first():
    player = reading()
    see(player, PORTAL, CODE, BANK, OTHER, CODE)
    assert [q.dossier for q in questions(player)] == [CODE]
    player.hear(scenes.looked_up(questions(player)[-1], scenes.seen(code=CODE)))
    assert [q.dossier for q in questions(player)] == [CODE, OTHER]
    player.hear(scenes.looked_up(questions(player)[-1], scenes.seen(code=OTHER)))
    assert player.screen == "dossier"
    assert [seen.dossier for seen in player.model.page.found] == [CODE, OTHER]  # type: ignore[union-attr] # the answer


def test_a_second_code_that_is_read_after_a_quick_answer_joins_too():
    player = answered(scenes.seen(code=CODE), code=CODE)
    see(player, OTHER)
    player.hear(scenes.looked_up(questions(player)[-1], scenes.seen(code=OTHER)))
    assert [seen.dossier for seen in player.model.page.found] == [CODE, OTHER]  # type: ignore[union-attr] # the answer


def test_the_next_receipt_takes_the_place_of_the_one_on_the_glass():
    player = answered(scenes.seen(code=CODE), code=CODE)
    scan_later(player, CODE)
    assert player.screen == "dossier"
    scan_later(player, OTHER)
    player.hear(scenes.looked_up(questions(player)[-1], scenes.seen(code=OTHER)))
    assert [seen.dossier for seen in player.model.page.found] == [OTHER]  # type: ignore[union-attr] # the answer


def test_nothing_else_takes_a_dossier_off_the_glass():
    player = answered(scenes.seen(code=CODE), code=CODE)
    for text in (PORTAL, CARD, GOODS):
        scan_later(player, text)
        assert player.screen == "dossier"


def test_what_is_typed_is_not_taken_away():
    player = reading()
    player.touch("scan")
    player.touch("manual")
    scan(player, CARD)
    assert player.screen == "manual"
    player.touch("key-1")
    scan(player, CODE)
    assert player.screen == "manual"
    player.touch("key-delete")
    scan(player, CODE)
    assert player.screen == "asking"


def test_several_codes_wait_for_one_second_factor():
    player = reading()
    offer = scenes.office_with_look_up(proof=ProofRule.REQUIRED, proof_kind=ProofKind.IDENTITY_DIGITS)
    player.hear(offer.model_copy(update={"seq": 41}))
    see(player, CODE, BANK, OTHER)
    assert player.model.page.codes == (CODE, OTHER)  # type: ignore[union-attr] # the question for the second factor
