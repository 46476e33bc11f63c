"""The clerk's page: the same commands as the buttons, the live queue, and why this one was called."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from uuid import uuid4

from fastapi import HTTPException, Request
from fastapi.responses import HTMLResponse

from contracts import messages as m
from contracts.texts import Catalogue
from contracts.topics import DESK
from contracts.vocabulary import CounterId, DeviceId, FaultCode, SlipState
from controller.desk.desk import Desk
from controller.desk.wire import Wire
from controller.domain.day import Day
from controller.domain.now import Trust
from controller.settings import OfficeSettings
from controller.web.api import COOKIE
from controller.web.drawing import Drawings, templates
from controller.web.inspection import may_open
from controller.web.machines import LOST_JOURNAL, Machines
from controller.web.presses import Presses
from controller.web.seating import Seating
from controller.web.sessions import Session, Sessions
from controller.web.view import CounterView, Viewer
from hardware.link.vitals import faults_of


class Pages:
    """Draws the pages and turns forms into commands."""

    def __init__(
        self,
        settings: OfficeSettings,
        desk: Desk,
        wire: Wire,
        sessions: Sessions,
        texts: Catalogue,
        more_faults: Callable[[], tuple[m.Fault, ...]],
        vitals: Callable[[], m.Vitals],
    ) -> None:
        """``more_faults``: what is wrong with the controller outside its desk; ``vitals``: how its machine is."""
        self._vitals, self.keeps_history = vitals, False
        self.desk, self.sessions = desk, sessions
        self._settings, self._wire, self._more_faults = settings, wire, more_faults
        self.viewer = Viewer(settings, desk.office, texts)
        self.machines = Machines(settings, desk.office, texts)
        self._templates = templates()
        self._templates.globals |= {"t": self.viewer.say, "new_id": lambda: str(uuid4())}
        self.has_book = False  # whether the settings can be changed in the browser
        self.presses, self._drawings = Presses(desk, self.viewer), Drawings()
        self._seen = dict[CounterId, tuple[Day, object, object, CounterView]]()
        self.seating = Seating(desk, sessions, self.presses, self.viewer, self.asks)

    def sign_in(
        self, message: str = "", status: int = 200, *, clerk: str = "", counter: str = ""
    ) -> HTMLResponse:
        """The form with name, PIN and counter; what was chosen before stays."""
        begins = self.has_book and not any(each.caretaker for each in self._settings.clerks)
        rota = self.viewer.rota.is_offered(self.desk.stamp())
        facts = {"message": message, "name": clerk, "chosen": counter, "begins": begins, "rota": rota}
        return HTMLResponse(self.render("sign_in.html", **facts), status)

    def error(self, status: int, detail: str = "") -> HTMLResponse:
        """A page for whoever came to an address that is not there, or not theirs."""
        words = detail or self.viewer.say("error.not-found" if status in {404, 405} else "error.other")
        title, back = self.viewer.say("error.title"), self.viewer.say("caretaker.back")
        return HTMLResponse(self.asks(title=title, hint=words, choices=[("/", "", back)]), status)

    def not_serving(self) -> str:
        """The page of a desk that stands aside for another one."""
        other = self.desk.neighbourhood.other()
        return self.render(
            "not_serving.html",
            host=other.host if other else "",
            here=self.desk.neighbourhood.host,
            silent=bool(other and other.silent),
            since=self.viewer.local_time(other.since if other else 0),
        )

    @property
    def https_port(self) -> int | None:
        """Where the pages are served with TLS; None: nowhere."""
        return self._settings.web.https_port

    def render(self, template: str, **facts: object) -> str:
        """A page of its own."""
        return self._templates.get_template(template).render(office=self._settings, **facts)

    def asks(
        self, *, title: str, choices: list[tuple[str, str, str]], hint: str = "", field: str = "citizen"
    ) -> str:
        """A page with one question. ``choices``: where each leads, what its ``field`` says, its words."""
        return self.render("question.html", title=title, hint=hint, choices=choices, field=field)

    def desk_page(self, session: Session) -> HTMLResponse:
        """The whole page of a counter."""
        facts = {"clerk": session.clerk, "session": session.name, "panel": self.panel(session)}
        return HTMLResponse(self.render("desk.html", **facts))

    def panel(self, session: Session) -> str:
        """The part of the page that changes."""
        return self.drawn(self.view(session))

    def view(self, session: Session) -> CounterView:
        """What the counter of a session shows now."""
        self.seating.follows(session)
        view = self._counter_view(session)
        said = self.presses.said(session)
        return replace(
            view,
            message=said.words if said else "",
            again=said.again if said else None,
            undo=self.viewer.undo(self.desk.day, session.counter, self.desk.now().clock),
            caretaker=session.clerk.caretaker,
            rota=self.viewer.rota.hint(session.clerk.id, session.counter, self.desk.stamp()),
            other=self.viewer.other(self.desk.day, self.seating.other(session), self.desk.stamp()),
        )

    def _counter_view(self, session: Session) -> CounterView:
        """What whoever sits at the counter sees; made once a second, or once a change, for all pages that may see the same."""
        devices = self.presences() if session.clerk.caretaker else self._wire.devices
        at, day, up, guide = self.desk.stamp(), self.desk.day, self._wire.up, self._wire.guide
        heard = tuple((each.device, each.program, each.online, each.faults) for each in devices.values())
        sight = heard, up, at // 1000  # with the procedures' names all that a day does not say
        known = self._seen.get(session.counter)
        if known is None or known[0] is not day or known[1] is not guide.guide.last or known[2] != sight:
            view = self.viewer.counter(
                day,
                session.counter,
                at,
                devices,
                link_up=up,
                private=self.desk.private,
                procedure_name=guide.clerks_name,
            )
            known = self._seen[session.counter] = day, guide.guide.last, sight, view
        return known[3]

    def drawn(self, view: CounterView) -> str:
        """A view as a panel; every button gets a request id of its own."""
        return self._templates.get_template("panel.html").render(view=view, **self._drawn())

    def _drawn(self) -> dict[str, object]:
        """What a page must know of a drawing: whether it is newer than another one, and the desk's time."""
        return {"drawn": next(self._drawings), "at": self.desk.now().clock}

    @property
    def kiosks(self) -> tuple[DeviceId, ...]:
        """The kiosks of the office."""
        return tuple(kiosk.device for kiosk in self._settings.kiosks)

    @property
    def printers(self) -> tuple[DeviceId, ...]:
        """The printers beside them."""
        return tuple(dict.fromkeys(self.desk.office.printers.values()))

    def caretaker_page(self, session: Session, chain_fault: str | None) -> str:
        """The page with the health of everything."""
        return self.render(
            "caretaker.html",
            clerk=session.clerk,
            session=session.name,
            seated=session.seated,
            kiosks={device: self.machines.name(device) for device in self.kiosks},
            printers={device: self.machines.name(device) for device in self.printers},
            health=self.health(session),
            chain_fault=chain_fault,
            lost=any(fault.code in LOST_JOURNAL for fault in self.desk.faults()),
            pairs=self._settings.pairing.enabled,
            book=self.has_book,
            history=self.keeps_history,
        )

    def health(self, session: Session) -> str:
        """The part of that page that changes: the clock, the journal, the closing, every device."""
        said = self.presses.said(session)
        return self._templates.get_template("health.html").render(
            machines=self.machines.lines(self.presences(), link_up=self._wire.up, printed=self.printed()),
            said=said.words if said and not said.again else "",
            closing=self.viewer.closing(self.desk.day, self.desk.stamp()),
            **self._clock(),
            **self._drawn(),
        )

    def _clock(self) -> dict[str, object]:
        """What the page says of the time: what is believed, what the machine says, and a day closed by mistake."""
        now, day = self.desk.now(), self.desk.day
        return {
            "time": self.viewer.local_time(now.clock),
            "machine_time": self.viewer.local_time(now.machine),
            "clock_wrong": not now.trusted_after(day.last_at),
            "clock_stepped": now.trust is Trust.STEPPED,
            "closed_at": self.viewer.local_time(day.kept.closed_at) if day.kept else "",
        }

    def presences(self) -> dict[DeviceId, m.Presence]:
        """What the controller itself and every device that was ever heard say of themselves."""
        own = self.desk.presence()
        faults = (*self.desk.faults(), *self._more_faults())
        vitals = self._vitals()
        faults = (*faults_of(vitals), *faults)
        return {DESK: own.model_copy(update={"faults": faults, "vitals": vitals}), **self._wire.devices}

    def look(self) -> tuple[dict[DeviceId, m.Presence], int, bool]:
        """What every device says now, the desk's time, and whether the link is up."""
        return self.presences(), self.desk.stamp(), self._wire.up

    def faults_now(self) -> Iterator[FaultCode]:
        """What is wrong with any machine."""
        return (fault.code for presence in self.presences().values() for fault in presence.faults)

    def printed(self) -> dict[DeviceId, int]:
        """How many slips came out of each printer today."""
        counts = dict.fromkeys(self.printers, 0)
        for slip in self.desk.day.slips.values():
            if slip.state is SlipState.PRINTED and slip.printer in counts:
                counts[slip.printer] += 1
        return counts

    async def act(self, session: Session, kind: str, form: dict[str, str]) -> str:
        """Carry out what a form asks for; the panel afterwards, which says what came of it."""
        await self.presses.act(session, kind, form)
        return self.panel(session)

    async def about_the_day(self, session: Session, command: m.AnyCommand) -> None:
        """Carry out what the caretaker says of the time and of the day; the page says why not."""
        reply = await self.desk.ask(command, session.principal)
        self.presses.say(session, self.viewer.refusal(reply) if isinstance(reply, m.Refused) else "")

    def why_ended(self, secret: str) -> str:
        """Why somebody who comes back has to sign in again; empty for whoever was not signed in."""
        if not secret:
            return ""
        ended = self.sessions.why_ended(secret)
        counter = self.desk.office.counters.get(ended.counter) if ended.counter else None
        facts = {"clerk": ended.clerk, "label": counter.label if counter else ""}
        return self.say(f"sign-in.ended-{ended.how}", time=self.viewer.clock_time(ended.at), **facts)

    def find_caretaker(self, request: Request) -> Session | None:
        """The caretaker who asks, while signed in."""
        session = self.sessions.find(request.cookies.get(COOKIE))
        return session if session and session.clerk.caretaker else None

    def find_reader(self, request: Request) -> Session | None:
        """The head or caretaker who asks, while signed in."""
        session = self.sessions.find(request.cookies.get(COOKIE))
        return session if session and session.clerk.reads_figures else None

    def reader(self, request: Request) -> Session:
        """Whoever may see the office's figures. Raises HTTPException 403 for anybody else."""
        session = self.find_reader(request)
        if session is None or not may_open(session.clerk, request):
            raise HTTPException(403, self.say("caretaker.no-figures"))
        return session

    def caretaker(self, request: Request) -> Session:
        """The caretaker who asks. Raises HTTPException 403 for anybody else."""
        session = self.find_caretaker(request)
        if session is None:
            raise HTTPException(403, self.say("caretaker.not-allowed"))
        return session

    def say(self, key: str, **facts: object) -> str:
        """A sentence of the catalogue."""
        return self.viewer.say(key, **facts)
