"""What counts as a decision, and what a citizen said about going first."""

from contracts.vocabulary import PriorityGroup, SlipState
from kiosk_app.flow import happenings as h
from tests.unit.kiosk import kiosk_scenes as scenes
from tests.unit.kiosk.kiosk_player import Player
from tests.unit.kiosk.kiosk_reader import questions
from tests.unit.kiosk.kiosk_targets import named


def test_declared_priority_is_kept_on_the_way_to_a_dossier_and_its_result():
    player = Player()
    player.hear(scenes.office_with_look_up())
    player.hear(scenes.queue(8))
    player.happen(h.ReaderSeen(there=True))
    player.wait(2)
    player.touch("priority")
    player.touch("priority-elderly")
    player.touch("scan")
    player.wait(1)
    player.happen(h.Scanned(scenes.CODE))
    player.hear(scenes.looked_up(questions(player)[-1], scenes.three_dossiers()[0]))
    player.touch("take-result")
    assert [asked.priority for asked in player.asked()] == [PriorityGroup.ELDERLY]
    player.hear(scenes.accepted(player.asked()[-1]))
    player.hear(scenes.slip_ended(SlipState.PRINTED))
    player.touch("ok")
    player.touch("service-a")
    assert player.asked()[-1].priority == PriorityGroup.ORDINARY, "the next citizen declared nothing"


def test_priority_is_taken_back_by_going_back_and_forgotten_with_whoever_left():
    player = Player.at_services()
    player.touch("priority")
    player.touch("priority-elderly")
    player.touch("priority")
    player.touch("back")
    assert not player.shows("Diện ưu tiên:")
    player.touch("priority")
    player.touch("priority-elderly")
    player.wait(41)
    assert not player.shows("Diện ưu tiên:")


def test_looking_up_right_after_the_last_key_counts_and_hammering_one_button_does_not():
    player = Player.at_services()
    player.hear(scenes.office_with_look_up().model_copy(update={"seq": 9}))
    player.touch("scan")
    player.wait(1)
    for sign in scenes.CODE:
        player.touch(f"key-{sign}", after=0.1)
    player.wait(0.12, tick=0.12)
    player.happen(h.Touched(named("look-up")))
    assert player.screen == "asking"


def test_a_switch_works_soon_after_the_page_changed_but_not_under_a_hammering_hand():
    player = Player.at_services()
    player.touch("priority")
    player.touch("large", after=0.2)
    assert not player.model.modes.large
    player.touch("large", after=0.4)
    assert player.model.modes.large
    player.touch("contrast", after=0.2)
    assert not player.model.modes.contrast, "after large letters everything may stand elsewhere"
