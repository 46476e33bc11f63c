"""Attacks by trying: PINs, and codes of dossiers."""

import asyncio
from uuid import uuid4

from contracts import messages as m
from contracts.vocabulary import RefusalCode
from controller.web.sign_in_tries import FREE_ABROAD
from simulation.attacks import visitors
from simulation.attacks.office import Office, now
from simulation.attacks.outcome import Attack, Outcome
from simulation.attacks.settings import PIN

WRONG_PINS, GUESSES, AT_ONCE = 60, 60, 8
FREE_GUESSES = 30
"""As the settings have it: wrong codes of a day at one place."""


async def lock_out(office: Office, scale: float) -> Outcome:
    """Somebody guesses the PIN of a clerk by name; the clerk comes in at the usual machine all the same."""
    usual = await visitors.sign_in(office.port, "lan", PIN)
    machine = "; ".join(one for one in usual.cookies().split("; ") if one.startswith("motcua-machine"))
    await _guess(office, int(WRONG_PINS * max(scale, 0.5)))
    again = await visitors.sign_in(office.port, "lan", PIN, cookies=machine)
    told = "Có người thử mã PIN" in await _machines(office)
    return Outcome(
        again.status == 303 and told, f"the clerk gets {again.status}; the caretaker is told: {told}"
    )


async def many_pins(office: Office, scale: float) -> Outcome:
    """After many wrong PINs from one address, the right one does not get in from there either: it is not even tried."""
    await _guess(office, int(WRONG_PINS * max(scale, 0.5)), clerk="hoa")
    lucky = await visitors.sign_in(office.port, "hoa", PIN, "2", address=visitors.ELSEWHERE)
    return Outcome(lucky.status != 303, f"the right PIN after {WRONG_PINS} wrong ones gets {lucky.status}")


async def dossiers(office: Office, scale: float) -> Outcome:
    """Guesses of dossier codes, each after a code of one's own, at one kiosk."""
    own, guesses = office.system.dossiers[0].code, int(GUESSES * max(scale, 0.7))
    row = asyncio.Semaphore(AT_ONCE)
    codes = [f"{own[:-4]}{5000 + n}" for n in range(guesses)]
    replies = await asyncio.gather(*(_look_up(office, own, code, row) for code in codes))
    missed = sum(isinstance(r, m.Refused) and r.code is RefusalCode.DOSSIER_NOT_FOUND for r in replies)
    return Outcome(0 < missed <= FREE_GUESSES + AT_ONCE, f"{missed} guesses answered of {guesses}")


async def _guess(office: Office, times: int, clerk: str = "lan") -> None:
    for n in range(max(times, FREE_ABROAD + 5)):
        await visitors.sign_in(office.port, clerk, f"{100_000 + n}", address=visitors.ELSEWHERE)


async def _machines(office: Office) -> str:
    cookies = (await visitors.sign_in(office.port, "hoa", PIN, "2")).cookies()
    return (await visitors.ask(office.port, "/may-moc", headers={"cookie": cookies})).body


async def _look_up(office: Office, own: str, guess: str, row: asyncio.Semaphore) -> m.AnyReply | None:
    async with row:
        for code in (own, guess):
            question = m.LookUp(request_id=str(uuid4()), at=now(), dossier=code)
            reply = await office.ask("kiosk-9", question)
        return reply


ATTACKS = (
    Attack("a clerk is kept out by guesses", "own-tries", lock_out, quick=True),
    Attack("guessing PINs", "few-tries", many_pins),
    Attack("guessing dossiers between own ones", "few-guesses", dossiers),
)
