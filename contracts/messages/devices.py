"""Paper and presence."""

from typing import Literal

from contracts import vocabulary as words
from contracts.messages.base import Device, Job, Lang, Message, Number, Text, Ticket
from contracts.messages.replies import WaitRange


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


class PrintJob(Message):
    """One copy of one slip for one printer. Sent again until the printer reports an end."""

    v: Literal[1] = 1
    job: Job
    ticket: Ticket
    slip: Slip


class Fault(Message):
    """Something wrong with a device; ``detail`` is for the caretaker."""

    code: words.FaultCode
    detail: str = ""


class Presence(Message):
    """A device is here, or (as its last will) gone. The desk repeats its own every two seconds: its pulse."""

    v: Literal[1] = 1
    device: Device
    program: str
    version: str
    online: bool
    at: int
    faults: tuple[Fault, ...] = ()
