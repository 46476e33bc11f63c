"""What a model of board understands: a TOML file, in ``profiles`` or wherever the settings say."""

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, ValidationError, model_validator

from contracts.settings import Part
from hardware.drivers.rs485.modbus import MOST_REGISTERS
from hardware.drivers.rs485.raw_frame import parts_of
from hardware.host.toml_file import TomlError, read_table

FOLDER = Path(__file__).parent / "profiles"
_OF_A_NUMBER = " 0123456789"
MOST_DIGITS = 4
"""In one register of 16 bits, whatever the digits are."""
Register = Annotated[int, Field(ge=0, le=0xFFFF)]


class ProfileError(ValueError):
    """A profile that cannot be used: which file, where, and why."""


class RegisterText(Part):
    """Where a text goes in a board with registers."""

    name: str = Field(min_length=1, description="What the vendor calls it")
    shows: Literal["text", "counter"] = Field(
        "text", description="The number or word, or the counter beside it"
    )
    register_: Register = Field(alias="register", description="The first register")
    places: int = Field(ge=1, le=2 * MOST_REGISTERS, description="Letters that are seen")
    encoding: Literal["letter", "two-letters", "number"] = Field(
        description="A letter in each register, two in each (the first in the high byte), or a number in one"
    )
    function: Literal[6, 16] = Field(16, description="6: each register by itself; 16: all at once")

    @property
    def registers(self) -> range:
        """All that it takes."""
        count = {"letter": self.places, "two-letters": (self.places + 1) // 2, "number": 1}[self.encoding]
        return range(self.register_, self.register_ + count)


class RegisterValue(Part):
    """A register that is set each time before the text: brightness, a mode."""

    name: str = Field(min_length=1, description="What the vendor calls it")
    register_: Register = Field(alias="register", description="The register")
    value: Register = Field(description="What is written")

    @property
    def registers(self) -> range:
        """All that it takes."""
        return range(self.register_, self.register_ + 1)


class RawText(Part):
    """How a board without registers is told its text."""

    frame: str = Field(min_length=1, max_length=500, description="The bytes, as in raw_frame.py")
    places: int = Field(ge=1, le=200, description="Letters that are seen")
    checked_from: int = Field(0, ge=0, le=32, description="From which byte on the checksum counts, from 0")
    answer: str = Field("", max_length=200, description="What the board answers; empty: nothing")


class Profile(Part):
    """One model of board."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", str_strip_whitespace=False
    )  # a blank is a letter here

    title: str = Field(min_length=1, description="The model, for people")
    source: str = Field(min_length=1, description="Where this is known from")
    baud: int = Field(9600, ge=1200, le=115_200, description="Bits a second as delivered")
    parity: Literal["none", "even", "odd"] = "none"
    letters: str = Field(min_length=1, description="Every letter that the board can show, also the blank")
    digits_only: bool = Field(False, description="A number loses its letters (A012 is shown as 012)")
    pad: str = Field(" ", min_length=1, max_length=1, description="Fills the places that are left")
    align: Literal["left", "right"] = "left"
    text_encoding: Literal["ascii", "utf-8", "windows-1258"] = "ascii"
    texts: tuple[RegisterText, ...] = ()
    values: tuple[RegisterValue, ...] = ()
    raw: RawText | None = None

    @model_validator(mode="after")
    def _fits(self) -> "Profile":
        for problem in self._problems():
            raise ValueError(problem)
        return self

    @property
    def places(self) -> int:
        """Letters of the number that are seen."""
        return self.raw.places if self.raw else next(t.places for t in self.texts if t.shows == "text")

    def _problems(self) -> Iterator[str]:
        if (self.raw is None) == (not self.texts):
            yield "either [[texts]] (registers) or [raw] (own frames) is needed, and not both"
        if self.pad not in self.letters:
            yield f"the pad {self.pad!r} is not among the letters"
        yield from self._wrong_registers()
        if self.raw:
            parts_of(self.raw.answer)
            if ("field", "text") not in parts_of(self.raw.frame):
                yield "raw.frame never says {text}"

    def _wrong_registers(self) -> Iterator[str]:
        if self.texts and not any(text.shows == "text" for text in self.texts):
            yield 'one of the [[texts]] must be for shows = "text"'
        for text in self.texts:
            if len(text.registers) > MOST_REGISTERS:
                yield f"{text.name}: {len(text.registers)} registers in one write; {MOST_REGISTERS} are possible"
            if text.encoding == "number" and text.places > MOST_DIGITS:
                yield f"{text.name}: a register holds numbers of {MOST_DIGITS} digits, not of {text.places}"
            if text.encoding == "number" and not {*self.letters} <= {*_OF_A_NUMBER}:
                yield (
                    f"letters: {text.name} holds a number, so the board shows digits and the blank only, "
                    f"not {''.join(sorted({*self.letters} - {*_OF_A_NUMBER}))!r}"
                )
        every: tuple[RegisterText | RegisterValue, ...] = (*self.texts, *self.values)
        for one in every:
            if one.registers[-1] > 0xFFFF:
                yield f"{one.name} ends at register {one.registers[-1]:#x}; the last one is 0xffff"
        for one, other in combinations(every, 2):
            shared = sorted(set(one.registers) & set(other.registers))
            if shared:
                yield (
                    f"{one.name} and {other.name} overlap in register {shared[0]:#06x}: "
                    "each register belongs to one of them only"
                )


def names() -> tuple[str, ...]:
    """The models that are known."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def load(name: str) -> Profile:
    """A model by its name, or by the path of a file of one's own (it ends in .toml). Raises ProfileError."""
    path = Path(name) if name.endswith(".toml") else FOLDER / f"{name}.toml"
    if path.parent == FOLDER and path.stem not in names():
        raise ProfileError(f"no profile {name!r}; known: {', '.join(names())}, or the path of a .toml file")
    try:
        return Profile.model_validate(read_table(path))
    except ValidationError as error:
        raise ProfileError("; ".join(_told(path, error))) from error
    except (TomlError, ValueError) as error:  # the latter: a zero byte in the path
        raise ProfileError(f"{path}: {error}") from error


def _told(path: Path, error: ValidationError) -> Iterator[str]:
    for wrong in error.errors():
        where = ".".join(map(str, wrong["loc"]))
        yield f"{path}: {where + ': ' if where else ''}{wrong['msg'].removeprefix('Value error, ')}"
