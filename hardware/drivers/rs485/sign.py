"""A board on an RS-485 line as an LedSign."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pydantic import Field

from contracts.settings import Problem
from hardware.driver import Context, DriverOptions
from hardware.drivers.rs485 import modbus
from hardware.drivers.rs485.bus import TRIES, Bus, LineSettings, NoAnswerError, give_back, lease
from hardware.drivers.rs485.profile import Profile, ProfileError, RawText, RegisterText, load
from hardware.drivers.rs485.raw_frame import raw_frame
from hardware.drivers.rs485.wording import padded, worded
from hardware.errors import DeviceMissing, DeviceUnsupported
from hardware.ports import SignText


class Rs485SignOptions(DriverOptions):
    """A board on an RS-485 line."""

    driver: Literal["rs485"] = "rs485"
    path: Path = Field(description="The line, by a udev name, for example /dev/motcua-rs485")
    profile: str = Field(description="The model of the board, or the path of a .toml file that describes it")
    address: int = Field(1, ge=1, le=247, description="The board's number on the line")
    baud: int | None = Field(None, ge=1200, le=115_200, description="Bits a second, unless as delivered")
    timeout_ms: int = Field(200, ge=20, le=2000, description="How long the board may take to answer")

    def problems(self, key: str, context: Context) -> Iterator[Problem]:
        """A profile that is none."""
        try:
            load(self.profile)
        except ProfileError as error:
            yield Problem(f"{key}.profile", self.profile, str(error))

    def build(self, context: Context) -> "Rs485Sign":
        """Raises DeviceUnsupported for a bad profile, DeviceMissing, DevicePermission or DeviceBusy for the line."""
        try:
            profile = load(self.profile)
        except ProfileError as error:
            raise DeviceUnsupported(context.device, str(error)) from error
        bus = lease(self.path, LineSettings(self.baud or profile.baud, profile.parity))
        return Rs485Sign(context.device, bus, profile, self.address, self.timeout_ms / 1000)


class Rs485Sign:
    """One board."""

    def __init__(self, device: str, bus: Bus, profile: Profile, address: int, timeout_s: float) -> None:
        self._device, self._profile, self._address = device, profile, address
        self._timeout_s = timeout_s
        self._bus: Bus | None = bus

    def show(self, sign: SignText) -> str:
        """As in LedSign. Everything is written each time: a board that was switched off has forgotten it."""
        if self._bus is None:
            raise DeviceMissing(self._device, "closed")
        profile = self._profile
        number = worded(sign, profile.letters, profile.places, digits_only=profile.digits_only)
        if profile.raw is not None:
            self._tell_raw(self._bus, profile.raw, self._filled(number.text, profile.raw.places))
            return number.trouble
        for value in profile.values:
            self._tell(self._bus, modbus.write_one(self._address, value.register_, value.value))
        for text in profile.texts:
            said = number.text if text.shows == "text" else self._counter(sign, text)
            for frame in self._frames(text, self._filled(said, text.places)):
                self._tell(self._bus, frame)
        return number.trouble

    def close(self) -> None:
        """Blank, as far as the board still hears, and release the line. Never waits for a board that is gone."""
        bus, self._bus = self._bus, None
        if bus is None:
            return
        try:
            for frame in self._blank():
                bus.exchange(frame, lambda _came: 0, 0)
        except DeviceMissing:
            return
        finally:
            give_back(bus)

    def _counter(self, sign: SignText, text: RegisterText) -> str:
        counter = worded(SignText(sign.counter), self._profile.letters, text.places)
        return "" if counter.trouble or sign.text == sign.counter else counter.text

    def _filled(self, text: str, places: int) -> str:
        return padded(text, places, self._profile.pad, self._profile.align)

    def _blank(self) -> Iterator[bytes]:
        raw = self._profile.raw
        if raw is not None:
            blank = self._filled("", raw.places).encode(self._profile.text_encoding)
            yield raw_frame(raw.frame, self._address, blank, raw.checked_from)
        for text in self._profile.texts:
            yield from self._frames(text, self._filled("", text.places))

    def _frames(self, text: RegisterText, said: str) -> Iterator[bytes]:
        values = _values(text, said.encode(self._profile.text_encoding))
        if text.function == modbus.WRITE_MANY:
            yield modbus.write_many(self._address, text.register_, values)
        else:
            for register, value in zip(text.registers, values, strict=True):
                yield modbus.write_one(self._address, register, value)

    def _tell(self, bus: Bus, frame: bytes) -> None:
        trouble = ""
        for _ in range(TRIES):
            try:
                modbus.check_answer(frame, bus.exchange(frame, modbus.answer_length, self._timeout_s))
            except modbus.WrongAnswerError as error:
                trouble = str(error)
            except modbus.RefusedError as error:
                raise DeviceUnsupported(self._name, str(error)) from error
            else:
                return
        raise NoAnswerError(self._name, f"no good answer in {TRIES} tries: {trouble}")

    def _tell_raw(self, bus: Bus, raw: RawText, said: str) -> None:
        text = said.encode(self._profile.text_encoding)
        frame = raw_frame(raw.frame, self._address, text, raw.checked_from)
        wanted = raw_frame(raw.answer, self._address, text, raw.checked_from)
        came = b""
        for _ in range(TRIES):
            came = bus.exchange(frame, lambda _came: len(wanted), self._timeout_s)
            if came == wanted:
                return
        raise NoAnswerError(self._name, f"no good answer in {TRIES} tries: {came.hex(' ') or '(none)'}")

    @property
    def _name(self) -> str:
        return f"{self._device} (address {self._address})"


def _values(text: RegisterText, said: bytes) -> tuple[int, ...]:
    if text.encoding == "letter":
        return tuple(said)
    if text.encoding == "two-letters":
        said += b" " * (len(said) % 2)
        return tuple(int.from_bytes(said[at : at + 2], "big") for at in range(0, len(said), 2))
    return (min(int(said.replace(b" ", b"") or b"0"), 0xFFFF),)
