"""Attacks by saying too much on the link."""

import asyncio
import time
from uuid import uuid4

from contracts import messages as m
from contracts.codec import encode
from contracts.vocabulary import DeviceId
from controller.desk.crowd import BURST, MOST_STRANGERS, RATE_S
from controller.desk.print_outbox import ON_THE_WAY_S
from controller.domain.tickets import PACE_MS
from controller.policy_settings import PolicySettings
from simulation.attacks import visitors
from simulation.attacks.office import Office, now
from simulation.attacks.outcome import Attack, Outcome
from simulation.attacks.settings import KIOSKS, PANEL, PIN, PRINTER

GHOSTS, PRESENCES, RUBBISH, ASKS, LINES = 500, 1000, 20_000, 300, 6000
MOST_LOG = 200_000
SETTLE_S = 1.0


async def ghosts(office: Office, scale: float) -> Outcome:
    """Retained presences of devices that nobody has; the caretaker's page must not fill with them."""
    for n in range(int(GHOSTS * scale)):
        await office.say(f"presence/ghost-{n}", encode(_here(f"ghost-{n}")), retain=True)
    await asyncio.sleep(SETTLE_S)
    page = await _caretakers_page(office)
    kept = sum(f"ghost-{n}" in page for n in range(int(GHOSTS * scale)))
    return Outcome(0 < kept <= MOST_STRANGERS, f"{kept} ghosts kept")


async def print_copies(office: Office, scale: float) -> Outcome:
    """A printer that comes and goes a thousand times while a slip waits for it: one copy at a time."""
    await office.take("kiosk-1")
    begin, before = time.monotonic(), _copies(office)
    for n in range(int(PRESENCES * scale)):
        await office.say(f"presence/{PRINTER}", encode(_here(PRINTER, str(n))))
    await asyncio.sleep(SETTLE_S)
    copies = _copies(office) - before
    jobs = len({said.job for _, said in office.heard if isinstance(said, m.PrintJob)})
    allowed = jobs * (1 + (time.monotonic() - begin) / ON_THE_WAY_S)
    return Outcome(copies <= allowed, f"{copies} copies of {jobs} slips")


async def rubbish(office: Office, scale: float) -> Outcome:
    """Commands that mean nothing in the name of the button box: worked off by its share, and named to the caretaker."""
    begin, before = time.monotonic(), _answers(office)
    for _ in range(int(RUBBISH * scale)):
        await office.say(f"cmd/{PANEL}/call-next", _nonsense())
    reply = await office.take("kiosk-2")
    await asyncio.sleep(SETTLE_S)
    answered = _answers(office) - before
    allowed = BURST + RATE_S * (time.monotonic() - begin)
    named = PANEL in await _caretakers_page(office)
    held = isinstance(reply, m.Accepted) and answered <= allowed and named
    return Outcome(held, f"{answered} answered of {int(RUBBISH * scale)}; named: {named}")


async def haste(office: Office, scale: float) -> Outcome:
    """A kiosk that asks for numbers as fast as it can."""
    begin, asks = time.monotonic(), max(100, int(ASKS * scale))
    replies = await asyncio.gather(*(office.take("kiosk-3") for _ in range(asks)))
    given = sum(isinstance(reply, m.Accepted) for reply in replies)
    allowed = PolicySettings().kiosk_burst + 1 + (time.monotonic() - begin) * 1000 / PACE_MS
    return Outcome(0 < given <= allowed, f"{given} numbers of {asks} asked for")


async def full_log(office: Office, scale: float) -> Outcome:
    """Forty devices that say rubbish, and strangers on the pages: what the controller writes stays short."""
    before = office.log.stat().st_size
    for n in range(int(LINES * max(scale, 0.5))):
        await office.say(f"cmd/kiosk-{n % KIOSKS + 1}/issue-ticket", b"{" * 200)
    for _ in range(20):
        await visitors.ask(office.port, "/", "\x16\x03\x01", address=visitors.ELSEWHERE)
    await asyncio.sleep(SETTLE_S)
    grown = office.log.stat().st_size - before
    return Outcome(grown < MOST_LOG, f"{grown / 1000:.0f} kB of log")


def _here(device: str, instance: str = "") -> m.Presence:
    return m.Presence(
        device=DeviceId(device),
        program="ticket_printer",
        version="1",
        online=True,
        at=now(),
        instance=instance,
    )


def _nonsense() -> bytes:
    """A command that is answered by name, if it is read at all."""
    return b'{"v":1,"kind":"call-next","request_id":"%s","at":"soon","counter":"1"}' % str(uuid4()).encode()


def _copies(office: Office) -> int:
    return sum(isinstance(said, m.PrintJob) for _, said in office.heard)


def _answers(office: Office) -> int:
    return sum(topic == f"reply/{PANEL}" for topic, _ in office.heard)


async def _caretakers_page(office: Office) -> str:
    answer = await visitors.sign_in(office.port, "hoa", PIN, "2")
    page = await visitors.ask(office.port, "/may-moc", headers={"cookie": answer.cookies()})
    return page.body


ATTACKS = (
    Attack("presences of devices that nobody has", "few-strangers", ghosts),
    Attack("a printer that comes and goes", "one-copy", print_copies),
    Attack("rubbish in the name of a device", "fair-share", rubbish, quick=True),
    Attack("a kiosk that asks too fast", "pace", haste, quick=True),
    Attack("forty devices that fill the log", "short-log", full_log),
)
