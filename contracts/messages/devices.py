"""Paper and presence."""

from typing import Annotated, Literal

from pydantic import FailFast, Field, StringConstraints

from contracts import vocabulary as words
from contracts.messages.base import Device, Job, Lang, Message, Number, Service, Text, Ticket, fitted
from contracts.messages.guide import LONGEST_ADDRESS
from contracts.messages.memory import DeskPulse
from contracts.messages.waiting import WaitRange

MOST_FAULTS, LONGEST_DETAIL, LONGEST_FACT = 32, 500, 200
LONGEST_INSTANCE = 36
"""No device has more to say of itself at once, and nobody would read it."""
MOST_PRINTERS = 12
"""On the cables of one machine."""
PICTURE_BYTES = 48 * 1024
"""The longest picture on the wire, in base64."""
LONGEST_WATCH_MS = 60_000
"""A watch that wants more is taken for this much: who really looks asks again."""

Fraction = Annotated[float, Field(ge=0, le=1)]
"""Of a width or height, from the top left."""


class Slip(Message):
    """Everything a slip says. The printer lays it out; it decides nothing."""

    number: Number
    service: Text
    ahead: int
    wait: WaitRange | None
    counters: tuple[str, ...]
    issued_at: int
    local_time: str
    session: Text
    office: Text
    authority: Text
    lang: Lang = "vi"
    copy_no: int = 1
    degraded: bool = False
    """Given while the desk's own memory was in trouble: the slip says so, and so does every copy."""
    alone: bool = False
    """Given by the kiosk while the desk was away: nobody knew how many were before it, and the slip says so."""
    stops: tuple[Text, ...] = ()
    """Where one goes on after this service, in turn."""
    place: Annotated[str, StringConstraints(max_length=LONGEST_ADDRESS)] = ""
    """What a phone opens to see this number's place in the line; "" for nothing."""
    note: Text | None = None
    """A line of the office's own."""


class SlipWords(Message):
    """What an office says of itself on every slip, perhaps not saved yet."""

    office: Text
    authority: Text
    note: Text | None = None


class PrintJob(Message):
    """One copy of one slip for one printer. Sent again until the printer reports an end."""

    v: Literal[1] = 1
    job: Job
    ticket: Ticket
    series: Service
    """Which service's numbers it is one of; a transfer changes nothing of that."""
    slip: Slip


class Fault(Message):
    """Something wrong with a device.

    ``facts`` fill the sentence that the caretaker's page has for the code; ``detail`` says the rest, as the
    program knows it; both are cut to what the wire takes.
    """

    code: words.FaultCode
    detail: Annotated[str, fitted(LONGEST_DETAIL)] = ""
    facts: Annotated[dict[str, Annotated[str, fitted(LONGEST_FACT)]], Field(max_length=16)] = Field(
        default_factory=dict
    )


class Vitals(Message):
    """How the machine of a device is; what it does not tell is None."""

    address: Annotated[str, fitted(LONGEST_FACT)] = ""
    """Where it is in the office's network."""
    celsius: Annotated[float, Field(ge=-60, le=200)] | None = None
    under_voltage: bool = False
    """Its supply is too weak now."""


class FoundPrinter(Message):
    """A slip printer on a cable of a device's machine, or what else is where one could be."""

    way: Literal["lp", "serial"]
    place: Annotated[str, fitted(LONGEST_FACT)]
    """Its device file."""
    name: Annotated[str, fitted(LONGEST_FACT)] = ""
    answer: Literal["printer", "busy", "silent", "strange", "unusable"] = "printer"
    """Only a printer can be used."""
    baud: Annotated[int, Field(ge=0, le=4_000_000)] = 0
    flow: Literal["", "rts-cts", "dsr-dtr", "xon-xoff", "none"] = ""


class Presence(Message):
    """A device is here, or (as its last will) gone. The desk repeats its own every two seconds: its pulse.

    ``desk``: which desk it is; only the desk's own presence has it.
    """

    v: Literal[1] = 1
    device: Device
    program: str
    version: str
    online: bool
    at: int
    faults: Annotated[tuple[Fault, ...], Field(max_length=MOST_FAULTS), FailFast()] = ()
    desk: DeskPulse | None = None
    instance: Annotated[str, StringConstraints(max_length=LONGEST_INSTANCE)] = ""
    """Which run of its program: two machines with one name differ in it."""
    vitals: Vitals | None = None
    """Told anew each minute, so ``at`` is also when the device was last heard."""
    printers: Annotated[tuple[FoundPrinter, ...], Field(max_length=MOST_PRINTERS)] | None = None
    """Those on the cables of its machine; None: nobody looked since its program began."""


class NameClaim(Message):
    """A machine asks whether it is alone with its name, or (``holds``) says that it acts under it."""

    v: Literal[1] = 1
    device: Device
    instance: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_INSTANCE)]
    holds: bool
    address: Annotated[str, fitted(LONGEST_FACT)] = ""
    """Where it is in the office's network, so that a person finds it."""


class Watch(Message):
    """Somebody at the caretaker's page looks at a device until ``until`` (desk clock).

    A kiosk shows its screen, a printer how its slips would look. ``touch`` is a touch on that picture in
    fractions from the top left; kiosks obey it in maintenance only. ``words``: how slips would look with these.
    """

    v: Literal[1] = 1
    until: int
    touch: tuple[Fraction, Fraction] | None = None
    words: SlipWords | None = None


class Care(Message):
    """The caretaker wants a device's program begun anew, its machine begun anew or switched off safely, or a trial of it.

    A trial (``try``) prints a slip that is no number, lights what can be lit and sounds what can be heard. Obeyed until ``until`` (desk clock), and only over a link on which nobody else can speak for the desk.
    """

    v: Literal[1] = 1
    what: Literal["restart", "reboot", "power-off", "try", "find-printers", "use-printer"]
    until: int
    local_time: Annotated[str, fitted(LONGEST_FACT)] = ""
    """What the office's clock shows, for a trial on paper."""
    printer: FoundPrinter | None = None
    """Which one is to be used from now on."""


class ScreenPicture(Message):
    """What a kiosk shows now, or how a printer's slips look: a small JPEG or PNG, base64, at most 48 kB."""

    v: Literal[1] = 1
    at: int
    screen: str
    width: int
    height: int
    image: Annotated[str, StringConstraints(max_length=PICTURE_BYTES)]
    words: SlipWords | None = None
    """Of which words it is a picture, where it was asked for with some."""
