"""What is heard at the reader: one sound for each showing, and which."""

from dataclasses import replace
from typing import Any

import pytest

from contracts.dossiers import ProofRule
from contracts.vocabulary import RefusalCode
from hardware.ports import Sound
from kiosk_app.flow import happenings as h
from kiosk_app.flow import model as k
from tests.unit.kiosk import kiosk_scenes as scenes
from tests.unit.kiosk.kiosk_player import Player
from tests.unit.kiosk.kiosk_targets import named

CODE = scenes.CODE


def at_reader(**offer: Any) -> Player:
    player = Player()
    player.model = replace(player.model, equipment=k.Equipment(reader=True))
    player.hear(scenes.office_with_look_up(**offer))
    player.hear(scenes.queue(8))
    player.happen(h.ReaderSeen(there=True))
    player.wait(2)
    return player


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        (CODE, Sound.GOOD),
        (f"https://dichvucong.gov.vn/tra-cuu?MHS={CODE}", Sound.GOOD),
        ("MOTCUA:DEMO:20261121-B012", Sound.GOOD),
        ("MOTCUA:DEMO:20261120-A012", Sound.BAD),
        ("MOTCUA:ELSEWHERE:20261121-A012", Sound.BAD),
        (scenes.CARD, Sound.BAD),
        ("1.001193", Sound.BAD),
        ("https://dichvucong.gov.vn/p/home?id=xYz", Sound.BAD),
        ("@@@ rất vui", Sound.BAD),
        ("", Sound.BAD),
    ],
)
@pytest.mark.parametrize("rule", ProofRule)
def test_what_leads_on_sounds_good_and_what_is_of_no_use_here_bad(text: str, sound: Sound, rule: ProofRule):
    player = at_reader(proof=rule)
    player.happen(h.Scanned(text))
    assert player.beeps == [sound]


@pytest.mark.parametrize("text", [CODE, scenes.CARD, "MOTCUA:DEMO:20261121-B012"])
def test_one_showing_sounds_once_however_often_it_is_read(text: str):
    player = at_reader()
    for _ in range(20):
        player.happen(h.Scanned(text))
        player.wait(0.1, tick=0.1)
    assert len(player.beeps) == 1


def test_the_next_showing_sounds_again():
    player = at_reader()
    player.happen(h.Scanned(scenes.CARD))
    player.touch("ok")
    player.happen(h.Scanned(CODE))
    assert player.beeps == [Sound.BAD, Sound.GOOD]


def test_nothing_sounds_where_a_scan_is_not_meant_for_us_or_something_else_happens():
    player = at_reader()
    player.touch("service-a")
    player.happen(h.Scanned(CODE))
    player.hear(scenes.refused(player.asked()[-1], RefusalCode.QUOTA_REACHED))
    player.happen(h.Scanned(scenes.CARD))
    player.touch("ok")
    player.touch("scan")
    player.touch("manual")
    player.wait(1)
    for sign in CODE:
        player.now += 0.12
        player.happen(h.Touched(named(f"key-{sign}")))
    player.touch("look-up")
    assert player.screen == "asking"
    assert player.beeps == []
    nothing = at_reader()
    nothing.hear(scenes.office(8).model_copy(update={"seq": 41}))
    nothing.happen(h.Scanned(CODE))
    assert nothing.beeps == []
