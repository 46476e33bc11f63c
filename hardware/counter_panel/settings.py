"""The settings file of the counter panel."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Annotated

from pydantic import Field

from contracts.messages import Counter as CounterName
from contracts.settings import DeviceSettings, Part, Problem
from hardware.counter_panel.hands import DIGITS, DIGITS_S, Hands, KeyName, Meaning, Pair
from hardware.counter_panel.panel import SECOND_PRESS_S, LampName
from hardware.driver import Context, DriverOptions, context_of
from hardware.drivers.none import NoBeeperOptions, NoLampOptions
from hardware.pins import pin_problems
from hardware.registry import Driver

CODES: dict[str, tuple[int, ...]] = {
    KeyName.NEXT: (96, 28),
    KeyName.RECALL: (78,),
    KeyName.NO_SHOW: (74,),
    KeyName.FINISH: (83, 14),
    **{digit: (code,) for digit, code in zip(DIGITS, (82, 79, 80, 81, 75, 76, 77, 71, 72, 73), strict=True)},
}
"""On a USB number pad: Enter, plus, minus, the point or backspace, and the digits."""


class CombinationSettings(Part):
    """Two keys that are pressed together."""

    keys: tuple[KeyName, KeyName] = Field(description="Two of: next, recall, no-show, finish")
    does: Meaning = Field(description="undo, break (it begins or ends), arrive, park")


class HoldSettings(Part):
    """A key that means something else when it is held."""

    key: KeyName = Field(description="recall or finish; no-show is always held, next never waits")
    does: Meaning = Field(description="undo, break (it begins or ends), arrive, park")


USUAL_HOLDS = (HoldSettings(key=KeyName.FINISH, does=Meaning.PARK),)
"""The one everyday act of a counter that no key has; whoever did not mean it undoes it for ten seconds."""
MAY_BE_HELD = (KeyName.RECALL, KeyName.FINISH)
USUAL = (
    CombinationSettings(keys=(KeyName.RECALL, KeyName.FINISH), does=Meaning.UNDO),
    CombinationSettings(keys=(KeyName.RECALL, KeyName.NO_SHOW), does=Meaning.BREAK),
)


def pairs_of(combinations: Iterable[CombinationSettings]) -> dict[Pair, Meaning]:
    """Which two keys mean what."""
    return {frozenset(one.keys): one.does for one in combinations}


def holds_of(holds: Iterable[HoldSettings]) -> dict[KeyName, Meaning]:
    """What a key means that is held."""
    return {one.key: one.does for one in holds}


class PanelSettings(DeviceSettings):
    """What a counter's button box must know."""

    counter: CounterName = Field(description="The counter where this box stands")
    keys: Annotated[DriverOptions, Driver("keys")] = Field(description="The keys, e.g. on pins")
    lamps: Annotated[DriverOptions, Driver("lamp")] = Field(NoLampOptions(), description="The lamps")
    beeper: Annotated[DriverOptions, Driver("beeper")] = Field(
        NoBeeperOptions(), description="What is heard when somebody must look after a machine of the office"
    )
    second_press_s: float = Field(
        SECOND_PRESS_S,
        ge=0,
        le=3,
        description='Seconds after any press in which a press of "next" does not count: a double press would'
        " end a visit that has just begun. After a call it is two seconds, whatever stands here",
    )

    combinations: tuple[CombinationSettings, ...] = Field(
        USUAL, max_length=6, description="What two keys together do; [] for nothing"
    )
    holds: tuple[HoldSettings, ...] = Field(
        USUAL_HOLDS, max_length=2, description="What a key does that is held for 1.5 seconds; [] for nothing"
    )
    digits_s: float = Field(
        DIGITS_S,
        ge=1,
        le=30,
        description="Seconds after the last digit; then a typed number asks for nobody until another key clears it",
    )

    @property
    def hands(self) -> Hands:
        """What fingers mean."""
        return Hands(pairs_of(self.combinations), self.digits_s, holds_of(self.holds))

    @property
    def keys_context(self) -> Context:
        """What the driver of the keys must know."""
        return context_of(self, names=tuple(CODES), codes=CODES)

    @property
    def lamps_context(self) -> Context:
        """What the driver of the lamps must know."""
        return context_of(self, names=tuple(LampName))

    @property
    def beeper_context(self) -> Context:
        """What the driver of the sound must know."""
        return context_of(self)

    def problems(self) -> Iterator[Problem]:
        """What the drivers object to, and pins that are taken or used twice."""
        yield from super().problems()
        yield from self._combined()
        yield from self._held()
        yield from self.keys.problems("keys", self.keys_context)
        yield from self.lamps.problems("lamps", self.lamps_context)
        yield from self.beeper.problems("beeper", self.beeper_context)
        parts = {"keys": self.keys, "lamps": self.lamps, "beeper": self.beeper}
        yield from pin_problems(chain.from_iterable(part.pins_used(name) for name, part in parts.items()))

    def _combined(self) -> Iterator[Problem]:
        """A key together with itself, and two meanings of one combination."""
        for index, one in enumerate(self.combinations):
            said = "+".join(one.keys)
            if len(set(one.keys)) < len(one.keys):
                yield Problem(f"combinations.{index}.keys", said, "two different keys")
            elif any(set(one.keys) == set(other.keys) for other in self.combinations[:index]):
                yield Problem(f"combinations.{index}.keys", said, "each combination once")

    def _held(self) -> Iterator[Problem]:
        """A key that must not wait, or has a meaning by being held already, and two meanings of one key."""
        for index, one in enumerate(self.holds):
            if one.key not in MAY_BE_HELD:
                yield Problem(f"holds.{index}.key", one.key, " or ".join(MAY_BE_HELD))
            elif any(one.key is other.key for other in self.holds[:index]):
                yield Problem(f"holds.{index}.key", one.key, "each key once")
