"""A box says that somebody must look after a machine, or that the desk is gone."""

from dataclasses import replace

from hardware.counter_panel.alarm import SILENT_DESK_S, SOUND_AGAIN_S, Alarm


def test_it_is_lit_as_the_desk_says_and_when_the_desk_is_gone() -> None:
    assert not Alarm().is_lit(1000)
    assert Alarm(wanted=True).is_lit(0)
    assert not Alarm(heard_at=0).is_lit(SILENT_DESK_S - 1)
    assert Alarm(heard_at=0).is_lit(SILENT_DESK_S)


def test_it_sounds_when_it_begins_and_again_while_it_lasts() -> None:
    alarm = Alarm(wanted=True)
    assert alarm.sounds(0)
    sounded = replace(alarm, sounded_at=0)
    assert not sounded.sounds(SOUND_AGAIN_S - 1)
    assert sounded.sounds(SOUND_AGAIN_S)
    assert not replace(sounded, wanted=False).sounds(SOUND_AGAIN_S)
