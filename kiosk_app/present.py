"""model -> view: every word on the glass is chosen here. Pure."""

from contracts import messages as m
from contracts.texts import Catalogue
from contracts.vocabulary import FaultCode, PriorityGroup, RefusalCode
from kiosk_app import facts, hours
from kiosk_app import model as k
from kiosk_app import view as v

GROUP_ICONS = {
    "elderly": "human-cane",
    "disabled": "wheelchair-accessibility",
    "pregnant": "human-pregnant",
    "merit": "medal",
}
HOURS_CODES = (RefusalCode.OFFICE_CLOSED, RefusalCode.NOT_OPEN_YET)


class Presenter:
    """Says a model in one language."""

    def __init__(self, model: k.Model, catalogue: Catalogue) -> None:
        self.model = model
        self._catalogue = catalogue

    def say(self, key: str, **facts_: object) -> str:
        """The sentence in the model's language."""
        return self._catalogue.say(self.model.lang, key, **facts_)

    def named(self, text: m.Text) -> str:
        """A name from the desk, Vietnamese where it has no other."""
        return text.get(self.model.lang) or text["vi"]

    def view(self) -> v.View:
        """The whole screen."""
        screen = facts.screen_of(self.model)
        home = screen in (k.Screen.SERVICES, k.Screen.PRIORITY)
        return v.View(
            screen=screen,
            lang=self.model.lang,
            header=self._header(),
            body=self._body(screen),
            title=self.say(f"{screen}.title") if home else "",
            hint=self._hint(screen) if home else "",
            banner=self._banner() if home else "",
            footer=self._footer(screen),
        )

    def _body(self, screen: k.Screen) -> v.Choice | v.Notice | v.Ticket:
        match self.model.page, screen:
            case _, k.Screen.SERVICES:
                return v.Choice(self._services())
            case _, k.Screen.PRIORITY:
                return v.Choice(tuple(self._group(group) for group in facts.groups_of(self.model)))
            case k.Number() as page, k.Screen.NUMBER:
                return self._ticket(page)
        return self._message(screen)

    def _message(self, screen: k.Screen) -> v.Notice:
        match self.model.page, screen:
            case k.Refused() as page, k.Screen.REFUSED:
                return self._refused(page)
            case k.Sending() as page, k.Screen.SENDING:
                return self._sending(page)
            case _, k.Screen.NO_CONNECTION:
                button = v.Button("ok", self.say("no-connection.ok"), "chevron-left", main=True)
                return self._notice("no-connection", "lan-disconnect", v.Tone.WARN, button=button)
            case _, k.Screen.CLOSED:
                return self._closed()
            case _, k.Screen.OUT_OF_ORDER:
                return self._out_of_order()
        return self._notice("starting", "clock-outline", v.Tone.CALM)

    # --- the frame ----------------------------------------------------------------------------------

    def _header(self) -> v.Header:
        office = self.model.office
        if office is None:
            return v.Header("", "", "", "")
        time = date = ""
        if self.model.minute:
            now = facts.local_time(self.model, self.model.minute * 60_000)
            time = f"{now:%H:%M}"
            date = self.say("header.date", weekday=self.say(f"day.{now.isoweekday()}"), date=now)
        return v.Header(self.named(office.authority), self.named(office.name), time, date)

    def _hint(self, screen: k.Screen) -> str:
        page = self.model.page
        if isinstance(page, k.Home) and page.priority != PriorityGroup.ORDINARY:
            return self.say("services.hint-priority", group=self.say(f"priority.{page.priority}"))
        return self.say(f"{screen}.hint")

    def _banner(self) -> str:
        fault = facts.paper_fault(self.model)
        if fault is None:
            return ""
        known = fault in (FaultCode.PAPER_END, FaultCode.COVER_OPEN)
        return self.say(f"banner.{fault if known else 'other'}")

    def _footer(self, screen: k.Screen) -> tuple[v.Button, ...]:
        if screen in (k.Screen.SENDING, k.Screen.NUMBER):
            return ()
        model = self.model
        other = model.languages[(model.languages.index(model.lang) + 1) % len(model.languages)]
        lang = v.Button("lang", self._catalogue.say(other, "language.name"), "translate")
        if screen == k.Screen.PRIORITY:
            return (lang, v.Button("back", self.say("priority.back"), "chevron-left"))
        if screen == k.Screen.SERVICES and facts.asks_priority(model):
            return (lang, self._priority_button())
        return (lang,)

    def _priority_button(self) -> v.Button:
        page = self.model.page
        if isinstance(page, k.Home) and page.priority != PriorityGroup.ORDINARY:
            return v.Button("priority", self.say("services.priority"), "check-circle", main=True)
        return v.Button("priority", self.say("services.priority"), "hand-heart")

    # --- choices ------------------------------------------------------------------------------------

    def _services(self) -> tuple[v.Card, ...]:
        office = self.model.office
        return tuple(self._service(service) for service in office.services) if office else ()

    def _service(self, service: m.ServiceInfo) -> v.Card:
        line = facts.queue_of(self.model, service.code)
        target, name = f"service-{service.code}", self.named(service.name)
        if line is not None and line.closed is not None:
            return v.Card(target, name, self._closed_reason(line), "door-closed", open=False)
        return v.Card(target, name, self._waiting(line), service.icon)

    def _waiting(self, line: m.ServiceQueue | None) -> str:
        if line is None:
            return ""
        if line.waiting == 0:
            return self.say("services.nobody")
        if line.wait is None:
            return self.say("services.waiting", count=line.waiting)
        return self.say("services.waiting-time", count=line.waiting, wait=self._minutes(line.wait))

    def _minutes(self, wait: m.WaitRange) -> str:
        if wait.high < 1:
            return self.say("wait.none")
        return self.say("wait.about" if wait.low == wait.high else "wait.range", low=wait.low, high=wait.high)

    def _closed_reason(self, line: m.ServiceQueue) -> str:
        if line.closed == RefusalCode.NOT_OPEN_YET and line.opens_at is not None:
            opens = facts.opening_time(self.model, str(line.opens_at))
            return self.say("closed-service.not-open-yet-at", opens_at=opens)
        key = f"closed-service.{line.closed}"
        return self.say(key if self._catalogue.has(key) else "closed-service.other")

    def _group(self, group: str) -> v.Card:
        return v.Card(f"priority-{group}", self.say(f"priority.{group}"), "", GROUP_ICONS[group])

    # --- notices ------------------------------------------------------------------------------------

    def _notice(
        self, key: str, icon: str, tone: v.Tone, *more: str, button: v.Button | None = None
    ) -> v.Notice:
        lines = tuple(line for line in (self.say(f"{key}.line"), *more) if line)
        return v.Notice(icon, tone, self.say(f"{key}.title"), lines, button=button)

    def _sending(self, page: k.Sending) -> v.Notice:
        service = facts.service_of(self.model, page.pending.command.service)
        name = self.named(service.name) if service else ""
        line = self.say("sending.line")
        lines = (name, line) if name else (line,)
        return v.Notice("ticket-confirmation", v.Tone.CALM, self.say("sending.title"), lines)

    def _out_of_order(self) -> v.Notice:
        why = facts.broken_why(self.model) if self.model.desk_alive else None
        icon = {None: "lan-disconnect", RefusalCode.CLOCK_UNTRUSTED: "clock-alert"}.get(why, "alert")
        return self._notice("out-of-order", icon, v.Tone.BAD, self.say(f"out-of-order.{why or 'desk-lost'}"))

    def _closed(self) -> v.Notice:
        code = facts.closed_why(self.model) or RefusalCode.NUMBERS_ENDED
        opens = facts.opening_time(self.model)
        return v.Notice(
            icon="calendar-clock",
            tone=v.Tone.CALM,
            title=self.say(f"closed.{code}.title"),
            lines=(self._line_with_time(f"closed.{code}", code, opens),),
            table_title=self.say("closed.hours"),
            table=hours.table(self.model.office.sessions, self.say, self.named) if self.model.office else (),
        )

    def _refused(self, page: k.Refused) -> v.Notice:
        key = f"refused.{page.code}"
        if not self._catalogue.has(f"{key}.title"):
            key = "refused.other"
        return v.Notice(
            icon="clock-outline" if page.code in HOURS_CODES else "information",
            tone=v.Tone.WARN,
            title=self.say(f"{key}.title"),
            lines=(self._line_with_time(key, page.code, page.opens_at),),
            button=v.Button("ok", self.say("refused.ok"), "chevron-left", main=True),
        )

    def _line_with_time(self, key: str, code: RefusalCode, opens_at: str) -> str:
        if code == RefusalCode.NOT_OPEN_YET and not opens_at:
            return self.say(f"{key}.line-unknown")
        return self.say(f"{key}.line", opens_at=opens_at)

    # --- the number ---------------------------------------------------------------------------------

    def _ticket(self, page: k.Number) -> v.Ticket:
        issued = page.issued
        service = facts.service_of(self.model, issued.service)
        hint = self.say(f"number.{page.phase}-hint")
        if page.closes_in is not None:
            hint = self.say("number.closing", seconds=page.closes_in)
        return v.Ticket(
            caption=self.say("number.title"),
            number=issued.number,
            service=self.named(service.name) if service else "",
            facts=self._ticket_facts(issued),
            phase=page.phase,
            slip=self.say(f"number.{page.phase}"),
            hint=hint,
            button=self._ticket_button(page.phase),
        )

    def _ticket_facts(self, issued: m.Issued) -> tuple[v.Fact, ...]:
        count = issued.ahead
        ahead = self.say("number.ahead-people", count=count) if count else self.say("number.ahead-nobody")
        wait = self._minutes(issued.wait) if issued.wait else self.say("number.wait-unknown")
        return (
            v.Fact("account-group", self.say("number.ahead"), ahead),
            v.Fact("clock-outline", self.say("number.wait"), wait),
            v.Fact("map", self.say("number.counters"), self._counters(issued.counters)),
        )

    def _counters(self, counters: tuple[str, ...]) -> str:
        if not counters:
            return self.say("number.any-counter")
        office = self.model.office
        known = {str(counter.id): counter.label for counter in office.counters} if office else {}
        labels = [known.get(counter, counter) for counter in counters]
        common = labels[0].rpartition(" ")[0]
        if len(labels) > 1 and common and all(label.rpartition(" ")[0] == common for label in labels):
            labels[1:] = [label.rpartition(" ")[2] for label in labels[1:]]  # "Quầy 1, 2, 3"
        listed = ", ".join(labels)
        return self.say("number.counter", label=listed) if labels[0].isdigit() else listed

    def _ticket_button(self, phase: k.SlipPhase) -> v.Button | None:
        match phase:
            case k.SlipPhase.WRITE_DOWN:
                return v.Button("confirm-seen", self.say("number.seen"), "check-circle", main=True)
            case k.SlipPhase.TAKE:
                return v.Button("ok", self.say("number.done"), "check-circle")
        return None


def present(model: k.Model, catalogue: Catalogue) -> v.View:
    """The view of a model. Two models that look the same give equal views."""
    return Presenter(model, catalogue).view()
