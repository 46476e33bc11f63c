"""``/pair`` for devices that ask, and ``/may-moc/ghep`` where the caretaker lets them in and out."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from contracts import messages as m
from contracts.pairing import Hex64, PairAnswer, PairOffer, PairRequest, PairReveal
from contracts.vocabulary import DeviceId, FaultCode
from controller.pairing.authority import CannotSign
from controller.pairing.office import Outcome, PairingOffice
from controller.pairing.requests import refused_names
from controller.settings import OfficeSettings
from controller.web.clerk import Pages
from hardware.host.page_router import PageRouter

PAGE = "/may-moc/ghep"
CERTIFICATE_TYPE = "application/x-x509-ca-cert"


def faults_of(settings: OfficeSettings, office: PairingOffice | None) -> tuple[m.Fault, ...]:
    """That devices should be paired and cannot be: the office's own authority did not open."""
    wanted = settings.pairing
    if not wanted.enabled or office:
        return ()
    folder = wanted.folder or settings.data_dir / "pairing"
    return (m.Fault(code=FaultCode.PAIRING_BROKEN, facts={"folder": str(folder)}),)


def device_router(office: PairingOffice) -> APIRouter:
    """What devices ask. Whoever asks gets no more than a place in a short list."""
    routes = PageRouter(prefix="/pair")

    @routes.post("")
    async def ask(request: Request, asked: PairRequest) -> PairOffer:
        try:
            return office.ask(asked, request.client.host if request.client else "")
        except CannotSign as error:
            raise HTTPException(422, str(error)) from None

    @routes.post("/{request_id}")
    async def reveal(request_id: Hex64, told: PairReveal) -> PairAnswer:
        return office.reveal(request_id, told.secret)

    @routes.get("/{request_id}")
    async def answer(request_id: Hex64) -> PairAnswer:
        return office.answer(request_id)

    return routes


def caretaker_router(office: PairingOffice, pages: Pages) -> APIRouter:
    """The caretaker's page."""
    routes = PageRouter()

    @routes.get(PAGE)
    async def page(request: Request, told: str = "", device: str = "") -> Response:
        session = pages.caretaker(request)
        asking = office.requests()
        return HTMLResponse(
            pages.render(
                "pairing.html",
                clerk=session.clerk,
                asking=asking.shown(),
                refused=refused_names(asking),
                flood=asking.crowded_out,
                members=sorted(office.members.values(), key=lambda each: each.device),
                told=pages.say(f"pairing.told.{told}", device=device[:60]) if told in _TOLD else "",
                good=told in ("let-in", "revoked", "rejected"),
            )
        )

    @routes.post(f"{PAGE}/vao")
    async def let_in(
        request: Request, asked: Annotated[str, Form()], code: Annotated[str, Form()]
    ) -> Response:
        session, found = pages.caretaker(request), office.requests().find(asked)
        name = found.asked.device if found else ""
        try:
            outcome = office.confirm(asked, code, session.clerk.id, pages.desk.stamp())
        except (OSError, CannotSign):
            return _back("not-written", name)
        return _back(outcome.value, name)

    @routes.post(f"{PAGE}/tu-choi")
    async def reject(request: Request, asked: Annotated[str, Form()]) -> Response:
        pages.caretaker(request)
        found = office.requests().find(asked)
        office.reject(asked)
        return _back("rejected", found.asked.device if found else "")

    @routes.post(f"{PAGE}/ra")
    async def revoke(request: Request, device: Annotated[str, Form()]) -> Response:
        session = pages.caretaker(request)
        try:
            outcome = office.revoke(DeviceId(device), session.clerk.id, pages.desk.stamp())
        except OSError:
            return _back("not-written", device)
        return _back(outcome.value, device)

    return routes


def certificate_router(office: PairingOffice, pages: Pages) -> APIRouter:
    """The authority's certificate for everybody's browser, and how it is installed."""
    routes = PageRouter()

    @routes.get("/chung-thu")
    async def instructions(request: Request) -> Response:
        port = pages.https_port
        safe = f"https://{request.url.hostname}:{port}/" if port else ""
        return HTMLResponse(pages.render("certificate.html", safe=safe, digest=office.digest))

    @routes.get("/chung-thu/motcua-ca.crt")
    async def certificate() -> Response:
        return Response(office.authority, media_type=CERTIFICATE_TYPE)

    return routes


_TOLD = frozenset({*(outcome.value for outcome in Outcome), "rejected", "not-written"})


def _back(told: str, device: str) -> Response:
    return RedirectResponse(f"{PAGE}?{urlencode({'told': told, 'device': device})}", 303)
