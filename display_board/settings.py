"""The board's settings file."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from contracts import vocabulary as words
from contracts.settings import DeviceSettings, Id, Part, Problem
from contracts.texts import FIRST
from hardware.driver import Context, DriverOptions
from hardware.registry import Driver
from hardware.voice.language import codes
from hardware.voice.sentence import Reading
from hardware.voice.shelf import FOLDER


class PageSettings(Part):
    """Where browsers find the hall page."""

    host: str = Field(
        "127.0.0.1", description="Address to serve the page on; 0.0.0.0 for a smart TV in the room"
    )
    port: int = Field(8090, ge=1, le=65535, description="TCP port of the page")
    names: tuple[Annotated[str, StringConstraints(pattern=r"^[^/?#@:\s]+$", to_lower=True)], ...] = Field(
        (), description="Host names outside the local network under which browsers ask for it"
    )
    ticker: str = Field(
        "",
        max_length=500,
        description="A notice of the office, shown in turn in one line; at most 500 letters",
    )
    slides: Path | None = Field(
        None, description="Folder of pictures (PNG, JPEG) and PDF files that are shown while nobody is called"
    )
    procedures: str = Field(
        "",
        pattern=r"^(https?://[^\s]+)?$",
        max_length=300,
        description="Where the desk publishes its procedures, http://.../thu-tuc.json; they are shown while nobody is called",
    )
    results: str = Field(
        "",
        pattern=r"^(https?://[^\s]+)?$",
        max_length=300,
        description="Where the desk publishes its results, http://.../ket-qua.json; those of last month are shown then, too",
    )
    hours: bool = Field(True, description="Whether opening hours and the notice are shown there, too")
    flash: bool = Field(True, description="Whether a call flashes (once a second for five seconds)")


class ScreenSettings(Part):
    """The screen in the hall, so that letters come out in real millimetres."""

    inches: float = Field(43, ge=7, le=200, description="Diagonal of the screen in inches")
    farthest_seat_m: float = Field(6, ge=1, le=50, description="Metres from the screen to the farthest seat")
    width: int = Field(1920, ge=480, le=16_384, description="Dots across, as it is built")
    height: int = Field(1080, ge=320, le=16_384, description="Dots down, as it is built")
    portrait: bool = Field(False, description="Whether the screen hangs upright")
    overscan_percent: float = Field(
        0,
        ge=0,
        le=10,
        description="How much of each edge the television cuts off (turn its zoom off if you can)",
    )

    @property
    def hung(self) -> tuple[int, int]:
        """Dots across and down as it hangs."""
        return (self.height, self.width) if self.portrait else (self.width, self.height)


class SignSettings(Part):
    """One LED sign."""

    counter: Annotated[words.CounterId, Id] = Field(description="The counter it hangs over")
    led: Annotated[DriverOptions, Driver("sign")] = Field(description="Its driver and what that must know")

    @property
    def name(self) -> str:
        """What it is called in faults and on the bench: two boards never hang over one counter."""
        return f"sign-{self.counter}"


_HOURS = r"^([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]$"


class VoiceSettings(Part):
    """One loudspeaker, and for whom it speaks."""

    zone: Annotated[str, Id] = Field("hall", description="Its name in faults, e.g. hall or floor-2")
    counters: tuple[Annotated[words.CounterId, Id], ...] = Field(
        (), description="Counters that are called here; none: all"
    )
    loudspeaker: Annotated[DriverOptions, Driver("loudspeaker")] = Field(
        description="Its driver and what that must know"
    )
    packs: Path = Field(FOLDER, description="Folder of recorded voices: vi.zip, en.zip")
    languages: tuple[str, ...] = Field(
        (FIRST, "en"),
        min_length=1,
        description="The first is always said, another one for tickets taken in it",
    )
    always: tuple[str, ...] = Field(
        (), description="In these each call is said as well, if somebody recorded them, e.g. hmn, blt, bru"
    )
    reading: Reading = Field("digits", description="012 as digits, or as a number after its leading zeros")
    dialect: Literal["north", "south"] = Field("north", description="Whose number words are used")
    chime: bool = Field(True, description="Whether two tones are heard first")
    twice: bool = Field(True, description="Whether a call is said twice while nobody else is to be called")
    lead_in_ms: int = Field(
        300, ge=0, le=2000, description="Silence first, for cards that swallow the beginning"
    )
    machine: bool = Field(True, description="Whether espeak-ng speaks what nobody has recorded")
    quiet: tuple[Annotated[str, StringConstraints(pattern=_HOURS)], ...] = Field(
        (), description='When nothing is said, local time, e.g. "11:30-13:30"'
    )

    @property
    def name(self) -> str:
        """What it is called in faults and on the bench."""
        return f"voice-{self.zone}"


class BoardSettings(DeviceSettings):
    """Everything the board program must be told; names and counters come from the desk."""

    page: PageSettings = PageSettings()
    screen: ScreenSettings = ScreenSettings()
    signs: tuple[SignSettings, ...] = ()
    voices: tuple[VoiceSettings, ...] = ()

    def context(self, sign: SignSettings) -> Context:
        """What the driver of a sign must know."""
        return Context(sign.name, self.bench)

    def problems(self) -> Iterator[Problem]:
        """What the drivers object to, and two signs over one counter."""
        yield from super().problems()
        counters = [sign.counter for sign in self.signs]
        for index, sign in enumerate(self.signs):
            key = f"signs.{index}"
            yield from sign.led.problems(f"{key}.led", self.context(sign))
            if sign.counter in counters[:index]:
                yield Problem(f"{key}.counter", f"{sign.counter!r} twice", "one sign for each counter")
        yield from self._voice_problems()

    def _voice_problems(self) -> Iterator[Problem]:
        """A language that nobody can speak; two voices with one name, or over one loudspeaker."""
        for index, voice in enumerate(self.voices):
            key, before = f"voices.{index}", self.voices[:index]
            yield from voice.loudspeaker.problems(f"{key}.loudspeaker", Context(voice.name, self.bench))
            for name, chosen in (("languages", voice.languages), ("always", voice.always)):
                for code in chosen:
                    if code not in codes():
                        yield Problem(f"{key}.{name}", repr(code), f"of {', '.join(codes())}")
            if any(other.zone == voice.zone for other in before):
                yield Problem(f"{key}.zone", f"{voice.zone!r} twice", "another name for each zone")
            held = voice.loudspeaker.held()
            if held and any(other.loudspeaker.held() == held for other in before):
                yield Problem(f"{key}.loudspeaker", "the one of another zone", "a sound device for each zone")
