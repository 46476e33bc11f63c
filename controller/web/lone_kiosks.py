"""What a clerk should know of numbers that kiosks give while they do not hear the desk. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from contracts import messages as m
from contracts.vocabulary import DeviceId, TicketId
from controller.domain import alone_rules
from controller.domain.day import Day
from controller.domain.tickets import Ticket, ticket_id

MOST_SPANS = 8
"""Of numbers that a line has room for."""


@dataclass(frozen=True)
class OnSlip:
    """A number that nobody handed in, and that a kiosk may have given."""

    ticket: TicketId
    number: str
    service: str
    kiosk: str


def notes(
    day: Day,
    devices: Mapping[DeviceId, m.Presence],
    say: Callable[..., str],
    name: Callable[[DeviceId], str],
) -> tuple[str, ...]:
    """What every counter should read: which numbers may be given unheard, and which came that way and wait."""
    found = []
    for device in sorted({lease.device for lease in day.leases}):
        presence = devices.get(device)
        if presence is not None and not presence.online:
            spans = [
                _span(lease.prefix, lease.width, lease.from_n, lease.to_n)
                for lease in day.leases
                if lease.device == device
            ]
            found.append(say("desk.alone-maybe", kiosk=name(device), numbers=_listed(spans)))
        mine = [t for t in day.waiting_tickets() if t.alone and not t.found and t.device == device]
        if mine:
            found.append(say("desk.alone-given", kiosk=name(device), numbers=_listed(_spans(mine))))
    return tuple(found)


def on_slips(day: Day, at: int, typed: str) -> tuple[OnSlip, ...]:
    """The numbers that a clerk may have read from a slip of a kiosk that never handed them in."""
    wanted = "".join(typed.upper().split())
    letters = wanted.rstrip("0123456789")
    digits = wanted[len(letters) :]
    if not digits or len(digits) > len("999999"):
        return ()
    found = []
    for lease in day.leases:
        if letters not in ("", lease.prefix) or not lease.from_n <= int(digits) <= lease.to_n:
            continue
        ticket = ticket_id(day.date, f"{lease.prefix}{int(digits):0{lease.width}d}")
        read = alone_rules.found(day, ticket, at)
        if read:
            found.append(OnSlip(ticket, read.number, read.service, read.device))
    return tuple(found)


def _spans(tickets: Iterable[Ticket]) -> list[str]:
    """``A834-A840``: numbers that follow each other, and single ones."""
    runs: list[list[Ticket]] = []
    for ticket in sorted(tickets, key=lambda t: (t.number.rstrip("0123456789"), t.n)):
        last = runs[-1][-1] if runs else None
        if last and last.series == ticket.series and last.n + 1 == ticket.n:
            runs[-1].append(ticket)
        else:
            runs.append([ticket])
    return [run[0].number if len(run) == 1 else f"{run[0].number}-{run[-1].number}" for run in runs]


def _span(prefix: str, width: int, first: int, last: int) -> str:
    return f"{prefix}{first:0{width}d}-{prefix}{last:0{width}d}"


def _listed(spans: list[str]) -> str:
    return ", ".join(spans[:MOST_SPANS]) + (", …" if len(spans) > MOST_SPANS else "")
