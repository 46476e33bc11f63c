"""The voices of a settings file, built."""

from collections.abc import Callable
from functools import partial

from display_board.settings import BoardSettings, VoiceSettings
from display_board.voice.announcing import VoiceTask
from display_board.voice.lineup import Quiet, Zone
from display_board.voice.speech import Speech, Style
from hardware.driver import Context
from hardware.keeper import Keeper
from hardware.registry import build
from hardware.voice.fetching import PackFetcher
from hardware.voice.shelf import FETCHED


def voice_tasks(settings: BoardSettings, on_fault: Callable[[], None]) -> tuple[VoiceTask, ...]:
    """A task for every loudspeaker."""
    return tuple(_task(settings, voice, on_fault) for voice in settings.voices)


def _task(settings: BoardSettings, voice: VoiceSettings, on_fault: Callable[[], None]) -> VoiceTask:
    style = Style(
        packs=voice.packs,
        fetched=settings.memory / FETCHED if settings.memory else None,
        languages=voice.languages,
        always=voice.always,
        reading=voice.reading,
        dialect=voice.dialect,
        chime=voice.chime,
        twice=voice.twice,
        lead_in_ms=voice.lead_in_ms,
        machine=voice.machine,
    )
    opened = partial(build, "loudspeaker", voice.loudspeaker, Context(voice.name, settings.bench))
    zone = Zone(frozenset(voice.counters), tuple(map(_quiet, voice.quiet)))
    return VoiceTask(Speech(style), Keeper(voice.name, opened), zone, on_fault)


def fetcher_of(settings: BoardSettings) -> PackFetcher:
    """What brings recorded voices from the desk, where there is a loudspeaker and a folder for them."""
    wanted = settings.memory / FETCHED if settings.voices and settings.memory else None
    return PackFetcher(wanted, tuple({voice.packs for voice in settings.voices}))


def _quiet(hours: str) -> Quiet:
    """Of ``11:30-13:30``."""
    begin, end = (int(time[:2]) * 60 + int(time[3:]) for time in hours.split("-"))
    return Quiet(begin, end)
