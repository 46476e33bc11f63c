"""The day -> what everybody may see of it. Pure; each function builds one whole snapshot."""

from collections.abc import Callable
from datetime import date

from contracts import messages as m
from contracts.vocabulary import (
    CounterId,
    DeviceId,
    JobId,
    Millis,
    ServiceCode,
    TicketId,
    TicketState,
)
from controller.domain.closing import early_end, with_todays_hours
from controller.domain.day import Day
from controller.domain.hours import session_at
from controller.domain.now import Now
from controller.domain.office import Office, clock_of
from controller.domain.refusals import RefusedError
from controller.domain.rest import doubtful
from controller.domain.selection import waiting_at
from controller.domain.staffing import staffed
from controller.domain.ticket_rules import not_taking
from controller.domain.waits import Outlook, Wait, outlook, waits_for
from controller.office_from_settings import counters_of, groups_of, services_of, sessions_of
from controller.reasons import reasons_of
from controller.settings import OfficeSettings
from controller.special_days import SpecialDay, special_days_ahead, special_days_of


class Snapshots:
    """Builds the snapshots of one office. ``mark`` gives epoch and seq; ``at`` is the desk's clock."""

    def __init__(self, settings: OfficeSettings, office: Office) -> None:
        self._settings, self._office, self._reasons = settings, office, reasons_of(settings)
        self._sessions, self._special_days = sessions_of(settings), special_days_of(settings)
        self.place_of: Callable[[TicketId], str] = lambda _ticket: ""
        """Where a phone shows the place of a ticket."""
        self.guide_there: Callable[[], bool] = lambda: False
        """Whether there are procedures to tell about."""
        self._last: tuple[Day, TicketId, Millis, Outlook] | None = None

    def office(self, day: Day, at: Millis, mark: tuple[int, int]) -> m.OfficeState:
        """What the office is."""
        s = self._settings
        special_days = {**self._special_days, **self._closes_early(day)}
        return m.OfficeState(
            epoch=mark[0],
            seq=mark[1],
            at=at,
            site=s.site,
            name=s.name.as_text(),
            authority=s.authority.as_text(),
            services=services_of(s),
            counters=counters_of(s),
            sessions=self._sessions,
            special_days=special_days_ahead(special_days, s.sessions, date.fromisoformat(day.date)),
            groups=groups_of(s),
            result_service=s.dossier.result_service,
            look_up=s.dossier.offer(),
            guide=self.guide_there(),
            slips=True,
            hotline=s.hotline,
            slip_note=s.slip.note.as_text() if s.slip.note else None,
            priority_groups=self._office.priority_groups,
            printers=dict(self._office.printers),
            utc_offset_minutes=s.utc_offset_minutes,
            ticker=s.ticker,
        )

    def queue(self, day: Day, now: Now, mark: tuple[int, int]) -> m.QueueState:
        """All queues: who waits, how long it takes, and whether numbers can be taken."""
        at = now.stamp(day.last_at)
        return m.QueueState(
            epoch=mark[0],
            seq=mark[1],
            at=at,
            day=day.date,
            services=self._services(day, now),
        )

    def board(self, day: Day, at: Millis, mark: tuple[int, int]) -> m.BoardState:
        """The calls, newest first."""
        tickets = [day.tickets[ticket] for ticket in day.calls]
        shown = (TicketState.CALLED, TicketState.FINISHED)
        calls = [self._call(day, ticket.id) for ticket in tickets if ticket.state in shown][: m.BOARD_CALLS]
        return m.BoardState(
            epoch=mark[0],
            seq=mark[1],
            at=at,
            calls=tuple(call for call in calls if call),
            waiting={code: day.line.waiting_for(code) for code in self._office.services},
        )

    def counter(self, day: Day, counter_id: CounterId, at: Millis, mark: tuple[int, int]) -> m.CounterState:
        """One counter: its ticket, and how many wait for it."""
        office = staffed(self._office, day.staffing, day.clerks, at)
        counter = office.counters[counter_id]
        current = day.at_counter.get(counter_id)
        return m.CounterState(
            epoch=mark[0],
            seq=mark[1],
            at=at,
            counter=counter_id,
            label=counter.label,
            call=self._call(day, current) if current else None,
            waiting=waiting_at(day.line, counter),
            clerk=day.clerks.get(counter_id),
            pause=self._pause(day, counter_id, at),
        )

    def issued(self, day: Day, ticket_id: TicketId, job: JobId | None, at: Millis) -> m.Issued:
        """What a citizen is told with the number."""
        ticket = day.tickets[ticket_id]
        ahead, wait = self._outlook(day, ticket_id, at)
        return m.Issued(
            ticket=ticket.id,
            number=ticket.number,
            service=ticket.service,
            ahead=ahead,
            wait=_range(wait),
            counters=self.labels(ticket.service),
            job=job,
            late=doubtful(self._office, day, wait, at),
        )

    def leased(self, day: Day, device: DeviceId, book: str) -> m.Leased:
        """The numbers that a kiosk may give alone; of another journal of that kiosk it may give none."""
        alone = [ticket for ticket in day.tickets.values() if ticket.alone and ticket.device == device]
        ranges = (
            m.LeasedRange(
                service=lease.service,
                prefix=lease.prefix,
                width=lease.width,
                first=lease.from_n,
                last=lease.to_n,
                used=max((t.n for t in alone if t.number.rstrip("0123456789") == lease.prefix), default=-1),
            )
            for lease in day.leases
            if (lease.device, lease.book) == (device, book)
        )
        return m.Leased(day=day.date, ranges=tuple(ranges))

    def print_job(self, day: Day, job: JobId, ticket_id: TicketId, copy_no: int, at: Millis) -> m.PrintJob:
        """Everything the slip will say."""
        ticket = day.tickets[ticket_id]
        waiting = ticket.state is TicketState.WAITING
        ahead, wait = self._outlook(day, ticket_id, at) if waiting else (0, None)
        names = {service.code: service.name.as_text() for service in self._settings.services}
        return m.PrintJob(
            job=job,
            ticket=ticket_id,
            series=ticket.series,
            slip=m.Slip(
                number=ticket.number,
                service=names.get(ticket.service, {"vi": ticket.service}),
                ahead=ahead,
                wait=_range(wait),
                counters=self.labels(ticket.service),
                issued_at=ticket.arrived_at,
                local_time=self._office.local(ticket.arrived_at).strftime("%H:%M:%S %d/%m/%Y"),
                session=self._session_name(ticket.arrived_at),
                office=self._settings.name.as_text(),
                authority=self._settings.authority.as_text(),
                note=self._settings.slip.note.as_text() if self._settings.slip.note else None,
                lang=ticket.lang,
                copy_no=copy_no,
                degraded=ticket.degraded,
                alone=ticket.alone,
                stops=tuple(names.get(code, {"vi": code}) for code in self._office.onward(ticket.stops)),
                place=self.place_of(ticket_id),
            ),
        )

    def slip_seen(self, day: Day, ticket_id: TicketId, at: Millis) -> m.SlipSeen:
        """Where the owner of a slip goes now, and then."""
        ticket = day.tickets[ticket_id]
        waiting = ticket.state is TicketState.WAITING
        ahead, wait = self._outlook(day, ticket_id, at) if waiting else (0, None)
        counters = [c for c in self._office.counters_for(ticket.service) if ticket.bound_to in (None, c.id)]
        here = self._office.counters.get(ticket.counter) if ticket.counter else None
        return m.SlipSeen(
            number=ticket.number,
            state=ticket.state,
            service=ticket.service,
            counters=tuple(counter.label for counter in counters),
            counter=here.label if here else "",
            ahead=ahead,
            wait=_range(wait),
            stops=self._office.onward(ticket.stops),
        )

    def _pause(self, day: Day, counter_id: CounterId, at: Millis) -> m.CounterPause | None:
        taken = day.staffing.breaks.get(counter_id)
        if taken is None:
            return None
        until = taken.until(at)
        back = None if until is None else self._office.local(until).strftime("%H:%M")
        why = self._reasons.known.get(taken.code) if self._reasons.shows_break else None
        return m.CounterPause(reason=taken.reason, back_at=back, why=dict(why) if why else None)

    def labels(self, service: ServiceCode) -> tuple[str, ...]:
        """The counters that serve a service, as signs name them."""
        return tuple(counter.label for counter in self._office.counters_for(service))

    def _closes_early(self, day: Day) -> dict[str, SpecialDay]:
        """A special day like others, where a person closes today before its time."""
        end = early_end(self._office, day)
        if end is None:
            return {}
        usual = self._special_days.get(day.date)
        hours = with_todays_hours(self._office, day).sessions_on(date.fromisoformat(day.date))
        return {day.date: SpecialDay(hours, usual.name if usual else {}, clock_of(end))}

    def _services(self, day: Day, now: Now) -> tuple[m.ServiceQueue, ...]:
        at, services = now.stamp(day.last_at), self._office.services
        refused = {code: not_taking(self._office, day, service, now) for code, service in services.items()}
        waits = waits_for(self._office, day, [code for code, no in refused.items() if no is None], at)
        return tuple(self._service(day, code, at, refused[code], waits.get(code)) for code in services)

    def _service(
        self, day: Day, code: ServiceCode, at: Millis, no: RefusedError | None, wait: Wait | None
    ) -> m.ServiceQueue:
        newest = day.highest.get(code)
        return m.ServiceQueue(
            service=code,
            waiting=day.line.waiting_for(code),
            wait=_range(wait),
            closed=no.refusal.code if no else None,
            opens_at=no.refusal.opens_at if no else None,
            newest=None if newest is None else self._office.services[code].number(newest),
            late=doubtful(self._office, day, wait, at),
        )

    def know(self, day: Day, ticket: TicketId, at: Millis, outlook: Outlook) -> None:
        """The rules have worked out what who takes a number is told: the answer and the slip say the same."""
        self._last = (day, ticket, at, outlook)

    def _outlook(self, day: Day, ticket: TicketId, at: Millis) -> tuple[int, Wait | None]:
        """People ahead and wait; the answer and the slip of one number ask for the same in a row."""
        last = self._last
        if last and last[0] is day and last[1:3] == (ticket, at):
            return last[3]
        found = outlook(self._office, day, ticket, at)
        self._last = (day, ticket, at, found)
        return found

    def _call(self, day: Day, ticket_id: TicketId) -> m.Call | None:
        ticket = day.tickets[ticket_id]
        if ticket.counter is None or ticket.called_at is None:
            return None
        counter = self._office.counters.get(ticket.counter)
        return m.Call(
            ticket=ticket.id,
            number=ticket.number,
            counter=ticket.counter,
            label=counter.label if counter else ticket.counter,
            at=ticket.called_at,
            times=max(1, ticket.times),
            lang=ticket.lang,
        )

    def _session_name(self, at: Millis) -> m.Text:
        session = session_at(self._office, at)
        return self._sessions[int(session.key)].name if session else {"vi": ""}


def _range(wait: Wait | None) -> m.WaitRange | None:
    return m.WaitRange(low=wait.low, high=wait.high) if wait else None
